"""Who gets in where: real requests, what their answers mean, and the table in which that is written down."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from werkzeug.test import TestResponse

from domain.roles import OFFICER_ROLES, Role
from tests.support.peopled import PEOPLE, PeopledSite
from tests.support.signing_in import counted_statements
from tests.support.site_map import Route, Values, url
from web.access import CITIZEN, OFFICER

TABLE = Path(__file__).parents[1] / "integration" / "access" / "who_may.txt"
DOORS = ("/sign-in/", "/staff/sign-in/")

IN, DOOR, FORBIDDEN, NOT_FOUND = "in", "door", "403", "404"


@dataclass(frozen=True)
class Answer:
    """What came back. `page` is without what differs between any two requests, and without its address."""

    verdict: str
    status: int
    headers: frozenset[tuple[str, str]] = frozenset()
    page: str = ""
    statements: int = field(default=0, compare=False)


def ask(site: PeopledSite, actor: str, route: Route, values: Values) -> Answer:
    """Send the request as this actor, with a form that holds nothing but its token; then undo what it did."""
    address = url(site.app, route, values)
    data = None if route.method == "GET" else {"csrf_token": site.tokens[actor]}
    with counted_statements() as statements:
        try:
            came = site.browsers[actor].open(address, method=route.method, data=data)
        except Exception as error:  # the test client hands it on: people would meet a 500
            return Answer(f"FAULT {type(error).__name__}: {error}", 500)
    answer = Answer(_verdict(came), came.status_code, _headers(came), _bare(came, address), len(statements))
    site.restore()
    return answer


def may_ask(route: Route, role: Role | None) -> bool:
    """Whether the route is for people of this kind at all; of whose things it shows, nothing is said."""
    audience, roles = route.access.audience, route.access.roles
    if audience == CITIZEN:
        return role is Role.CITIZEN
    if audience == OFFICER:
        return role in OFFICER_ROLES and (not roles or role in roles)
    return True


Table = dict[tuple[str, str], frozenset[str]]
"""By the name of a route and the label of a thing: who gets in."""


def read_table() -> Table:
    """The table as it is written down."""
    found: Table = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, _, parts = line.partition("  ")
        for part in parts.strip().split(" | "):
            label, _, people = part.rpartition(": ") if ": " in part else ("", "", part)
            found[name, label] = frozenset(people.split()) - {"-"}
    return found


def write_table(table: Table) -> str:
    """The table as text, one line a route."""
    lines: dict[str, list[str]] = {}
    for (name, label), people in table.items():
        said = " ".join(sorted(people, key=PEOPLE.index)) or "-"
        lines.setdefault(name, []).append(f"{label}: {said}" if label else said)
    return "".join(f"{name}  {' | '.join(parts)}\n" for name, parts in lines.items())


def _verdict(came: TestResponse) -> str:
    if came.status_code >= 500:
        return f"FAULT {came.status_code}"
    if came.status_code in (303, 302) and came.location.split("?")[0] in DOORS:
        return DOOR
    return {403: FORBIDDEN, 404: NOT_FOUND}.get(came.status_code, IN)


def _headers(came: TestResponse) -> frozenset[tuple[str, str]]:
    own = ("X-Request-ID", "Content-Length", "Date")
    return frozenset(
        (name, value if name != "Set-Cookie" else value.split("=")[0])
        for name, value in came.headers.items()
        if name not in own
    )


def _bare(came: TestResponse, address: str) -> str:
    page = came.get_data(as_text=True) if came.mimetype == "text/html" else ""
    page = page.replace(came.headers.get("X-Request-ID", "-"), "")
    page = re.sub(r'name="csrf_token" value="[^"]+"|"X-CSRFToken": "[^"]+"', "", page)
    return page.replace(address, "")
