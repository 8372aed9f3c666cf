"""Words to officers that nobody has read yet. One query each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select

from database import db
from domain.roles import Actor, Role
from domain.text import N_
from models.cases import Case, Notice

SHOWN = 60

NOTICE_LABELS: dict[str, str] = {
    "due_soon": N_("A term ends soon"),
    "assigned": N_("An application was given to you"),
    "reassigned": N_("An application was given to another executor"),
    "post_taken": N_("The post has gone to another candidate"),
    "post_closed": N_("The ministry seeks nobody for the post any more"),
    "vacancy_chosen": N_("The candidate chose another post"),
    "overdue": N_("A term has passed without the step being taken"),
    "dates_corrected": N_("The working-day calendar was corrected: the task has a new due date"),
    "hearing_must_move": N_("The day of a hearing is no longer worked: set a new time"),
    "appointment_must_move": N_("The day of an examination is no longer worked: call to another time"),
    "ground_ended": N_("The applicant told that the ground of a deferral holds no longer"),
    "result_replaced": N_("The document of the commission was replaced by another"),
    "result_annulled": N_("The document of the commission was annulled"),
    "papers_annulled": N_("The agreement or the instruction of a candidate counts no longer"),
    "case_transferred": N_("A case was transferred to your commission"),
}
"""What a notice says, as English source strings by its code."""
NEWS = N_("Something has changed in this case")


@dataclass(frozen=True)
class NoticeRow:
    """What nobody has read yet of one kind about one case; `ids` are its notices, the newest first.

    `role` is whose term it was, where that is somebody else's. `matter_id`: about
    what beside the case it is, for those who answer that.
    """

    ids: tuple[int, ...]
    label: str
    number: str | None
    role: Role | None
    at: datetime
    matter_id: int | None


def unread_notices(actors: Sequence[Actor]) -> list[NoticeRow]:
    """The notices to these actors that are not marked as read, the newest first, those of
    one kind about one case together; one query."""
    rows = db.session.execute(
        select(Notice, Case.number)
        .outerjoin(Case, Notice.case_id == Case.id)
        .where(notices_to(actors), Notice.read_at.is_(None))
        .order_by(Notice.id.desc())
        .limit(SHOWN)
    )
    found: dict[tuple[str, int | None, str | None, int | None], NoticeRow] = {}
    for notice, number in rows:
        role, matter_id = notice.data.get("whose"), notice.data.get("matter")
        key = (notice.code, notice.case_id, role, matter_id)
        ids = (*(found[key].ids if key in found else ()), notice.id)
        at = found[key].at if key in found else notice.at
        label = NOTICE_LABELS.get(notice.code, NEWS)
        found[key] = NoticeRow(ids, label, number, Role(role) if role else None, at, matter_id)
    return list(found.values())


def unread_among(actors: Sequence[Actor], notice_ids: Sequence[int]) -> list[Notice]:
    """Those of these notices that were addressed to one of these actors and are not read yet."""
    return list(
        db.session.scalars(
            select(Notice).where(Notice.id.in_(notice_ids), Notice.read_at.is_(None), notices_to(actors))
        )
    )


def notices_to(actors: Sequence[Actor]) -> ColumnElement[bool]:
    """The condition that a notice is addressed to one of these actors."""
    return or_(
        false(),
        *(
            and_(
                Notice.body_id == actor.body_id,
                Notice.role == actor.role,
                or_(Notice.seat.is_(None), Notice.seat == actor.seat),
                or_(Notice.officer_id.is_(None), Notice.officer_id == (actor.standing_in_for or actor.id)),
            )
            for actor in actors
        ),
    )
