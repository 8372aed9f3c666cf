"""Replaying a case's history: what its events lead to, and what of the stored case they do not explain.

The events are the truth that was sealed; the columns of a case are what pages read.
Where the two differ, somebody has changed one of them by another way than the site's.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.concealment import seeming_action
from domain.events import COMPLAINT_FILED, FILED, SITES_OWN
from domain.schema import Action, Effect, Group, Matter, PublicService, ResultKind, Step, Workflow

ISSUES = {
    Effect.ISSUE_CONCLUSION: ResultKind.CONCLUSION,
    Effect.ISSUE_REFUSAL: ResultKind.REFUSAL,
    Effect.ISSUE_AGREEMENT: ResultKind.AGREEMENT,
    Effect.ISSUE_INSTRUCTION: ResultKind.INSTRUCTION,
}

REVOKES = {
    Effect.ANNUL_RESULT: frozenset(ResultKind),
    Effect.RECALL_INSTRUCTION: frozenset({ResultKind.INSTRUCTION}),
    Effect.ANNUL_AGREEMENT: frozenset({ResultKind.AGREEMENT, ResultKind.INSTRUCTION}),
}
"""Effects after which documents of these kinds count no longer."""

OPINIONS = {Effect.RECORD_AGREEMENT: True, Effect.RECORD_DISAGREEMENT: False}


@dataclass(frozen=True)
class Told:
    """One event, as it stands in the history."""

    id: int
    sequence: int
    code: str
    role: str
    officer_id: int | None = None
    complaint_id: int | None = None
    matter_id: int | None = None
    from_status: str | None = None
    to_status: str | None = None
    shown_status: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredTask:
    """A task of the case, of one of its complaints, or of a matter beside it."""

    step: str
    complaint_id: int | None
    matter_id: int | None
    outcome: str | None
    is_open: bool
    overdue_for: tuple[str, str | None] | None = None
    """Role and seat, where it is marked overdue and the history has to say so."""


@dataclass(frozen=True)
class StoredComplaint:
    """A complaint: what is stored of where it stands."""

    id: int
    status: str
    is_closed: bool


@dataclass(frozen=True)
class StoredMatter:
    """What came up beside the case: of which kind it is, and what is stored of where it stands."""

    id: int
    kind: str
    status: str
    is_closed: bool


@dataclass(frozen=True)
class StoredCase:
    """What is stored of a case and can be explained by its history.

    `taken`: ids of the events that the audit log names as somebody's action;
    None where entries of that time were removed by an operator.
    """

    status: str
    shown_instead: str | None
    holds_open_key: bool
    is_decided: bool
    is_overdue: bool
    body_id: int
    due_at: datetime
    minutes_number: str | None
    application_sha256: str
    tasks: tuple[StoredTask, ...] = ()
    complaints: tuple[StoredComplaint, ...] = ()
    matters: tuple[StoredMatter, ...] = ()
    results: tuple[tuple[str, str], ...] = ()
    opinions: tuple[tuple[int, bool], ...] = ()
    taken: frozenset[int] | None = None


def unexplained(service: PublicService, stored: StoredCase, events: Iterable[Told]) -> list[str]:
    """What the history does not explain, a sentence each; empty when it explains all."""
    history = tuple(events)
    case = _Replay(service.workflow)
    complaints: dict[int, _Replay] = {}
    matters: dict[int, _Replay] = {}
    problems = list(_gaps(history))
    for event in history:
        if event.code in SITES_OWN or (event.complaint_id is None and event.matter_id is None):
            case.take(event)
        elif event.complaint_id is not None:
            began = complaints.setdefault(event.complaint_id, _Replay(service.complaint))
            began.take_beside(event, COMPLAINT_FILED)
        elif event.matter_id is not None:
            kind = _kind_of_matter(service, event, matters.get(event.matter_id))
            if kind is None:
                problems.append(f"event {event.sequence} ({event.code}) begins nothing that can come up")
                continue
            began = matters.setdefault(event.matter_id, _Replay(kind.workflow))
            began.take_beside(event, kind.begin.event)
    problems += case.problems
    problems += _of_the_case(case, stored)
    problems += _of_what_it_holds(case, stored, history)
    for complaint in stored.complaints:
        problems += _of_what_is_beside(complaints.pop(complaint.id, None), complaint, "complaint")
    problems += [f"the history tells of a complaint {gone} that is not there" for gone in complaints]
    for matter in stored.matters:
        problems += _of_what_is_beside(matters.pop(matter.id, None), matter, matter.kind)
        if case.decided and not matter.is_closed:
            problems.append(f"{matter.kind} {matter.id} is open beside a case that is decided")
    problems += [f"the history tells of a matter {gone} that is not there" for gone in matters]
    return problems


def _kind_of_matter(service: PublicService, event: Told, began: "_Replay | None") -> Matter | None:
    """Of which kind the matter of this event is: by how it began."""
    return next(
        (
            matter
            for matter in service.matters
            if matter.begin.event == event.code or (began and began.workflow is matter.workflow)
        ),
        None,
    )


class _Replay:
    """One workflow, gone through event by event."""

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self.status: str | None = None
        self.shown_instead: str | None = None
        self.decided = self.settled = False
        self.problems: list[str] = []
        self.results: Counter[tuple[str, str]] = Counter()
        """Result documents, by kind and status."""
        self.opinions: list[tuple[int | None, bool]] = []
        self.actions: set[int] = set()
        self.minutes: str | None = None

    def take(self, event: Told) -> None:
        """The next event of the case itself."""
        if self.status is None:
            if event.code != FILED or event.to_status != self.workflow.first:
                self._say(event, "is not the sending of the application")
            self.status = self.workflow.first
            return
        if event.code in SITES_OWN:
            if event.to_status is not None:
                self._say(event, "moves the case, which it cannot")
            return
        step = self.workflow.steps[self.status]
        if event.code == step.completed_event:
            self._enter(event, step.when_complete)
            return
        action = _action(step, event)
        if action is None:
            self._say(event, f"cannot happen in the status {self.status}")
            if event.to_status in self.workflow.steps:
                self._enter(event, event.to_status)
            return
        self.actions.add(event.id)
        self._note(event, action)
        if event.to_status is not None:
            whole = action.completes and step.completed_event is None
            self._enter(event, action.to or (step.when_complete if whole else None))
        elif action.to is not None:
            self._say(event, f"did not move it to {action.to}")
        else:
            self._seem_to_move(event, action, self.status)

    def take_beside(self, event: Told, begins: str) -> None:
        """The next event of a complaint or a matter, whose moves the history does not spell out.

        `begins`: the event that has to be the first.
        """
        if self.status is None:
            if event.code != begins:
                self._say(event, f"comes before {begins}")
            self.status = self.workflow.first
            return
        action = _action(self.workflow.steps[self.status], event)
        if action is None:
            self._say(event, f"cannot happen to what is {self.status}")
        elif action.to is not None:
            self.status = action.to

    def _enter(self, event: Told, wanted: str | None) -> None:
        if event.from_status != self.status:
            self._say(event, f"leaves {event.from_status}, and the case was {self.status}")
        if event.to_status != wanted or wanted is None:
            self._say(event, f"leads to {event.to_status} instead of {wanted}")
        step = self.workflow.steps.get(event.to_status or "")
        if step is None:
            return
        self.shown_instead = (self.shown_instead or self.status) if step.concealed else None
        self.status = step.code
        if step.group is not Group.OPEN:
            self.decided = True
            self.settled = self.settled or step.settles

    def _seem_to_move(self, event: Told, action: Action, status: str) -> None:
        """What the applicant reads, where they do something in a status that is concealed from them."""
        seeming = seeming_action(self.workflow, status, self.shown_instead or status, action)
        wanted = seeming.to if seeming else None
        if event.shown_status != wanted:
            self._say(event, f"seems to lead to {event.shown_status} instead of {wanted}")
        self.shown_instead = event.shown_status or self.shown_instead

    def _note(self, event: Told, action: Action) -> None:
        for effect in action.effects:
            if effect in ISSUES:
                self.results[ISSUES[effect], "genuine"] += 1
            elif effect in OPINIONS:
                self.opinions.append((event.officer_id, OPINIONS[effect]))
            elif effect is Effect.REPLACE_RESULT:
                # The new document is of the same kind.
                self.results.update((kind, "replaced") for kind in self._genuine())
            elif effect in REVOKES:
                for kind in REVOKES[effect].intersection(self._genuine()):
                    count = self.results.pop((kind, "genuine"))
                    self.results[kind, "annulled"] += count
            elif effect is Effect.RECORD_MINUTES and self.minutes is None:
                self.minutes = event.data.get("number")

    def _genuine(self) -> list[str]:
        return [kind for kind, status in self.results if status == "genuine"]

    def _say(self, event: Told, what: str) -> None:
        self.problems.append(f"event {event.sequence} ({event.code}) {what}")


def _action(step: Step, event: Told) -> Action | None:
    """The action of the step that this event tells of."""
    return next(
        (action for action in step.actions if action.event == event.code and event.role in action.roles),
        None,
    )


def _gaps(history: tuple[Told, ...]) -> Iterator[str]:
    expected = 1
    for event in history:
        if event.sequence != expected:
            yield f"event {expected} is missing from the history"
        expected = event.sequence + 1


def _of_the_case(case: _Replay, stored: StoredCase) -> Iterator[str]:
    if case.status is None:
        yield "it has no history"
        return
    if case.status != stored.status:
        yield f"the history leads to {case.status}, the case says {stored.status}"
    if case.shown_instead != stored.shown_instead:
        yield (
            f"the applicant should read {case.shown_instead or case.status} and reads"
            f" {stored.shown_instead or stored.status}"
        )
    if case.decided != stored.is_decided:
        yield f"it is {'' if case.decided else 'not '}decided by its history, the case says otherwise"
    if case.settled == stored.holds_open_key:
        yield "whether the applicant may apply again does not follow from the history"
    if case.minutes != stored.minutes_number:
        yield f"the history has minutes no. {case.minutes}, the case no. {stored.minutes_number}"


def _of_what_it_holds(case: _Replay, stored: StoredCase, history: tuple[Told, ...]) -> Iterator[str]:
    """Documents, opinions, tasks, dates, and whether the audit log knows who took the actions."""
    own = [event for event in history if event.complaint_id is None and event.matter_id is None]
    yield from _of_results(case, stored)
    if Counter(case.opinions) != Counter(stored.opinions):
        yield "the members' opinions are not those of the history"
    filed = next((event.data.get("sha256") for event in own if event.code == FILED), None)
    if filed is not None and filed != stored.application_sha256:
        yield "the application is not the one that was sent"
    moved = [event.data.get("to_body") for event in own if event.code == "case_transferred"]
    if moved and moved[-1] != stored.body_id:
        yield "it lies with another body than that to which it was handed over"
    dated = [event.data.get("new_due", event.data.get("due")) for event in own if event.code in _DATING]
    if dated and not _is_moment(dated[-1], stored.due_at):
        yield f"its due date should be {dated[-1]}"
    told = {event.code for event in history}
    if stored.is_overdue and "answer_overdue" not in told:
        yield "it is marked overdue, and the history does not say so"
    yield from _of_tasks(case, stored, history)
    if stored.taken is not None:
        if stored.taken - {event.id for event in history}:
            yield "the audit log names an action whose event is not in the history"
        if case.actions - stored.taken:
            yield "the history has an action that the audit log does not know"


def _is_moment(text: Any, moment: datetime) -> bool:
    try:
        return datetime.fromisoformat(text) == moment
    except (TypeError, ValueError):
        return False


_DATING = ("registered", "dates_corrected")
"""Events that say which due date the case has from then on."""


def _of_results(case: _Replay, stored: StoredCase) -> Iterator[str]:
    kinds = Counter(kind for kind, _status in stored.results)
    if kinds != Counter(kind for kind, _status in case.results.elements()):
        yield "the result documents are not those that the history issued"
    elif Counter(stored.results) != case.results:
        yield "which result document counts does not follow from the history"


def _of_tasks(case: _Replay, stored: StoredCase, history: tuple[Told, ...]) -> Iterator[str]:
    told = {(event.complaint_id, event.matter_id, event.code) for event in history}
    late = {
        (event.data.get("role"), event.data.get("seat"))
        for event in history
        if event.code == "became_overdue"
    }
    for task in stored.tasks:
        is_own = task.complaint_id is None and task.matter_id is None
        if task.is_open and is_own and task.step != case.status:
            yield f"a task of {task.step} is open, and the case is {case.status}"
        if not task.is_open and (task.complaint_id, task.matter_id, task.outcome) not in told:
            yield f"a task of {task.step} was closed by {task.outcome}, which did not happen"
        if task.overdue_for is not None and task.overdue_for not in late:
            yield f"a task of {task.step} is marked overdue, and the history does not say so"


def _of_what_is_beside(
    replayed: _Replay | None, stored: StoredComplaint | StoredMatter, what: str
) -> Iterator[str]:
    if replayed is None:
        yield f"{what} {stored.id} has no history"
        return
    yield from replayed.problems
    if replayed.status != stored.status:
        yield (
            f"{what} {stored.id} is {replayed.status} by its history, and {stored.status} by what is stored"
        )
    step = replayed.workflow.steps[replayed.status] if replayed.status else None
    if step is not None and (step.group is Group.FINAL) != stored.is_closed:
        yield f"{what} {stored.id} is {'' if stored.is_closed else 'not '}closed, against its history"
