"""The smallest valid things, and cases that were driven to where a test wants them.

Nothing here sets a column to reach a state: a case gets to a status by the
actions that lead there, so that no test stands on an impossible one.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from argon2 import PasswordHasher
from PIL import Image
from sqlalchemy import func, select

import catalogue
import clock
from actions import documents, drafts, passwords, registries
from actions.appointments import appoint, substitute
from actions.bodies import save_body, save_district
from actions.calendar import load_year
from actions.cases import submit_application
from actions.officers import create_officer
from actions.person_records import keep_person_record
from actions.steps import take_action
from database import db, transaction
from domain.applications import required_documents
from domain.identity import iin_check_digit
from domain.registry_facts import Answer, Child, Fact, Marriage, PersonRecord, QueryStatus, RegistryKind
from domain.roles import SITE, Actor, BodyKind, Role
from integrations.calendar.published import published_days, source
from models.cases import Case
from models.connected import is_connected
from models.documents import Document
from models.drafts import Draft
from models.people import Person
from models.registries import RegistryQuery
from tests.support.laying import laid_once
from tests.support.signing import sign_and_act

ALATAU = "751210000"
IINS = ("071301500014", "061315500019", "061301500304", "981321300318", "991311300942", "071309500454")
SEATS = ("military", "internal_affairs", "health")


def names(text: str) -> dict[str, str]:
    """The same name in the three languages, told apart."""
    return {"kk": f"{text} (kk)", "ru": f"{text} (ru)", "en": text}


@laid_once
def make_calendar(*years: int) -> None:
    """Load these years, 2025 to 2028 unless others are named, as they are published."""
    with transaction():
        for year in years or (2025, 2026, 2027, 2028):
            load_year(SITE, year, published_days(year), source())


@laid_once
def make_body(kind: BodyKind, district: str | None = None, name: str = "Body") -> int:
    """A body, and its district if it is not there yet; returns the body's id."""
    with transaction():
        if district:
            save_district(SITE, district, names(f"District {district}"))
        return save_body(SITE, kind, names(name), district_code=district).id


