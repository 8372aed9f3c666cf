"""To whom the head might give each application that waits (834 annex 1; CON-4).

It goes by load against capacity, absence, branch of troops and region, says why,
and only proposes: the head may choose otherwise.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

USUAL_CAPACITY = 20
"""How many applications an executor can have at a time where the head has not said; set by us."""


@dataclass(frozen=True)
class Waiting:
    """An application that nobody has yet, with the branch and the region (KATO) of its post."""

    id: int
    branch: str
    region: str


@dataclass(frozen=True)
class Candidate:
    """An executor. `load`: how many open applications they have; no branches or regions: all of them.

    `stood_in`: somebody acts for them while they are `absent`.
    """

    id: int
    load: int = 0
    capacity: int = USUAL_CAPACITY
    branches: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    absent: bool = False
    stood_in: bool = False


class Why(StrEnum):
    """Why an executor is proposed, or why none is; pages put it in words."""

    LOAD = "load"
    OWN_BRANCH = "own_branch"
    OWN_REGION = "own_region"
    STOOD_IN = "stood_in"
    ONLY_ONE = "only_one"
    NO_EXECUTORS = "no_executors"
    ABSENT = "absent"
    OTHER_BRANCH = "other_branch"
    OTHER_REGION = "other_region"
    FULL = "full"


@dataclass(frozen=True)
class Reason:
    """One reason with its numbers: LOAD has `load` and `capacity`, those against have a `count`."""

    code: Why
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """The executor for one application, None where nobody fits, and why."""

    application_id: int
    executor_id: int | None
    reasons: tuple[Reason, ...]


def propose(waiting: Sequence[Waiting], candidates: Iterable[Candidate]) -> tuple[Proposal, ...]:
    """A proposal for each application in its order, each counting those before it.

    The executor with the smallest share of their capacity in use is proposed,
    who is here before who is stood in for; of equals, who has fewer, whose
    profile names the branch and the region, whose account is the older one.
    """
    known = sorted(candidates, key=lambda candidate: candidate.id)
    load = {candidate.id: candidate.load for candidate in known}
    proposals = []
    for application in waiting:
        against = {candidate.id: _against(application, candidate, load[candidate.id]) for candidate in known}
        fitting = [candidate for candidate in known if against[candidate.id] is None]
        if not fitting:
            proposals.append(Proposal(application.id, None, _nobody(against.values())))
            continue
        chosen = min(fitting, key=lambda candidate: _rank(application, candidate, load[candidate.id]))
        reasons = _reasons(application, chosen, load[chosen.id], alone=len(fitting) == 1)
        proposals.append(Proposal(application.id, chosen.id, reasons))
        load[chosen.id] += 1
    return tuple(proposals)


def _against(application: Waiting, candidate: Candidate, load: int) -> Why | None:
    """What speaks against this executor, the first of several."""
    if candidate.absent and not candidate.stood_in:
        return Why.ABSENT
    if candidate.branches and application.branch not in candidate.branches:
        return Why.OTHER_BRANCH
    if candidate.regions and application.region not in candidate.regions:
        return Why.OTHER_REGION
    return Why.FULL if load >= candidate.capacity else None


def _rank(application: Waiting, candidate: Candidate, load: int) -> tuple[bool, Fraction, int, int, int]:
    named = (application.branch in candidate.branches) + (application.region in candidate.regions)
    return (candidate.absent, Fraction(load, candidate.capacity), load, -named, candidate.id)


def _reasons(application: Waiting, chosen: Candidate, load: int, *, alone: bool) -> tuple[Reason, ...]:
    reasons = [Reason(Why.LOAD, {"load": load, "capacity": chosen.capacity})]
    if application.branch in chosen.branches:
        reasons.append(Reason(Why.OWN_BRANCH))
    if application.region in chosen.regions:
        reasons.append(Reason(Why.OWN_REGION))
    if chosen.absent:
        reasons.append(Reason(Why.STOOD_IN))
    if alone:
        reasons.append(Reason(Why.ONLY_ONE))
    return tuple(reasons)


def _nobody(against: Iterable[Why | None]) -> tuple[Reason, ...]:
    counts = Counter(code for code in against if code is not None)
    found = tuple(Reason(code, {"count": counts[code]}) for code in Why if counts[code])
    return found or (Reason(Why.NO_EXECUTORS),)
