"""A word to officers inside the site: to whoever holds a role in a body."""

from typing import Any

import clock
from actions.history import written
from database import db
from domain.roles import Role
from models.cases import Notice


def notify(
    body_id: int,
    role: Role,
    code: str,
    *,
    seat: str | None = None,
    officer_id: int | None = None,
    case_id: int | None = None,
    **data: Any,
) -> Notice:
    """Leave a notice for a role (and seat) of a body, or for one officer in it; it stays until somebody
    has read it."""
    notice = Notice(
        body_id=body_id,
        role=role,
        seat=seat,
        officer_id=officer_id,
        code=code,
        case_id=case_id,
        data={name: written(value) for name, value in data.items()},
        at=clock.now(),
    )
    db.session.add(notice)
    return notice


def mark_read(notice: Notice) -> None:
    """Somebody to whom the notice was addressed has read it."""
    notice.read_at = notice.read_at or clock.now()
