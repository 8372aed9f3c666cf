"""What `make phone` counts in a browser: taps, what is typed, and what jumps."""

from playwright.sync_api import Browser, Route

from devkit.phone.watch import Watch
from tests.support.page_check import PHONE

PAGE = """<!doctype html><title>Page</title><div id="above"></div>
<p><label><input type="checkbox" name="agreed"> Agreed</label></p>
<p><input name="iin" aria-label="IIN"></p><p><a href="/next">Next</a></p>"""


def test_taps_typed_fields_and_jumps_are_counted(browser: Browser) -> None:
    page = browser.new_page(viewport=PHONE)
    page.route("**/*", lambda route: answer(route))
    watch = Watch(page)
    page.goto("http://phone.test/")
    watch.arrive()
    watch.arrive()
    page.locator("label").click()
    page.fill("[name=iin]", "061301500304")
    page.locator("a").click()
    page.wait_for_url("**/next")
    watch.arrive()
    assert watch.taps == 2
    assert (watch.typed, watch.characters) == ({("/", "iin"): 12}, 12)
    assert [path for path, _moment, _bytes in watch.arrivals] == ["/", "/next"]
    assert watch.shifts == {}
    page.wait_for_timeout(1000)  # what moves at once after a tap is no jump
    page.evaluate("document.getElementById('above').style.height = '300px'")
    page.wait_for_timeout(500)
    ((what, size),) = watch.shifts.items()
    assert what.startswith("/next <") and size > 0, "where, and what moved"
    page.close()


def answer(route: Route) -> None:
    """The same page everywhere."""
    route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")
