"""Personal files: registries that answer or fail, and what a page would show of it."""

from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import select

import catalogue
import clock as our_clock
from actions import drafts, registries
from actions.cases import submit_application
from database import db, transaction
from domain.registry_facts import (
    Answer,
    Education,
    Fact,
    QueryStatus,
    RegistryKind,
)
from integrations.registries.errors import Permanent
from models.audit import AuditEntry
from models.cases import Case
from models.drafts import Draft
from models.registries import RegistryQuery
from models.snapshots import snapshot_of
from queries.personal_file import EVERYTHING, FilePart, PersonalFile, personal_file
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.recruiting import Bodies


def distributed(bodies: Bodies) -> int:
    """A case without papers, given to the first executor."""
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
    make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
    return case_id


def with_paper(bodies: Bodies, *kinds: str) -> int:
    """A case with papers of these kinds, given to the first executor."""
    draft_id = recruiting.make_post_draft(make.make_person(), recruiting.make_vacancy(bodies))
    for kind in kinds:
        make.attach(draft_id, kind)
    with transaction():
        sha256 = drafts.freeze(db.session.get_one(Draft, draft_id))
        case_id = submit_application(draft_id, sha256=sha256, certified_by="eds").id
    make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
    return case_id


def is_complete(case_id: int) -> bool:
    """Whether nothing of the personal file holds the case up, as the engine sees it."""
    db.session.rollback()
    case = db.session.get_one(Case, case_id)
    service = catalogue.edition_of(case.service, case.edition)
    return snapshot_of(case, service, our_clock.now()).file_complete


def take_in(case_id: int, bodies: Bodies, kind: str) -> None:
    """The executor takes in a paper for this registry."""
    scan = recruiting.a_scan()
    make.act(case_id, "take_paper_instead", bodies.executor, registry=kind, scan=scan, reason="Жауап жоқ")


def connect(app: Flask, *without: str) -> None:
    """Let the site be connected to all registries but these."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], registries_not_connected=frozenset(without))


def question(case_id: int, kind: str) -> RegistryQuery:
    """What this registry was asked for the file of the case."""
    db.session.rollback()
    return db.session.scalars(
        select(RegistryQuery).where(
            RegistryQuery.case_id == case_id,
            RegistryQuery.kind == kind,
            RegistryQuery.purpose == "personal_file",
        )
    ).one()


def answer(
    case_id: int, kind: str, *facts: Fact, status: QueryStatus | None = None, lacks: tuple[str, ...] = ()
) -> None:
    """Let a registry answer: with these facts, or that it has no record, or as `status` says."""
    query_id = question(case_id, kind).id
    with transaction():
        registries.start_attempt(query_id)
        what = status or (QueryStatus.ANSWERED if facts else QueryStatus.ABSENT)
        registries.record_answer(query_id, Answer(what, our_clock.now(), facts, lacks))


def fail(case_id: int, kind: str) -> None:
    """Let a registry turn the question down."""
    query_id = question(case_id, kind).id
    with transaction():
        registries.start_attempt(query_id)
        registries.record_failure(query_id, Permanent("registry_declined"))


def again(case_id: int, kind: str, clock: TestClock) -> None:
    """Have a registry asked once more, a minute later."""
    query_id = question(case_id, kind).id
    clock.advance(minutes=1)
    with transaction():
        assert registries.retry(query_id)


def a_school() -> Education:
    """A finished education."""
    return Education(
        source=RegistryKind.EDUCATION, answered_at=our_clock.now(), level="Жоғары", school="КазНУ"
    )


def seen(case_id: int, *, kinds: frozenset[Any] = EVERYTHING, may_ask: bool = False) -> PersonalFile:
    """The file as somebody who may read about these registries sees it now."""
    db.session.rollback()
    return personal_file(db.session.get_one(Case, case_id), kinds=kinds, may_ask=may_ask)


def part(case_id: int, kind: str) -> FilePart:
    """What the file says now of one registry."""
    return next(part for part in seen(case_id).parts if part.kind == kind)


def asked_by(case_id: int) -> list[tuple[str, int | None]]:
    """Who had which registry asked again: registry and officer."""
    db.session.rollback()
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.case_id == case_id, AuditEntry.code == "registry_asked")
    )
    return [(entry.data["registry"], entry.officer_id) for entry in entries]
