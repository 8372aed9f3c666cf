"""Telling a story through the site's own actions: each at its moment, by whoever does it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select

import catalogue
import clock
from actions import codes, documents, drafts, matters
from actions.cases import submit_application
from actions.complaints import file_complaint
from actions.people import take_in
from actions.steps import take_action
from database import db, transaction
from devkit.demo.papers import sample_paper
from devkit.demo.stories import Deed
from devkit.demo.work import work_off_outbox
from devkit.nca.pairs import Kind
from devkit.signing_hand import sign_and_take, sign_application
from domain.applications import required_documents
from domain.deadlines import WorkingDay, add_working_days
from domain.roles import Actor, Role
from domain.signing import Channel
from models.cases import Case
from models.connected import is_connected
from models.documents import Document
from models.drafts import Draft
from models.offices import actors_of
from models.people import Officer, OneTimeCode, Person

ON_THE_TELEPHONE = frozenset({"karasai.chair", "abai.police"})
"""Officers who sign with a GOST key in eGov Mobile. The others have an RSA key in
NCALayer, because computing a GOST signature takes a while."""

TELEPHONE, COMPUTER = (Kind.GOST, Channel.EGOV_MOBILE), (Kind.RSA, Channel.NCALAYER)

MOMENTS = frozenset({"hearing_at", "examination_at", "report_at", "serves_from", "summons_at"})
"""Values that a story counts in working days from the filing."""


class DemoError(RuntimeError):
    """A story of the demo could not be told."""


def sign_in(iin: str, language: str) -> int:
    """The citizen signs in with the code from their phone; returns the person's id."""
    with transaction():
        handle = codes.request_sign_in_code(iin, language, "demo")
    work_off_outbox()
    with transaction():
        row = db.session.scalars(select(OneTimeCode).where(OneTimeCode.handle == handle)).one()
        person_id = take_in(codes.check_code(handle, codes.reveal(row.id), codes.SIGN_IN)).id
    work_off_outbox()
    return person_id


def prepare(person_id: int, service: str, subtype: str, answers: Mapping[str, str]) -> str:
    """The citizen fills in a draft and attaches every paper it asks for; returns its id."""
    with transaction():
        person = db.session.get_one(Person, person_id)
        name = person.full_name
        draft_id = drafts.start_draft(person, service, subtype).id
    work_off_outbox()
    with transaction():
        drafts.save_answers(db.session.get_one(Draft, draft_id), answers, "")
    for paper in required_documents(catalogue.CURRENT[service].subtype(subtype), answers, is_connected):
        with force_locale("kk"):
            title = gettext(paper.label)
        received = documents.receive([sample_paper(title, name)])
        with transaction():
            draft = db.session.get_one(Draft, draft_id)
            documents.attach_to_draft(draft, received, paper.code, Actor(Role.CITIZEN, person_id))
    return draft_id


def send(draft_id: str, eds: Kind | None) -> int:
    """The citizen certifies the draft with their EDS or with a code, and sends it; returns the case's id."""
    if eds is not None:
        channel = Channel.EGOV_MOBILE if eds is Kind.GOST else Channel.NCALAYER
        return sign_application(draft_id, kind=eds, channel=channel)
    with transaction():
        draft = db.session.get_one(Draft, draft_id)
        sha256 = drafts.freeze(draft)
        person = db.session.get_one(Person, draft.person_id)
        handle = codes.request_certifying_code(person, draft_id, sha256)
    work_off_outbox()
    with transaction():
        row = db.session.scalars(select(OneTimeCode).where(OneTimeCode.handle == handle)).one()
        codes.check_code(handle, codes.reveal(row.id), codes.CERTIFY, draft_id=draft_id, sha256=sha256)
        case_id = submit_application(draft_id, sha256=sha256, certified_by="otp").id
    work_off_outbox()
    return case_id


def do(case_id: int, deed: Deed, prefix: str, filed_on: date, is_working_day: WorkingDay) -> None:
    """One deed of a story, by the citizen or by an officer of where it happens."""
    case = db.session.get_one(Case, case_id)
    login = deed.who if "." in deed.who else f"{prefix}.{deed.who}"
    actor = Actor(Role.CITIZEN, case.person_id) if deed.who == "citizen" else officer_of(login)
    data = _data(case_id, deed, filed_on, is_working_day)
    service = catalogue.edition_of(case.service, case.edition)
    if deed.action == "complain":
        with transaction():
            file_complaint(case_id, actor, data["about"], data["text"])
    elif any(matter.code == deed.action for matter in service.matters):
        paper = documents.receive(
            [sample_paper("Шақыру қағазы", "")], title=service.matter(deed.action).paper
        )
        with transaction():
            matters.begin(case_id, deed.action, actor, {**data, "files": paper})
    elif service.workflow.actions()[deed.action].signed:
        kind, channel = TELEPHONE if login in ON_THE_TELEPHONE else COMPUTER
        sign_and_take(case_id, deed.action, actor, data, kind=kind, channel=channel)
    else:
        with transaction():
            take_action(case_id, deed.action, actor, data)
    work_off_outbox()


def officer_of(login: str) -> Actor:
    """Who this officer is today."""
    officer_id = db.session.scalars(select(Officer.id).where(Officer.login == login)).one()
    actors = actors_of(officer_id, clock.today())
    if not actors:
        raise DemoError(f"{login} has no role today")
    return actors[0]


def _data(case_id: int, deed: Deed, filed_on: date, is_working_day: WorkingDay) -> dict[str, Any]:
    data: dict[str, Any] = dict(deed.data)
    for name in MOMENTS & data.keys():
        day, hour = data[name]
        data[name] = at(filed_on, day, hour, is_working_day)
    if data.get("until_date") == "summer":
        data["until_date"] = date(clock.today().year + 1, 6, 30)
    if data.get("minutes_date") == "today":
        data["minutes_date"] = clock.today()
    if "serves_from" in data:
        data["serves_from"] = clock.local(data["serves_from"]).date()
    if "executor" in data:
        data["executor"] = officer_of(data["executor"]).id
    if "scan" in data:
        data["scan"] = _scan(current_app.config["SETTINGS"].data_dir)
    if "document" in data:
        data["document"] = db.session.scalars(
            select(Document.id).where(Document.case_id == case_id, Document.kind == data["document"])
        ).one()
    return data


@cache
def _scan(_data_dir: Path) -> dict[str, Any]:
    """A scan of a medical conclusion: taken in once for all, because that is slow, and stored anew with
    every signature."""
    return documents.as_value(documents.receive([sample_paper("Медициналық комиссияның қорытындысы", "")]))


def at(filed_on: date, day: int, hour: tuple[int, int], is_working_day: WorkingDay) -> datetime:
    """The moment so many working days after the filing."""
    that_day = add_working_days(filed_on, day, is_working_day)
    return datetime.combine(that_day, datetime.min.time(), clock.ALMATY) + timedelta(
        hours=hour[0], minutes=hour[1]
    )
