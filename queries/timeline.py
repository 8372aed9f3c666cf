"""A case's history for people to read: what happened, when, who did it, what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

import catalogue
from database import db
from domain.concealment import conceals, is_told, may_vanish
from domain.roles import Role
from domain.schema import PublicService
from domain.text import N_
from models.bodies import Body
from models.cases import Case, Event
from models.people import Officer

OTHER_EVENTS: dict[str, str] = {
    "filed": N_("The application was sent"),
    "post_taken": N_("The post has gone to another candidate"),
    "post_closed": N_("The ministry seeks nobody for the post any more"),
    "examined": N_("All members of the commission have given their opinions"),
    "became_overdue": N_("A term has passed without the step being taken"),
    "answer_overdue": N_("The law's day for the answer has passed"),
    "dates_corrected": N_("The working-day calendar was corrected and the dates counted anew"),
    "complaint_filed": N_("The applicant filed a complaint"),
    "case_transferred": N_("The case was transferred to the right commission"),
    "paper_superseded": N_("Digital data of a registry took the place of a paper, which was deleted"),
    "taken_paper_superseded": N_(
        "Digital data of a registry took the place of a paper that an executor took in, and it was deleted"
    ),
    "phone_refreshed": N_("The applicant's phone number was taken from the registry anew"),
}
"""Events that no action of the catalogue writes."""

CITIZEN_SEES = frozenset(
    {
        "sha256", "due", "by", "at", "way", "place", "grounds", "facts", "document", "remark",
        "until_date", "number", "date", "ended_on", "new_due", "old_due", "reason", "outcome", "from",
        "about", "reviewing_body", "review_outcome", "reply",
    }
)  # fmt: skip
"""What the applicant is shown of an event; internal notes and reasons of officers are not there."""

INTERNAL_EVENTS = frozenset({"agreed", "disagreed", "recused"})
"""Events of which the applicant sees that they happened, without any data."""


_ABSENT = aliased(Officer)
_EVENTS = (
    select(Event, Officer.name, _ABSENT.name, Body)
    .outerjoin(Officer, Event.officer_id == Officer.id)
    .outerjoin(_ABSENT, Event.standing_in_for == _ABSENT.id)
    .outerjoin(Body, Event.body_id == Body.id)
    .where(Event.case_id == bindparam("case_id"))
    .order_by(Event.sequence)
)


@dataclass(frozen=True)
class Entry:
    """One line of the timeline: the event of this `id`. `officer` is empty for the citizen's eyes."""

    id: int
    at: datetime
    code: str
    label: str
    role: Role
    seat: str | None
    officer: str | None
    stands_in_for: str | None
    body: Body | None
    data: dict[str, Any]
    to_status: str | None
    complaint_id: int | None
    matter_id: int | None


def event_labels(service: PublicService) -> dict[str, str]:
    """English source labels of every event that a case of this service can have."""
    labels = dict(OTHER_EVENTS)
    labels |= {matter.begin.event: matter.begin.event_label for matter in service.matters}
    for workflow in (service.workflow, service.complaint, *(matter.workflow for matter in service.matters)):
        for step in workflow.steps.values():
            labels |= {action.event: action.event_label for action in step.actions}
    return labels


def timeline(case: Case, *, for_citizen: bool) -> list[Entry]:
    """The case's events in order, in one query; for the citizen without names of officers, and without
    what is concealed."""
    service = catalogue.edition_of(case.service, case.edition)
    labels = event_labels(service)
    rows = db.session.execute(_EVENTS, {"case_id": case.id}).all()
    told = frozenset(event.id for event in _told([row.Event for row in rows], case, service))
    return [
        Entry(
            id=event.id,
            at=event.at,
            code=event.code,
            label=labels[event.code],
            role=Role(event.role),
            seat=event.data.get("seat"),
            officer=None if for_citizen else officer,
            stands_in_for=None if for_citizen else stands_in_for,
            body=body,
            data=_shown(event, service, for_citizen),
            to_status=event.read_status if for_citizen else event.to_status,
            complaint_id=event.complaint_id,
            matter_id=event.matter_id,
        )
        for event, officer, stands_in_for, body in rows
        if not for_citizen or event.id in told
    ]


def _told(events: Sequence[Event], case: Case, service: PublicService) -> list[Event]:
    """Of a case whose end keeps only some statuses, nothing is told between the last of them and the end:
    the moment of what happened there would tell the stage (CON-7)."""
    told = [event for event in events if _is_told(event, case, service)]
    shown = service.workflow.step(case.shown_status)
    if shown.history is None:
        return told
    kept = shown.history - {shown.code}
    last = max(event.sequence for event in events if event.read_status in kept)
    return [
        event
        for event in told
        if event.sequence <= last or event.read_status == shown.code or event.complaint_id is not None
    ]


def _is_told(event: Event, case: Case, service: PublicService) -> bool:
    """Whether the applicant reads that this happened (CON-7)."""
    workflow = service.workflow
    if event.code == "dates_corrected" and conceals(workflow):
        return event.data["old_due"] != event.data["new_due"] or bool(_told_dates(event, service))
    return is_told(workflow, workflow.step(case.shown_status), event.code, event.read_status)


def _told_dates(event: Event, service: PublicService) -> list[dict[str, str]]:
    """The corrected dates of tasks that the applicant can read: not those behind which a step may hide."""
    workflow = service.workflow
    told = {code for code, step in workflow.steps.items() if not step.concealed}
    told -= {code for code, step in workflow.steps.items() if may_vanish(workflow, step)}
    return [task for task in event.data["tasks"] if task["step"] in told | service.complaint.steps.keys()]


def _shown(event: Event, service: PublicService, for_citizen: bool) -> dict[str, Any]:
    if not for_citizen:
        return event.data
    if event.code in INTERNAL_EVENTS:
        return {}
    if event.code == "dates_corrected" and conceals(service.workflow):
        moved = _told_dates(event, service)
        if event.data["old_due"] == event.data["new_due"] and moved:
            return {"reason": event.data["reason"], "old_due": moved[0]["old"], "new_due": moved[0]["new"]}
    return {name: value for name, value in event.data.items() if name in CITIZEN_SEES}
