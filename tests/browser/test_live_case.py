"""The case page tells by itself what has happened."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages.cabinet import Cabinet
from tests.browser.pages.desk import Inbox
from tests.browser.pages.doors import sign_in
from tests.browser.pages.visitor import Visitors

WAITING_FOR_MEMBERS = "061301500304"
"""Of Karasai; the member for health has agreed."""
A_POLL = 16_000  # milliseconds


@pytest.mark.rule("DEF-4")
def test_the_case_page_follows_the_officers_by_itself(visitors: Visitors) -> None:
    citizen = visitors.citizen()
    citizen.page.clock.install()
    sign_in(citizen, WAITING_FOR_MEMBERS)
    cabinet = Cabinet(citizen)
    case = cabinet.open_case(next(iter(cabinet.numbers)))
    happened = case.timeline.count()
    citizen.page.evaluate("document.documentElement.dataset.opened = 'once'")

    Inbox.sign_in(visitors.officer("kk"), "karasai.military").open_case(case.number).do("agree")
    citizen.page.clock.fast_forward(A_POLL)
    expect(case.timeline).to_have_count(happened + 1)
    expect(citizen.page.locator("html")).to_have_attribute("data-opened", "once")
    citizen.look()
