"""Pages of the cabinet without a connection: only for whoever asked, only theirs, with the time of seeing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import browser_of
from tests.support.served import Served

NO_CONNECTION = "There is no connection, and this page is not kept on this device."


@pytest.fixture
def case_page(served: Served, person_id: int) -> str:
    """The address of a case of the person."""
    return f"/cabinet/cases/{make.the_case(make.file_case(make.make_draft(person_id))).number}/"


@pytest.fixture
def other_id(served: Served) -> int:
    """Somebody else, who takes the same telephone."""
    return make.make_person(make.IINS[1], phone="+77000000102", language="en")


@pytest.fixture
def keeping(phone_page: Page, served: Served) -> Iterator[Page]:
    """The person has asked for it."""
    ask(phone_page)
    yield phone_page
    if served.is_away:
        served.come_back()


def ask(page: Page) -> None:
    """Press the button in the profile."""
    page.goto("/cabinet/profile/")
    page.get_by_role("button", name="Keep my pages on this phone").click()
    expect(page.locator("#device [role=status]")).to_contain_text("From now on")


def see(page: Page, *paths: str) -> None:
    """Open pages while there is a connection, until they are kept."""
    for path in paths:
        page.goto(path)
    page.wait_for_function(
        """async (path) => { for (const name of await caches.keys())
            if (name.startsWith("pages-") && await (await caches.open(name)).match(path)) return true; }""",
        arg=paths[-1],
    )


def kept(page: Page) -> list[str]:
    """The names of the caches with pages, as whoever holds the telephone could list them."""
    return page.evaluate("caches.keys().then((names) => names.filter((name) => name.startsWith('pages-')))")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")


def test_nothing_is_kept_unless_somebody_asks(phone_page: Page, case_page: str, served: Served) -> None:
    phone_page.goto("/cabinet/")
    phone_page.goto(case_page)
    assert phone_page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert phone_page.evaluate("caches.keys()") == []
    phone_page.goto("/cabinet/profile/")
    expect(phone_page.locator(".device-state")).to_have_text("This phone keeps nothing.")


def test_the_last_seen_pages_are_read_without_a_connection_with_their_time(
    keeping: Page, case_page: str, served: Served, clock: TestClock
) -> None:
    clock.advance(minutes=12)
    see(keeping, "/cabinet/", case_page)
    expect(keeping.get_by_text("You see this page as it was")).to_have_count(0)
    served.go_away()
    keeping.goto("/cabinet/")
    expect(keeping.locator(".notice")).to_contain_text("as it was on 23 November 2026, 10:12")
    keeping.locator(f'a[href="{case_page}"]').first.click()
    expect(keeping.locator(".notice.warning").first).to_contain_text("as it was on 23 November 2026, 10:12")
    expect(keeping.locator("h1")).to_be_visible()
    keeping.goto("/cabinet/profile/")
    for words in (NO_CONNECTION, "Nothing is done twice."):
        expect(keeping.locator("[lang=en]", has_text=words).first).to_be_visible()
    for language in ("kk", "ru"):
        expect(keeping.locator(f"section[lang={language}]")).to_be_visible()
    served.come_back()
    keeping.goto(case_page)
    expect(keeping.get_by_text("You see this page as it was")).to_have_count(0)


def test_threat_a_signs_out_b_signs_in_on_the_same_phone_and_sees_nothing_of_a_offline(
    keeping: Page, case_page: str, served: Served, other_id: int
) -> None:
    see(keeping, "/cabinet/", case_page)
    sign_out(keeping)
    assert keeping.evaluate("caches.keys()") == []
    served.sign_in(keeping.context, other_id)
    keeping.goto("/cabinet/")
    served.go_away()
    for path in ("/cabinet/", case_page):
        with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
            keeping.goto(path)


def test_threat_b_signs_in_where_a_never_signed_out_and_sees_nothing_of_a_offline(
    keeping: Page, case_page: str, served: Served, other_id: int
) -> None:
    see(keeping, "/cabinet/", case_page)
    served.sign_in(keeping.context, other_id)
    keeping.goto("/cabinet/")
    keeping.wait_for_function(
        "caches.keys().then((names) => !names.some((name) => name.startsWith('pages-')))"
    )
    served.go_away()
    for path in ("/cabinet/", case_page):
        keeping.goto(path)
        expect(keeping.locator("main")).to_contain_text(NO_CONNECTION)


def test_threat_b_comes_to_the_sign_in_page_and_goes_offline_before_any_page_of_their_own(
    keeping: Page, case_page: str, served: Served, clock: TestClock
) -> None:
    see(keeping, "/cabinet/", case_page)
    keeping.context.clear_cookies()
    keeping.goto("/sign-in/")
    keeping.wait_for_function(
        "caches.keys().then((names) => !names.some((name) => name.startsWith('pages-')))"
    )
    served.go_away()
    keeping.goto(case_page)
    expect(keeping.locator("main")).to_contain_text(NO_CONNECTION)


def test_threat_a_visit_that_has_ended_leaves_its_pages_behind(
    keeping: Page, case_page: str, served: Served, clock: TestClock
) -> None:
    see(keeping, "/cabinet/", case_page)
    clock.advance(hours=1)
    keeping.goto("/cabinet/")
    keeping.wait_for_url("**/sign-in/**")
    assert kept(keeping) == []


def test_who_comes_back_after_a_visit_that_has_ended_need_not_ask_again(
    keeping: Page, served: Served, clock: TestClock, person_id: int
) -> None:
    clock.advance(hours=1)
    keeping.goto("/cabinet/")
    keeping.wait_for_url("**/sign-in/**")
    served.sign_in(keeping.context, person_id)
    see(keeping, "/cabinet/")
    assert len(kept(keeping)) == 1


def test_nothing_tells_who_keeps_pages_here(keeping: Page, person_id: int, served: Served) -> None:
    see(keeping, "/cabinet/")
    iin = make.IINS[0]
    assert iin not in keeping.evaluate("caches.keys().then((names) => names.join())")
    other = browser_of(served.app.test_client(), person_id)
    mark = other.get("/cabinet/").headers["Page-Of"]
    assert kept(keeping) == [f"pages-{mark}"]
    assert len(mark) == 16 and str(person_id) != mark


def test_at_most_ten_pages_are_kept_and_none_for_longer_than_a_week(keeping: Page, served: Served) -> None:
    see(keeping, "/cabinet/")
    keeping.evaluate(
        """async (name) => { const cache = await caches.open(name);
            for (let n = 10; n < 24; n += 1)
                await cache.put(`/cabinet/cases/26-0000${n}-0/`, new Response("")); }""",
        kept(keeping)[0],
    )
    see(keeping, "/cabinet/")
    count = """caches.keys().then((names) => caches.open(names.find((it) => it.startsWith("pages-"))))
        .then((cache) => cache.keys()).then((all) => all.length)"""
    keeping.wait_for_function(f"{count}.then((length) => length === 10)")
    keeping.evaluate(
        """async (name) => { const cache = await caches.open(name);
            const page = await cache.match("/cabinet/"), headers = new Headers(page.headers);
            headers.set("Kept-At", Date.now() - 8 * 86400000);
            await cache.put("/cabinet/", new Response(await page.text(), { headers })); }""",
        kept(keeping)[0],
    )
    served.go_away()
    keeping.goto("/cabinet/")
    expect(keeping.locator("main")).to_contain_text(NO_CONNECTION)


def test_whoever_asked_can_take_it_back(keeping: Page, case_page: str) -> None:
    see(keeping, "/cabinet/", case_page)
    keeping.goto("/cabinet/profile/")
    keeping.get_by_role("button", name="Keep nothing here any more").click()
    expect(keeping.locator("#device [role=status]")).to_contain_text("deleted")
    assert keeping.evaluate("caches.keys()") == []
    assert keeping.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_forms_are_sent_past_the_worker(keeping: Page, telephone: BrowserContext) -> None:
    keeping.goto("/cabinet/profile/")
    keeping.locator("[name=language][value=ru] + label").click()
    keeping.locator('form[action$="/profile/language/"] button').click()
    expect(keeping.locator("html")).to_have_attribute("lang", "ru")
