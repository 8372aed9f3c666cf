"""A candidate lets the agreement lie; the executor closes the case. Nobody's browser runs scripts."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

import clock
from catalogue import CURRENT
from tests.browser.candidacy import Candidacy, Offices
from tests.browser.pages.posts import Agreement, ChosenPost, Posts
from tests.browser.pages.visitor import Visitors
from tests.browser.words import translated
from tests.support.site import MORNING, next_working_day

WITH_AN_AGREEMENT = "001312576913"


@pytest.mark.rule("CON-14", "CON-16")
def test_a_candidate_does_not_sign(visitors: Visitors) -> None:
    candidacy = Candidacy(WITH_AN_AGREEMENT, visitors, javascript=False)
    cabinet = candidacy.come_back()
    (number,) = cabinet.numbers
    expect(cabinet.waiting).to_contain_text(number)
    until = Agreement.of(cabinet.open_case(number)).until
    if visitors.site.now() < until:
        day_after = next_working_day(until.date())
        visitors.site.set_clock(datetime.combine(day_after, MORNING, clock.ALMATY))

    offices = Offices(visitors, javascript=False)
    file = offices.find_file("jauynger.executor1", "elsewhere", number).do("close_unsigned")
    assert not file.open_actions.count()

    case = candidacy.open_case()
    assert candidacy.wait_for_message("contract_not_signed", case.visitor) == ["contract_not_signed"]
    title = CURRENT["contract"].workflow.step("not_signed").title
    expect(case.page.locator("main .badge").first).to_have_text(translated(title, "kk"))
    Posts.open(case.visitor).choose(0).apply()
    ChosenPost(case.visitor).go_on().wait_for_registries()
