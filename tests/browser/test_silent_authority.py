"""While the certification authority says nothing, what was signed waits, and everybody sees that it does."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from devkit.nca.modes import Mode
from tests.browser.keys import let_the_nca_be, of_citizen
from tests.browser.pages.cabinet import Cabinet
from tests.browser.pages.desk import CaseFile, Inbox
from tests.browser.pages.doors import SignIn
from tests.browser.pages.visitor import Visitors
from tests.support.site import Site

A_WHILE = timedelta(minutes=2)
CITIZEN = "071301500014"

BEING_CHECKED = (
    "Your signature is right. We ask the National Certification Authority whether the key is in force; "
    "that takes a few seconds."
)
STILL_BEING_CHECKED = (
    "The National Certification Authority has not answered yet whether your key is in force. "
    "We go on asking: you need not do anything, and nothing is lost."
)
YOU_MAY_GO = (
    "You may close this page. What you signed is done as soon as the answer is here, "
    "unless the case has moved on by then; its page says so."
)
STAY_HERE = "Leave this page open; it lets you in as soon as the answer is here."


@pytest.fixture
def silenced(site: Site) -> Iterator[Site]:
    """The site, for a test that silences the authority."""
    yield site
    let_the_nca_be(site, Mode.OK)


def silence(site: Site) -> None:
    """The authority answers nothing, and no list of it is at hand."""
    let_the_nca_be(site, Mode.DOWN)
    shutil.rmtree(Path(site.environment["QYZMET_DATA_DIR"]) / "crl", ignore_errors=True)


@pytest.mark.rule("ALL-11")
def test_a_decision_waits_for_the_authority(visitors: Visitors, silenced: Site) -> None:
    officer = visitors.officer("kk")
    inbox = Inbox.sign_in(officer, "karasai.police")
    number = inbox.first
    page = inbox.open_case(number).ask_to_sign("agree")
    silence(silenced)
    assert page.on_the_telephone().accepted
    page.expect_told(BEING_CHECKED)
    expect(page.page.locator("#ncalayer, #phone")).to_have_count(0)
    silenced.advance_clock(A_WHILE)
    page.expect_told(STILL_BEING_CHECKED, YOU_MAY_GO)

    case = Inbox.open(officer.new_tab()).open_case(number)
    expect(case.in_signing).to_have_count(1)
    let_the_nca_be(silenced, Mode.OK)
    silenced.advance_clock(A_WHILE)
    page.wait_until_done()
    expect(CaseFile(officer).in_signing).to_have_count(0)
    assert CaseFile(officer).open_actions.count() == 0


@pytest.mark.rule("ALL-1")
def test_a_citizen_without_scripts_waits_for_the_authority_or_has_a_code_sent(
    visitors: Visitors, silenced: Site
) -> None:
    citizen = visitors.citizen(javascript=False)
    citizen.key = of_citizen(CITIZEN)
    page = SignIn.open(citizen).with_key()
    silence(silenced)
    assert page.on_the_telephone().accepted
    page.check_again()
    page.expect_told(BEING_CHECKED)
    silenced.advance_clock(A_WHILE)
    page.check_again()
    page.expect_told(STILL_BEING_CHECKED, STAY_HERE)
    expect(page.told.locator('a[href^="/sign-in/"]')).to_be_visible()

    let_the_nca_be(silenced, Mode.OK)
    silenced.advance_clock(A_WHILE)
    page.wait_until_done()
    Cabinet(citizen)
