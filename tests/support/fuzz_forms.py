"""The forms of the site as its pages offer them: which fields stand in the form that leads to an address."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from tests.support.admittance import read_table
from tests.support.peopled import PEOPLE, PeopledSite
from tests.support.site_map import routes, things, url

TOKEN = "csrf_token"


@dataclass
class Form:
    """The fields of the form behind one address, each with what it holds or could hold; which take files."""

    fields: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    """Collects the forms of a page by the path of their action."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.found = page, dict[str, Form]()
        self._form, self._choosing = Form(), ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urlsplit(given.get("action") or self.page).path
            self._form = self.found.setdefault(action, Form())
        elif tag == "select":
            self._choosing = given.get("name", "")
        elif tag == "option" and self._choosing and given.get("value"):
            self._form.fields[self._choosing] = given["value"]
        elif tag in ("input", "textarea", "button") and given.get("name"):
            self._form.fields.setdefault(given["name"], given.get("value") or "")
            if given.get("type") == "file":
                self._form.files.add(given["name"])


def forms_of(site: PeopledSite) -> dict[str, Form]:
    """By the path of an address, the form that some page of somebody offers for it."""
    found: dict[str, Form] = {}
    table = read_table()
    for route in routes(site.app):
        if route.method != "GET" or route.is_apart:
            continue
        for label, values in things(site, route, site.here).items():
            for actor in sorted(table.get((route.name, label), ()), key=PEOPLE.index)[:2]:
                path = url(site.app, route, values)
                page = site.browsers[actor].get(path)
                if page.mimetype == "text/html":
                    parser = _Forms(path)
                    parser.feed(page.text)
                    for action, form in parser.found.items():
                        known = found.setdefault(action, Form())
                        known.fields |= form.fields
                        known.files |= form.files
    site.restore()
    for form in found.values():
        form.fields.pop(TOKEN, None)
    return found
