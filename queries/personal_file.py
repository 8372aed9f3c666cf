"""A candidate's personal file: which registry said what and when, what to look at (834 annex 1; CON-6).

Whoever reads it says which registries they may read about; of the others nothing
is read from the database.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

import catalogue
from database import db
from domain.registry_answers import NOTHING_TITLES, is_settled, replaces_paper, said_all
from domain.registry_facts import (
    PERSONAL_FILE,
    REGISTRY_TITLES,
    Conviction,
    DispensaryRecord,
    Fact,
    QueryStatus,
    RegistryKind,
    Relative,
)
from domain.relatives import Differs, differences
from domain.schema import RegistryData, Subtype
from domain.text import N_
from models.cases import Case
from models.connected import is_connected
from models.documents import DocumentState
from models.registries import RegistryQuery
from queries.documents import Paper, papers_of_case
from queries.facts import FactRow, fact_rows, kinship_title
from queries.registries import RegistryView, answers_for_file

EVERYTHING = frozenset(RegistryKind)

NOT_ASKED = N_("Not asked yet")
NOT_CONNECTED = N_("The site is not connected to this registry")

ERRORS: Mapping[str, str] = {
    "no_answer": N_("The registry could not be reached, or said nothing in time."),
    "transient": N_("The registry had a fault of its own. It may pass."),
    "permanent": N_("The registry turned the question down, or its answer could not be read."),
    "refused": N_("The registry does not serve this site. The administrator has to mend it."),
}
"""What the kinds of failure mean (integrations/registries/errors.py)."""

DIFFERENCES: Mapping[Differs, str] = {
    Differs.NOT_NAMED: N_("In the civil registry, but not named by the candidate"),
    Differs.NOT_RECORDED: N_("Named by the candidate, but not in the civil registry"),
    Differs.KINSHIP: N_("Somebody else to the candidate by the civil registry"),
    Differs.NAME: N_("Has another name in the civil registry"),
    Differs.IIN: N_("Has another IIN in the civil registry"),
}

_TONES = {
    QueryStatus.PARTIAL: "waiting",
    QueryStatus.FAILED: "bad",
    QueryStatus.SILENT: "bad",
    QueryStatus.QUEUED: "progress",
    QueryStatus.ASKED: "progress",
}


@dataclass(frozen=True, repr=False)
class FilePart:
    """What one registry said, or that it has not. Words are source strings.

    `papers`: those that stand in for it, or stood in until its data came.
    """

    data: RegistryData
    registry: str
    connected: bool
    view: RegistryView | None
    facts: tuple[list[FactRow], ...]
    papers: tuple[Paper, ...]

    @property
    def kind(self) -> str:
        """The code of the registry."""
        return self.data.kind

    @property
    def status(self) -> str:
        """How it stands."""
        if self.view is None:
            return NOT_ASKED if self.connected else NOT_CONNECTED
        if self.view.status is QueryStatus.ABSENT:
            return NOTHING_TITLES.get(self.kind, self.view.status_title)
        return self.view.status_title

    @property
    def tone(self) -> str:
        """The tone of the badge."""
        return _TONES.get(self.view.status, "neutral") if self.view else "waiting"

    @property
    def error(self) -> str | None:
        """What went wrong last, while that is why there is no answer."""
        if self.view is None or self.view.error_kind is None or self.is_answered:
            return None
        return ERRORS[self.view.error_kind]

    @property
    def is_answered(self) -> bool:
        """Whether the registry has answered and left nothing out."""
        return self.view is not None and said_all(self.view.status, self.view.missing)

    @property
    def is_settled(self) -> bool:
        """Whether the case waits for this registry no longer: the same rule by which it may go on."""
        current = [paper for paper in self.papers if paper.state == DocumentState.CURRENT]
        return is_settled(
            connected=self.connected,
            answered=self.is_answered,
            handed_in=any(not paper.by_officer for paper in current),
            taken_in=any(paper.by_officer for paper in current),
        )

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is on its way."""
        return self.view is not None and self.view.is_waiting

    @property
    def may_be_asked(self) -> bool:
        """Whether asking (again) makes sense."""
        if not self.connected or self.view is None:
            return self.connected
        return not self.is_waiting and not replaces_paper(self.kind, self.view.status)


@dataclass(frozen=True)
class Hint:
    """Something that may speak against the candidate: what, by which registry, and its rows.

    A hint for the executor and no decision; words are source strings.
    """

    text: str
    registry: str
    rows: list[FactRow]


