"""Which cases an officer may open, and which parts of them their task needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import exists, func, or_, select

import catalogue
from database import db
from domain.case_numbers import normal_case_number
from domain.concealment import conceals
from domain.registry_facts import DISPENSARIES
from domain.roles import Actor, Role
from domain.workflow import is_assigned
from models.cases import Case, Complaint, Recusal, Task
from models.documents import CHECK_SCAN, CONCLUSION_SCAN, EXAMINATION_SCAN


class Opinions(StrEnum):
    """Whose opinions a role may read: advice is given before others' advice is known."""

    NONE = "none"
    AFTER_OWN = "after_own"
    ALL = "all"


class History(StrEnum):
    """How much a role reads of what happened: how the case came to it and what it did itself,
    with the status of that time; everything that happened; that, and what was written."""

    OWN = "own"
    BARE = "bare"
    FULL = "full"


class Part(StrEnum):
    """A part of a case that a role is shown or not. Name, date of birth and registered address are
    shown to whoever may open the case."""

    IIN = "iin"
    GROUND = "ground"
    CONTACT = "contact"
    APPLICATION = "application"
    PAPERS = "papers"
    REGISTRIES = "registries"
    HEARING = "hearing"
    COMPLAINTS = "complaints"
    RESULTS = "results"
    EXECUTOR = "executor"
    IDENTITY_CARD = "identity_card"
    DISPENSARIES = "dispensaries"
    CHECK_FILE = "check_file"
    CHECK_ANSWER = "check_answer"
    APPOINTMENT = "appointment"
    EXAMINATION = "examination"
    DRAWN_UP = "drawn_up"
    CLOSED_PART = "closed_part"


@dataclass(frozen=True)
class Sight:
    """What a role is shown of a case: its parts, the members' opinions, the history."""

    parts: frozenset[Part]
    opinions: Opinions = Opinions.NONE
    history: History = History.OWN

    def shows(self, part: str) -> bool:
        """Whether this part is shown."""
        return Part(part) in self.parts

    def shows_paper(self, kind: str) -> bool:
        """Whether a paper of this kind is shown."""
        return _part_of_paper(kind) in self.parts


def registry_part(kind: str) -> Part:
    """The part of a case to which the answer of this registry of a personal file belongs."""
    return Part.DISPENSARIES if kind in DISPENSARIES else Part.REGISTRIES


def _part_of_paper(kind: str) -> Part:
    """A paper that stands in for a registry is read by whoever may read that registry (CON-1, CON-12)."""
    if kind in SCANS:
        return SCANS[kind]
    return registry_part(STANDS_FOR[kind]) if kind in STANDS_FOR else Part.PAPERS


STANDS_FOR = {
    document.code: document.stands_for
    for service in catalogue.EDITIONS
    for subtype in service.subtypes
    for document in subtype.documents
    if document.stands_for is not None
}
"""The papers that stand in for registries, by kind: for which one."""

SCANS = {
    CHECK_SCAN: Part.CHECK_ANSWER,
    EXAMINATION_SCAN: Part.EXAMINATION,
    CONCLUSION_SCAN: Part.EXAMINATION,
}
"""The papers that officers scan, by kind: to which part of the case they belong."""

_FILE = frozenset(
    {
        Part.GROUND,
        Part.CONTACT,
        Part.APPLICATION,
        Part.PAPERS,
        Part.REGISTRIES,
        Part.HEARING,
        Part.COMPLAINTS,
        Part.RESULTS,
    }
)
_MEDICAL = Sight(
    frozenset({Part.IIN, Part.IDENTITY_CARD, Part.DISPENSARIES, Part.APPOINTMENT, Part.EXAMINATION})
)
_EVERYTHING = Sight(frozenset(Part), Opinions.ALL, History.FULL)

