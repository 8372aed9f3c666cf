"""What one page of a browser was asked to do by its person, and what it cost: taps, fields, bytes, jumps."""

from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Page

_TOLD = "tellWatch"
_SCRIPT = """(() => {
    const tell = (kind, name, value) => window.tellWatch(kind, name, value);
    const what = ({sources}) => sources.map(({node, previousRect, currentRect}) =>
        `${node?.outerHTML?.slice(0, 60) ?? node?.textContent?.trim().slice(0, 40)}: ` +
        `${Math.round(previousRect.top)} to ${Math.round(currentRect.top)} px`).join("; ");
    const apart = ["radio", "checkbox", "file", "hidden"];
    addEventListener("pointerdown", (event) => event.isTrusted && tell("tap", "", 1), true);
    addEventListener("input", ({target}) =>
        apart.includes(target.type) || tell("typed", target.name, target.value.length), true);
    new PerformanceObserver((seen) => seen.getEntries().forEach((shift) =>
        shift.hadRecentInput || tell("shift", what(shift), shift.value)
    )).observe({type: "layout-shift", buffered: true});
})()"""
_BY_SCRIPT = frozenset({"XHR", "Fetch"})
"""What a page that is there asks for by itself, while it waits for something."""


class Watch:
    """Looks at one page from now on. `session` is for whoever wants to slow it down."""

    def __init__(self, page: Page) -> None:
        self.taps = 0
        self.shifts: dict[str, float] = {}
        """How much jumped, by where and what."""
        self.typed: dict[tuple[str, str], int] = {}
        self.arrivals: list[tuple[str, float, int]] = []
        """The pages as they came: path, moment, bytes with headers that came over the line for it."""
        self._bytes = 0
        self._is_new = False
        self._own: set[str] = set()
        self._page = page
        page.expose_binding(_TOLD, lambda _source, *told: self._hear(*told))
        page.add_init_script(_SCRIPT)
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.on("Network.requestWillBeSent", self._asked)
        self.session.on("Network.loadingFinished", self._came)
        self.session.send("Network.enable")

    @property
    def characters(self) -> int:
        """How much was typed in all."""
        return sum(self.typed.values())

    def arrive(self) -> None:
        """The page that the person waited for is there. Looked at twice, it counts once."""
        if self._is_new:
            self.arrivals.append((self._path, monotonic(), self._bytes))
            self._bytes, self._is_new = 0, False

    @property
    def _path(self) -> str:
        return urlsplit(self._page.url).path

    def _hear(self, kind: str, name: str, value: float) -> None:
        if kind == "tap":
            self.taps += 1
        elif kind == "typed":
            self.typed[self._path, name] = int(value)
        else:
            where = f"{self._path} {name}"
            self.shifts[where] = self.shifts.get(where, 0) + value

    def _asked(self, event: dict[str, Any]) -> None:
        if event.get("type") in _BY_SCRIPT:
            self._own.add(event["requestId"])
        self._is_new |= event.get("type") == "Document"
        if "redirectResponse" in event:
            self._bytes += int(event["redirectResponse"].get("encodedDataLength", 0))

    def _came(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self._own:
            self._bytes += int(event["encodedDataLength"])
