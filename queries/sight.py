"""Which cases an officer may open, and how much of them their task needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, or_, select

from database import db
from domain.case_numbers import normal_case_number
from domain.roles import Actor, Role
from models.cases import Case, Recusal, Task


class Opinions(StrEnum):
    """Whose opinions a role may read: advice is given before others' advice is known."""

    NONE = "none"
    AFTER_OWN = "after_own"
    ALL = "all"


@dataclass(frozen=True)
class Sight:
    """What a role is shown of a case. `iin`: in full when asked for, else always masked;
    `file`: papers, answers, registries, hearing and remarks."""

    iin: bool
    file: bool
    opinions: Opinions


SIGHTS: dict[Role, Sight] = {
    Role.CHAIR: Sight(iin=True, file=True, opinions=Opinions.ALL),
    Role.MEMBER: Sight(iin=False, file=True, opinions=Opinions.AFTER_OWN),
    Role.COMPLAINTS: Sight(iin=True, file=True, opinions=Opinions.ALL),
    # It enters a decision into the minutes; what the decision rests on is not its task.
    Role.MILITARY_BODY: Sight(iin=True, file=False, opinions=Opinions.NONE),
}
"""Roles that are not here open no case: the contact centre has a page of its own."""


@dataclass(frozen=True)
class Standing:
    """What an officer is to one case: the actors that reach it, own ones first."""

    case_id: int
    actors: tuple[Actor, ...]
    stepped_aside: bool

    @property
    def sight(self) -> Sight:
        """What these actors together may see."""
        sights = [SIGHTS[actor.role] for actor in self.actors]
        widest = (Opinions.ALL, Opinions.AFTER_OWN, Opinions.NONE)
        return Sight(
            iin=any(sight.iin for sight in sights),
            file=any(sight.file for sight in sights),
            opinions=next(how for how in widest if any(sight.opinions is how for sight in sights)),
        )

    @property
    def seats(self) -> frozenset[str]:
        """The members' seats that these actors hold."""
        return frozenset(actor.seat for actor in self.actors if actor.seat)


def standing(number: str, actors: Sequence[Actor]) -> Standing | None:
    """What these actors are to the case with this number; None where it is none of theirs.

    A case is a body's own while it lies there, and stays in its sight where the
    body has, or had, a task in it. Two queries.
    """
    normal = normal_case_number(number)
    if normal is None or not actors:
        return None
    aside = select(func.count()).where(
        Recusal.case_id == Case.id, Recusal.officer_id.in_({actor.id for actor in actors})
    )
    found = db.session.execute(
        select(Case.id, Case.body_id, aside.scalar_subquery()).where(Case.number == normal)
    ).one_or_none()
    if found is None:
        return None
    case_id, body_id, recusals = found
    # A closed task lets the military body look back; a commission from which the case was
    # transferred has nothing to look for in it any more.
    tasks = db.session.execute(
        select(Task.body_id, Task.role)
        .where(Task.case_id == case_id, or_(Task.closed_at.is_(None), Task.role == Role.MILITARY_BODY))
        .distinct()
    )
    had = {(body, role) for body, role in tasks}
    reaching = tuple(
        actor
        for actor in actors
        if actor.role in SIGHTS and (actor.body_id == body_id or (actor.body_id, actor.role) in had)
    )
    return Standing(case_id, reaching, bool(recusals)) if reaching else None
