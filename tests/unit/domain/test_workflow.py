"""The engine, walked at random through the commission's procedure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import catalogue
from domain import deadlines
from domain.deadlines import ALMATY
from domain.errors import InvalidData
from domain.needs import clean
from domain.roles import OFFICER_ROLES, SITE, Actor, Role
from domain.schema import Effect, Group, Guard, PublicService
from domain.workflow import (
    GUARDS,
    CaseSnapshot,
    HearingSnapshot,
    TaskSnapshot,
    case_terms,
    enter_step,
    is_open,
    move,
    needed_fields,
    open_actions,
)

COMMISSION, MILITARY, ELSEWHERE = 1, 2, 3
PERSON = 7
WITH_A_HEARING = [service for service in catalogue.EDITIONS if service.hearing_notice_before]


def worked(day: date) -> bool:
    return day.weekday() < 5 and day != date(2026, 12, 16)


def actors(body: int = COMMISSION) -> list[Actor]:
    return [
        SITE,
        Actor(Role.CITIZEN, PERSON),
        Actor(Role.CHAIR, 11, body),
        Actor(Role.MEMBER, 12, body, seat="military"),
        Actor(Role.MEMBER, 13, body, seat="internal_affairs"),
        Actor(Role.MEMBER, 14, body, seat="health"),
        Actor(Role.MILITARY_BODY, 15, MILITARY if body == COMMISSION else body),
    ]


STRANGERS = [
    Actor(Role.CITIZEN, PERSON + 1),
    *actors(ELSEWHERE)[2:],
    *(
        Actor(role, 99, ELSEWHERE)
        for role in sorted(OFFICER_ROLES - {Role.CHAIR, Role.MEMBER, Role.MILITARY_BODY})
    ),
]


class Walk:
    """A case kept in memory, moved by the engine alone."""

    def __init__(self, service: PublicService, filed_at: datetime) -> None:
        self.service = service
        self.terms = case_terms(service, filed_at, worked)
        self.now = self.terms.register_at
        self.case = CaseSnapshot(
            workflow=service.workflow,
            status=service.workflow.first,
            now=self.now,
            person_id=PERSON,
            body_id=COMMISSION,
            correction_answer_by=self.terms.correction_answer_by,
        )
        self.next_id = 0
        self.enter()

    def enter(self) -> None:
        """Open the tasks of the present step."""
        new = enter_step(self.case.step, self.now, self.terms.due_at, self.service.hours, worked)
        tasks = []
        for task in new:
            self.next_id += 1
            body = {Role.SITE: None, Role.MILITARY_BODY: MILITARY}.get(task.role, COMMISSION)
            tasks.append(TaskSnapshot(self.next_id, task.role, task.seat, body, task.due_at))
        self.case = replace(self.case, tasks=tuple(tasks))

    def wait(self, hours: int) -> None:
        """Let time pass."""
        self.now += timedelta(hours=hours)
        self.case = replace(self.case, now=self.now)

    def choices(self) -> list[tuple[Any, Actor]]:
        """Every open action with the actor who may take it."""
        return [(action, actor) for actor in actors() for action in open_actions(self.case, actor)]

    def take(self, action: Any, actor: Actor) -> None:
        """Do what the actions layer would do in memory."""
        where = move(self.case, action, actor)
        left = tuple(task for task in self.case.tasks if task.id not in where.closes)
        changes: dict[str, Any] = {"tasks": left}
        if Effect.CALL_HEARING in action.effects:
            changes["hearing"] = HearingSnapshot(self.now + timedelta(hours=1), self.now + timedelta(days=2))
        if Effect.RECORD_OBJECTION in action.effects and self.case.hearing:
            changes["hearing"] = replace(self.case.hearing, objected=True)
        if Effect.REQUEST_CORRECTION in action.effects:
            changes["corrections_pending"] = self.case.corrections_pending + 1
        if {Effect.CLOSE_CORRECTIONS, Effect.ANSWER_CORRECTION} & set(action.effects):
            changes["corrections_pending"] = 0
        if {Effect.ISSUE_CONCLUSION, Effect.ISSUE_REFUSAL} & set(action.effects):
            changes["result_genuine"] = True
        if Effect.RECORD_AGREEMENT in action.effects:
            changes["agreeing"] = self.case.agreeing + 1
        if Effect.RECORD_DISAGREEMENT in action.effects:
            changes["disagreeing"] = self.case.disagreeing + 1
        self.case = replace(self.case, **changes)
        if where.to is not None:
            self.case = replace(self.case, status=where.to)
            self.enter()


services = st.sampled_from(catalogue.EDITIONS)
filings = st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 30)).map(lambda at: at.replace(tzinfo=ALMATY))


@pytest.mark.rule("DEF-5")
@pytest.mark.rule("EXE-5")
@settings(max_examples=150, deadline=None)
@given(services, filings, st.data())
def test_no_random_walk_leaves_an_open_case_without_owner_and_due_date(
    service: PublicService, filed_at: datetime, data: st.DataObject
) -> None:
    walk = Walk(service, filed_at)
    for _ in range(data.draw(st.integers(1, 14))):
        walk.wait(data.draw(st.integers(0, 30)))
        choices = walk.choices()
        if walk.case.step.group is not Group.FINAL:
            assert walk.case.tasks, walk.case.status
            assert all(task.role is walk.case.step.owner for task in walk.case.tasks)
        if not choices:
            assert walk.case.step.group is Group.FINAL
            return
        action, actor = data.draw(st.sampled_from(choices))
        walk.take(action, actor)


@pytest.mark.rule("DEF-3")
@pytest.mark.rule("EXE-3")
@settings(max_examples=150, deadline=None)
@given(services, filings, st.data())
def test_no_stage_before_the_decision_ends_after_the_case_is_due(
    service: PublicService, filed_at: datetime, data: st.DataObject
) -> None:
    walk = Walk(service, filed_at)
    for _ in range(10):
        if walk.case.step.group is Group.OPEN and walk.case.status != "filed":
            assert all(task.due_at <= walk.terms.due_at for task in walk.case.tasks)
        walk.wait(data.draw(st.integers(0, 20)))
        if not (choices := walk.choices()):
            return
        walk.take(*data.draw(st.sampled_from(choices)))


@settings(max_examples=150, deadline=None)
@given(services, filings, st.data())
def test_every_act_that_is_not_open_to_the_role_is_refused(
    service: PublicService, filed_at: datetime, data: st.DataObject
) -> None:
    walk = Walk(service, filed_at)
    for _ in range(data.draw(st.integers(0, 8))):
        walk.wait(data.draw(st.integers(0, 20)))
        if not (choices := walk.choices()):
            break
        walk.take(*data.draw(st.sampled_from(choices)))
    for stranger in STRANGERS:
        assert open_actions(walk.case, stranger) == ()
    everything = [action for step in service.workflow.steps.values() for action in step.actions]
    for actor in actors():
        allowed = open_actions(walk.case, actor)
        for action in everything:
            assert is_open(walk.case, action, actor) is (action in allowed)
            if actor.role not in action.roles:
                assert action not in allowed


@pytest.mark.rule("DEF-5")
@pytest.mark.rule("EXE-5")
@pytest.mark.parametrize("service", WITH_A_HEARING, ids=lambda service: service.code)
def test_the_stages_take_one_working_day_each(service: PublicService) -> None:
    walk = Walk(service, datetime(2026, 11, 23, 10, tzinfo=ALMATY))
    register, forward = walk.choices()[0], None
    walk.take(*register)
    assert [deadlines.local_day(task.due_at) for task in walk.case.tasks] == [date(2026, 11, 24)]
    forward = next(choice for choice in walk.choices() if choice[0].code == "forward")
    walk.wait(24)
    walk.take(*forward)
    assert {task.seat for task in walk.case.tasks} == {"military", "internal_affairs", "health"}
    assert {deadlines.local_day(task.due_at) for task in walk.case.tasks} == {date(2026, 11, 25)}
    walk.wait(24)
    for _ in range(3):
        assert walk.case.status == "under_examination"
        walk.take(*next(choice for choice in walk.choices() if choice[0].code == "agree"))
    assert walk.case.status == "examined"
    assert [deadlines.local_day(task.due_at) for task in walk.case.tasks] == [date(2026, 11, 26)]


@pytest.mark.rule("ALL-7")
def test_there_is_no_way_to_refuse_without_a_hearing() -> None:
    for service in WITH_A_HEARING:
        leads_to_refusal = {
            step.code
            for step in service.workflow.steps.values()
            for action in step.actions
            if action.to == "refused"
        }
        assert leads_to_refusal == {"heard"}
        leads_to_heard = {
            step.code
            for step in service.workflow.steps.values()
            for action in step.actions
            if action.to == "heard"
        }
        assert leads_to_heard == {"hearing_called"}


def test_deciding_against_an_opinion_needs_a_reason() -> None:
    service = catalogue.CURRENT["deferral"]
    step = service.workflow.step("examined")
    conclude = next(action for action in step.actions if action.code == "conclude")
    call = next(action for action in step.actions if action.code == "call_hearing")
    base = CaseSnapshot(service.workflow, "examined", datetime.now(UTC), PERSON, COMMISSION)

    def names(agreeing: int, disagreeing: int, action: Any) -> set[str]:
        case = replace(base, agreeing=agreeing, disagreeing=disagreeing)
        return {field.name for field in needed_fields(case, action)}

    assert "reason_against" not in names(3, 0, conclude)
    assert "reason_against" in names(2, 1, conclude)
    assert "reason_against" in names(1, 2, call)
    assert "reason_against" not in names(0, 3, call)


def test_a_recused_officer_can_do_nothing_more() -> None:
    walk = Walk(catalogue.CURRENT["deferral"], datetime(2026, 11, 23, 10, tzinfo=ALMATY))
    walk.take(*walk.choices()[0])
    chair = Actor(Role.CHAIR, 11, COMMISSION)
    assert open_actions(walk.case, chair)
    assert open_actions(replace(walk.case, recused=frozenset({11})), chair) == ()


@pytest.mark.rule("CLK-5")
def test_a_correction_can_be_asked_only_while_there_is_time_to_answer() -> None:
    walk = Walk(catalogue.CURRENT["deferral"], datetime(2026, 11, 23, 10, tzinfo=ALMATY))
    walk.take(*walk.choices()[0])
    chair = Actor(Role.CHAIR, 11, COMMISSION)
    due_before = walk.terms.due_at
    assert deadlines.local_day(walk.terms.correction_answer_by) == date(2026, 11, 25)
    assert "request_correction" in {action.code for action in open_actions(walk.case, chair)}
    late = replace(walk.case, now=walk.terms.correction_answer_by)
    assert "request_correction" not in {action.code for action in open_actions(late, chair)}
    assert walk.terms.due_at == due_before


def test_every_guard_has_its_condition() -> None:
    assert set(GUARDS) == set(Guard)


@pytest.mark.rule("ALL-8")
def test_a_refusal_names_grounds_of_the_act_with_facts_and_no_others() -> None:
    service = catalogue.CURRENT["deferral"]
    refuse = next(a for a in service.workflow.step("heard").actions if a.code == "refuse")
    case = CaseSnapshot(service.workflow, "heard", datetime.now(UTC), PERSON, COMMISSION)
    fields = needed_fields(case, refuse)
    known = frozenset(ground.code for ground in service.refusal_grounds)
    with pytest.raises(InvalidData) as error:
        clean(fields, {"grounds": ["bad_mood"], "facts": "x"}, grounds=known)
    assert error.value.problems == {"grounds": "unknown_choice"}
    with pytest.raises(InvalidData) as error:
        clean(fields, {"grounds": [], "facts": " "}, grounds=known)
    assert error.value.problems == {"grounds": "missing", "facts": "missing"}
    entered = {"grounds": ["unreliable"], "facts": "The stamp is forged", "status": "refused"}
    assert clean(fields, entered, grounds=known) == {
        "grounds": ["unreliable"],
        "facts": "The stamp is forged",
    }
