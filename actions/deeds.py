"""One action being taken: what its effects read and write."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions.results import ResultDraft
from domain.deadlines import WorkingDay
from domain.errors import SignatureNeeded
from domain.roles import Actor
from domain.schema import Action, PublicService
from domain.workflow import CaseSnapshot
from integrations.storage import StoredFile
from models.cases import Case
from models.signing import SigningDeed


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
    signed: SigningDeed | None = None

    def signed_result(self) -> tuple[ResultDraft, StoredFile]:
        """The result document as it was signed: its draft, and where its paper lies."""
        if self.signed is None or self.signed.result is None:
            raise SignatureNeeded(self.action.code)
        paper = next(paper for paper in self.signed.papers if paper.content_type == "application/pdf")
        return ResultDraft.restored(self.signed.result), StoredFile(
            paper.storage_key, paper.sha256, paper.size
        )