@contextmanager
def quick_hashes() -> Iterator[None]:
    """The temporary passwords of made-up officers are hashed at the least cost: nobody signs in with them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


def key_of(login: str) -> dict[str, str]:
    """The IIN and BIN in the key of an officer with this login; nobody has such an IIN."""
    number = int.from_bytes(hashlib.sha256(login.encode()).digest()[:4])
    tries = (f"7513{number % 100_000_000 + step:08d}"[:11] for step in range(100))
    first = next(digits for digits in tries if iin_check_digit(digits) is not None)
    return {"iin": f"{first}{iin_check_digit(first)}", "bin": "001340000017"}


@laid_once
def make_officer(login: str, role: Role, body_id: int, *, seat: str | None = None, name: str = "") -> Actor:
    """An officer with one role since the beginning of 2025, as who they are when they act."""
    with quick_hashes(), transaction():
        officer, _password = create_officer(SITE, login=login, name=name or login.title(), **key_of(login))
        officer.must_change_password = False
        appoint(SITE, officer.id, role=role, body_id=body_id, starts_on=date(2025, 1, 1), seat=seat)
        return Actor(role, officer.id, body_id, seat)


@laid_once
def make_substitute(login: str, absent: Actor) -> Actor:
    """An officer without a role of their own who stands in for another this week."""
    with quick_hashes(), transaction():
        officer, _password = create_officer(SITE, login=login, name=login.title(), **key_of(login))
        officer.must_change_password = False
        today = clock.today()
        substitute(SITE, absent.id or 0, officer.id, starts_on=today, ends_on=today + timedelta(days=6))
        return replace(absent, id=officer.id, standing_in_for=absent.id)


@dataclass(frozen=True)
class Commission:
    """A commission with its people, and the military body of the same district."""

    district: str
    body_id: int
    military_body_id: int
    chair: Actor
    members: tuple[Actor, ...]
    complaints: Actor
    military: Actor


@laid_once
def make_commission(district: str = ALATAU, prefix: str = "alatau") -> Commission:
    """A commission (605 p.9) with everybody in place."""
    body = make_body(BodyKind.COMMISSION, district, f"Commission {prefix}")
    military = make_body(BodyKind.MILITARY_BODY, district, f"Military body {prefix}")
    return Commission(
        district,
        body,
        military,
        make_officer(f"{prefix}.chair", Role.CHAIR, body),
        tuple(
            make_officer(f"{prefix}.{seat.replace('_', '-')}", Role.MEMBER, body, seat=seat) for seat in SEATS
        ),
        make_officer(f"{prefix}.complaints", Role.COMPLAINTS, body),
        make_officer(f"{prefix}.body", Role.MILITARY_BODY, military),
    )


@laid_once
def make_person(
    iin: str = IINS[0],
    *,
    district: str = ALATAU,
    phone: str | None = "+77000000101",
    language: str = "kk",
    born: date = date(2006, 5, 1),
) -> int:
    """A citizen whom the registry of persons knows; returns their id."""
    with transaction():
        person = Person(iin=iin, phone=phone, language=language, created_at=clock.now())
        db.session.add(person)
        db.session.flush()
        keep_person_record(person.id, [person_record(iin, district=district, born=born)])
        return person.id


def person_record(iin: str, *, district: str = ALATAU, born: date = date(2006, 5, 1)) -> PersonRecord:
    """What the registry of persons says."""
    return PersonRecord(
        source="identity",
        answered_at=clock.now(),
        iin=iin,
        surname="Сейітқали",
        name="Ерлан",
        patronymic="Бекұлы",
        birth_date=born,
        sex="male",
        address="Алматы қаласы, Алатау ауданы, Рысқұлов даңғылы, 103-үй, 27-пәтер",
        district=district,
        citizenship="398",
    )


@cache
def photo(shade: int = 255) -> bytes:
    """A picture as a telephone takes it; a sheet of another shade is another paper."""
    file = BytesIO()
    Image.new("L", (300, 400), shade).convert("RGB").save(file, "JPEG")
    return file.getvalue()


def citizen(person_id: int) -> Actor:
    """The person as who acts."""
    return Actor(Role.CITIZEN, person_id)


ANSWERS = {
    ("deferral", "S1"): {"dependants": "elders"},
    ("deferral", "S2"): {"guardian": "no"},
    ("deferral", "S5"): {"study_place": "home"},
    ("deferral", "S10"): {"proceedings": "trial"},
}


@laid_once
def make_draft(
    person_id: int,
    service: str = "deferral",
    subtype: str = "S7",
    *,
    answers: Mapping[str, str] | None = None,
    facts: Mapping[str, tuple[Fact, ...]] | None = None,
    papers: bool = True,
) -> str:
    """A draft that lacks nothing: registries answered, questions too, papers attached; returns its id."""
    given = ANSWERS.get((service, subtype), {}) if answers is None else answers
    with transaction():
        person = db.session.get_one(Person, person_id)
        draft = drafts.start_draft(person, service, subtype)
        drafts.save_answers(draft, given, "")
        draft_id = draft.id
    answer_registries(draft_id, facts or {})
    ground = catalogue.CURRENT[service].subtype(subtype)
    for document in required_documents(ground, given, is_connected) if papers else ():
        attach(draft_id, document.code)
    return draft_id


@laid_once
def attach(draft_id: str, kind: str) -> None:
    """Attach a photographed paper of this kind to a draft, another one each time."""
    papers = db.session.scalar(select(func.count(Document.id))) or 0
    db.session.rollback()
    paper = documents.receive([photo(papers % 200)])
    with transaction():
        draft = db.session.get_one(Draft, draft_id)
        documents.attach_to_draft(draft, paper, kind, citizen(draft.person_id))


@laid_once
def answer_registries(draft_id: str, facts: Mapping[str, tuple[Fact, ...]]) -> None:
    """Let every registry of the draft answer; those not in `facts` hold the person alone."""
    queries = db.session.execute(
        select(RegistryQuery.id, RegistryQuery.kind, RegistryQuery.iin).where(
            RegistryQuery.draft_id == draft_id
        )
    ).all()
    for query_id, kind, iin in queries:
        said = facts.get(kind)
        if said is None:
            person = db.session.scalars(select(Person).where(Person.iin == iin)).one()
            record = person_record(
                iin, district=person.district_code or ALATAU, born=person.birth_date or clock.today()
            )
            said = (record,) if kind == RegistryKind.IDENTITY else ()
        with transaction():
            registries.start_attempt(query_id)
            status = QueryStatus.ANSWERED if said else QueryStatus.ABSENT
            registries.record_answer(query_id, Answer(status, clock.now(), said))


@laid_once
def file_case(draft_id: str) -> int:
    """Send a draft as its person would, and return the case's id."""
    with transaction():
        draft = db.session.get_one(Draft, draft_id)
        sha256 = drafts.freeze(draft)
        return submit_application(draft_id, sha256=sha256, certified_by="otp").id


