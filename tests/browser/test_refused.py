"""The other way: a preliminary refusal, a hearing, an objection, a refusal, a complaint."""

from datetime import datetime, time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from domain.signing import Channel
from tests.browser.journeys import Journey, Setting
from tests.browser.pages.doors import Verify
from tests.browser.pages.visitor import Visitors
from tests.support.site import next_working_day

SETTINGS = (
    pytest.param(
        Setting(
            "981321300318",
            "abai",
            "ru",
            service="exemption",
            ground="S1",
            answers={},
            papers=("district_extract", "regional_extract"),
            channel=Channel.EGOV_MOBILE,
            officers=Channel.NCALAYER,
        ),
        id="ru",
    ),
    pytest.param(
        Setting(
            "061315500019",
            "alatau",
            "kk",
            javascript=False,
            answers={"study_place": "abroad"},
            papers=("study_abroad",),
        ),
        id="kk-without-javascript",
    ),
)
AGAINST = {"grounds": ["not_meeting"], "facts": "Құжат өткен жылы берілген."}
WHY = {"reason_against": "Құжаттың мерзімі өткен."}
IN_WRITING = "Құжаттың мерзімі келесі жылдың маусымына дейін."


@pytest.mark.rule("ALL-1")
@pytest.mark.rule("ALL-11")
@pytest.mark.rule("ALL-7")
@pytest.mark.rule("ALL-8")
@pytest.mark.rule("ALL-9")
@pytest.mark.rule("DEF-4")
@pytest.mark.rule("DEF-7")
@pytest.mark.parametrize("setting", SETTINGS)
def test_a_refusal_is_heard_first_and_complained_of(
    setting: Setting, visitors: Visitors, tmp_path: Path
) -> None:
    journey = Journey(setting, visitors)
    number = journey.apply().number
    examine(journey, number)

    today = journey.site.go_to_next_morning()
    call_hearing(journey, number, today)
    cabinet = journey.come_back()
    expect(cabinet.waiting).to_contain_text(number)
    cabinet.open_case(number).object(IN_WRITING)

    journey.site.go_to_next_morning(at=time(11, 30))
    refuse(journey, number)
    case = journey.come_back().open_case(number).wait_for_result()
    assert case.download_result(tmp_path / "refusal.pdf").startswith(b"%PDF-")
    case.download_result_package(tmp_path / "refusal.asice")
    for name in ("refusal.pdf", "refusal.asice"):
        verdict = Verify.open(journey.somebody()).check_file(tmp_path / name)
        assert verdict.is_genuine
        verdict.expect_words("The file is the one that was issued, byte for byte.")
    case = case.complain("decision", "Қарсылығым ескерілмеді. Қайта қарауды сұраймын.")
    complaint = journey.officer("complaints").open_complaint_about(number)
    complaint.do("forward_complaint", reviewing_body="higher_body")

    assert journey.wait_for_message("complaint_forwarded", case.visitor) == sorted(
        [
            *journey.codes,
            "case_received",
            "case_forwarded",
            "case_examined",
            "hearing_called",
            "hearing_place",
            *journey.codes_to_come_back,
            "hearing_held",
            "refused",
            *journey.codes_to_come_back,
            "complaint_received",
            "complaint_forwarded",
        ]
    )


def examine(journey: Journey, number: str) -> None:
    """The chair passes the application on; two members refuse, one agrees."""
    journey.officer("chair").open_case(number).do("forward")
    for seat in ("military", "police"):
        journey.officer(seat).open_case(number).do("disagree", **AGAINST)
    journey.officer("health").open_case(number).do("agree")


def call_hearing(journey: Journey, number: str, today: datetime) -> None:
    """The chair means to refuse and calls the applicant; the grounds are those of the members."""
    file = journey.officer("chair").open_case(number)
    soon = datetime.combine(next_working_day(today.date()), time(11)).isoformat(timespec="minutes")
    file.do("call_hearing", hearing_at=soon, hearing_way="in_person", hearing_place="312-каб.", **WHY)


def refuse(journey: Journey, number: str) -> None:
    """The hearing took place; the chair refuses on what was said there."""
    file = journey.officer("chair").open_case(number)
    expect(file.page.locator("main")).to_contain_text(IN_WRITING)
    heard = {"hearing_outcome": "held", "hearing_minutes": "Өтініш беруші тыңдалды."}
    file.do("record_hearing", **heard).do("refuse", **WHY)
