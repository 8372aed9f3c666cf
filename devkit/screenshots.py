"""`make screenshots`: the pictures in docs/images, taken of the demo at one fixed moment.

The demo runs in a folder of its own that is thrown away afterwards; people and
cases are the demo's, so no picture shows anybody who exists.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from config import ROOT
from devkit.demo.officers import PASSWORD
from devkit.gateway.people import CITIZENS
from tests.support.chromium import FLAGS, find_chromium
from tests.support.site import Site

IMAGES = ROOT / "docs" / "images"
NOW = "2026-11-24T10:30+05:00"
"""A Tuesday in the autumn season, an hour and a half after the offices open."""

PHONE = (360, 740)
DESK = (1280, 900)
COLOURS = 96
LARGEST = 150 * 1000
"""Bytes of one picture: a README is read on phones too."""

STUDENT = "071301500014"
"""Every registry answers about him; nothing is filed yet."""
STUDIES = "S5"
"""His ground."""
FATHER = "061301500304"
"""His case lies with the members of the commission; one has agreed."""
CHAIR = "alatau.chair"
"""Has called a hearing in one case and asked for a better photograph in another."""
HEAD = "jauynger.head"
"""Gives applications for posts to executors."""
MEMBER = "karasai.military"
"""Has the case of the one above before them."""


def main() -> int:
    """Take all pictures. Returns the exit code."""
    chromium = find_chromium()
    if chromium is None:
        print("Chromium is not installed: `apt-get install chromium`", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Site(Path(folder), QYZMET_NOW=NOW) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        _public_pages(browser, site)
        _draft(browser, site)
        _own_case(browser, site)
        _officers_desk(browser, site)
        browser.close()
    return 0


def _public_pages(browser: Browser, site: Site) -> None:
    with _window(browser, site, PHONE) as page:
        page.goto("/")
        _take(page, "phone-home")
        page.goto("/services/deferral/")
        _take(page, "phone-passport")
        page.goto("/vacancies/")
        _scroll_to(page, "#posts")
        _take(page, "phone-posts")


def _draft(browser: Browser, site: Site) -> None:
    with _window(browser, site, PHONE) as page:
        _sign_in(page, site, STUDENT)
        page.goto("/apply/deferral/")
        page.check(f"[name=ground][value={STUDIES}]")
        page.locator("main form button").first.click()
        page.wait_for_url(re.compile(r"/data/$"))
        page.locator("#registries:not([hx-get])").wait_for()
        _scroll_to(page, ".heading")
        _take(page, "phone-data")


def _own_case(browser: Browser, site: Site) -> None:
    with _window(browser, site, PHONE) as page:
        _sign_in(page, site, FATHER)
        page.locator("main a[href*='/cabinet/cases/']").first.click()
        page.locator("#case").wait_for()
        _scroll_to(page, ".heading")
        _take(page, "phone-case")
        _scroll_to(page, "h2:has(+ .timeline)")
        _take(page, "phone-timeline")


def _officers_desk(browser: Browser, site: Site) -> None:
    with _window(browser, site, DESK) as page:
        _sign_in_officer(page, CHAIR)
        _take(page, "desk-inbox")
    with _window(browser, site, DESK) as page:
        _sign_in_officer(page, MEMBER)
        page.locator("main tr", has_text=_surname_of(FATHER)).locator("a").first.click()
        page.wait_for_url(re.compile(r"/staff/cases/"))
        _take(page, "desk-case")
    with _window(browser, site, DESK) as page:
        _sign_in_officer(page, HEAD)
        page.goto("/ministry/distribute/")
        _take(page, "desk-distribution")


def _surname_of(iin: str) -> str:
    return next(citizen.surname for citizen in CITIZENS if citizen.iin == iin)


@contextmanager
def _window(browser: Browser, site: Site, size: tuple[int, int]) -> Iterator[Page]:
    """A fresh browser profile with one page of this size; a telephone's pixels are twice as fine."""
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=2 if size == PHONE else 1,
        timezone_id="Asia/Almaty",
        reduced_motion="reduce",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def _sign_in(page: Page, site: Site, iin: str) -> None:
    """As a citizen does, with the code from the demo's telephone."""
    phone = next(citizen["phone"] for citizen in site.state()["citizens"] if citizen["iin"] == iin)
    before = len(site.messages(phone))
    page.goto("/sign-in/")
    page.fill("[name=iin]", iin)
    page.locator("main form button").first.click()
    page.locator("[name=code]").wait_for()
    page.fill("[name=code]", _code(page, site, phone, before))
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile(r"/cabinet/$"))


def _sign_in_officer(page: Page, login: str) -> None:
    page.goto("/staff/sign-in/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"/sign/"))
    page.locator("#ncalayer button").click()
    page.wait_for_url(re.compile(r"/staff/$"))


def _scroll_to(page: Page, selector: str) -> None:
    """Let the window begin just above this element."""
    page.locator(selector).first.evaluate("it => window.scrollBy(0, it.getBoundingClientRect().top - 12)")


def _code(page: Page, site: Site, phone: str, before: int) -> str:
    """The six digits of the next message to this number. Raises RuntimeError when none comes."""
    for _ in range(100):
        for message in site.messages(phone)[before:]:
            if found := re.search(r"\b\d{6}\b", message["text"]):
                return found.group()
        page.wait_for_timeout(200)
    raise RuntimeError(f"no code came to {phone}")


def _take(page: Page, name: str) -> None:
    """Save what the window shows, in few colours. Raises RuntimeError for a picture that is too large."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    shown = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    path = IMAGES / f"{name}.png"
    few = shown.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    size = path.stat().st_size
    if size > LARGEST:
        raise RuntimeError(f"{path.name} has {size} bytes, more than {LARGEST}")
    print(f"{path.relative_to(ROOT)}  {few.width}x{few.height}  {size // 1000} KB")


if __name__ == "__main__":
    sys.exit(main())
