"""Every route, every role: who gets in. From the URL map: a new route without a decision is red."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule, UUIDConverter

from app import create_app
from domain.roles import OFFICER_ROLES, Role
from tests.support import factories as make
from tests.support.settings import make_settings
from tests.support.signing_in import Numbers, add_officer, sign_in_citizen, sign_in_officer
from web.access import CITIZEN, OFFICER, PUBLIC, SIGNER, declared

TABLE = Path(__file__).with_name("routes.txt")
FILES = {"static"}


def lines(app: Flask) -> list[str]:
    """One line a route: methods, address, who may."""
    table = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in FILES:
            continue
        access = declared(app.view_functions[rule.endpoint])
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        who = "NOBODY" if access is None else " ".join([access.audience, *sorted(access.roles)])
        table.append(f"{methods:<9} {rule.rule:<70} {who}")
    return sorted(table, key=lambda line: line[10:])


@pytest.fixture(scope="module")
def app_to_read(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app, to read its URL map."""
    return create_app(make_settings(tmp_path_factory.mktemp("routes")))


def test_every_route_says_who_may_open_it_and_the_list_is_known(app_to_read: Flask) -> None:
    """After a decision about a route: `python -m tests.guards.test_routes` writes the list anew."""
    written = lines(app_to_read)
    assert not [line for line in written if line.endswith("NOBODY")]
    assert TABLE.read_text(encoding="utf-8").splitlines() == written


def test_no_two_blueprints_import_each_other() -> None:
    """Siblings: what two share belongs into web, actions or queries."""
    blueprints = Path(__file__).parents[2] / "blueprints"
    for file in blueprints.rglob("*.py"):
        own = file.relative_to(blueprints).parts[0]
        for other in re.findall(r"(?:from|import) blueprints\.(\w+)", file.read_text(encoding="utf-8")):
            assert other == own, f"{file.name} of {own} imports {other}"


def addresses(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Each route with each method, at an address whose objects nobody knows."""
    with app.test_request_context():
        urls = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if rule.endpoint in FILES:
                continue
            values = {name: _unknown(name, rule) for name in rule.arguments}
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method, urls.build(rule.endpoint, values, method=method)


def _unknown(name: str, rule: Rule) -> object:
    converter = rule._converters[name]
    if isinstance(converter, IntegerConverter):
        return 999_999
    if isinstance(converter, UUIDConverter):
        return "00000000-0000-4000-8000-000000000000"
    return {"number": "26-999999-2", "code": "deferral"}.get(name, "unknown")


APART = ("sign-in", "sign-out", "password", "callbacks")
"""They begin or end a session or have a door of their own, each with its tests."""

ROLES = [None, Role.CITIZEN, *sorted(OFFICER_ROLES)]


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_a_role_gets_into_its_own_routes_and_no_others(
    app: Flask, session: object, clock: object, monkeypatch: pytest.MonkeyPatch, role: Role | None
) -> None:
    make.make_calendar()
    app.config["RATELIMIT_ENABLED"] = False
    client = app.test_client()
    if role is Role.CITIZEN:
        Numbers(monkeypatch)
        sign_in_citizen(client)
    elif role is not None:
        seat = "health" if role is Role.MEMBER else None
        add_officer("somebody", role, seat=seat)
        sign_in_officer(client, "somebody")
    token = _token(client)
    wrong = []
    for rule, method, address in addresses(app):
        access = declared(app.view_functions[rule.endpoint])
        assert access is not None
        if any(word in rule.rule for word in APART):
            continue
        answer = client.open(address, method=method, data={"csrf_token": token} if method == "POST" else None)
        if not _fits(
            access.audience, access.roles, role, answer.status_code, answer.headers.get("Location", "")
        ):
            wrong.append(f"{method} {rule.rule}: {answer.status_code} {answer.headers.get('Location', '')}")
    assert not wrong, "\n".join(wrong)


def _token(client: object) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in/").text)  # type: ignore[attr-defined]
    if found is None:
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/verify/").text)  # type: ignore[attr-defined]
    return found[1] if found else ""


def _fits(audience: str, roles: frozenset[Role], role: Role | None, status: int, location: str) -> bool:
    if audience == PUBLIC:
        return status < 500 and status != 403
    if audience == SIGNER:
        return status == 404  # nobody is asked to sign anything here; not even that is said
    door = {CITIZEN: "/sign-in/", OFFICER: "/staff/sign-in/"}[audience]
    at_home = role is Role.CITIZEN if audience == CITIZEN else role in OFFICER_ROLES
    if not at_home:
        return status == 303 and location.split("?")[0] == door
    if roles and role not in roles:
        return status == 403
    return status < 500 and status != 403 and location.split("?")[0] != door


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        found = lines(create_app(make_settings(Path(folder))))
        TABLE.write_text("\n".join(found) + "\n", encoding="utf-8")
