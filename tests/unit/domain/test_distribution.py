"""To whom the head might give applications: load, capacity, absence, branch, region (CON-4)."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.distribution import Candidate, Reason, Waiting, Why, propose

pytestmark = pytest.mark.rule("CON-4")

BRANCHES = ("land", "navy", "special")
REGIONS = ("750000000", "710000000")

some_waiting = st.lists(
    st.builds(
        Waiting,
        id=st.integers(1, 10_000),
        branch=st.sampled_from(BRANCHES),
        region=st.sampled_from(REGIONS),
    ),
    max_size=25,
    unique_by=lambda application: application.id,
)
some_candidates = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 10_000),
        load=st.integers(0, 8),
        capacity=st.integers(1, 8),
        branches=st.frozensets(st.sampled_from(BRANCHES)),
        regions=st.frozensets(st.sampled_from(REGIONS)),
        absent=st.booleans(),
        stood_in=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda candidate: candidate.id,
)

LAND = Waiting(1, "land", "750000000")


def fits(application: Waiting, candidate: Candidate) -> bool:
    """Apart from the load."""
    return (
        (not candidate.absent or candidate.stood_in)
        and (not candidate.branches or application.branch in candidate.branches)
        and (not candidate.regions or application.region in candidate.regions)
    )


@given(some_waiting, some_candidates)
def test_each_application_gets_one_proposal_in_its_order_with_reasons(waiting, candidates):
    proposals = propose(waiting, candidates)
    assert [proposal.application_id for proposal in proposals] == [one.id for one in waiting]
    assert all(proposal.reasons for proposal in proposals)


@given(some_waiting, some_candidates)
def test_who_is_proposed_fits_and_gets_no_more_than_their_capacity(waiting, candidates):
    by_id = {candidate.id: candidate for candidate in candidates}
    got = Counter()
    for application, proposal in zip(waiting, propose(waiting, candidates), strict=True):
        if proposal.executor_id is None:
            continue
        assert fits(application, by_id[proposal.executor_id])
        got[proposal.executor_id] += 1
    for id_, count in got.items():
        assert by_id[id_].load + count <= by_id[id_].capacity


@given(some_waiting, some_candidates)
def test_nobody_is_proposed_only_where_nobody_could_take_it(waiting, candidates):
    proposals = propose(waiting, candidates)
    got = Counter(proposal.executor_id for proposal in proposals)
    for application, proposal in zip(waiting, proposals, strict=True):
        if proposal.executor_id is not None:
            continue
        for candidate in candidates:
            full = candidate.load + got[candidate.id] >= candidate.capacity
            assert full or not fits(application, candidate)
        assert sum(reason.values.get("count", 0) for reason in proposal.reasons) == len(candidates)


@given(some_waiting, some_candidates)
def test_the_order_in_which_executors_are_listed_changes_nothing(waiting, candidates):
    assert propose(waiting, candidates) == propose(waiting, reversed(candidates))


@given(some_waiting, st.integers(2, 5), st.integers(0, 4))
def test_equal_executors_get_equal_shares(waiting, how_many, load):
    equal = [Candidate(id_, load=load, capacity=100) for id_ in range(1, how_many + 1)]
    got = Counter(proposal.executor_id for proposal in propose(waiting, equal))
    shares = [got[candidate.id] for candidate in equal]
    assert max(shares) - min(shares) <= 1


@given(some_waiting, some_candidates)
def test_no_other_who_fits_and_is_here_has_a_smaller_share_of_their_capacity_in_use(waiting, candidates):
    load = {candidate.id: candidate.load for candidate in candidates}
    by_id = {candidate.id: candidate for candidate in candidates}
    for application, proposal in zip(waiting, propose(waiting, candidates), strict=True):
        if proposal.executor_id is None:
            continue
        chosen = by_id[proposal.executor_id]
        for other in candidates:
            if fits(application, other) and not other.absent and load[other.id] < other.capacity:
                assert not chosen.absent
                assert load[chosen.id] * other.capacity <= load[other.id] * chosen.capacity
        load[chosen.id] += 1


def test_it_says_why_this_one():
    profile = Candidate(7, 1, 4, frozenset({"land"}), frozenset({"750000000"}))
    (proposal,) = propose([LAND], [profile, Candidate(8, 3, 4)])
    assert proposal.executor_id == 7
    assert proposal.reasons == (
        Reason(Why.LOAD, {"load": 1, "capacity": 4}),
        Reason(Why.OWN_BRANCH),
        Reason(Why.OWN_REGION),
    )


def test_of_two_with_equal_load_the_one_whose_profile_names_the_post_is_proposed():
    (proposal,) = propose([LAND], [Candidate(1), Candidate(2, branches=frozenset({"land"}))])
    assert proposal.executor_id == 2


def test_who_is_stood_in_for_is_proposed_only_when_nobody_is_here():
    absent = Candidate(1, absent=True, stood_in=True)
    (proposal,) = propose([LAND], [absent, Candidate(2, load=19)])
    assert proposal.executor_id == 2
    (proposal,) = propose([LAND], [absent, Candidate(2, load=20)])
    assert proposal.executor_id == 1
    assert {reason.code for reason in proposal.reasons} == {Why.LOAD, Why.STOOD_IN, Why.ONLY_ONE}


def test_it_says_why_nobody():
    (proposal,) = propose(
        [LAND],
        [
            Candidate(1, absent=True),
            Candidate(2, branches=frozenset({"navy"})),
            Candidate(3, regions=frozenset({"710000000"})),
            Candidate(4, load=5, capacity=5),
            Candidate(5, load=6, capacity=5),
        ],
    )
    assert proposal.executor_id is None
    assert {reason.code: reason.values["count"] for reason in proposal.reasons} == {
        Why.ABSENT: 1,
        Why.OTHER_BRANCH: 1,
        Why.OTHER_REGION: 1,
        Why.FULL: 2,
    }


def test_without_executors_it_says_so():
    (proposal,) = propose([LAND], [])
    assert (proposal.executor_id, proposal.reasons) == (None, (Reason(Why.NO_EXECUTORS),))
