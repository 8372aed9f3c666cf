"""One region of the peopled site: its bodies, two citizens, cases of every kind, by the real actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

import clock
from actions import appointments, complaints, documents, matters, signing, signing_requests, uploads
from actions.proofs import prove_filing
from actions.signed_deeds import WantedDeed, prepare_decisions
from database import db, transaction
from domain.questionnaires import NAME
from domain.roles import SITE, Actor
from models.cases import Case, Correction
from models.documents import Document, ResultDocument
from models.drafts import Draft
from models.people import Appointment
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.recruiting import Bodies

BEGIN = datetime(2026, 11, 23, 10, tzinfo=clock.ALMATY)


@dataclass(frozen=True)
class CaseHere:
    """One case with what hangs on it, as addresses name it."""

    id: int
    number: str
    paper: str
    result: str
    action: str


@dataclass(frozen=True)
class DraftHere:
    """One draft with a paper, or a row of its questionnaire, in it."""

    id: str
    service: str
    paper: str
    kind: str
    row: str


@dataclass(frozen=True)
class Region:
    """A region with its bodies, and two citizens: one has cases, the other drafts."""

    commission: make.Commission
    bodies: Bodies
    owner: int
    applicant: int
    cases: dict[str, CaseHere]
    drafts: dict[str, DraftHere]
    signing: dict[str, tuple[str, str]]
    vacancy: int
    complaint: int
    matter: int
    correction: int
    absence: int
    appointment: int
    verify_code: str
    upload: str


def make_region(name: str, district: str, region: str, iins: tuple[str, ...], time: TestClock) -> Region:
    time.set(BEGIN)
    commission = make.make_commission(district, name)
    bodies = recruiting.make_bodies(f"{name}.army", region)
    owner, applicant = (make.make_person(iin, district=district, language="en") for iin in iins)
    vacancy = recruiting.make_vacancy(bodies, places=9, region=region)
    contract = recruiting.apply_for(vacancy, person_id=owner)
    recruiting.drive(contract, bodies, "instructed", time)
    exemption = make.make_case(commission, at="concluded", person_id=owner, service="exemption", subtype="S6")
    deferral = make.make_case(commission, at="under_examination", person_id=owner)
    document = db.session.scalars(select(Document.id).where(Document.case_id == deferral)).first()
    make.act(deferral, "request_correction", commission.members[0], document=document, remark="Мөр жоқ")
    for member in commission.members:
        make.act(deferral, "agree", member)
    decision = _decision(deferral, commission.chair)
    make.call_hearing(deferral, commission)
    with transaction():
        complaint = complaints.file_complaint(deferral, make.citizen(owner), "inaction", "Жауап жоқ").id
        prove_filing(deferral, make.citizen(owner))
    summons = documents.receive([make.photo()], title="Summons")
    with transaction():
        told = {"summons_at": clock.now() + timedelta(days=3), "summons_place": "Абай 1", "files": summons}
        matter = matters.begin(deferral, "summoned", make.citizen(owner), told).id
    with transaction():
        today = clock.today()
        absent, stand_in = commission.members[1].id or 0, commission.members[2].id or 0
        absence = appointments.substitute(
            SITE, absent, stand_in, starts_on=today, ends_on=today + timedelta(days=3)
        ).id
    draft_ids = {
        "deferral draft": make.make_draft(applicant),
        "contract draft": recruiting.make_post_draft(applicant, vacancy),
    }
    return Region(
        commission=commission,
        bodies=bodies,
        owner=owner,
        applicant=applicant,
        cases={
            "deferral": _case(deferral, "record_hearing"),
            "exemption": _case(exemption, "record_minutes"),
            "contract": _case(contract, "confirm_arrival"),
        },
        drafts={label: _draft(draft_id) for label, draft_id in draft_ids.items()},
        signing={
            "application": _application(draft_ids["contract draft"]),
            "decision": decision,
        },
        vacancy=vacancy,
        complaint=complaint,
        matter=matter,
        correction=_only(select(Correction.id).where(Correction.case_id == deferral)),
        absence=absence,
        appointment=_only(select(Appointment.id).where(Appointment.officer_id == commission.chair.id)),
        verify_code=_only(select(ResultDocument.verify_code).where(ResultDocument.case_id == exemption)),
        upload=_upload(applicant),
    )


def _case(case_id: int, action: str) -> CaseHere:
    papers = select(Document.public_id).where(Document.case_id == case_id)
    results = select(ResultDocument.verify_code).where(ResultDocument.case_id == case_id)
    number = db.session.get_one(Case, case_id).number
    return CaseHere(case_id, number, _first(papers), _first(results), action)


def _draft(draft_id: str) -> DraftHere:
    draft = db.session.get_one(Draft, draft_id)
    paper = db.session.scalars(select(Document).where(Document.draft_id == draft_id)).first()
    found = (paper.public_id, paper.kind) if paper else ("", "additional")
    relatives = draft.questionnaire.get("relatives", [])
    return DraftHere(draft_id, draft.service, *found, row=relatives[0][NAME] if relatives else "nobody")


def _upload(person_id: int) -> str:
    with transaction():
        return uploads.begin(person_id, 10, "0" * 64).id


def _application(draft_id: str) -> tuple[str, str]:
    with transaction():
        signing_requests.freeze_for_signing(draft_id)
    prepared = signing_requests.prepare_application(draft_id, language="en", back="/cabinet/")
    return _asked(prepared)


def _decision(case_id: int, chair: Actor) -> tuple[str, str]:
    wanted = WantedDeed(case_id, "conclude", chair, make.CONCLUSION)
    return _asked(prepare_decisions(chair.id or 0, [wanted], language="en", back="/staff/"))


def _asked(prepared: signing.Prepared) -> tuple[str, str]:
    db.session.rollback()
    with transaction():
        request = signing.ask_for(prepared)
        return request.handle, request.phone_handle


def _only(query: Select[tuple[Any]]) -> Any:
    return db.session.scalars(query).one()


def _first(query: Select[tuple[str]]) -> str:
    return db.session.scalars(query).first() or ""
