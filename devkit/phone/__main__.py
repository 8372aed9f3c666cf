"""`make phone`: starts the demo, and measures what a citizen's telephone has to do with.

Prints tables to read, then one `name=value` a line, and at last `ok` or what missed its limit.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from devkit.phone import axe_record, lighthouse, weights
from devkit.phone.figures import Figure, verdict
from devkit.phone.line import DOWN, ROUND_TRIP, SLOWER, UP
from devkit.phone.walks import FATHER, Opened, Sent, Watching, open_pages, send_application
from tests.browser.pages.visitor import Visitors
from tests.support.chromium import FLAGS, find_chromium
from tests.support.site import Site
from web.locale import CODES

NOW = "2026-11-24T10:30+05:00"
"""A Tuesday in the autumn season, an hour and a half after the offices open."""

PUBLIC = {"home": "/", "passport": "/services/deferral/", "finder": "/find/"}


def main() -> int:
    """Measure everything. Returns the exit code: 1 where a limit is missed."""
    chromium = find_chromium()
    if chromium is None:
        print("Chromium is not installed: `apt-get install chromium`", file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory() as folder,
        Site(Path(folder), QYZMET_NOW=NOW) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        watching = Watching()
        visitors = Visitors(browser, site, watching)
        sent = send_application(visitors, watching)
        opened = open_pages(visitors)
        figures = [*_weights(site, sent, opened), *_journey(sent)]
        visitors.leave()
        browser.close()
        figures += _scores(site, chromium, sent, opened)
    figures += _axe()
    print()
    for figure in figures:
        print(figure)
    said = verdict(figures)
    print(said)
    unmeasured = os.environ.get("CI") == "true" and any(figure.value is None for figure in figures)
    return 1 if said != "ok" or unmeasured else 0


def _weights(site: Site, sent: Sent, opened: Opened) -> Iterator[Figure]:
    """Pages of strangers and of two people who are signed in, in every language."""
    steps = {f"wizard {step}": f"{opened.draft}{step}/" for step in ("ground", "data", "documents", "check")}
    students = {**steps, "wizard certify": f"{opened.draft}certify/", "signing": opened.signing}
    fathers = {"cabinet": "/cabinet/", "case": sent.case, "receipt": f"{sent.case}receipt/"}
    print("\nBytes of the answers, compressed" + "".join(f"{language:>9}" for language in CODES))
    heaviest = first = 0
    for pages, cookie in ((PUBLIC, ""), (students, opened.cookie), (fathers, sent.cookie)):
        found = _weighed(weights.Scales(site.url, cookie), pages)
        for name, row in found.items():
            print(f"  {name:<30}" + "".join(f"{weight.alone:>9}" for weight in row))
            heaviest = max(heaviest, *(weight.alone for weight in row))
            if pages is PUBLIC:
                first = max(first, *(weight.whole for weight in row))
        if pages is PUBLIC:
            whole = found["home"]
            print(f"  {'home, first visit, all of it':<30}" + "".join(f"{one.whole:>9}" for one in whole))
    yield Figure("first_visit_bytes", first, at_most=weights.FIRST_VISIT)
    yield Figure("later_page_bytes", heaviest, at_most=weights.LATER_PAGE)


def _weighed(scales: weights.Scales, pages: dict[str, str]) -> dict[str, list[weights.Weight]]:
    found: dict[str, list[weights.Weight]] = {name: [] for name in pages}
    for language in reversed(CODES):  # the first, in which people came, stays
        scales.speak(language)
        for name, path in pages.items():
            found[name].insert(0, scales.weigh(path, language))
    return found


def _journey(sent: Sent) -> Iterator[Figure]:
    """From home to the receipt."""
    watch = sent.watch
    print(
        f"\nFrom home to the receipt, deferral {FATHER.ground}, in Kazakh, on slow 4G "
        f"({DOWN / 1e6:g} and {UP / 1e6:g} Mbit/s, {ROUND_TRIP} ms) with a processor {SLOWER} times slower"
    )
    before = sent.began
    for path, moment, size in watch.arrivals:
        print(f"  {moment - before:6.1f} s  {size:>6} bytes with headers  {path}")
        before = moment
    taps, seconds = watch.taps + len(watch.typed), before - sent.began
    print(
        f"  {taps} taps ({len(watch.typed)} of them into a field), {watch.characters} characters typed, "
        f"{seconds:.1f} s with fingers that take no time"
    )
    for where, shift in watch.shifts.items():
        print(f"  jumped by {shift:.4f}: {where}")
    yield Figure("taps", taps)
    yield Figure("typed_fields", len(watch.typed))
    yield Figure("typed_characters", watch.characters)
    yield Figure("seconds", round(seconds, 1))
    yield Figure("layout_shift", round(sum(watch.shifts.values()), 4), at_most=0)


def _scores(site: Site, chromium: str, sent: Sent, opened: Opened) -> Iterator[Figure]:
    """Lighthouse's."""
    pages = {
        "home": (PUBLIC["home"], "", True),
        "passport": (PUBLIC["passport"], "", True),
        "wizard": (f"{opened.draft}data/", opened.cookie, False),
        "case": (sent.case, sent.cookie, False),
    }
    print("\nLighthouse, mobile: middle score, lowest and highest")
    if not lighthouse.is_there():
        print(f"  NOT MEASURED. {lighthouse.MISSING}")
    times = int(os.environ.get("RUNS") or 3)
    for name, (path, cookie, seo) in pages.items():
        scores: dict[str, float] = {}
        if lighthouse.is_there():
            try:
                judged = lighthouse.judge(
                    name, site.url + path, chromium, cookie=cookie, seo=seo, times=times
                )
            except lighthouse.NoScore as reason:
                print(f"  {name:<9} no score, which counts as 0: {reason}")
            else:
                _tell(judged)
                scores = {category: judged.score(category) for category in judged.runs[0].scores}
        for category in (*lighthouse.EVERYWHERE, *((lighthouse.SEO,) if seo else ())):
            score = scores.get(category, 0) if lighthouse.is_there() else None
            yield Figure(f"lighthouse.{name}.{category}", score, at_least=100)


def _tell(judged: lighthouse.Judged) -> None:
    scores = []
    for category in judged.runs[0].scores:
        low, high = judged.spread(category)
        scores.append(f"{category} {judged.score(category):g}" + (f" ({low}-{high})" if low < high else ""))
    measured = ", ".join(f"{name} {judged.time(name):.0f} ms" for name in judged.runs[0].times)
    print(f"  {judged.page:<9} {', '.join(scores)}")
    print(
        f"  {'':<9} {measured}, layout shift {judged.shift:g}; "
        f"{len(judged.runs)} runs, benchmark index of this computer {judged.benchmark:.0f}"
    )
    if judged.faults:
        print(f"  {'':<9} points lost in: {', '.join(judged.faults)}")


def _axe() -> Iterator[Figure]:
    """What the browser tests have seen."""
    record = axe_record.read()
    if record is None:
        print("\naxe: not known, since the browser tests have not run here (`make test`)")
    else:
        print(
            f"\naxe, in the browser tests of {record.at:%d %B %Y, %H:%M} UTC: {record.pages} pages, "
            f"{record.languages} languages, {record.widths} widths; {record.views} of their combinations "
            f"in {record.looks} looks, each without a fault or the tests were red"
        )
    yield Figure("axe_pages", record.pages if record else None)
    yield Figure("axe_pages_languages_widths", record.views if record else None)


if __name__ == "__main__":
    sys.exit(main())
