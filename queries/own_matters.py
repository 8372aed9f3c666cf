"""What came up beside a case, as its applicant reads it. A fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select

from database import db
from domain.needs import Field, fields_of, restored
from domain.schema import Matter as Kind
from domain.schema import PublicService, Step
from models.bodies import Body
from models.cases import Case, Matter
from models.documents import Document
from queries.holders import Held
from queries.timeline import Entry

_CASE: BindParameter[int] = bindparam("case_id")
_MATTERS = (
    select(Matter, Document.public_id)
    .outerjoin(Document, Matter.document_id == Document.id)
    .where(Matter.case_id == _CASE)
    .order_by(Matter.id)
)


@dataclass(frozen=True)
class MatterRow:
    """One matter: where it stands, who answers, what was told (label as a source string, value), and the id
    of the paper that came with it."""

    matter: Matter
    kind: Kind
    step: Step
    bodies: tuple[Body, ...]
    told: tuple[tuple[str, str | datetime], ...]
    paper: str | None
    overdue: bool


def matters_of(
    case: Case, service: PublicService, history: Sequence[Entry], tasks: Sequence[Held], now: datetime
) -> tuple[MatterRow, ...]:
    """All that came up beside this case, the oldest first; one query, none where its history tells of
    nothing. `tasks`: those of the case with their bodies, the open ones at least."""
    if not any(entry.matter_id for entry in history):
        return ()
    return tuple(
        matter_row(matter, service, [body for task, body in tasks if task.matter_id == matter.id], paper, now)
        for matter, paper in db.session.execute(_MATTERS, {"case_id": case.id})
    )


def matter_row(
    matter: Matter, service: PublicService, bodies: Sequence[Body | None], paper: str | None, now: datetime
) -> MatterRow:
    """This matter for a page."""
    kind = service.matter(matter.kind)
    return MatterRow(
        matter=matter,
        kind=kind,
        step=kind.workflow.step(matter.status),
        bodies=tuple(body for body in bodies if body is not None),
        told=_told(fields_of(kind.begin.needs), matter),
        paper=paper,
        overdue=matter.closed_at is None and matter.answer_by < now,
    )


def _told(fields: Sequence[Field], matter: Matter) -> tuple[tuple[str, str | datetime], ...]:
    values = restored(tuple(fields), matter.told)
    return tuple((field.label, values[field.name]) for field in fields if field.name in values)
