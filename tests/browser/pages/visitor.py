"""Somebody with a browser of their own in front of the running site."""

from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from devkit.nca.holders import Holder
from domain.signing import Channel
from tests.support.page_check import DESK, PHONE, PageCheck
from tests.support.site import Site

Found = TypeVar("Found")

_PATIENCE = 300  # questions, a tenth of a second apart


class Visitor:
    """One person's browser, the language they read, and whether it runs scripts.

    `key`, where they have one, and `channel` are what they sign with; `has_telephone`:
    it is a telephone on which they have the site open.
    """

    def __init__(
        self, page: Page, site: Site, everybody: "Visitors", language: str, javascript: bool
    ) -> None:
        self.page = page
        self.site = site
        self.language = language
        self.javascript = javascript
        self.key: Holder | None = None
        self.channel = Channel.EGOV_MOBILE
        self.has_telephone = False
        self._all = everybody

    def look(self) -> None:
        """Every page that somebody comes to is looked at; what is wrong with it is told at the end."""
        check = self._all.check
        self._all.faults += check.look(self.page, language=self.language, javascript=self.javascript)

    def new_tab(self) -> "Visitor":
        """The same person in another tab."""
        return Visitor(self.page.context.new_page(), self.site, self._all, self.language, self.javascript)

    def until(self, ask: Callable[[], Found | None], what: str) -> Found:
        """The first answer of `ask` that is something; AssertionError when none comes."""
        for _ in range(_PATIENCE):
            if found := ask():
                return found
            self.page.wait_for_timeout(100)
        raise AssertionError(f"waited in vain for {what}")


class Visitors:
    """Lets people in, each with a fresh profile. `faults`: what their browsers and axe complain of."""

    def __init__(self, browser: Browser, site: Site, check: PageCheck) -> None:
        self.site, self.check = site, check
        self.faults: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def citizen(self, language: str = "kk", *, javascript: bool = True) -> Visitor:
        """Somebody with a telephone, who has chosen the language before."""
        context = self._context(
            viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=javascript
        )
        visitor = self._visitor(context, language, javascript)
        visitor.has_telephone = True
        return visitor

    def officer(self, language: str, *, javascript: bool = True) -> Visitor:
        """Somebody at a desk. The language is that of their account; before signing in they chose it too."""
        return self.at_a_desk(language, javascript=javascript)

    def at_a_desk(self, language: str = "kk", *, javascript: bool = True) -> Visitor:
        """Somebody with a computer."""
        context = self._context(viewport=DESK, java_script_enabled=javascript)
        return self._visitor(context, language, javascript)

    def leave(self) -> None:
        """All go home."""
        for context in self._contexts:
            context.close()

    def _context(self, **options: object) -> BrowserContext:
        context = self._browser.new_context(
            base_url=self.site.url,
            timezone_id="Asia/Almaty",
            reduced_motion="reduce",
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(20_000)
        context.on("page", lambda page: listen(page, self.faults))
        self._contexts.append(context)
        return context

    def _visitor(self, context: BrowserContext, language: str, javascript: bool) -> Visitor:
        context.add_cookies([{"name": "language", "value": language, "url": self.site.url}])
        return Visitor(context.new_page(), self.site, self, language, javascript)


def listen(page: Page, complaints: list[str]) -> None:
    """Note what a page complains of in the console."""
    page.on("console", lambda message: _note(message, complaints))
    page.on("pageerror", lambda error: complaints.append(str(error)))


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    """A page's status of 4xx is an answer that a test may be after; a file's is a fault like all else.

    That no program answers on the person's own computer, the page says itself.
    """
    refused = "status of 4" in message.text and "/static/" not in message.location.get("url", "")
    no_program = message.text.startswith("WebSocket connection to") and "REFUSED" in message.text
    policy = "Content Security Policy" in message.text
    if policy or (message.type == "error" and not refused and not no_program):
        complaints.append(f"{message.location.get('url')}: {message.text}")
