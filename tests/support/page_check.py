"""What every page has to be: accessible, no wider than a telephone, one heading, its reader's language."""

import json
import re
from datetime import UTC, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Route, ViewportSize

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
RECORD = Path("screenshots", "axe.json")
"""Where the browser tests leave what axe has seen, in the checkout; `make phone` counts it."""

_NAMES = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<id>"),
    (re.compile(r"\d\d-\d{6}-\d"), "<number>"),
    (re.compile(r"(?<=/verify/)[^/]+"), "<code>"),
    (re.compile(r"(?<=/sign/)[^/]+"), "<handle>"),
    (re.compile(r"(?<=/)\d+(?=/)"), "<n>"),
)

_FRAME = """() => ({
    headings: document.querySelectorAll("h1").length,
    language: document.documentElement.lang,
    parts: [
        ...new Set([...document.querySelectorAll("main [class]")].flatMap((it) => [...it.classList])),
    ].sort().join(" "),
})"""

_TOO_WIDE = """(width) => document.documentElement.scrollWidth <= width ? [] : [
    `${document.documentElement.scrollWidth} px`,
    ...[...document.querySelectorAll("body *")].filter((it) => it.getBoundingClientRect().right > width + 1)
        .slice(0, 5).map((it) => it.outerHTML.slice(0, 120)),
]"""

VIOLATIONS = """(options) => axe.run({resultTypes: ["violations"], ...options}).then((found) =>
    found.violations.map((rule) =>
        `${rule.id} (${rule.impact}): ${rule.nodes.map((node) => node.target.join(" ")).join(", ")}`
))"""


class View(NamedTuple):
    """A page as one kind of reader sees it: the address without what differs from case to case."""

    pattern: str
    language: str
    width: int


class PageCheck:
    """Looks at pages for a whole test session.

    Axe looks once at each view with scripts and once without, and again where
    other components have come into a page that it knows.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._axe = Axe()
        self._reader: _Reader | None = None
        self._seen: set[tuple[View, bool]] = set()
        self._parts: set[tuple[str, int, str]] = set()
        self.looks = 0

    @property
    def views(self) -> set[View]:
        """What axe has seen in its `looks`."""
        return {view for view, _javascript in self._seen}

    def leave_record(self, file: Path, run: str) -> None:
        """Write down what axe has seen, and when; with what other processes of this test run have seen."""
        file.parent.mkdir(exist_ok=True)
        with file.open("a+", encoding="utf-8") as kept:
            flock(kept, LOCK_EX)
            kept.seek(0)
            before = json.loads(kept.read() or "{}")
            looks, views = self.looks, self.views
            if before.get("run") == run:
                looks += before["looks"]
                views |= {View(*view) for view in before["views"]}
            kept.truncate(0)
            seen = {"run": run, "at": datetime.now(UTC).isoformat(), "looks": looks, "views": sorted(views)}
            json.dump(seen, kept, indent=1)

    def look(self, page: Page, *, language: str, javascript: bool) -> list[str]:
        """Everything that is wrong with the page as it stands."""
        frame: dict[str, Any] = page.evaluate(_FRAME)
        wrong: list[str] = []
        if frame["headings"] != 1:
            wrong.append(f"{frame['headings']} headings of the first level")
        if frame["language"] != language:
            wrong.append(f"the page says it is in {frame['language']!r}")
        size = page.viewport_size or PHONE
        if self._is_new(View(pattern_of(page.url), language, size["width"]), javascript, frame["parts"]):
            self.looks += 1
            wrong += self._too_wide(page, size) + self._violations(page, javascript)
        scripts = "with" if javascript else "without"
        return [f"{page.url} ({language}, {size['width']} px, {scripts} JavaScript): {one}" for one in wrong]

    def _is_new(self, view: View, javascript: bool, parts: str) -> bool:
        of_view, of_parts = (view, javascript), (view.pattern, view.width, parts)
        known = of_view in self._seen and of_parts in self._parts
        self._seen.add(of_view)
        self._parts.add(of_parts)
        return not known

    def _too_wide(self, page: Page, size: ViewportSize) -> list[str]:
        """What does not fit on a telephone."""
        page.set_viewport_size(PHONE)
        found: list[str] = page.evaluate(_TOO_WIDE, PHONE["width"])
        if size != PHONE:
            page.set_viewport_size(size)
        return [f"wider than {PHONE['width']} px: {found}"] if found else []

    def _violations(self, page: Page, javascript: bool) -> list[str]:
        if not javascript:
            self._reader = self._reader or _Reader(self._browser)
            page = self._reader.read(page)
        page.evaluate(self._axe.axe_script)
        found: list[str] = page.evaluate(VIOLATIONS)
        return found


class _Reader:
    """Shows a page of a browser without JavaScript once more where axe can run, which needs timers.

    The page's own scripts stay out, so that it is what its reader sees.
    """

    def __init__(self, browser: Browser) -> None:
        self._context = browser.new_context()
        self._page = self._context.new_page()
        self._page.route("**/*", self._answer)
        self._shown = ("", "")

    def read(self, page: Page) -> Page:
        """The same page, in our own window."""
        self._shown = (page.url, page.content())
        self._context.clear_cookies()
        self._context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
        self._page.set_viewport_size(page.viewport_size or PHONE)
        self._page.goto(page.url)
        return self._page

    def _answer(self, route: Route, request: Request) -> None:
        url, content = self._shown
        if request.resource_type == "script":
            route.fulfill(body="", content_type="text/javascript")
        elif request.is_navigation_request() and request.url == url.partition("#")[0]:
            route.fulfill(body=content, content_type="text/html; charset=utf-8")
        else:
            route.continue_()


def pattern_of(url: str) -> str:
    """The path of an address with `<number>` for a case's number, and so on."""
    path = urlsplit(url).path
    for name, word in _NAMES:
        path = name.sub(word, path)
    return path
