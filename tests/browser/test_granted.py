"""J1 whole: a citizen applies on a telephone, a commission agrees, and anybody can check the answer."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.journeys import Journey, Setting
from tests.browser.pages.cabinet import OwnCase, Profile
from tests.browser.pages.desk import Inbox, Members, Sitting
from tests.browser.pages.doors import Verify
from tests.browser.pages.visitor import Visitors
from tests.support.pdf_text import text_of

SETTINGS = (
    pytest.param(Setting("071301500014", "alatau", "kk"), id="kk"),
    pytest.param(Setting("991311300942", "abai", "ru", javascript=False), id="ru-without-javascript"),
)


@pytest.mark.rule("ALL-1")
@pytest.mark.rule("ALL-3")
@pytest.mark.rule("ALL-4")
@pytest.mark.rule("DEF-1")
@pytest.mark.rule("DEF-4")
@pytest.mark.rule("DEF-6")
@pytest.mark.rule("DEF-7")
@pytest.mark.rule("DEF-S5")
@pytest.mark.parametrize("setting", SETTINGS)
def test_a_student_is_granted_a_deferral(setting: Setting, visitors: Visitors, tmp_path: Path) -> None:
    journey = Journey(setting, visitors)
    number = journey.apply().number
    forward(journey, number)
    for seat in ("military", "police"):
        journey.officer(seat).open_case(number).do("agree", note="Құжаттар толық.")
    doubt = "Мөр анық көрінбейді."
    journey.officer("health").open_case(number).do("disagree", grounds=["unreliable"], facts=doubt)

    journey.site.go_to_next_morning()
    conclude(journey, number)
    cabinet = journey.come_back()
    case = cabinet.open_case(number).wait_for_result()
    check_conclusion(journey, case, tmp_path / "conclusion.pdf")
    record = {"minutes_number": "15", "minutes_date": journey.site.now().date().isoformat()}
    journey.officer("body").open_case(number).do("record_minutes", **record)

    assert journey.wait_for_message("recorded", case.visitor) == sorted(
        [
            "otp_sign_in",
            "otp_certify",
            "case_received",
            "case_forwarded",
            "case_examined",
            "concluded",
            "otp_sign_in",
            "recorded",
        ]
    )
    expect(Profile.open(case.visitor).looks).not_to_have_count(0)


def forward(journey: Journey, number: str) -> None:
    """The chair looks around and passes the application to the members."""
    chair = journey.officer("chair").visitor
    Members.open(chair)
    Sitting.open(chair)
    file = Inbox.open(chair).open_case(number).do("forward")
    expect(file.open_actions.filter(has=file.page.locator('[href$="/forward/"]'))).to_have_count(0)


def conclude(journey: Journey, number: str) -> None:
    """The chair decides against the member who refused, and says why."""
    journey.officer("chair").open_case(number).do(
        "conclude",
        until_date="2027-06-30",
        until_reason="Оқу мерзімінің соңы",
        reason_against="Мөр түпнұсқада анық көрінеді.",
    )


def check_conclusion(journey: Journey, case: OwnCase, path: Path) -> None:
    """The citizen downloads the paper; anybody who has it can type its code in."""
    code = case.verify_code
    content = case.download_result(path)
    assert content.startswith(b"%PDF-")
    assert code in text_of(content).replace("-", "").replace(" ", "")
    assert case.check_result().is_genuine
    assert Verify.open(journey.somebody()).check(code).is_genuine
