"""What a body reads of a case that came to it by a task: its own part, and how it came (834; CON-12)."""

from collections.abc import Sequence
from dataclasses import replace

from domain.schema import Effect, Step, Workflow
from queries.sight import Part, Standing
from queries.timeline import Entry


def own_history(entries: Sequence[Entry], workflow: Workflow, standing: Standing) -> tuple[Entry, ...]:
    """How the case came to these officers' body, and what the body did; of others neither name nor word."""
    sides, calls = standing.sides, _calls(workflow)
    told = {"at", "place"} if standing.sight.shows(Part.APPOINTMENT) else set()
    readable = []
    for entry in entries:
        came = _step_of(entry, workflow)
        if entry.role in sides:
            readable.append(entry)
        elif (came and came.owner in sides) or (told and entry.code in calls):
            data = {name: value for name, value in entry.data.items() if name in told}
            readable.append(replace(entry, officer=None, stands_in_for=None, data=data))
    return tuple(readable)


def own_step(workflow: Workflow, entries: Sequence[Entry], standing: Standing) -> Step:
    """The step in which these officers' body had the case last, by its own history."""
    steps = [_step_of(entry, workflow) for entry in entries]
    return next(step for step in reversed(steps) if step and step.owner in standing.sides)


def call_of_examination(entries: Sequence[Entry], workflow: Workflow) -> Entry | None:
    """The event by which the candidate was called to the examination last."""
    calls = _calls(workflow)
    return next((entry for entry in reversed(entries) if entry.code in calls), None)


def _calls(workflow: Workflow) -> frozenset[str]:
    calling = {Effect.CALL_TO_EXAMINATION, Effect.MOVE_EXAMINATION}
    return frozenset(
        action.event
        for step in workflow.steps.values()
        for action in step.actions
        if calling & set(action.effects)
    )


def _step_of(entry: Entry, workflow: Workflow) -> Step | None:
    """The step to which the case came by this event; a complaint has steps of its own."""
    return workflow.steps.get(entry.to_status or "") if entry.complaint_id is None else None
