"""The catalogue beside the act: order 605, both sets of rules."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

import catalogue
from catalogue.rules import DUE, RULES
from catalogue.validation import NOBODY_ELSE, CatalogueError, validate
from domain.applications import required_documents, unanswered
from domain.deadlines import ALMATY, local_day
from domain.schema import Guard, PublicService, ResultKind, Unit, Workflow
from domain.workflow import case_terms

DEFERRAL, EXEMPTION = catalogue.CURRENT["deferral"], catalogue.CURRENT["exemption"]
HOLIDAYS = {date(2026, 12, 16), date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 7)}

# What 605 a.2 item 8 lists for each subtype: answers -> document codes.
DOCUMENTS = [
    ("deferral", "S1", {"dependants": "elders"}, {"family_act", "dependants_elders"}),
    ("deferral", "S1", {"dependants": "siblings"}, {"family_act", "dependants_siblings"}),
    (
        "deferral",
        "S1",
        {"dependants": "lone_parent_children"},
        {"family_act", "dependants_lone_parent_children"},
    ),
    (
        "deferral",
        "S1",
        {"dependants": "lone_parent_relatives"},
        {"family_act", "dependants_lone_parent_relatives"},
    ),
    ("deferral", "S1", {"dependants": "disabled_parent"}, {"family_act", "dependants_disabled_parent"}),
    ("deferral", "S1", {"dependants": "only_son"}, {"family_act", "dependants_only_son"}),
    ("deferral", "S2", {"guardian": "yes"}, {"family_act", "guardianship"}),
    ("deferral", "S2", {"guardian": "no"}, {"family_act"}),
    ("deferral", "S3", {}, {"family_act", "guardianship"}),
    ("deferral", "S4", {}, {"family_act"}),
    ("deferral", "S5", {"study_place": "home"}, {"study"}),
    ("deferral", "S5", {"study_place": "abroad"}, {"study_abroad"}),
    ("deferral", "S6", {}, {"medical_extract"}),
    ("deferral", "S7", {}, {"employment"}),
    ("deferral", "S8", {}, {"employment"}),
    ("deferral", "S9", {}, {"mandate"}),
    ("deferral", "S10", {"proceedings": "inquiry"}, {"inquiry_certificate"}),
    ("deferral", "S10", {"proceedings": "trial"}, {"court_certificate"}),
    ("deferral", "S10", {"proceedings": "verdict"}, {"court_certificate", "verdict_certificate"}),
    ("deferral", "S11", {}, {"employment_with_education"}),
    ("deferral", "S12", {}, {"employment_with_education"}),
    ("deferral", "S13", {}, {"law_enforcement_study"}),
    ("exemption", "S1", {}, {"district_extract", "regional_extract"}),
    ("exemption", "S2", {}, set()),
    ("exemption", "S3", {}, {"order_or_archive"}),
    ("exemption", "S4", {}, {"foreign_service"}),
    ("exemption", "S5", {}, {"special_service"}),
    ("exemption", "S6", {}, {"degree"}),
    ("exemption", "S7", {}, {"clergy"}),
]


def rule_of(service: str, subtype: str) -> str:
    return f"{'DEF' if service == 'deferral' else 'EXE'}-{subtype}"


@pytest.mark.parametrize(
    ("service", "subtype", "answers", "documents"),
    [
        pytest.param(*row, marks=[pytest.mark.rule(rule_of(row[0], row[1])), pytest.mark.rule("ALL-2")])
        for row in DOCUMENTS
    ],
)
def test_a_subtype_asks_for_the_documents_of_the_act(
    service: str, subtype: str, answers: dict[str, str], documents: set[str]
) -> None:
    ground = catalogue.CURRENT[service].subtype(subtype)
    assert unanswered(ground, answers) == ()
    assert {
        document.code for document in required_documents(ground, answers, lambda _kind: True)
    } == documents
    assert ground.rule == rule_of(service, subtype)


def test_every_subtype_of_order_605_is_in_the_table_above() -> None:
    listed = {(service, subtype) for service, subtype, _, _ in DOCUMENTS}
    assert listed == {(s.code, subtype.code) for s in (DEFERRAL, EXEMPTION) for subtype in s.subtypes}
    assert (len(DEFERRAL.subtypes), len(EXEMPTION.subtypes)) == (13, 7)


def test_a_question_without_an_answer_is_named() -> None:
    assert unanswered(DEFERRAL.subtype("S2"), {}) == ("guardian",)
    assert unanswered(DEFERRAL.subtype("S2"), {"guardian": "perhaps"}) == ("guardian",)


@pytest.mark.rule("ALL-3")
def test_what_the_registries_hold_is_asked_of_them() -> None:
    assert [data.kind for data in DEFERRAL.registries][:4] == [
        "identity",
        "births",
        "marriage",
        "spouse_death",
    ]
    assert [data.kind for data in EXEMPTION.registries] == ["identity", "military_registration"]


@pytest.mark.parametrize(
    "service",
    [
        pytest.param(DEFERRAL, marks=[pytest.mark.rule("DEF-2"), pytest.mark.rule("DEF-3")]),
        pytest.param(EXEMPTION, marks=[pytest.mark.rule("EXE-2"), pytest.mark.rule("EXE-3")]),
    ],
)
@pytest.mark.rule("ALL-6")
def test_term_hours_seasons_and_price_are_those_of_the_act(service: PublicService) -> None:
    assert (service.term.amount, service.term.unit) == (6, Unit.WORKING_DAYS)
    assert [(season.first, season.last) for season in service.seasons] == [
        ((3, 1), (6, 30)),
        ((9, 1), (12, 30)),
    ]
    assert (service.hours.opens, service.hours.closes) == (time(9), time(18, 30))
    assert (service.hours.lunch_from, service.hours.lunch_to) == (time(13), time(14, 30))
    assert service.price == "Free of charge"


@pytest.mark.parametrize(
    "service",
    [
        pytest.param(DEFERRAL, marks=[pytest.mark.rule("DEF-4"), pytest.mark.rule("DEF-8")]),
        pytest.param(EXEMPTION, marks=[pytest.mark.rule("EXE-4"), pytest.mark.rule("EXE-8")]),
    ],
)
def test_the_commission_has_three_members_and_two_grounds_for_refusal(service: PublicService) -> None:
    assert [seat.code for seat in service.seats] == ["military", "internal_affairs", "health"]
    assert [ground.code for ground in service.refusal_grounds] == ["unreliable", "not_meeting"]
    assert all(ground.source.annex == 2 for ground in service.refusal_grounds)


@pytest.mark.rule("DEF-6")
@pytest.mark.rule("EXE-6")
def test_only_the_conclusion_on_deferral_has_a_last_day() -> None:
    assert DEFERRAL.result(ResultKind.CONCLUSION).has_until_date
    assert not EXEMPTION.result(ResultKind.CONCLUSION).has_until_date
    needs = {need for action in EXEMPTION.workflow.actions().values() for need in action.needs}
    assert "until_date" not in needs


@pytest.mark.rule("CLK-1")
@pytest.mark.rule("DEF-3")
@pytest.mark.rule("ALL-7")
@pytest.mark.parametrize(
    ("sent", "registered", "due", "notice_by"),
    [
        ("2026-11-23T10:00", "2026-11-23", "2026-12-01", "2026-11-26"),
        ("2026-12-11T18:31", "2026-12-14", "2026-12-23", "2026-12-18"),
        ("2026-11-21T12:00", "2026-11-23", "2026-12-01", "2026-11-26"),
        ("2026-12-29T17:00", "2026-12-29", "2027-01-11", "2027-01-05"),
        ("2026-12-30T19:00", "2026-12-31", "2027-01-13", "2027-01-08"),
    ],
)
def test_the_dates_of_a_deferral(sent: str, registered: str, due: str, notice_by: str) -> None:
    terms = case_terms(
        DEFERRAL,
        datetime.fromisoformat(sent).replace(tzinfo=ALMATY),
        lambda day: day.weekday() < 5 and day not in HOLIDAYS,
    )
    dates = (terms.register_at, terms.due_at, terms.hearing_notice_by)
    assert [local_day(moment).isoformat() for moment in dates] == [registered, due, notice_by]


def test_every_rule_that_the_catalogue_names_is_known() -> None:
    assert RULES.keys() >= DUE
    assert {subtype.rule for s in catalogue.EDITIONS for subtype in s.subtypes} <= RULES.keys()


def broken(service: PublicService, **steps: object) -> PublicService:
    kept = dict(service.workflow.steps)
    for code, step in steps.items():
        if step is None:
            del kept[code]
        else:
            kept[code] = step  # type: ignore[assignment]
    return replace(service, workflow=Workflow(service.workflow.first, kept))


STEPS = DEFERRAL.workflow.steps


@pytest.mark.parametrize(
    ("service", "said"),
    [
        (broken(DEFERRAL, heard=None), "which does not exist"),
        (broken(DEFERRAL, heard=replace(STEPS["heard"], actions=())), "dead end"),
        (broken(DEFERRAL, examined=replace(STEPS["examined"], owner=None)), "has no owner"),
        (broken(DEFERRAL, examined=replace(STEPS["examined"], term=None)), "has no term"),
        (broken(DEFERRAL, lonely=replace(STEPS["refused"], code="lonely")), "never reached"),
        (broken(DEFERRAL, examined=replace(STEPS["examined"], title="")), "has no words"),
        (replace(DEFERRAL, refusal_grounds=()), "no ground for refusal"),
        (replace(DEFERRAL, results=()), "result documents are not those that its actions issue"),
        (replace(DEFERRAL, subtypes=(replace(DEFERRAL.subtype("S2"), questions=()),)), "nobody is asked for"),
    ],
)
def test_a_catalogue_that_contradicts_itself_is_refused_at_import(service: PublicService, said: str) -> None:
    with pytest.raises(CatalogueError, match=said):
        validate((service,))


CONTRACT = catalogue.CURRENT["contract"]


@pytest.mark.rule("CON-16")
@pytest.mark.parametrize(
    ("step", "way_on"),
    [
        ("accepted", {"reassign"}),
        ("special_check", {"record_paper_answer", "record_paper_clearance"}),
        ("examination", {"enter_conclusion"}),
        ("examined", {"enter_examination_answer"}),
        ("instructed", {"confirm_for_unit", "report_absence_for_unit", "annul_agreement"}),
    ],
)
def test_a_step_that_stops_for_good_when_its_owner_is_silent_is_refused_at_import(
    step: str, way_on: set[str]
) -> None:
    kept = CONTRACT.workflow.step(step)
    without = replace(kept, actions=tuple(action for action in kept.actions if action.code not in way_on))
    with pytest.raises(CatalogueError, match=f"step {step} stops for good when its owner is silent"):
        validate((broken(CONTRACT, **{step: without}),))


def test_a_way_on_that_opens_only_under_another_condition_is_none() -> None:
    kept = CONTRACT.workflow.step("examined")
    never = tuple(
        replace(action, guards=(Guard.POST_TAKEN,)) if action.code == "enter_examination_answer" else action
        for action in kept.actions
    )
    with pytest.raises(CatalogueError, match="step examined stops for good"):
        validate((broken(CONTRACT, examined=replace(kept, actions=never)),))


def test_whoever_nobody_can_replace_is_named_with_a_reason_and_owns_a_step() -> None:
    owners = {
        step.owner
        for service in catalogue.EDITIONS
        for workflow in (service.workflow, service.complaint)
        for step in workflow.steps.values()
    }
    assert set(NOBODY_ELSE) <= owners and all(NOBODY_ELSE.values())


def test_two_editions_cannot_share_code_and_edition() -> None:
    with pytest.raises(CatalogueError, match="share code and edition"):
        validate((DEFERRAL, DEFERRAL))


def test_a_case_finds_the_edition_it_was_filed_under() -> None:
    assert catalogue.edition_of("deferral", "2026-01") is DEFERRAL
    with pytest.raises(KeyError):
        catalogue.edition_of("deferral", "1999-01")