SIGHTS: dict[Role, Sight] = {
    Role.CHAIR: Sight(_FILE | {Part.IIN}, Opinions.ALL, History.FULL),
    Role.MEMBER: Sight(_FILE, Opinions.AFTER_OWN, History.FULL),
    # Who answers for a decline has to know its grounds (834 annex 1; CON-7), see _reaches().
    Role.COMPLAINTS: _EVERYTHING,
    # It enters a decision into the minutes; what the decision rests on is not its task.
    Role.MILITARY_BODY: Sight(frozenset({Part.IIN, Part.GROUND, Part.RESULTS}), history=History.BARE),
    Role.HEAD: _EVERYTHING,
    Role.EXECUTOR: _EVERYTHING,
    # The file of the special check tells it all that it checks (CON-8, CON-9).
    Role.SECURITY: Sight(frozenset({Part.IIN, Part.CHECK_FILE, Part.CHECK_ANSWER})),
    # Only what the act lists (CON-12), and what the department itself found.
    Role.DEFENCE: _MEDICAL,
    Role.MEDICAL_CHAIR: _MEDICAL,
    # The personal file goes to the unit; what the other bodies answered stays with the ministry (CON-14).
    Role.UNIT: Sight(
        frozenset(
            {
                Part.IIN,
                Part.GROUND,
                Part.CONTACT,
                Part.APPLICATION,
                Part.PAPERS,
                Part.REGISTRIES,
                Part.IDENTITY_CARD,
                Part.DISPENSARIES,
                Part.RESULTS,
            }
        )
    ),
}
"""Roles that are not here open no case: the contact centre has a page of its own."""

SIDES: dict[Role, frozenset[Role]] = {
    Role.SECURITY: frozenset({Role.SECURITY}),
    Role.DEFENCE: frozenset({Role.DEFENCE, Role.MEDICAL_CHAIR}),
    Role.MEDICAL_CHAIR: frozenset({Role.DEFENCE, Role.MEDICAL_CHAIR}),
    Role.UNIT: frozenset({Role.UNIT}),
}
"""The roles to which a case comes by a task of their body, together with whom they have it; they may
look back at what they did, and read nothing of what comes after."""

_LOOK_BACK = frozenset({Role.MILITARY_BODY, *SIDES})


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
        advice = (Opinions.ALL, Opinions.AFTER_OWN, Opinions.NONE)
        past = (History.FULL, History.BARE, History.OWN)
        return Sight(
            frozenset().union(*(sight.parts for sight in sights)),
            next(how for how in advice if any(sight.opinions is how for sight in sights)),
            next(how for how in past if any(sight.history is how for sight in sights)),
        )

    @property
    def sides(self) -> frozenset[Role]:
        """The roles whose part of the case is theirs to read."""
        return frozenset().union(*(SIDES.get(actor.role, {actor.role}) for actor in self.actors))

    @property
    def seats(self) -> frozenset[str]:
        """The members' seats that these actors hold."""
        return frozenset(actor.seat for actor in self.actors if actor.seat)


@dataclass(frozen=True)
class _Whose:
    """Whose a case is: its body, its executor, the tasks of bodies in it, and whether somebody has
    complained where the grounds of a decision are closed."""

    body_id: int
    executor_id: int | None
    tasks: frozenset[tuple[int | None, str]]
    complaints_open: bool


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
    complained = exists().where(Complaint.case_id == Case.id)
    found = db.session.execute(
        select(Case, aside.scalar_subquery(), complained).where(Case.number == normal)
    ).one_or_none()
    if found is None:
        return None
    case, recusals, has_complaint = found
    # A closed task lets a body look back; a commission from which the case was transferred
    # has nothing to look for in it any more.
    tasks = db.session.execute(
        select(Task.body_id, Task.role)
        .where(
            Task.case_id == case.id,
            Task.matter_id.is_(None),  # what came up beside a case is shown on a page of its own
            or_(Task.closed_at.is_(None), Task.role.in_(_LOOK_BACK)),
        )
        .distinct()
    )
    closed_part = conceals(catalogue.edition_of(case.service, case.edition).workflow)
    whose = _Whose(
        case.body_id,
        case.executor_id,
        frozenset((body, role) for body, role in tasks),
        not closed_part or bool(has_complaint),
    )
    reaching = tuple(actor for actor in actors if actor.role in SIGHTS and _reaches(actor, whose))
    return Standing(case.id, reaching, bool(recusals)) if reaching else None


def _reaches(actor: Actor, whose: _Whose) -> bool:
    """Whether the case is this actor's to open.

    An application belongs to the executor to whom the head gave it, and to nobody
    else of the unit (834 annex 3). The ministry's officer for complaints sees the
    closed part, and therefore a case only once its candidate has complained.
    """
    own = actor.body_id == whose.body_id
    match actor.role:
        case Role.EXECUTOR:
            return own and whose.executor_id is not None and is_assigned(whose.executor_id, actor)
        case Role.COMPLAINTS if own:
            return whose.complaints_open
        case Role.SECURITY | Role.DEFENCE | Role.MEDICAL_CHAIR | Role.UNIT:
            return any((actor.body_id, role) in whose.tasks for role in SIDES[actor.role])
        case _:
            return own or (actor.body_id, actor.role) in whose.tasks
