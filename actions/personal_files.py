"""The personal file of a candidate, formed from the registries (834 annex 1; CON-6)."""

from sqlalchemy import select

import catalogue
from actions import audit, documents, registries
from actions.deeds import Deed
from database import db, lock_row
from domain.errors import ActionNotOpen, AlreadyDone, InvalidData
from domain.registry_answers import replaces_paper, said_all
from domain.registry_facts import PERSONAL_FILE, WAITING
from domain.roles import SITE, Actor, Role
from domain.schema import PublicService
from domain.workflow import is_assigned
from models.cases import Case
from models.connected import is_connected
from models.documents import Document, DocumentState
from models.people import Person
from models.registries import RegistryQuery


def ask_registries(case: Case, service: PublicService) -> None:
    """Put a question to every registry of the personal file to which the site is connected."""
    for data in service.personal_file:
        if is_connected(data.kind):
            _ask(case, data.kind)


def ask_again(case_id: int, kind: str, actor: Actor) -> bool:
    """Ask a registry of the file once more, or now that the site is connected to it for the first time.

    False when it was asked a moment ago. Raises ActionNotOpen for anybody but the
    case's own executor, once nobody works on the file any more, and for a registry
    that is not asked; AlreadyDone while an answer is awaited, and where one is there.
    """
    before = _question(case_id, kind)
    if before is not None:
        # An answer that lands meanwhile locks its question first, too, and then the case.
        lock_row(RegistryQuery, before.id)
    case = lock_row(Case, case_id)
    service = catalogue.edition_of(case.service, case.edition)
    if not (
        _is_own(case, actor) and service.workflow.step(case.status).is_worked_on and _is_asked(service, kind)
    ):
        raise ActionNotOpen("ask_registry")
    question = _question(case_id, kind)
    if question is None:
        _ask(case, kind)
    elif question.status in WAITING or replaces_paper(kind, question.status):
        raise AlreadyDone("ask_registry")
    elif not registries.retry(question.id):
        return False
    audit.record("registry_asked", actor, case_id=case.id, registry=kind)
    return True


def ask_connected(case_id: int) -> None:
    """Ask the registries to which the site was connected after the case was given to an executor.

    Does nothing for a case that nobody works on any more, and for a registry that was asked.
    """
    case = lock_row(Case, case_id)
    service = catalogue.edition_of(case.service, case.edition)
    if case.executor_id is None or not service.workflow.step(case.status).is_worked_on:
        return
    for data in service.personal_file:
        if is_connected(data.kind) and _question(case.id, data.kind) is None:
            _ask(case, data.kind)
            audit.record("registry_asked", SITE, case_id=case.id, registry=data.kind)


def take_paper_instead(deed: Deed) -> None:
    """A paper that the executor has got stands in for a registry in this one case (834 annex 1; CON-1).

    One that was taken in before is replaced. Raises InvalidData for `registry`: its
    answer is there (registry_answered), or it was not asked or is still awaited
    (registry_awaited).
    """
    kind = deed.values["registry"]
    question = _question(deed.case.id, kind)
    if question is not None and said_all(question.status, question.missing):
        raise InvalidData({"registry": "registry_answered"})
    if is_connected(kind) and (question is None or question.status in WAITING):
        raise InvalidData({"registry": "registry_awaited"})
    subtype = deed.service.subtype(deed.case.subtype)
    document = next((one for one in subtype.documents if one.stands_for == kind), None)
    if document is None:
        raise InvalidData({"registry": "unknown_choice"})
    paper = documents.ReceivedPaper(**{**deed.values["scan"], "title": document.label})
    before = db.session.scalar(
        select(Document).where(
            Document.case_id == deed.case.id,
            Document.kind == document.code,
            Document.state == DocumentState.CURRENT,
            Document.officer_id.is_not(None),
        )
    )
    if before is None:
        documents.attach_to_case(deed.case, paper, document.code, deed.actor)
    else:
        documents.replace(before, paper, deed.actor)
    deed.remembered |= {
        "document": document.label,
        "sha256": paper.sha256,
        "registry": kind,
        "reason": deed.values["reason"],
    }


def _question(case_id: int, kind: str) -> RegistryQuery | None:
    return db.session.scalar(
        select(RegistryQuery).where(
            RegistryQuery.case_id == case_id,
            RegistryQuery.kind == kind,
            RegistryQuery.purpose == PERSONAL_FILE,
        )
    )


def _ask(case: Case, kind: str) -> None:
    person = db.session.get_one(Person, case.person_id)
    registries.ask(kind, person.iin, purpose=PERSONAL_FILE, person_id=person.id, case_id=case.id)


def _is_own(case: Case, actor: Actor) -> bool:
    return (
        actor.role is Role.EXECUTOR
        and actor.body_id == case.body_id
        and case.executor_id is not None
        and is_assigned(case.executor_id, actor)
    )


def _is_asked(service: PublicService, kind: str) -> bool:
    return any(data.kind == kind for data in service.personal_file) and is_connected(kind)
