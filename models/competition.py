"""Who competes for a post."""

from sqlalchemy import ColumnElement, and_, select

from domain.schema import ResultKind
from models.cases import Case
from models.documents import ResultDocument, ResultStatus


def competes_for(vacancy_id: int) -> ColumnElement[bool]:
    """The condition that a case is one of those which lose when this post goes to others, or is closed.

    With an agreement that both sides have signed a candidate has the post. Who is
    declined and does not know it yet goes on competing, as far as they can see (CON-7).
    """
    has_post = select(ResultDocument.case_id).where(
        ResultDocument.kind == ResultKind.AGREEMENT, ResultDocument.status == ResultStatus.GENUINE
    )
    return and_(
        Case.vacancy_id == vacancy_id,
        Case.decided_at.is_(None),
        Case.post_taken.is_(False),
        Case.id.not_in(has_post),
    )
