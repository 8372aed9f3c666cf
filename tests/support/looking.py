"""Opens pages as anybody, in every language, on a telephone and at a desk, and says what is wrong."""

import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize

from config import ROOT
from tests.support.page_check import DESK, PHONE, VIOLATIONS
from tests.support.page_faults import measured_faults
from web.locale import CODES

PICTURES = ROOT / "screenshots"
WIDTHS: tuple[ViewportSize, ...] = (PHONE, DESK)

_QUICK: dict[str, Any] = {"preload": False}  # the style sheets need not be asked for once more
_BUT_COLOURS: dict[str, Any] = {**_QUICK, "rules": {"color-contrast": {"enabled": False}}}
_COLOURS: dict[str, Any] = {**_QUICK, "runOnly": {"type": "rule", "values": ["color-contrast"]}}


class Looking:
    """Looks at one page after another.

    What can be measured is measured in each language and width, and pictured. Axe looks in each language on a
    telephone, and once at a desk, where the same page is laid out otherwise. Colours do not hang on the
    language: their contrast is measured in Kazakh, in the light scheme and in the dark one.
    """

    def __init__(self, browser: Browser, address: str, sessions: Mapping[str, FlaskClient]) -> None:
        self._browser, self._address = browser, address
        self._sessions = dict(sessions)
        self._axe = Axe()
        self._contexts: dict[str, BrowserContext] = {}
        self._speaks: dict[str, str] = {}
        self._tools: dict[Page, CDPSession] = {}
        self.seen_by_axe: set[tuple[str, str, int]] = set()
        self.pictures = 0

    def open(self, actor: str, path: str, *, pictured_as: str, languages: Sequence[str] = CODES) -> list[str]:
        """Everything that is wrong with a page, as this actor sees it in these languages and all widths."""
        return [fault for code in languages for fault in self._in_language(actor, path, code, pictured_as)]

    def welcome(self, actor: str, session: FlaskClient) -> None:
        """Somebody comes, or comes back with another session."""
        self._sessions[actor] = session
        self._speaks.pop(actor, None)
        if actor in self._contexts:
            self._contexts.pop(actor).close()

    def close(self) -> None:
        """Everybody goes home."""
        for context in self._contexts.values():
            context.close()

    def _in_language(self, actor: str, path: str, language: str, name: str) -> list[str]:
        page = self.page(actor, language)
        page.set_viewport_size(PHONE)
        answer = page.goto(path)
        faults = []
        if answer is None or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            faults.append("no page came")
        if page.locator("html").get_attribute("lang") != language:
            faults.append("the page does not say its language")
        if page.locator("h1").count() != 1:
            faults.append("not one heading of the first level")
        faults += [
            f"{size['width']} px: {fault}"
            for size in WIDTHS
            for fault in self._at(page, size, language, name)
        ]
        return [f"{actor} {path} ({language}): {fault}" for fault in faults]

    def _at(self, page: Page, size: ViewportSize, language: str, name: str) -> list[str]:
        page.set_viewport_size(size)
        faults = measured_faults(page)
        if language == CODES[0] or size == PHONE:
            self.seen_by_axe.add((name, language, size["width"]))
            faults += self._by_axe(page, colours=language == CODES[0] and size == PHONE)
        self._picture(page, f"{name}-{language}-{size['width']}")
        return faults

    def _by_axe(self, page: Page, *, colours: bool) -> list[str]:
        if not colours:
            return self._violations(page, _BUT_COLOURS)
        page.emulate_media(color_scheme="dark")
        dark = [f"dark: {fault}" for fault in self._violations(page, _COLOURS)]
        page.emulate_media(color_scheme="light")
        return dark + self._violations(page, _QUICK)

    def _picture(self, page: Page, name: str) -> None:
        """The whole page, asked of the browser itself: three times as quick as Playwright's own way."""
        size = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1}
        wanted = {"format": "jpeg", "quality": 50, "captureBeyondViewport": True, "optimizeForSpeed": True}
        taken = self._devtools(page).send("Page.captureScreenshot", {**wanted, "clip": clip})
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / f"{name}.jpeg").write_bytes(b64decode(taken["data"]))
        self.pictures += 1

    def _devtools(self, page: Page) -> CDPSession:
        if page not in self._tools:
            self._tools[page] = page.context.new_cdp_session(page)
        return self._tools[page]

    def _violations(self, page: Page, options: dict[str, Any]) -> list[str]:
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(self._axe.axe_script)
        found: list[str] = page.evaluate(VIOLATIONS, options)
        return found

    def page(self, actor: str, language: str) -> Page:
        """The window of somebody who reads this language."""
        if actor not in self._contexts:
            self._contexts[actor] = self._context(actor)
        page = self._contexts[actor].pages[0]
        if self._speaks.get(actor) != language:
            page.context.request.get(f"/healthz?lang={language}", max_redirects=0)
            self._speaks[actor] = language
        return page

    def _context(self, actor: str) -> BrowserContext:
        context = self._browser.new_context(
            base_url=self._address, viewport=PHONE, timezone_id="Asia/Almaty", reduced_motion="reduce"
        )
        cookies = self._sessions[actor]._cookies or {}
        for cookie in cookies.values():
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self._address}])
        context.new_page()
        return context


def file_name(*parts: str) -> str:
    """A name for a picture: the parts of an address, and whatever else tells it from others."""
    words = [re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts]
    return "--".join(filter(None, words)) or "home"
