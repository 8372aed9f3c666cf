"""Registration, the chair's decision and the military body's minutes (605 p.7, p.10-p.13)."""

from typing import Any

from sqlalchemy import select

from actions import results
from actions.deeds import Deed
from actions.hearings import hearing_of
from actions.notices import notify
from actions.results import ResultDraft
from database import db
from domain.deadlines import local_day
from domain.errors import InvalidData
from domain.roles import Role
from domain.schema import ResultKind
from models.bodies import Body
from models.cases import Task
from models.documents import ResultDocument
from models.people import Officer, Person


def register(deed: Deed) -> None:
    """The site registers the application; its dates have been counted from this day."""
    deed.case.registered_at = deed.now
    deed.remembered |= {"due": deed.case.due_at}


def draft_conclusion(deed: Deed) -> ResultDraft:
    """The conclusion in the form of annex 3, until a day for a deferral (605 p.10)."""
    until = deed.values.get("until_date")
    if until is not None and until <= local_day(deed.now):
        raise InvalidData({"until_date": "in_past"})
    facts = result_facts(deed) | {"reason": deed.values["conclusion_reason"]}
    return results.draft_result(deed.case, ResultKind.CONCLUSION, facts, until_date=until)


def issue_conclusion(deed: Deed) -> None:
    """The signed conclusion is issued (605 p.10; ALL-11)."""
    results.issue_result(deed.case, *deed.signed_result())
    deed.remembered |= {
        "until_date": deed.values.get("until_date"),
        "until_reason": deed.values.get("until_reason"),
    }
    deed.remembered |= {"reason_against": deed.values.get("reason_against")}


def draft_refusal(deed: Deed) -> ResultDraft:
    """The refusal in the form of annex 4, on grounds that the applicant was heard on
    (605 p.10, p.11; ALL-7, ALL-8)."""
    if not set(deed.values["grounds"]) <= set(hearing_of(deed).grounds):
        raise InvalidData({"grounds": "not_heard"})
    return results.draft_result(deed.case, ResultKind.REFUSAL, result_facts(deed) | _reasons(deed))


def issue_refusal(deed: Deed) -> None:
    """The signed refusal is issued (605 p.10; ALL-11)."""
    results.issue_result(deed.case, *deed.signed_result())
    deed.remembered |= {"grounds": deed.values["grounds"], "facts": deed.values["facts"]}
    deed.remembered |= {"reason_against": deed.values.get("reason_against")}


def record_minutes(deed: Deed) -> None:
    """The military body's "minutes no., date", which closes its task (605 p.13; DEF-7)."""
    if deed.values["minutes_date"] > local_day(deed.now):
        raise InvalidData({"minutes_date": "in_future"})
    # Where residence and registration have two bodies, each enters its own (the history holds
    # both); the first one stands on the case.
    if deed.case.minutes_number is None:
        deed.case.minutes_number = deed.values["minutes_number"]
        deed.case.minutes_date = deed.values["minutes_date"]
    deed.remembered |= {"number": deed.values["minutes_number"], "date": deed.values["minutes_date"]}


def draft_replacement(deed: Deed) -> ResultDraft:
    """A new document in the form of the one with a mistake; the decision stays."""
    old = genuine_result(deed)
    own = (
        {"reason": deed.values["conclusion_reason"]} if old.kind == ResultKind.CONCLUSION else _reasons(deed)
    )
    until = deed.values.get("until_date")
    return results.draft_result(deed.case, ResultKind(old.kind), result_facts(deed) | own, until_date=until)


def replace_result(deed: Deed) -> None:
    """The signed document takes the place of the one with a mistake."""
    results.replace_result(genuine_result(deed), *deed.signed_result(), reason=deed.values["reason"])
    _tell_military_bodies(deed, "result_replaced")
    deed.remembered |= {"reason": deed.values["reason"]}


def annul_result(deed: Deed) -> None:
    """The document no longer counts; `/verify/` says so from now on."""
    results.annul_result(genuine_result(deed), reason=deed.values["reason"])
    _tell_military_bodies(deed, "result_annulled")
    deed.remembered |= {"reason": deed.values["reason"]}


def tell_ground_ended(deed: Deed) -> None:
    """Whoever decides about the document and whoever calls up hear it from the applicant first."""
    notify(deed.case.body_id, Role.CHAIR, "ground_ended", case_id=deed.case.id)
    _tell_military_bodies(deed, "ground_ended")
    deed.remembered |= {"ended_on": deed.values["ended_on"], "note": deed.values.get("note")}


def _tell_military_bodies(deed: Deed, code: str) -> None:
    """Whoever got the conclusion for the minutes hears that it changed (605 p.13)."""
    bodies = select(Task.body_id).where(Task.case_id == deed.case.id, Task.role == Role.MILITARY_BODY)
    for body_id in db.session.scalars(bodies.distinct()):
        if body_id is not None:
            notify(body_id, Role.MILITARY_BODY, code, case_id=deed.case.id)


def genuine_result(deed: Deed) -> ResultDocument:
    """The document that counts now."""
    return db.session.scalars(
        select(ResultDocument).where(
            ResultDocument.case_id == deed.case.id, ResultDocument.status == "genuine"
        )
    ).one()


def result_facts(deed: Deed) -> dict[str, Any]:
    """What every result document states: whom it is for, who decided, when, on what application."""
    case = deed.case
    person = db.session.get_one(Person, case.person_id)
    chair = db.session.get_one(Officer, deed.actor.id)
    body = db.session.get_one(Body, case.body_id)
    return {
        "service": case.service,
        "edition": case.edition,
        "subtype": case.subtype,
        "article": deed.service.article,
        "number": case.number,
        "iin": person.iin,
        "name": person.full_name,
        "address": person.address,
        "chair": chair.name,
        "body": {"kk": body.name_kk, "ru": body.name_ru, "en": body.name_en},
        "issued_on": local_day(deed.now).isoformat(),
        "application_sha256": case.application_sha256,
    }


def _reasons(deed: Deed) -> dict[str, Any]:
    """The refusal's numbered reasons: each line of the facts is one."""
    lines = [line.strip() for line in deed.values["facts"].splitlines() if line.strip()]
    return {"grounds": list(deed.values["grounds"]), "reasons": lines}
