"""Named sets of statuses, and the other status words of the site."""

from domain.schema import Group, Tone, Workflow
from domain.text import N_


def in_group(workflow: Workflow, *groups: Group) -> frozenset[str]:
    """The status codes of a workflow that belong to these groups."""
    return frozenset(code for code, step in workflow.steps.items() if step.group in groups)


RESULT_STATUS_TITLES: dict[str, tuple[str, Tone]] = {
    "genuine": (N_("Genuine"), Tone.GOOD),
    "replaced": (N_("Replaced by another document"), Tone.ATTENTION),
    "annulled": (N_("Annulled"), Tone.BAD),
}

CORRECTION_STATUS_TITLES: dict[str, tuple[str, Tone]] = {
    "asked": (N_("Waits for the applicant"), Tone.ATTENTION),
    "answered": (N_("Answered"), Tone.GOOD),
    "expired": (N_("Not answered in time"), Tone.NEUTRAL),
}
