"""The bodies of contract service with their people, posts, and candidates driven to a status."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import select

import catalogue
import clock
from actions import documents, drafts, registries
from actions.bodies import save_district
from actions.cases import submit_application
from actions.posts import publish
from database import db, transaction
from domain.registry_facts import Answer, DispensaryRecord, Fact, QueryStatus, RegistryKind
from domain.roles import SITE, Actor, BodyKind, Role
from models.bodies import Body
from models.cases import Case
from models.drafts import Draft
from models.people import Person
from models.registries import RegistryQuery
from models.vacancies import Vacancy
from tests.support import factories as make
from tests.support.laying import laid_once

REGION = "750000000"
RELATIVE = {"kinship": "mother", "name": "Сейітқали Гүлнар Асқарқызы", "iin": make.IINS[1], "born": "1980"}
QUESTIONNAIRE: dict[str, list[dict[str, Any]]] = {
    "address": [{"address": "Алматы қаласы, Рысқұлов даңғылы, 103-үй, 27-пәтер"}],
    "education": [{"level": "secondary", "school": "№ 12 мектеп", "finished": "2023"}],
    "relatives": [RELATIVE],
    "autobiography": [{"text": "Алматыда туып-өстім."}],
}


@dataclass(frozen=True)
class Bodies:
    """Everybody who has a part in the procedure."""

    ministry_id: int
    unit_id: int
    head: Actor
    executors: tuple[Actor, ...]
    security: Actor
    defence: Actor
    medical_chair: Actor
    unit: Actor
    complaints: Actor

    @property
    def executor(self) -> Actor:
        """The first of them."""
        return self.executors[0]


@laid_once
def make_bodies(prefix: str = "k", region: str = REGION) -> Bodies:
    """The unit of the ministry, the two departments of a region, and a military unit."""
    with transaction():
        save_district(SITE, region, make.names(f"Region {region}"))
        save_district(SITE, make.ALATAU, make.names("Alatau"))
    ministry = make.make_body(BodyKind.MINISTRY, name=f"Ministry {prefix}")
    security = make.make_body(BodyKind.SECURITY, region, f"Security {prefix}")
    defence = make.make_body(BodyKind.DEFENCE, region, f"Defence {prefix}")
    unit = make.make_body(BodyKind.UNIT, name=f"Unit {prefix}")
    return Bodies(
        ministry,
        unit,
        make.make_officer(f"{prefix}.head", Role.HEAD, ministry),
        tuple(make.make_officer(f"{prefix}.executor{n}", Role.EXECUTOR, ministry) for n in (1, 2)),
        make.make_officer(f"{prefix}.security", Role.SECURITY, security),
        make.make_officer(f"{prefix}.defence", Role.DEFENCE, defence),
        make.make_officer(f"{prefix}.medical", Role.MEDICAL_CHAIR, defence),
        make.make_officer(f"{prefix}.unit", Role.UNIT, unit),
        make.make_officer(f"{prefix}.complaints", Role.COMPLAINTS, ministry),
    )


@laid_once
def make_vacancy(
    bodies: Bodies, *, kind: str = "private", places: int = 1, branch: str = "land", region: str = REGION
) -> int:
    """An open post; returns its id."""
    with transaction():
        return publish(
            bodies.head,
            kind=kind,
            branch=branch,
            region_code=region,
            unit_id=bodies.unit_id,
            titles=make.names("Shooter"),
            requirements=make.names("Good health"),
            places=places,
        ).id


@laid_once
def make_post_draft(person_id: int, vacancy_id: int) -> str:
    """An application for a post that lacks nothing but the signature; returns the draft's id."""
    with transaction():
        person = db.session.get_one(Person, person_id)
        draft = drafts.choose_post(person, db.session.get_one(Vacancy, vacancy_id))
        service = catalogue.edition_of(draft.service, draft.edition)
        for section in service.questionnaire:
            for row in QUESTIONNAIRE.get(section.code, ()):
                drafts.save_row(draft, section, row)
        drafts.consent(draft, "Келісемін")
        draft_id = draft.id
    make.answer_registries(draft_id, {})
    return draft_id


