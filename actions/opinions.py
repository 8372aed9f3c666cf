"""Members' opinions advise the chair (605 p.10); a recusal and a silence are remembered."""

from actions.deeds import Deed
from database import db
from domain.workflow import own_task
from models.cases import Opinion, Recusal


def record_agreement(deed: Deed) -> None:
    """The member agrees with the application."""
    _record(deed, agrees=True)


def record_disagreement(deed: Deed) -> None:
    """The member refuses, on grounds of the act and with the facts (605 p.11)."""
    _record(deed, agrees=False)


def _record(deed: Deed, *, agrees: bool) -> None:
    seat = _seat(deed)
    db.session.add(
        Opinion(
            case_id=deed.case.id,
            seat=seat,
            officer_id=deed.actor.id,
            agrees=agrees,
            grounds=deed.values.get("grounds", []),
            facts=deed.values.get("facts", ""),
            note=deed.values.get("note", ""),
            given_at=deed.now,
        )
    )
    deed.remembered["seat"] = seat


def _seat(deed: Deed) -> str:
    task = own_task(deed.snapshot, deed.actor)
    if task is None or task.seat is None:
        raise LookupError("an opinion belongs to a seat of the commission")
    return task.seat


def recuse(deed: Deed) -> None:
    """The officer steps aside; the case is closed to them from now on."""
    db.session.add(
        Recusal(case_id=deed.case.id, officer_id=deed.actor.id, reason=deed.values["reason"], at=deed.now)
    )
    deed.remembered |= {"reason": deed.values["reason"], "seat": deed.actor.seat}


def name_silent_members(deed: Deed) -> None:
    """The history says which seats were silent past their term."""
    deed.remembered["seats"] = [task.seat for task in deed.snapshot.tasks]
