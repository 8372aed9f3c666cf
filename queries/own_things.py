"""A citizen's applications, drafts and messages as data, with the files that belong to them.

What no page of theirs shows is not here either: cases are read by queries/own_case.py, which
leaves out what is concealed (834 annex 1; CON-7), looks by queries/looks.py, and of the
registries' answers those for a personal file, which others asked for, are left out.
"""

import mimetypes
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

import catalogue
from database import db
from domain.message_statuses import MESSAGE_STATUS_TITLES
from domain.registry_facts import facts_to_json
from domain.roles import ROLE_TITLES
from domain.statuses import CORRECTION_STATUS_TITLES, RESULT_STATUS_TITLES
from models.bodies import Body
from models.cases import Case, Hearing
from models.documents import Document, DocumentState
from models.drafts import Draft
from models.messaging import Message
from queries.drafts import chosen_post
from queries.looks import all_looks
from queries.opinions import AN_OPINION
from queries.own_case import ComplaintRow, OwnCase, own_case
from queries.own_matters import MatterRow
from queries.registries import RegistryView, facts_for_case, facts_for_draft
from queries.timeline import Entry
from queries.verification import proof_code

Json = dict[str, Any]
Say = Callable[[str], str]

_ADVICE = frozenset({"agreed", "disagreed"})
_UNTOLD = frozenset({"sha256", "due"})
"""Of an event: what the page does not show there either. The hash may be of a file for another body."""

_PDF = ".pdf"


@dataclass(frozen=True)
class OwnFile:
    """A stored file of the person's: its name in what they take with them, and where its bytes lie."""

    name: str
    storage_key: str


