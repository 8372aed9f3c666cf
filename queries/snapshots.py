"""Many cases as the engine sees them, in a number of queries that does not grow with them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

import catalogue
from database import db
from domain.roles import Role
from domain.workflow import CaseSnapshot, HearingSnapshot, TaskSnapshot
from models.cases import Case, Correction, Hearing, Opinion, Recusal, Task
from models.documents import ResultDocument


def snapshots_of(cases: Sequence[Case], now: datetime) -> dict[int, CaseSnapshot]:
    """By id, what models/snapshots.py says of each case; who could stand in for whom is not asked."""
    ids = [case.id for case in cases]
    tasks = _grouped(
        select(Task).where(Task.case_id.in_(ids), Task.is_of_case, Task.closed_at.is_(None)).order_by(Task.id)
    )
    opinions = _grouped(select(Opinion).where(Opinion.case_id.in_(ids)))
    hearings = _grouped(select(Hearing).where(Hearing.case_id.in_(ids)))
    asked = _grouped(select(Correction).where(Correction.case_id.in_(ids), Correction.status == "asked"))
    recusals = _grouped(select(Recusal).where(Recusal.case_id.in_(ids)))
    genuine = _grouped(
        select(ResultDocument).where(ResultDocument.case_id.in_(ids), ResultDocument.status == "genuine")
    )
    return {
        case.id: CaseSnapshot(
            workflow=catalogue.edition_of(case.service, case.edition).workflow,
            status=case.status,
            now=now,
            person_id=case.person_id,
            body_id=case.body_id,
            tasks=tuple(
                TaskSnapshot(task.id, Role(task.role), task.seat, task.body_id, task.due_at, task.assignee_id)
                for task in tasks[case.id]
            ),
            hearing=next((_hearing(hearing) for hearing in hearings[case.id]), None),
            agreeing=sum(opinion.agrees for opinion in opinions[case.id]),
            disagreeing=sum(not opinion.agrees for opinion in opinions[case.id]),
            corrections_pending=len(asked[case.id]),
            correction_answer_by=case.correction_answer_by,
            result_genuine=bool(genuine[case.id]),
            recused=frozenset(recusal.officer_id for recusal in recusals[case.id]),
            executor_id=case.executor_id,
            post_taken=case.post_taken,
            appointment_at=case.appointment_at,
            found_fit=case.found_fit,
        )
        for case in cases
    }


def _grouped(query: Any) -> dict[int, list[Any]]:
    """The rows of a query by the case that they belong to."""
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.scalars(query):
        rows[row.case_id].append(row)
    return rows


def _hearing(hearing: Hearing) -> HearingSnapshot:
    return HearingSnapshot(
        at=hearing.at,
        latest=hearing.latest,
        move_asked=hearing.wish is not None,
        moved=hearing.moved_at is not None,
        objected=hearing.objection is not None,
        held=hearing.held_at is not None,
    )
