"""What can come up beside an open case, and when."""

from collections.abc import Mapping
from datetime import datetime

from domain.schema import Group, Matter, PublicService


def still_waits(answer_by: datetime, now: datetime) -> bool:
    """Whether an open matter keeps another of its kind from being told: only while its term runs."""
    return answer_by >= now


def may_begin(
    service: PublicService, status: str, waiting: Mapping[str, datetime], now: datetime
) -> tuple[Matter, ...]:
    """What the applicant of a case can tell of now; `waiting`: of what is open, by its code, the term."""
    if service.workflow.step(status).group is not Group.OPEN:
        return ()
    return tuple(
        matter
        for matter in service.matters
        if matter.code not in waiting or not still_waits(waiting[matter.code], now)
    )
