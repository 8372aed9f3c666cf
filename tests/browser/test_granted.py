"""J1 whole: a citizen applies on a telephone, a commission agrees, and the answer can be checked by anybody."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from devkit.demo.papers import sample_paper
from tests.browser.pages.application import Ground
from tests.browser.pages.cabinet import Cabinet, Profile, Receipt
from tests.browser.pages.desk import Inbox, Members, Sitting
from tests.browser.pages.doors import Home, Verify, sign_in
from tests.browser.pages.visitor import Visitor, Visitors
from tests.support.pdf_text import text_of
from tests.support.phones import Phone


@dataclass(frozen=True)
class Setting:
    """Who applies, where, in which language, with scripts or without."""

    iin: str
    district: str
    language: str
    javascript: bool


SETTINGS = (
    pytest.param(Setting("071301500014", "alatau", "kk", javascript=True), id="kk"),
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
    site = visitors.site
    phone = Phone(site, setting.iin)
    citizen = visitors.citizen(setting.language, javascript=setting.javascript)

    receipt = apply(citizen, setting.iin, phone)
    case = receipt.follow_case()
    assert Cabinet.open(citizen).numbers >= {case.number}

    def officer(who: str) -> Inbox:
        visitor = visitors.officer(setting.language, javascript=setting.javascript)
        return Inbox.sign_in(visitor, f"{setting.district}.{who}")

    inbox = officer("chair")
    Members.open(inbox.visitor)
    Sitting.open(inbox.visitor)
    Inbox.open(inbox.visitor).open_case(case.number).do("forward")
    for seat in ("military", "police"):
        officer(seat).open_case(case.number).do("agree", note="Құжаттар толық.")
    doubt = {"grounds": ["unreliable"], "facts": "Мөр анық көрінбейді."}
    officer("health").open_case(case.number).do("disagree", **doubt)

    site.go_to_next_morning()
    officer("chair").open_case(case.number).do(
        "conclude",
        until_date="2027-06-30",
        until_reason="Оқу мерзімінің соңы",
        reason_against="Мөр түпнұсқада анық көрінеді.",
    )
    code = see_conclusion(visitors, setting, case.number, tmp_path / "conclusion.pdf")
    assert Verify.open(visitors.citizen(setting.language, javascript=setting.javascript)).check(code).is_genuine

    officer("body").open_case(case.number).do("record_minutes", minutes_number="15", minutes_date="2026-11-24")
    citizen.until(lambda: "recorded" in phone.kinds(setting.language), "the last message")
    assert sorted(phone.kinds(setting.language)) == sorted(
        ["otp_sign_in", "otp_certify", "case_registered", "case_forwarded", "case_examined"]
        + ["otp_sign_in", "concluded", "recorded"]
    )


def apply(citizen: Visitor, iin: str, phone: Phone) -> Receipt:
    """From the first page to the receipt."""
    Home.open(citizen).read_about("deferral").apply().with_iin(iin).enter()
    data = Ground(citizen).choose("S5").wait_for_registries()
    papers = data.type_in(study_place="home", explanation="Күндізгі бөлімде оқимын.").go_on()
    photograph = sample_paper("Оқу орнынан анықтама", "Үлгі")
    papers.attach("study", {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": photograph})
    return papers.go_on().go_on().ask_for_code(phone).finish()


def see_conclusion(visitors: Visitors, setting: Setting, number: str, path: Path) -> str:
    """The next day the citizen finds the conclusion and downloads it; returns its code."""
    citizen = visitors.citizen(setting.language, javascript=setting.javascript)
    sign_in(citizen, setting.iin)
    case = Cabinet(citizen).open_case(number).wait_for_result()
    expect(case.timeline).not_to_have_count(0)
    code = case.verify_code
    content = case.download_result(path)
    assert content.startswith(b"%PDF-")
    assert code in text_of(content).replace("-", "").replace(" ", "")
    assert case.check_result().is_genuine
    expect(Profile.open(citizen).looks).not_to_have_count(0)
    return code