@laid_once
def apply_for(vacancy_id: int, *, iin: str = make.IINS[0], person_id: int | None = None) -> int:
    """An application sent for this post; returns the case's id."""
    draft_id = make_post_draft(person_id or make.make_person(iin), vacancy_id)
    with transaction():
        sha256 = drafts.freeze(db.session.get_one(Draft, draft_id))
        return submit_application(draft_id, sha256=sha256, certified_by="eds").id


@laid_once
def answer_file(case_id: int, **facts: tuple[Fact, ...]) -> None:
    """Let every registry of the personal file answer: with these facts, or that it knows nothing."""
    ids = db.session.execute(
        select(RegistryQuery.id, RegistryQuery.kind).where(
            RegistryQuery.case_id == case_id, RegistryQuery.purpose == "personal_file"
        )
    ).all()
    for query_id, kind in ids:
        said = facts.get(kind, ())
        with transaction():
            registries.start_attempt(query_id)
            status = QueryStatus.ANSWERED if said else QueryStatus.ABSENT
            registries.record_answer(query_id, Answer(status, clock.now(), said))


def observed(kind: RegistryKind) -> tuple[Fact, ...]:
    """The answer of a dispensary that has the person under observation."""
    return (DispensaryRecord(source=kind, answered_at=clock.now(), since=date(2020, 1, 1)),)


def a_scan() -> dict[str, Any]:
    """A scan, taken in as the page does."""
    paper = documents.receive([BytesIO(make.photo())])
    return documents.as_value(paper)


def next_morning(days: int = 1) -> Any:
    """Ten o'clock on the working day so many days ahead; for appointments."""
    at = clock.local(clock.now()).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=days)
    while at.weekday() > 4:
        at += timedelta(days=1)
    return at


STAGES = (
    "sent",
    "accepted",
    "special_check",
    "checked",
    "examination",
    "examined",
    "answered",
    "agreement_offered",
    "with_head",
    "agreed",
    "instruction_drawn_up",
    "instructed",
    "arrived",
)


@laid_once
def drive(case_id: int, bodies: Bodies, at: str, test_clock: Any) -> None:
    """Take the case on from where it is, in favour, to this status."""
    doing = {
        "sent": lambda: make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id),
        "accepted": lambda: (
            answer_file(case_id),
            make.act(case_id, "send_for_special_check", bodies.executor),
        ),
        "special_check": lambda: make.act(case_id, "clear", bodies.security),
        "checked": lambda: make.act(
            case_id,
            "call_to_examination",
            bodies.executor,
            examination_at=next_morning(),
            examination_place="Абай даңғылы, 1",
        ),
        "examination": lambda: (
            test_clock.set(next_morning().strftime("%Y-%m-%dT12:00")),
            make.act(
                case_id, "pass_conclusion", bodies.medical_chair, medical="passed", psychological="passed"
            ),
        ),
        "examined": lambda: make.act(
            case_id, "answer_examination", bodies.defence, fitness="passed", scan=a_scan()
        ),
        "answered": lambda: make.act(
            case_id,
            "offer_agreement",
            bodies.executor,
            years="3",
            serves_from=clock.today() + timedelta(days=30),
        ),
        "agreement_offered": lambda: make.act(case_id, "sign_agreement", make.citizen(_person(case_id))),
        "with_head": lambda: make.act(case_id, "sign_for_ministry", bodies.head),
        "agreed": lambda: make.act(
            case_id,
            "draw_up_instruction",
            bodies.executor,
            report_at=next_morning(),
            report_place="Қапшағай, әскери қалашық",
        ),
        "instruction_drawn_up": lambda: make.act(case_id, "sign_instruction", bodies.head),
        "instructed": lambda: (
            test_clock.set(_appointment(case_id).strftime("%Y-%m-%dT12:00")),
            make.act(case_id, "confirm_arrival", bodies.unit),
        ),
    }
    while (now := status(case_id)) != at:
        doing[now]()


def status(case_id: int) -> str:
    """Where the case is now."""
    db.session.rollback()
    return db.session.get_one(Case, case_id).status


def _appointment(case_id: int) -> datetime:
    """When the candidate comes, in local time."""
    at = db.session.get_one(Case, case_id).appointment_at
    assert at is not None
    return clock.local(at)


def _person(case_id: int) -> int:
    return db.session.get_one(Case, case_id).person_id


def body_name(body_id: int) -> str:
    """The English name of a body."""
    return db.session.get_one(Body, body_id).name_en
