"""What an applicant may not read of a case (834 annex 1; CON-7).

A workflow conceals when one of its steps is concealed. Of such a case nobody
tells the applicant which officer is late, nor a date that only a step has from
which a concealed one may follow: it would go on or stop with what is concealed.
"""

from functools import cache

from domain.roles import Role
from domain.schema import Action, Group, Step, Workflow

UNTOLD = frozenset({"became_overdue", "taken_paper_superseded"})
"""Events of a workflow that conceals, besides those of its concealed actions: whose term has passed, and
what became of a paper that such an action took in."""


@cache
def conceals(workflow: Workflow) -> bool:
    """Whether the applicant does not read every step of this workflow."""
    return any(step.concealed for step in workflow.steps.values())


def may_vanish(workflow: Workflow, step: Step) -> bool:
    """Whether the applicant may go on reading this status while the case is elsewhere."""
    return any(action.to is not None and workflow.step(action.to).concealed for action in step.actions)


def is_told(workflow: Workflow, shown: Step, event: str, to_status: str | None) -> bool:
    """Whether the applicant, who reads the status `shown`, reads this event in the history."""
    if not conceals(workflow):
        return True
    if event in UNTOLD or any(action.event == event and action.concealed for action in _all(workflow)):
        return False
    if shown.history is None:
        return True
    if to_status is not None:
        return to_status in shown.history
    return event not in _left_out(workflow, shown)


def seeming_action(workflow: Workflow, status: str, shown: str, action: Action) -> Action | None:
    """What an applicant's action that leaves the case in a concealed status would be in that which they
    read; None where it is the same."""
    if action.to is not None or Role.CITIZEN not in action.roles or not workflow.step(status).concealed:
        return None
    same = (one for one in workflow.step(shown).actions if one.code == action.code and one != action)
    return next(same, None)


def last_told(workflow: Workflow, shown: Step) -> frozenset[str]:
    """The statuses until whose last beginning nothing is concealed from who reads the status `shown`.

    Whoever ends a case themselves learns nothing by it of what was concealed before.
    """
    if shown.history is not None:
        return shown.history - {shown.code}
    own_end = [action for action in _all(workflow) if action.to == shown.code]
    if shown.group is Group.FINAL and own_end and all(Role.CITIZEN in action.roles for action in own_end):
        return frozenset(
            code for code, step in workflow.steps.items() if not step.concealed and step.group is Group.OPEN
        )
    return frozenset({shown.code})


def untold_messages(workflow: Workflow, shown: Step) -> frozenset[str]:
    """Templates of messages that the page does not list any more, because it tells nothing of their event."""
    kept: set[str] = set()
    all_told: set[str] = set()
    for action in _all(workflow):
        all_told.update(action.tells)
        if is_told(workflow, shown, action.event, action.to):
            kept.update(action.tells)
    return frozenset(all_told - kept)


@cache
def _all(workflow: Workflow) -> tuple[Action, ...]:
    return tuple(action for step in workflow.steps.values() for action in step.actions)


def _left_out(workflow: Workflow, shown: Step) -> set[str]:
    """Events that happen only in statuses of which the applicant reads nothing any more."""
    kept = shown.history or frozenset()
    inside = {
        action.event for step in workflow.steps.values() if step.code in kept for action in step.actions
    }
    return {action.event for action in _all(workflow)} - inside
