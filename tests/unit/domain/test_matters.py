"""What can come up beside an open case: when it may begin, and what the catalogue must say of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import catalogue
from catalogue.validation import problems_of
from domain.matters import may_begin, still_waits
from domain.replay import StoredCase, StoredMatter, Told, unexplained
from domain.roles import Role
from domain.schema import Group, Matter, PublicService

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
DEFERRAL = catalogue.CURRENT["deferral"]
SUMMONED = DEFERRAL.matter("summoned")


def codes(service: PublicService, status: str, **waiting: datetime) -> list[str]:
    return [matter.code for matter in may_begin(service, status, waiting, NOW)]


@pytest.mark.parametrize("service", ["deferral", "exemption"])
def test_it_may_begin_while_the_case_is_open_and_only_then(service: str) -> None:
    declared = catalogue.CURRENT[service]
    for status, step in declared.workflow.steps.items():
        assert codes(declared, status) == (["summoned"] if step.group is Group.OPEN else [])


def test_a_candidate_for_a_post_has_no_such_thing() -> None:
    contract = catalogue.CURRENT["contract"]
    assert all(codes(contract, status) == [] for status in contract.workflow.steps)


def test_one_waits_at_a_time_until_its_term_has_passed() -> None:
    assert codes(DEFERRAL, "examined", summoned=LATER) == []
    assert codes(DEFERRAL, "examined", summoned=NOW) == []
    assert codes(DEFERRAL, "examined", summoned=NOW - timedelta(minutes=1)) == ["summoned"]
    assert still_waits(NOW, NOW)


def test_the_step_of_a_task_is_found_by_its_code() -> None:
    assert DEFERRAL.step_of("summons_told").owner is Role.MILITARY_BODY
    assert DEFERRAL.step_of("examined").code == "examined"
    assert DEFERRAL.step_of("forwarded", complaint=True).code == "forwarded"
    with pytest.raises(KeyError):
        DEFERRAL.step_of("crowned")


def of(matter: Matter) -> list[str]:
    return list(problems_of(replace(DEFERRAL, matters=(matter,))))


def test_the_catalogue_lets_none_begin_that_does_not_end_with_its_case() -> None:
    assert of(SUMMONED) == []
    assert any("does not end with the case" in problem for problem in of(replace(SUMMONED, lapses="nothing")))
    assert any("has no noon" in problem for problem in of(replace(SUMMONED, before="noon")))
    by_chair = replace(SUMMONED, begin=replace(SUMMONED.begin, roles=frozenset({Role.CHAIR})))
    assert any("not begun by the applicant" in problem for problem in of(by_chair))
    same = replace(SUMMONED, workflow=DEFERRAL.workflow)
    assert any("is another's too" in problem for problem in of(same))


def test_what_began_as_nothing_known_is_not_explained() -> None:
    stored = StoredCase("filed", None, True, False, False, 1, NOW, None, "x")
    filed = Told(1, 1, "filed", "citizen", to_status="filed", data={"sha256": "x"})
    odd = Told(2, 2, "crowned", "citizen", matter_id=7)
    assert unexplained(DEFERRAL, stored, (filed, odd)) == [
        "event 2 (crowned) begins nothing that can come up"
    ]


def test_what_is_open_beside_a_decided_case_is_not_explained() -> None:
    history = (
        Told(1, 1, "filed", "citizen", to_status="filed", data={"sha256": "x"}),
        Told(2, 2, "summons_told", "citizen", matter_id=7),
        Told(3, 3, "withdrawn", "citizen", from_status="filed", to_status="withdrawn"),
    )
    matter = StoredMatter(7, "summoned", "summons_told", is_closed=False)
    stored = StoredCase(
        *("withdrawn", None, False, True, False, 1, NOW, None, "x"),
        matters=(matter,),
    )
    assert unexplained(DEFERRAL, stored, history) == ["summoned 7 is open beside a case that is decided"]
