"""What holds for every page: it is HTML5, has one h1, unique ids, and a label for every field."""

import re
from collections import Counter
from xml.etree.ElementTree import Element

import html5lib

FIELDS = ("input", "select", "textarea")
UNLABELLED = {"hidden", "submit", "button"}
_VARYING = re.compile(r"""\d+|(?<=value=")[\w.-]{40,}|(?<="X-CSRFToken": ")[^"]+""")
_good: set[int] = set()
"""Pages that were looked at and are sound, but for numbers and tokens."""


def check_page(html: str) -> None:
    """Raise AssertionError naming everything wrong with this page or fragment."""
    known = hash(_VARYING.sub("", html))
    if known in _good:
        return
    problems = (
        page_problems(html) if html.lstrip().lower().startswith("<!doctype") else fragment_problems(html)
    )
    assert not problems, "; ".join(problems)
    _good.add(known)


def page_problems(html: str) -> list[str]:
    """What is wrong with a whole page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html)
    problems = [f"not HTML5: {code} at {position}" for position, code, _ in parser.errors]
    headings = list(tree.iter("h1"))
    if len(headings) != 1:
        problems.append(f"{len(headings)} h1")
    if not tree.get("lang"):
        problems.append("no language")
    title = tree.find("head/title")
    if title is None or not (title.text or "").strip():
        problems.append("no title")
    if any(element.get("style") for element in tree.iter()):
        problems.append("an inline style")
    if any(
        not element.get("src") and element.get("type") != "application/json"
        for element in tree.iter("script")
    ):
        problems.append("an inline script")
    asks = any(element.get("hx-get") or element.get("hx-post") for element in tree.iter())
    if asks != any("htmx" in (element.get("src") or "") for element in tree.iter("script")):
        problems.append("htmx attributes without htmx" if asks else "htmx for nothing")
    return problems + _shared_problems(tree)


def fragment_problems(html: str) -> list[str]:
    """What is wrong with a fragment that htmx swaps in."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(html)
    return [f"not HTML5: {code}" for _, code, _ in parser.errors] + _shared_problems(tree)


def _shared_problems(tree: Element) -> list[str]:
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    problems = [f"id {name} twice" for name, count in ids.items() if count > 1]
    labelled = {label.get("for") for label in tree.iter("label")}
    inside = {field for label in tree.iter("label") for name in FIELDS for field in label.iter(name)}
    for name in FIELDS:
        for field in tree.iter(name):
            if field.get("type") in UNLABELLED or field in inside:
                continue
            if (
                field.get("id") not in labelled
                and not field.get("aria-label")
                and not field.get("aria-labelledby")
            ):
                problems.append(f"no label for {name} {field.get('name')}")
    for form in tree.iter("form"):
        if (form.get("method") or "get").lower() == "post" and not form.get("action"):
            problems.append("a form without action")
    for element in tree.iter():
        if element.get("hx-post") and not element.get("action") and not element.get("formaction"):
            problems.append("hx-post without action")
        if element.tag == "a" and element.get("hx-get") and not element.get("href"):
            problems.append("hx-get without href")
    return problems
