"""What an answer of a registry is worth: whether it is whole, and what "no such record" means."""

from collections.abc import Collection, Mapping

from domain.registry_facts import ANSWERS, DISPENSARIES, QueryStatus, RegistryKind
from domain.text import N_

TELLING_ABSENCE = DISPENSARIES | {RegistryKind.CONVICTIONS}
"""Registries whose having no record of a person is itself what one wants to know."""

NOTHING_TITLES: Mapping[str, str] = {
    RegistryKind.FAMILY: N_("No relatives in the registry"),
    RegistryKind.EDUCATION: N_("No finished education in the registry"),
    RegistryKind.CONVICTIONS: N_("No convictions"),
    RegistryKind.NARCOLOGY: N_("Not under observation, now or before"),
    RegistryKind.PSYCHIATRY: N_("Not under observation, now or before"),
    RegistryKind.TUBERCULOSIS: N_("Not under observation, now or before"),
    RegistryKind.SKIN_VENEREAL: N_("Not under observation, now or before"),
}
"""What "no such record" means where that can be said plainly."""


def said_all(status: str, missing: Collection[str]) -> bool:
    """Whether a registry has answered and left no records out: what it does not show is not there."""
    return status in ANSWERS and "records" not in missing


def is_settled(*, connected: bool, answered: bool, handed_in: bool, taken_in: bool) -> bool:
    """Whether a registry of a personal file holds the case up no longer (834 annex 1; CON-1, CON-6).

    It has said all; or an officer has taken in a paper in its place; or the applicant
    has handed one in, and the site is not connected. Once it is, digital data take
    precedence, and the registry has to be asked.
    """
    return answered or taken_in or (handed_in and not connected)


def replaces_paper(kind: str, status: str) -> bool:
    """Whether an answer puts digital data in the place of a paper (834 annex 1; CON-1).

    A diploma of which a registry holds no record, or only a part, stays what
    proves it; of convictions, "no record" is the datum.
    """
    return status == QueryStatus.ANSWERED or (status == QueryStatus.ABSENT and kind in TELLING_ABSENCE)