@dataclass(frozen=True, repr=False)
class PersonalFile:
    """The parts of the file that the reader may see. `may_ask`: the reader may put questions."""

    number: str
    parts: tuple[FilePart, ...]
    hints: tuple[Hint, ...]
    may_ask: bool

    @property
    def is_waiting(self) -> bool:
        """Whether an answer to one of the parts is on its way."""
        return any(part.is_waiting for part in self.parts)

    @property
    def lacking(self) -> int:
        """For how many registries there is neither a full answer nor a paper that stands in."""
        return sum(not part.is_settled for part in self.parts)

    @property
    def is_on_paper(self) -> bool:
        """Whether a paper stands in for one of the registries."""
        return any(part.is_settled and not part.is_answered for part in self.parts)


def personal_file(case: Case, *, kinds: Collection[str], may_ask: bool = False) -> PersonalFile:
    """The file as somebody who may read about these registries sees it; two queries.

    `may_ask`: the reader is the case's own executor. Empty for a public service
    that forms no personal file.
    """
    service = catalogue.edition_of(case.service, case.edition)
    wanted = [data for data in service.personal_file if data.kind in kinds]
    views = answers_for_file(case.id, [data.kind for data in wanted])
    papers = papers_of_case(case.id)
    subtype = service.subtype(case.subtype)
    parts = tuple(_part(data, views.get(data.kind), subtype, papers) for data in wanted)
    return PersonalFile(
        case.number,
        parts,
        _hints(case, parts),
        may_ask and bool(parts) and service.workflow.step(case.status).is_worked_on,
    )


def cases_to_ask(limit: int) -> list[int]:
    """Open cases of executors for which a registry was not asked to which the site is connected now."""
    found: list[int] = []
    for service in catalogue.EDITIONS:
        kinds = [data.kind for data in service.personal_file if is_connected(data.kind)]
        worked_on = [code for code, step in service.workflow.steps.items() if step.is_worked_on]
        asked = select(func.count(RegistryQuery.kind.distinct())).where(
            RegistryQuery.case_id == Case.id,
            RegistryQuery.purpose == PERSONAL_FILE,
            RegistryQuery.kind.in_(kinds),
        )
        if kinds:
            found += db.session.scalars(
                select(Case.id)
                .where(
                    Case.service == service.code,
                    Case.edition == service.edition,
                    Case.status.in_(worked_on),
                    Case.executor_id.is_not(None),
                    asked.scalar_subquery() < len(kinds),
                )
                .order_by(Case.id)
                .limit(limit - len(found))
            )
    return found


def _part(
    data: RegistryData, view: RegistryView | None, subtype: Subtype, papers: Sequence[Paper]
) -> FilePart:
    kinds = {document.code for document in subtype.documents if document.stands_for == data.kind}
    shown = (DocumentState.CURRENT, DocumentState.SUPERSEDED)
    return FilePart(
        data=data,
        registry=REGISTRY_TITLES[data.kind],
        connected=is_connected(data.kind),
        view=view,
        facts=tuple(fact_rows(fact) for fact in view.facts) if view else (),
        papers=tuple(paper for paper in papers if paper.kind in kinds and paper.state in shown),
    )


def _hints(case: Case, parts: Sequence[FilePart]) -> tuple[Hint, ...]:
    """What to look at, in the order of the parts (834 annex 1: "for example, on the register of a narcology
    dispensary, or convicted")."""
    found: list[Hint] = []
    for part in parts:
        for fact in part.view.facts if part.view else ():
            if (text := _against(fact)) is not None:
                found.append(Hint(text, part.registry, fact_rows(fact)))
        if part.kind == RegistryKind.FAMILY and part.view is not None and part.view.answered_at is not None:
            found += _family_hints(case, part, part.view)
    return tuple(found)


def _against(fact: Fact) -> str | None:
    match fact:
        case DispensaryRecord(observed=True):
            return N_("Under dispensary observation now")
        case Conviction(cleared=False):
            return N_("Convicted, and the conviction is not cleared")
        case Conviction(cleared=None):
            return N_("Convicted; ask whether the conviction is cleared")
    return None


def _family_hints(case: Case, part: FilePart, view: RegistryView) -> list[Hint]:
    named: list[dict[str, Any]] = json.loads(case.application).get("questionnaire", {}).get("relatives", [])
    recorded = [fact for fact in view.facts if isinstance(fact, Relative)]
    return [
        Hint(DIFFERENCES[one.what], part.registry, [(kinship_title(one.kinship), one.name)])
        for one in differences(named, recorded, complete=part.is_answered)
    ]
