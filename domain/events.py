"""The codes of the events in a case's history: no other is ever written, so that all can be replayed."""

from functools import cache

from domain.schema import PublicService

FILED = "filed"
COMPLAINT_FILED = "complaint_filed"

SITES_OWN = frozenset(
    {
        "became_overdue",
        "answer_overdue",
        "dates_corrected",
        "case_transferred",
        "post_taken",
        "post_closed",
        "phone_refreshed",
        "paper_superseded",
        "taken_paper_superseded",
    }
)
"""Events that are no action of a workflow; each leaves the case where it is."""


@cache
def known_events(service: PublicService) -> frozenset[str]:
    """All that may stand in the history of a case of this service, of complaints about it and of what came up
    beside it."""
    workflows = (service.workflow, service.complaint, *(matter.workflow for matter in service.matters))
    steps = [step for workflow in workflows for step in workflow.steps.values()]
    actions = {action.event for step in steps for action in step.actions}
    completed = {step.completed_event for step in steps if step.completed_event}
    begun = {matter.begin.event for matter in service.matters}
    return SITES_OWN | {FILED, COMPLAINT_FILED} | actions | completed | begun
