"""What a browser can measure on a page as it stands: what sticks out, is cut off or too small to tap."""

from playwright.sync_api import Page

SMALLEST_TARGET = 24  # pixels; WCAG 2.2, 2.5.8

_TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
        .filter((it) => it.getBoundingClientRect().right > width + 1)
        .slice(0, 5).map((it) => `sticks out on the right: ${it.outerHTML.slice(0, 120)}`);
}"""

_CUT_OFF = """() => {
    const hides = (value) => value === "hidden" || value === "clip";
    return [...document.querySelectorAll("body *:not(svg *)")].filter((it) => {
        if (it.clientWidth <= 1 || it.clientHeight <= 1 || !it.innerText?.trim()) return false;
        const style = getComputedStyle(it);
        return (hides(style.overflowX) && it.scrollWidth > it.clientWidth + 1)
            || (hides(style.overflowY) && it.scrollHeight > it.clientHeight + 1);
    }).slice(0, 5).map((it) => `its text is cut off: ${it.outerHTML.slice(0, 120)}`);
}"""

# Exceptions of 2.5.8: a link within a sentence; a target so far from others that a circle around it is free.
_TOO_SMALL = """(least) => {
    const tapped = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
    const seen = [...document.querySelectorAll(tapped)].filter((it) => it.checkVisibility()
        && it.getClientRects().length && !it.matches(".skip, .unseen, .unseen *"));
    const box = (it) => it.getBoundingClientRect();
    const small = (it) => box(it).width < least || box(it).height < least;
    const inSentence = (it) => getComputedStyle(it).display === "inline"
        && it.parentElement.textContent.trim().length > it.textContent.trim().length;
    const crowded = (it) => {
        const { left, right, top, bottom } = box(it), x = (left + right) / 2, y = (top + bottom) / 2;
        return seen.some((other) => {
            if (other === it || other.contains(it) || it.contains(other)) return false;
            const its = box(other);
            const across = Math.max(its.left - x, 0, x - its.right);
            const down = Math.max(its.top - y, 0, y - its.bottom);
            return Math.hypot(across, down) < least / 2;
        });
    };
    return seen.filter((it) => small(it) && !inSentence(it) && crowded(it)).slice(0, 5)
        .map((it) => `too small to tap: ${it.outerHTML.slice(0, 120)}`);
}"""


def measured_faults(page: Page) -> list[str]:
    """What does not fit the window, or a finger."""
    found: list[str] = page.evaluate(_TOO_WIDE) + page.evaluate(_CUT_OFF)
    return found + list(page.evaluate(_TOO_SMALL, SMALLEST_TARGET))
