"""What the applicant of a concealing workflow reads and can do, compared over its statuses (CON-5, CON-7)."""

from dataclasses import replace

import pytest

from catalogue.contract import EDITION_2024
from catalogue.deferral import EDITION_2026
from catalogue.messages import TEMPLATES
from domain.concealment import conceals, is_told, last_told, may_vanish, seeming_action, untold_messages
from domain.roles import Role
from domain.schema import Action, Group, Step

WORKFLOW = EDITION_2024.workflow
CONCEALED = [step for step in WORKFLOW.steps.values() if step.concealed]


def shown_before(code: str) -> set[str]:
    """The statuses that an applicant may read while the case is in this one."""
    found = set()
    for step in WORKFLOW.steps.values():
        if any(action.to == code for action in step.actions):
            found |= shown_before(step.code) if step.concealed else {step.code}
    return found


def own_actions(step: Step) -> dict[str, Action]:
    return {action.code: action for action in step.actions if Role.CITIZEN in action.roles}


def as_seen(actions: dict[str, Action]) -> set[Action]:
    """What the applicant can tell of these actions before taking one."""
    return {replace(action, to=None, effects=(), tells=()) for action in actions.values()}


@pytest.mark.rule("CON-7")
@pytest.mark.parametrize("step", CONCEALED, ids=lambda step: step.code)
def test_what_the_applicant_can_do_does_not_tell_that_the_case_has_moved_on(step: Step) -> None:
    before = [WORKFLOW.step(code) for code in shown_before(step.code)]
    assert before
    for shown in before:
        assert as_seen(own_actions(shown)) == as_seen(own_actions(step)), shown.code
        for code, action in own_actions(step).items():
            seen = seeming_action(WORKFLOW, step.code, shown.code, action) or action
            there = own_actions(shown)[code]
            assert (seen.to, seen.tells) == (there.to, there.tells), (shown.code, code)
        assert shown.group is Group.OPEN and step.group is Group.OPEN
        assert may_vanish(WORKFLOW, shown)


@pytest.mark.rule("CON-5")
@pytest.mark.parametrize("action", WORKFLOW.actions().values(), ids=lambda action: action.code)
def test_each_change_of_the_shown_status_sends_an_sms_and_nothing_concealed_does(action: Action) -> None:
    changes = action.to is not None and not WORKFLOW.step(action.to).concealed
    if action.concealed:
        assert action.tells == ()
    else:
        assert bool(action.tells) is changes or action.to is None
    assert not (action.concealed and changes and not from_concealed(action))


def from_concealed(action: Action) -> bool:
    return all(step.concealed for step in CONCEALED if action in step.actions)


@pytest.mark.rule("CON-5")
def test_no_status_that_the_applicant_reads_changes_without_a_message() -> None:
    silent = [
        (step.code, action.code)
        for step in WORKFLOW.steps.values()
        for action in step.actions
        if action.to and not action.concealed and not WORKFLOW.step(action.to).concealed and not action.tells
    ]
    assert silent == []


@pytest.mark.rule("CON-5")
def test_each_message_of_the_service_exists_in_three_languages() -> None:
    told = {template for action in WORKFLOW.actions().values() for template in action.tells}
    for template in {*told, EDITION_2024.received}:
        assert set(TEMPLATES[template].texts) == {"kk", "ru", "en"}


@pytest.mark.rule("CON-7")
def test_of_a_declined_case_only_what_all_have_in_common_is_told() -> None:
    declined = WORKFLOW.step("declined")
    told = {
        action.event
        for action in WORKFLOW.actions().values()
        if is_told(WORKFLOW, declined, action.event, action.to)
    }
    assert told == {"accepted", "vacancy_chosen", "decline_announced"}
    assert {"contract_special_check", "contract_examination_place", "contract_agreement"} <= untold_messages(
        WORKFLOW, declined
    )
    assert not {"contract_received", "contract_accepted", "contract_declined"} & untold_messages(
        WORKFLOW, declined
    )
    assert last_told(WORKFLOW, declined) == {"sent", "accepted"}


@pytest.mark.rule("CON-7")
def test_whose_term_has_passed_is_not_told() -> None:
    assert not is_told(WORKFLOW, WORKFLOW.step("sent"), "became_overdue", None)
    assert is_told(WORKFLOW, WORKFLOW.step("sent"), "answer_overdue", None)


def test_a_workflow_that_conceals_nothing_tells_everything() -> None:
    deferral = EDITION_2026.workflow
    assert not conceals(deferral)
    for step in deferral.steps.values():
        assert not may_vanish(deferral, step) and untold_messages(deferral, step) == frozenset()
        assert is_told(deferral, step, "became_overdue", None)
