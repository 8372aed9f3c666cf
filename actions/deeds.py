"""One action being taken: what its effects read and write."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.deadlines import WorkingDay
from domain.roles import Actor
from domain.schema import Action, PublicService
from domain.workflow import CaseSnapshot
from models.cases import Case


@dataclass
class Deed:
    """An open action with its checked values, on a locked case.

    `remembered` goes into the event, `said` into the messages.
    """

    case: Case
    service: PublicService
    action: Action
    actor: Actor
    values: dict[str, Any]
    now: datetime
    is_working_day: WorkingDay
    snapshot: CaseSnapshot
    remembered: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    next_due: datetime | None = None
