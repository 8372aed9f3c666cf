"""The medical examination and the psychological test (834 annexes 1 and 4; CON-11 to CON-13)."""

from sqlalchemy import select

from actions import documents
from actions.deeds import Deed
from database import db
from domain import deadlines
from domain.deadlines import local_day
from domain.errors import InvalidData
from domain.workflow import step_due
from models.candidates import Examination
from models.cases import Task
from models.documents import CONCLUSION_SCAN, EXAMINATION_SCAN
from models.examinations import latest_examination


def call_to_examination(deed: Deed) -> None:
    """The candidate is called to an address and a time; called again, the new ones count.

    The department for defence has seven working days from when the material came,
    with the call or with one after the day on which the candidate did not come;
    the time lies before their end. Raises InvalidData for `examination_at`:
    in_past, too_late, not_worked.
    """
    at, place = deed.values["examination_at"], deed.values["examination_place"]
    if at <= deed.now:
        raise InvalidData({"examination_at": "in_past"})
    latest, _source = latest_examination(deed.case, deed.service, deed.action, deed.now, deed.is_working_day)
    if at > latest:
        raise InvalidData({"examination_at": "too_late"})
    if not deed.is_working_day(local_day(at)):
        raise InvalidData({"examination_at": "not_worked"})
    deed.case.appointment_at, deed.case.appointment_place = at, place
    if db.session.get(Examination, deed.case.id) is None:
        db.session.add(Examination(case_id=deed.case.id))
    db.session.flush()
    deed.remembered |= {"at": at, "place": place}
    deed.said |= {"at": at, "place": place}


def move_examination(deed: Deed) -> None:
    """Another time for the same call, and with it another day by which the chair passes the conclusion on.

    Raises as call_to_examination().
    """
    call_to_examination(deed)
    case, service, is_working_day = deed.case, deed.service, deed.is_working_day
    step = service.workflow.step(case.status)
    waiting = select(Task).where(Task.case_id == case.id, Task.step == step.code, Task.closed_at.is_(None))
    for task in db.session.scalars(waiting):
        task.counted_from = deadlines.event_day(deed.values["examination_at"], service.hours, is_working_day)
        task.due_at = step_due(step, task.counted_from, case.due_at, service.hours, is_working_day)


def record_conclusion(deed: Deed) -> None:
    """What the chair of the medical commission found (CON-13); `chair_id` is who entered it."""
    found = db.session.get_one(Examination, deed.case.id)
    found.medical, found.psychological = deed.values["medical"], deed.values["psychological"]
    found.note = deed.values.get("note", "")
    found.chair_id, found.concluded_at = deed.actor.id, deed.now


def keep_conclusion_scan(deed: Deed) -> None:
    """The conclusion on paper, from which somebody else entered what the chair found."""
    documents.attach_scan(deed, CONCLUSION_SCAN)


def check_answer(deed: Deed) -> None:
    """Refuse an outcome before it is signed. Raises InvalidData for `fitness` (against_conclusion): who
    failed a part has not passed."""
    if (deed.values["fitness"] == "passed") != _has_passed(deed):
        raise InvalidData({"fitness": "against_conclusion"})


def record_answer(deed: Deed) -> None:
    """The answer of the department for defence with the scan of the conclusion, signed (CON-13).

    Raises InvalidData as check_answer().
    """
    check_answer(deed)
    found = db.session.get_one(Examination, deed.case.id)
    found.fitness, found.document_id = deed.values["fitness"], documents.attach_scan(deed, EXAMINATION_SCAN)
    found.officer_id, found.answered_at = deed.actor.id, deed.now
    deed.case.found_fit = _has_passed(deed)


def _has_passed(deed: Deed) -> bool:
    found = db.session.get_one(Examination, deed.case.id)
    return found.medical == found.psychological == "passed"
