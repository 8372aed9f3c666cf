"""A draft on a bad network: what is typed is kept, said truly, sent later, and overwrites nothing unsaid."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from database import db, transaction
from models.drafts import Draft
from tests.browser.network.test_lost_answers import lost_answer, lost_request
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.served import Served, drafts

WORDS = "I teach mathematics."


@pytest.fixture
def data_page(phone_page: Page, person_id: int) -> Page:
    """The step of a draft where one writes."""
    phone_page.goto(f"/apply/deferral/{make.make_draft(person_id)}/data/")
    return phone_page


def note(page: Page, state: str) -> None:
    """Wait until the page says so of what is typed."""
    expect(page.locator("#saved")).to_have_attribute("data-state", state)


def type_in(page: Page, words: str) -> None:
    """Write, and go on to something else."""
    page.locator("[name=explanation]").fill(words)
    page.locator("[name=explanation]").blur()


def kept() -> str:
    """What the site has."""
    return drafts()[0].explanation


def stored(page: Page) -> list[str]:
    """The keys of what the tab keeps."""
    return page.evaluate("Object.keys(sessionStorage)")


def test_what_is_typed_is_saved_and_the_page_says_when_by_the_sites_clock(
    data_page: Page, clock: TestClock
) -> None:
    clock.advance(minutes=12)
    type_in(data_page, WORDS)
    note(data_page, "saved")
    expect(data_page.locator("#saved")).to_contain_text("Saved: 10:12")
    expect(data_page.locator("#live")).to_have_text("Saved")
    assert kept() == WORDS
    assert stored(data_page) == []


def test_without_a_connection_it_says_so_and_is_saved_when_that_is_back(
    telephone: BrowserContext, data_page: Page
) -> None:
    telephone.set_offline(True)
    type_in(data_page, WORDS)
    note(data_page, "not-sent")
    expect(data_page.locator("#saved")).to_contain_text("Not saved yet: no connection")
    assert kept() == ""
    type_in(data_page, f"{WORDS} And physics.")
    telephone.set_offline(False)
    note(data_page, "saved")
    assert kept() == f"{WORDS} And physics."


@pytest.mark.parametrize("cut", [lost_request, lost_answer])
def test_it_tries_again_by_itself_and_its_own_lost_answer_is_nobody_elses_change(
    data_page: Page, cut: object
) -> None:
    met: list[str] = []

    def once(route: Route) -> None:
        met.append(route.request.post_data or "")
        cut(route) if len(met) == 1 else route.fallback()  # type: ignore[operator]

    data_page.route("**/data/save/", once)
    type_in(data_page, WORDS)
    note(data_page, "not-sent")
    type_in(data_page, f"{WORDS} And physics.")
    note(data_page, "saved")
    assert met[0] == met[1] != met[2]
    assert kept() == f"{WORDS} And physics."


def test_what_could_not_be_sent_is_there_again_when_the_page_is_opened_anew(data_page: Page) -> None:
    data_page.route("**/data/save/", lost_request)
    type_in(data_page, WORDS)
    note(data_page, "not-sent")
    data_page.unroute("**/data/save/")
    data_page.reload()
    expect(data_page.locator("[name=explanation]")).to_have_value(WORDS)
    note(data_page, "saved")
    assert kept() == WORDS
    assert stored(data_page) == []


def test_continue_after_a_lost_answer_goes_on(data_page: Page) -> None:
    data_page.route("**/data/save/", lost_answer)
    type_in(data_page, WORDS)
    note(data_page, "not-sent")
    data_page.unroute("**/data/save/")
    type_in(data_page, f"{WORDS} And physics.")
    data_page.get_by_role("button", name="Continue").click()
    data_page.wait_for_url("**/documents/")
    assert kept() == f"{WORDS} And physics."


def test_what_was_saved_elsewhere_is_not_overwritten_without_a_word(data_page: Page) -> None:
    other = data_page.context.new_page()
    other.goto(data_page.url)
    type_in(other, "On the computer")
    note(other, "saved")
    type_in(data_page, "On the phone")
    note(data_page, "changed")
    assert kept() == "On the computer"
    data_page.get_by_role("button", name="Continue").click()
    expect(data_page.locator(".notice.warning")).to_contain_text("Changed elsewhere")
    expect(data_page.locator("[name=explanation]")).to_have_value("On the phone")
    data_page.get_by_role("button", name="Continue").click()
    data_page.wait_for_url("**/documents/")
    assert kept() == "On the phone"


def test_a_visit_that_has_ended_is_told_and_what_was_typed_goes_along(
    data_page: Page, clock: TestClock
) -> None:
    clock.advance(minutes=40)
    type_in(data_page, WORDS)
    note(data_page, "visit-over")
    data_page.get_by_role("button", name="Continue").click()
    expect(data_page.locator("blockquote")).to_have_text(WORDS)


class TestWhosePhoneItIs:
    """threat: somebody else takes the phone, and reads what its owner had typed."""

    @pytest.fixture
    def typed(self, data_page: Page) -> Page:
        """A tab that keeps what could not be sent."""
        data_page.route("**/data/save/", lost_request)
        type_in(data_page, WORDS)
        note(data_page, "not-sent")
        assert len(stored(data_page)) == 1
        data_page.goto("/cabinet/")
        return data_page

    def test_it_stays_for_its_writer(self, typed: Page) -> None:
        assert len(stored(typed)) == 1
        assert "csrf" not in typed.evaluate("JSON.stringify(sessionStorage)")

    def test_it_ends_on_signing_out(self, typed: Page) -> None:
        typed.get_by_role("button", name="Sign out").click()
        typed.wait_for_url(re.compile(r"/$"))
        assert stored(typed) == []

    def test_it_ends_when_somebody_else_signs_in(self, typed: Page, served: Served) -> None:
        served.sign_in(typed.context, make.make_person(make.IINS[1], phone="+77000000102", language="en"))
        typed.goto("/cabinet/")
        assert stored(typed) == []

    def test_it_ends_after_half_an_hour(self, typed: Page) -> None:
        typed.evaluate(
            """() => { for (const key of Object.keys(sessionStorage)) {
                const kept = JSON.parse(sessionStorage[key]); kept.at -= 31 * 60000;
                sessionStorage[key] = JSON.stringify(kept); } }"""
        )
        typed.goto("/help/phone/")
        assert stored(typed) == []


@pytest.fixture
def without_scripts(served: Served, browser: Browser, person_id: int) -> Iterator[Page]:
    """The same citizen with JavaScript switched off."""
    context = served.telephone(browser, person_id, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_scripts_a_change_elsewhere_is_told_too(without_scripts: Page, person_id: int) -> None:
    from actions.drafts import save_answers

    draft_id = make.make_draft(person_id)
    without_scripts.goto(f"/apply/deferral/{draft_id}/data/")
    with transaction():
        save_answers(db.session.get_one(Draft, draft_id), {}, "On the computer")
    without_scripts.locator("[name=explanation]").fill("On the phone")
    without_scripts.get_by_role("button", name="Continue").click()
    expect(without_scripts.locator(".notice.warning")).to_contain_text("Changed elsewhere")
    assert kept() == "On the computer"