class OwnThings:
    """Reads one person's things, and collects the files that belong to them."""

    def __init__(self, say: Say, language: str) -> None:
        self.files: list[OwnFile] = []
        self._say = say
        self._language = language

    def case(self, case: Case, now: datetime) -> Json:
        """One application, as its page shows it."""
        own = own_case(case, now)
        signed = own.signatures.application
        post = own.post
        return {
            "number": case.number,
            "service": self._say(own.service.title),
            "ground": self._say(own.subtype.short),
            "body": self._body(case.body),
            "post": None if post is None else getattr(post, f"title_{self._language}"),
            "status": self._say(own.step.title),
            "sent_at": case.filed_at,
            "registered_at": case.registered_at,
            "answer_due_at": case.due_at if own.is_open else None,
            "certified_by": case.certified_by,
            "application": case.application,
            "application_sha256": case.application_sha256,
            "application_signed_at": signed.at if signed else None,
            "application_file": self._file(f"{case.number}/application{_PDF}", signed.storage_key)
            if signed
            else None,
            "history": [self._entry(entry) for entry in own.history],
            "papers": self._papers(f"{case.number}/papers", _documents(Document.case_id == case.id, own)),
            "requests_to_mend": [
                {
                    "remark": row.correction.remark,
                    "asked_at": row.correction.asked_at,
                    "answer_by": row.correction.answer_by,
                    "status": self._say(CORRECTION_STATUS_TITLES[row.correction.status][0]),
                }
                for row in own.corrections
            ],
            "hearing": self._hearing(own.hearing, own) if own.hearing else None,
            "appointment": self._appointment(own),
            "agreement_to_sign": self._agreement(own),
            "documents_issued": self._results(own),
            "proof_of_filing": proof_code(case.id),
            "complaints": [self._complaint(row) for row in own.complaints],
            "matters": [self._matter(row) for row in own.matters],
            "messages": [self.message(message) for message in own.messages],
            "registries": self._registries(facts_for_case(case.id).values()),
        }

    def draft(self, draft: Draft) -> Json:
        """An application that was begun and not sent."""
        service = catalogue.edition_of(draft.service, draft.edition)
        post = chosen_post(draft)
        return {
            "service": self._say(service.title),
            "ground": self._say(service.subtype(draft.subtype).short) if draft.subtype else None,
            "post": None if post is None else getattr(post.vacancy, f"title_{self._language}"),
            "answers": draft.answers,
            "explanation": draft.explanation,
            "questionnaire": draft.questionnaire,
            "consent": draft.consent,
            "consented_at": draft.consented_at,
            "begun_at": draft.created_at,
            "changed_at": draft.updated_at,
            "papers": self._papers(f"draft-{draft.id}", _documents(Document.draft_id == draft.id)),
            "registries": self._registries(facts_for_draft(draft.id).values()),
        }

    def message(self, message: Message) -> Json:
        """An SMS; where a one-time password stood, the text keeps its place empty."""
        return {
            "at": message.created_at,
            "to": message.phone,
            "text": message.body,
            "status": self._say(MESSAGE_STATUS_TITLES[message.status][0]),
        }

    def looks(self, person_id: int) -> list[Json]:
        """Who has looked at the applications, as far as it may be told."""
        return [
            {
                "at": look.at,
                "role": self._say(ROLE_TITLES[look.role]),
                "body": self._body(look.body),
                "application": look.number,
                "at_document": look.at_document,
            }
            for look in all_looks(person_id)
        ]

    def _entry(self, entry: Entry) -> Json:
        """What happened. A member's opinion is advice to the chair: that it was given, not which."""
        return {
            "at": entry.at,
            "what": self._say(AN_OPINION if entry.code in _ADVICE else entry.label),
            "by": self._say(ROLE_TITLES[entry.role]),
            "body": self._body(entry.body),
            "told": {name: value for name, value in entry.data.items() if name not in _UNTOLD},
        }

    def _papers(self, folder: str, papers: Iterable[Document]) -> list[Json]:
        return [
            {
                "kind": paper.kind,
                "title": paper.title,
                "state": paper.state,
                "added_at": paper.created_at,
                "pages": paper.pages,
                "sha256": paper.sha256,
                "file": None
                if paper.state == DocumentState.SUPERSEDED
                else self._file(
                    f"{folder}/{paper.kind}-{paper.id}{mimetypes.guess_extension(paper.content_type) or ''}",
                    paper.storage_key,
                ),
            }
            for paper in papers
        ]

    def _results(self, own: OwnCase) -> list[Json]:
        return [
            {
                "what": self._say(label),
                "status": self._say(RESULT_STATUS_TITLES[result.status][0]),
                "issued_at": result.issued_at,
                "until": result.until_date,
                "reason": result.reason,
                "code": result.verify_code,
                "sha256": result.sha256,
                "file": self._file(
                    f"{own.case.number}/issued/{result.kind}-{result.id}{_PDF}", result.storage_key
                ),
            }
            for result, label in own.results
        ]

    def _hearing(self, hearing: Hearing, own: OwnCase) -> Json:
        return {
            "at": hearing.at,
            "way": hearing.way,
            "place": hearing.place,
            "grounds": [self._say(own.service.ground(code).label) for code in hearing.grounds],
            "facts": hearing.facts,
            "moved_at": hearing.moved_at,
            "wish": hearing.wish,
            "objection": hearing.objection,
            "outcome": hearing.outcome,
        }

    def _appointment(self, own: OwnCase) -> Json | None:
        """Where the person is expected, as long as they are."""
        at = own.turns.get("appointment")
        return None if at is None else {"at": at, "place": own.case.appointment_place}

    def _agreement(self, own: OwnCase) -> Json | None:
        """What was drawn up for both sides; once both have signed it stands among what was issued."""
        if own.paper is None:
            return None
        name = f"{own.case.number}/agreement-to-sign{_PDF}"
        return {"sha256": own.paper.sha256, "file": self._file(name, own.paper.storage_key)}

    def _complaint(self, row: ComplaintRow) -> Json:
        complaint = row.complaint
        return {
            "about": complaint.about,
            "text": complaint.text,
            "status": self._say(row.step.title),
            "filed_at": complaint.filed_at,
            "reviewing_body": complaint.reviewing_body,
            "outcome": complaint.outcome,
            "reply": complaint.reply,
        }

    def _matter(self, row: MatterRow) -> Json:
        return {
            "what": self._say(row.kind.begin.label),
            "told": {self._say(label): value for label, value in row.told},
            "began_at": row.matter.began_at,
            "status": self._say(row.step.title),
            "answer_by": row.matter.answer_by,
            "reply": row.matter.reply,
            "closed_at": row.matter.closed_at,
        }

    def _registries(self, views: Iterable[RegistryView]) -> list[Json]:
        return [
            {
                "registry": self._say(view.source),
                "status": self._say(view.status_title),
                "answered_at": view.answered_at,
                "facts": facts_to_json(view.facts),
            }
            for view in views
        ]

    def _body(self, body: Body | None) -> str | None:
        return None if body is None else getattr(body, f"name_{self._language}")

    def _file(self, name: str, storage_key: str) -> str:
        self.files.append(OwnFile(name, storage_key))
        return name


def _documents(belongs: Any, own: OwnCase | None = None) -> list[Document]:
    """Papers with where their bytes lie; of a case those that its page may name."""
    wanted = select(Document).where(belongs).order_by(Document.id)
    if own is None:
        wanted = wanted.where(Document.state == DocumentState.CURRENT)
    else:
        wanted = wanted.where(Document.id.in_([paper.id for paper in own.papers]))
    return list(db.session.scalars(wanted))
