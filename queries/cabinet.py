"""A citizen's cabinet: what waits for them, their cases, drafts and documents. A fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select

import catalogue
from database import db
from domain.deadlines import local_day
from domain.schema import Group, PublicService, Step, Subtype
from domain.text import N_
from models.bodies import Body
from models.cases import Case, Complaint, Correction, Hearing, Task
from models.documents import Document, ResultDocument, ResultStatus
from models.drafts import Draft
from models.signing import SigningRequest
from queries.holders import Holder, Left, counting_from, holder_shown, of_shown_steps, own_turns, shown_tasks
from queries.services import SeasonNow, season_now
from queries.signatures import SignedPaper, signatures_of_files
from queries.signing import last_of_drafts


@dataclass(frozen=True)
class Waiting:
    """Something that only the citizen can do. `id` of what it is about.

    `code`: correction, hearing; of an application for a post also appointment (to
    come somewhere), sign (the paper that was drawn up), choose (another post).
    """

    code: str
    title: str
    number: str
    id: int
    detail: str
    due_at: datetime
    left: int


@dataclass(frozen=True)
class CaseRow:
    """One case in the list; `holder` is the first of those who have it now."""

    case: Case
    service: PublicService
    subtype: Subtype
    step: Step
    holder: Holder | None
    left: int | None
    complaint_open: bool


@dataclass(frozen=True)
class DraftRow:
    """An application that was begun and not sent; `signed`: the request by which it was signed lately."""

    draft: Draft
    service: PublicService
    subtype: Subtype | None
    season: SeasonNow
    signed: SigningRequest | None


@dataclass(frozen=True)
class ResultRow:
    """A document that a case ended with, and who signed it."""

    result: ResultDocument
    number: str
    label: str
    signed: SignedPaper | None


@dataclass(frozen=True)
class Overview:
    """The first page of the cabinet."""

    waiting: tuple[Waiting, ...]
    cases: tuple[CaseRow, ...]
    drafts: tuple[DraftRow, ...]
    results: tuple[ResultRow, ...]


_PERSON: BindParameter[int] = bindparam("person_id")
_CASES = select(Case).where(Case.person_id == _PERSON).order_by(Case.id.desc())
_TASKS = (
    select(Task, Body)
    .join(Case, Task.case_id == Case.id)
    .outerjoin(Body, Task.body_id == Body.id)
    .where(Case.person_id == _PERSON, Task.is_of_case, of_shown_steps())
    .order_by(Task.due_at, Task.id)
)
_COMPLAINED = (
    select(Complaint.case_id)
    .join(Case, Complaint.case_id == Case.id)
    .where(Case.person_id == _PERSON, Complaint.closed_at.is_(None))
)
_CORRECTIONS = (
    select(Correction, Case.number, Document.title)
    .join(Case, Correction.case_id == Case.id)
    .join(Document, Correction.document_id == Document.id)
    .where(Case.person_id == _PERSON, Correction.status == "asked")
)
_HEARINGS = (
    select(Hearing, Case.number)
    .join(Case, Hearing.case_id == Case.id)
    .where(Case.person_id == _PERSON, Hearing.held_at.is_(None), Case.open_key.is_not(None))
)
_DRAFTS = (
    select(Draft).where(Draft.person_id == _PERSON, Draft.status == "open").order_by(Draft.updated_at.desc())
)
_RESULTS = (
    select(ResultDocument, Case.number, Case.service, Case.edition)
    .join(Case, ResultDocument.case_id == Case.id)
    .where(Case.person_id == _PERSON, ResultDocument.status != ResultStatus.REPLACED)
    .order_by(ResultDocument.id.desc())
)
"""Statements are made once: making one costs more than asking it."""


def overview(person_id: int, now: datetime) -> Overview:
    """All that the cabinet's first page shows; at most ten queries, however much there is."""
    left = counting_from(now)
    whose = {"person_id": person_id}
    cases = db.session.scalars(_CASES, whose).all()
    rows, turns = _case_rows(whose, cases, now, left)
    return Overview(
        waiting=tuple(sorted([*turns, *_waiting(whose, now, left)], key=lambda item: item.due_at)),
        cases=rows,
        drafts=_draft_rows(whose, now),
        results=_result_rows(whose),
    )


def _case_rows(
    whose: dict[str, int], cases: Sequence[Case], now: datetime, left: Left
) -> tuple[tuple[CaseRow, ...], list[Waiting]]:
    """The cases, and what waits for the citizen in them."""
    tasks = db.session.execute(_TASKS, whose).all()
    complained = set(db.session.scalars(_COMPLAINED, whose))
    rows: list[CaseRow] = []
    turns: list[Waiting] = []
    for case in cases:
        service = catalogue.edition_of(case.service, case.edition)
        step = service.workflow.step(case.shown_status)
        held = shown_tasks(case, [(task, body) for task, body in tasks if task.case_id == case.id])
        holder = holder_shown(case, service, *held[0], now, left) if held else None
        turns += [_turn(code, case, step, at, left(at)) for code, at in own_turns(case, step, held, now)]
        is_open = step.group is Group.OPEN
        rows.append(
            CaseRow(
                case=case,
                service=service,
                subtype=service.subtype(case.subtype),
                step=step,
                holder=holder,
                left=left(case.due_at) if is_open else None,
                complaint_open=case.id in complained,
            )
        )
    return tuple(rows), turns


def _turn(code: str, case: Case, step: Step, at: datetime, left: int) -> Waiting:
    title = (
        N_("The post has gone to another candidate, or is sought no more")
        if code == "choose"
        else step.sentence
    )
    place = case.appointment_place or "" if code == "appointment" else ""
    return Waiting(code, title, case.number, case.id, place, at, left)


def _waiting(whose: dict[str, int], now: datetime, left: Left) -> list[Waiting]:
    corrections = db.session.execute(_CORRECTIONS, whose)
    hearings = db.session.execute(_HEARINGS, whose)
    found = [
        Waiting(
            "correction", N_("Mend a document"), number, row.id, title, row.answer_by, left(row.answer_by)
        )
        for row, number, title in corrections
    ]
    found += [
        Waiting(
            "hearing", N_("The commission wants to hear you"), number, row.id, row.place, row.at, left(row.at)
        )
        for row, number in hearings
        if row.at >= now
    ]
    return found


def _draft_rows(whose: dict[str, int], now: datetime) -> tuple[DraftRow, ...]:
    drafts = db.session.scalars(_DRAFTS, whose).all()
    signed = last_of_drafts([draft.id for draft in drafts])
    rows = []
    for draft in drafts:
        service = catalogue.edition_of(draft.service, draft.edition)
        subtype = service.subtype(draft.subtype) if draft.subtype else None
        season = season_now(service, local_day(now))
        rows.append(DraftRow(draft, service, subtype, season, signed.get(draft.id)))
    return tuple(rows)


def _result_rows(whose: dict[str, int]) -> tuple[ResultRow, ...]:
    rows = db.session.execute(_RESULTS, whose).all()
    signed = signatures_of_files([result.storage_key for result, *_ in rows])
    return tuple(
        ResultRow(
            result,
            number,
            result_label(result, catalogue.edition_of(service, edition)),
            signed.get(result.storage_key),
        )
        for result, number, service, edition in rows
    )


def result_label(result: ResultDocument, service: PublicService) -> str:
    """What a result document is called in the act, as a source string."""
    return next(form.label for form in service.results if form.kind == result.kind)
