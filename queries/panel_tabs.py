"""The heaps of which each role's panel consists, and whose cases they are (834 annexes 2 to 4; CON-17)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists

from domain.roles import Actor, Role
from domain.schema import ResultKind
from domain.text import N_
from models.candidates import Decline, Examination, SpecialCheck
from models.cases import Case, Task
from models.documents import ResultDocument, ResultStatus
from queries.ministry_steps import ENDED, IN_WORK, TO_DISTRIBUTE, TO_SIGN
from queries.sight import SIDES

Condition = Callable[[Actor], ColumnElement[bool]]


@dataclass(frozen=True)
class Tab:
    """One heap of a panel; `which` picks its cases among the actor's own."""

    code: str
    label: str
    which: Condition


def _whose(actor: Actor) -> int | None:
    """Whose work it is: of whom they stand in for, else their own."""
    return actor.standing_in_for or actor.id


def own(actor: Actor) -> ColumnElement[bool]:
    """All that this actor has, or had, a part in."""
    if actor.role in SIDES:
        return exists().where(came(actor))
    own = Case.body_id == actor.body_id
    return own if actor.role is Role.HEAD else and_(own, Case.executor_id == _whose(actor))


def _in(codes: Collection[str]) -> Condition:
    return lambda _actor: Case.status.in_(codes)


def everything(_actor: Actor) -> ColumnElement[bool]:
    return Case.id.is_not(None)


def _signed(_actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        ResultDocument.case_id == Case.id,
        ResultDocument.kind == ResultKind.AGREEMENT,
        ResultDocument.status == ResultStatus.GENUINE,
    )


def _declined(_actor: Actor) -> ColumnElement[bool]:
    return exists().where(Decline.case_id == Case.id)


def _waits(actor: Actor) -> ColumnElement[bool]:
    """An open task of this executor's own."""
    return exists().where(
        Task.case_id == Case.id, Task.closed_at.is_(None), Task.assignee_id == _whose(actor)
    )


def _waits_elsewhere(actor: Actor) -> ColumnElement[bool]:
    return and_(Case.status.in_(IN_WORK), ~_waits(actor))


def _past(_actor: Actor) -> ColumnElement[bool]:
    return Case.status.not_in(IN_WORK)


def came(actor: Actor) -> ColumnElement[bool]:
    """A task of this actor's side of the case, open or not."""
    return and_(Task.case_id == Case.id, Task.body_id == actor.body_id, Task.role.in_(SIDES[actor.role]))


def _open_here(actor: Actor) -> ColumnElement[bool]:
    return exists().where(came(actor), Task.closed_at.is_(None))


def _own_open(actor: Actor) -> ColumnElement[bool]:
    return exists().where(came(actor), Task.role == actor.role, Task.closed_at.is_(None))


def _left_here(actor: Actor) -> ColumnElement[bool]:
    return ~_open_here(actor)


def _examined(condition: ColumnElement[bool]) -> Condition:
    return lambda _actor: exists().where(Examination.case_id == Case.id, condition)


def _checked(_actor: Actor) -> ColumnElement[bool]:
    return exists().where(SpecialCheck.case_id == Case.id, SpecialCheck.positive.is_not(None))


_INCOMING, _ARCHIVE = N_("Incoming"), N_("Archive")

PANELS: dict[Role, tuple[Tab, ...]] = {
    Role.HEAD: (
        Tab("incoming", N_("From applicants"), _in(TO_DISTRIBUTE)),
        Tab("to_sign", N_("To approve and sign"), _in(TO_SIGN)),
        Tab("signed", N_("Signed"), _signed),
        Tab("rejected", N_("Rejected"), _declined),
        Tab("all", N_("All requests"), everything),
        Tab("archive", _ARCHIVE, _in(ENDED)),
    ),
    Role.EXECUTOR: (
        Tab("incoming", _INCOMING, _waits),
        Tab("elsewhere", N_("With other bodies"), _waits_elsewhere),
        Tab("archive", _ARCHIVE, _past),
    ),
    Role.DEFENCE: (
        Tab("incoming", _INCOMING, _open_here),
        Tab("approved", N_("Approved"), _examined(Examination.answered_at.is_not(None))),
        Tab("passed", N_("Passed"), _examined(Examination.fitness == "passed")),
        Tab("archive", _ARCHIVE, _left_here),
    ),
    Role.MEDICAL_CHAIR: (
        Tab("incoming", _INCOMING, _own_open),
        Tab("passed_on", N_("Passed on"), _examined(Examination.concluded_at.is_not(None))),
        Tab("archive", _ARCHIVE, _left_here),
    ),
    Role.SECURITY: (
        Tab("incoming", _INCOMING, _open_here),
        Tab("answered", N_("Answered"), _checked),
        Tab("archive", _ARCHIVE, _left_here),
    ),
    Role.UNIT: (
        Tab("incoming", _INCOMING, _open_here),
        Tab("archive", _ARCHIVE, _left_here),
    ),
}
"""The heaps of each role, the first of which is shown when the panel is opened."""
