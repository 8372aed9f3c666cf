"""Bad input at scale: every route, as everybody who may use it, with junk of all kinds.

Whatever comes: no 5xx, no trace, no row of a refused request, no case that its history does not explain.
`make fuzz N=20000 SEED=7` tries more, half of them on each database.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.routing import BuildError

from actions.signing import bearer
from queries.signing import request_of_phone
from tests.integration.conftest import KINDS
from tests.support import fuzz_junk as junk
from tests.support.admittance import read_table
from tests.support.fuzz_forms import TOKEN, Form
from tests.support.peopled import PEOPLE, PeopledSite
from tests.support.site_map import Route, Values, routes, things, url
from web.access import OFFICER, PUBLIC

pytestmark = pytest.mark.xdist_group("fuzz")

ROUTES_FILE = Path(__file__).parents[2] / "guards" / "routes.txt"
ROUTES = [
    f"{method} {line.split()[1]}"
    for line in ROUTES_FILE.read_text(encoding="utf-8").splitlines()
    for method in line.split()[0].split(",")
]
TRIES = int(os.environ.get("FUZZ_N", "1500"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))

QUERY = (
    *("page", "q", "code", "number", "state", "due", "step", "iin", "document", "ground", "topic", "kind"),
    *("region", "unit", "branch", "next", "lang", "seen", "body", "role", "from", "to", "year", "signed"),
)
LEFT_BY_REFUSED: dict[str, set[str]] = {
    "auth.check_password": {"audit_log"},
    "callbacks.take_papers": {"audit_log"},
    "signing.take_signatures": {"audit_log"},
}
A_LOOK = {"audit_log"}
"""What a refused request may leave: that somebody looked at the page which says so; that somebody tried
the door, or gave a signature that did not count."""

UNEXPLAINED = """
SELECT c.number, c.status FROM cases c WHERE c.status <> (
    SELECT e.to_status FROM events e
    WHERE e.case_id = c.id AND e.to_status IS NOT NULL AND e.complaint_id IS NULL ORDER BY e.id DESC LIMIT 1)
"""


def places(site: PeopledSite, route: Route) -> list[tuple[str, Values]]:
    """Everybody who may use the route, each with the things on which they may; some more who may not."""
    table = read_table()
    found = []
    for label, values in things(site, route, site.here).items():
        people = table.get((route.name, label), frozenset())
        if route.is_apart or route.access.audience == PUBLIC:
            people = frozenset({"stranger", "owner", "chair"})
        found += [
            (actor, values) for actor in sorted(people or {"stranger", "owner", "admin"}, key=PEOPLE.index)
        ]
    return found


def with_junk_in_it(draw: Callable[..., Any], site: PeopledSite, route: Route, values: Values) -> str:
    """The address, mostly as it should be, else with a part that is none."""
    mixed = dict(values)
    if values and draw(st.integers(0, 4)) == 0:
        name = draw(st.sampled_from(sorted(values)))
        mixed[name] = draw(junk.numbers if isinstance(values[name], int) else junk.texts)
    try:
        path = url(site.app, route, mixed)
    except (BuildError, ValueError):
        path = url(site.app, route, values)
    return path


def body_of(
    draw: Callable[..., Any], site: PeopledSite, route: Route, path: str, form: Form, token: str
) -> dict[str, Any]:
    """What is sent, in the words of the test client."""
    if route.rule.endpoint == "callbacks.take_papers":
        return papers_back(draw, site, path)
    if draw(st.integers(0, 4)) == 0:
        headers = {"X-CSRFToken": token}
        kind = draw(st.sampled_from(junk.TYPES))
        return {"data": draw(st.sampled_from(junk.RAW_BODIES)), "content_type": kind, "headers": headers}
    known = form.fields or {
        "MessageSid": "SM1",
        "MessageStatus": "delivered",
        "ErrorCode": "30003",
        "cms": "",
    }
    sent = MultiDict([(TOKEN, token), *draw(junk.fields(known, frozenset(form.files)))])
    headers = {"HX-Request": "true"} if draw(st.booleans()) else {}
    if route.rule.endpoint == "callbacks.twilio_status":
        headers["X-Twilio-Signature"] = twilio_signature(site, path, sent) if draw(st.booleans()) else "AAAA"
    return {"data": sent, "headers": headers}


def twilio_signature(site: PeopledSite, path: str, sent: MultiDict[str, Any]) -> str:
    """Twilio's own signature over this junk."""
    known = site.app.config["SETTINGS"]
    signed = RequestValidator(known.twilio_auth_token).compute_signature(known.public_url + path, sent)
    return str(signed)


def papers_back(draw: Callable[..., Any], site: PeopledSite, path: str) -> dict[str, Any]:
    """A telephone's answer, with the right token more often than not."""
    handle = path.split("/")[2]
    with site.app.app_context():
        asked = request_of_phone(handle)
        token = bearer(asked) if asked else ""
        ids = [paper.position + 1 for paper in asked.papers if paper.signed] if asked else [1]
    right = draw(st.integers(0, 3)) > 0
    headers = {"Authorization": f"Bearer {token if right else 'x'}"}
    return {"data": draw(junk.answers(ids)), "content_type": "application/json", "headers": headers}


def check(site: PeopledSite, route: Route, before: dict[str, int], came: Any) -> None:
    """What holds after every answer."""
    page = came.get_data() if came.mimetype in ("text/html", "application/json") else b""
    assert came.status_code < 500, page[:400]
    assert b"Traceback" not in page and b"sqlalchemy" not in page
    if came.status_code >= 400 and site.has_written():
        left = {name for name, count in site.rows().items() if count != before[name]}
        looked = route.method == "GET" or route.access.audience == OFFICER
        allowed = A_LOOK if looked else LEFT_BY_REFUSED.get(route.rule.endpoint, set())
        assert left <= allowed, f"{came.status_code} left rows in {left}"
    if site.has_written():
        assert site.ask(UNEXPLAINED) == []


@pytest.fixture(scope="module")
def rows(site: PeopledSite) -> dict[str, int]:
    """How many rows each table had at the beginning."""
    return site.rows()


@pytest.mark.parametrize("name", ROUTES)
def test_junk(
    site: PeopledSite,
    forms: dict[str, Form],
    rows: dict[str, int],
    name: str,
    record_property: Callable[[str, object], None],
) -> None:
    route = next(route for route in routes(site.app) if route.name == name)
    users = places(site, route)
    tried = 0

    @seed(SEED)
    @settings(
        max_examples=max(3, TRIES // (len(ROUTES) * len(KINDS))),
        database=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def send(data: Any) -> None:
        nonlocal tried
        tried += 1
        site.restore()
        actor, values = data.draw(st.sampled_from(users), label="who, what")
        path = with_junk_in_it(data.draw, site, route, values)
        if route.method == "GET":
            asked = data.draw(st.dictionaries(st.sampled_from(QUERY), junk.texts, max_size=4), label="query")
            came = site.browsers[actor].get(path, query_string=asked)
        else:
            form = forms.get(url(site.app, route, values), Form())
            sent = body_of(data.draw, site, route, path, form, site.tokens[actor])
            came = site.browsers[actor].open(path, method=route.method, **sent)
        check(site, route, rows, came)

    try:
        send()
    finally:
        site.restore()
        record_property("fuzz_requests", tried)