def married_with_a_child() -> dict[str, tuple[Fact, ...]]:
    """Facts that make DEF-S4 plain."""
    now = clock.now()
    return {
        RegistryKind.MARRIAGE: (Marriage(source="marriage", answered_at=now, spouse_name="Сейітқали Айша"),),
        RegistryKind.BIRTHS: (Child(source="births", answered_at=now, name="Сейітқали Али"),),
    }


@laid_once
def act(case_id: int, code: str, actor: Actor, **data: Any) -> None:
    """One action in its own transactions, signed with a made-up signature where it is one that is signed."""
    case = db.session.get_one(Case, case_id, populate_existing=True)
    known = catalogue.edition_of(case.service, case.edition).workflow.actions().get(code)
    db.session.rollback()
    if known is not None and known.signed:
        sign_and_act(case_id, code, actor, data)
        return
    with transaction():
        take_action(case_id, code, actor, data)


CONCLUSION = {
    "conclusion_reason": "Педагог болып жұмыс істейді",
    "until_date": date(2027, 6, 30),
    "until_reason": "Contract",
}
GROUNDS = {"grounds": ["unreliable"], "facts": "Анықтаманың мөрі жоқ"}


@laid_once
def make_case(
    commission: Commission,
    *,
    at: str = "registered",
    person_id: int | None = None,
    service: str = "deferral",
    subtype: str = "S7",
    iin: str = IINS[0],
) -> int:
    """A case at this status, reached by everybody doing their part now; returns its id.

    `at`: filed or registered (by the clock), under_examination, examined,
    hearing_called, heard, concluded, recorded, refused, withdrawn.
    """
    person = person_id or make_person(iin, district=commission.district)
    case_id = file_case(make_draft(person, service, subtype))
    drive(case_id, commission, at)
    return case_id


def the_case(case_id: int) -> Case:
    """The case as it is stored now."""
    db.session.rollback()
    return db.session.get_one(Case, case_id)


@laid_once
def drive(case_id: int, commission: Commission, at: str) -> None:
    """Take a freshly filed case on to this status."""
    if at in ("filed", "registered"):
        return
    if at == "withdrawn":
        act(case_id, "withdraw", citizen(_person_of(case_id)))
        return
    act(case_id, "forward", commission.chair)
    if at == "under_examination":
        return
    for member in commission.members:
        act(case_id, "agree", member)
    if at in ("concluded", "recorded"):
        conclude(case_id, commission)
        if at == "recorded":
            record_minutes(case_id, commission)
    elif at != "examined":
        _refuse(case_id, commission, at)


@laid_once
def conclude(case_id: int, commission: Commission) -> None:
    """The chair concludes in favour."""
    wanted = dict(CONCLUSION)
    if db.session.get_one(Case, case_id).service == "exemption":
        wanted = {"conclusion_reason": CONCLUSION["conclusion_reason"]}
    act(case_id, "conclude", commission.chair, **wanted)


@laid_once
def record_minutes(case_id: int, commission: Commission) -> None:
    """The military body enters the minutes."""
    act(case_id, "record_minutes", commission.military, minutes_number="12", minutes_date=clock.today())


def _refuse(case_id: int, commission: Commission, at: str) -> None:
    call_hearing(case_id, commission)
    if at == "hearing_called":
        return
    act(case_id, "object", citizen(_person_of(case_id)), objection="Мөр бар", attendance="stays_away")
    record = {"hearing_outcome": "in_writing", "hearing_minutes": "Қарсылық қаралды"}
    act(case_id, "record_hearing", commission.chair, **record)
    if at == "refused":
        act(case_id, "refuse", commission.chair, **GROUNDS, reason_against="Тыңдаудан кейін")


@laid_once
def call_hearing(case_id: int, commission: Commission, **changed: Any) -> None:
    """The chair calls a hearing for tomorrow at eleven, or as said."""
    tomorrow = clock.local(clock.now()).replace(hour=11, minute=0) + timedelta(days=1)
    hearing = {
        "hearing_at": tomorrow,
        "hearing_way": "in_person",
        "hearing_place": "Момышұлы көшесі 25, 3-қабат",
    }
    act(
        case_id,
        "call_hearing",
        commission.chair,
        **{**GROUNDS, **hearing, "reason_against": "Мөр жоқ", **changed},
    )


def _person_of(case_id: int) -> int:
    return db.session.get_one(Case, case_id).person_id
