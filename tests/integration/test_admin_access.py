"""The administrator's pages are the administrator's alone, and every one of them is a sound page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.roles import SITE, BodyKind, Role
from tests.conftest import TestClock
from tests.support.administration import AdminDesk
from tests.support.factories import (
    ALATAU,
    make_body,
    make_calendar,
    make_case,
    make_commission,
    make_officer,
)
from tests.support.html import check_page
from tests.support.officers_at_work import at_desk, number_of
from tests.support.recruiting import make_bodies
from tests.support.signing_in import form_token

GIVEN = {"year": "2026", "month": "12", "number": "16", "code": "case_registered"}
"""What stands in the addresses; ids are those of the first row."""


@pytest.fixture(autouse=True)
def _calendar(session: object, clock: TestClock) -> None:
    make_calendar()


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and an address of everything below /admin/."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("admin."):
            path = re.sub(r"<(?:int:)?(\w+)>", lambda name: GIVEN.get(name[1], "1"), rule.rule)
            found += [
                (rule.endpoint, method, path) for method in sorted((rule.methods or set()) & {"GET", "POST"})
            ]
    return found


def test_every_other_role_is_turned_away_everywhere(app: Flask) -> None:
    commission = make_commission()
    contact = make_officer("contact", Role.CONTACT_CENTRE, make_body(BodyKind.CONTACT_CENTRE))
    bodies = make_bodies()
    actors = [
        *(commission.chair, commission.members[0], commission.complaints, commission.military, contact),
        *(bodies.head, bodies.executor, bodies.security, bodies.defence, bodies.medical_chair, bodies.unit),
    ]
    assert {actor.role for actor in actors} == set(Role) - {Role.CITIZEN, Role.SITE, Role.ADMIN}
    assert SITE not in actors
    tried = routes(app)
    assert len(tried) > 30
    for actor in actors:
        client = at_desk(app, actor)
        token = form_token(client.get("/staff/password/"))
        for endpoint, method, path in tried:
            answer = client.open(
                path, method=method, data={"csrf_token": token} if method == "POST" else None
            )
            assert answer.status_code == 403, (actor.role, method, endpoint)


def test_a_stranger_is_asked_to_sign_in(app: Flask, client: FlaskClient) -> None:
    for endpoint, method, path in routes(app):
        if method == "GET":
            answer = client.get(path)
            assert answer.status_code == 303, endpoint
            assert answer.location.startswith("/staff/sign-in/"), endpoint


def test_no_form_is_taken_without_its_token(app: Flask) -> None:
    desk = AdminDesk(app)
    for endpoint, method, path in routes(app):
        if method == "POST":
            assert desk.client.post(path).status_code == 400, endpoint


def test_every_page_is_sound_html(app: Flask) -> None:
    desk = AdminDesk(app)
    commission = make_commission()
    number = number_of(make_case(commission))
    held = re.search(r"/roles/\d+/end/", desk.page(f"/admin/people/{commission.chair.id}/"))
    assert held
    for path in (
        "/admin/",
        "/admin/people/",
        "/admin/people/?q=nobody",
        "/admin/people/new/",
        f"/admin/people/{commission.chair.id}/",
        f"/admin/people/{commission.chair.id}/leave/",
        f"/admin/people/{commission.chair.id}{held[0]}",
        "/admin/substitutes/",
        "/admin/districts/",
        f"/admin/districts/{ALATAU}/",
        "/admin/bodies/",
        "/admin/bodies/new/",
        f"/admin/bodies/{commission.body_id}/",
        "/admin/calendar/2026/",
        "/admin/calendar/2029/",
        "/admin/calendar/2026/12/16/",
        "/admin/messages/",
        "/admin/messages/hearing_place/",
        "/admin/stuck/",
        "/admin/transfer/",
        f"/admin/transfer/{number}/",
    ):
        check_page(desk.page(path))


@pytest.mark.parametrize(
    "path",
    [
        "/admin/people/999/",
        "/admin/people/999/leave/",
        "/admin/people/1/roles/999/end/",
        "/admin/districts/000000000/",
        "/admin/bodies/999/",
        "/admin/calendar/1999/",
        "/admin/calendar/2026/2/30/",
        "/admin/calendar/2026/12/15/",
        "/admin/messages/nonsense/",
        "/admin/transfer/26-000001-8/",
    ],
)
def test_what_does_not_exist_is_not_found(app: Flask, path: str) -> None:
    AdminDesk(app).page(path, 404)


def test_an_administrator_begins_at_the_overview_and_sees_the_menu(app: Flask) -> None:
    page = AdminDesk(app).page("/admin/calendar/2026/")
    for words in (
        "Administration",
        "Deadlines",
        "Officers",
        "Substitutes",
        "What is stuck",
        "Transfer of a case",
    ):
        assert words in page
    assert 'href="/admin/calendar/" aria-current="page"' in page
