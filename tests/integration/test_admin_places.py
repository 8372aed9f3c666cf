"""Districts and bodies on the administrator's pages."""

import pytest
from flask import Flask
from sqlalchemy import select

from database import db
from domain.roles import BodyKind, Role
from models.bodies import Body, District
from tests.conftest import TestClock
from tests.support.administration import AdminDesk
from tests.support.factories import ALATAU, make_body, make_commission, make_officer
from tests.support.html import check_page

NAMES = {"name_kk": "Абай ауданы", "name_ru": "Абайский район", "name_en": "Abai district"}
BODY = {
    **NAMES,
    "kind": "commission",
    "district_code": ALATAU,
    "address": "1 Abai",
    "phone": "",
    "active": "y",
}


@pytest.fixture
def desk(app: Flask, clock: TestClock) -> AdminDesk:
    return AdminDesk(app)


def district(code: str) -> District | None:
    return db.session.get(District, code)


def body_named(name: str) -> Body | None:
    return db.session.scalars(select(Body).where(Body.name_en == name)).one_or_none()


class TestDistricts:
    def test_a_district_is_entered_and_its_names_corrected(self, desk: AdminDesk) -> None:
        page = desk.send("/admin/districts/", code="353200000", **NAMES)
        check_page(page)
        assert "Abai district" in page and "353200000" in page
        page = desk.send("/admin/districts/353200000/", **{**NAMES, "name_en": "  Abai   district (new) "})
        assert "Abai district (new)" in page
        kept = district("353200000")
        assert kept and (kept.name_kk, kept.name_en) == ("Абай ауданы", "Abai district (new)")

    def test_one_that_is_there_is_not_overwritten(self, desk: AdminDesk) -> None:
        make_body(BodyKind.COMMISSION, ALATAU)
        page = desk.send("/admin/districts/", code=ALATAU, status=422, **NAMES)
        assert "There is a district with this code already." in page
        kept = district(ALATAU)
        assert kept and kept.name_en == f"District {ALATAU}"

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"code": "12345678"}, "The code has nine digits."),
            ({"code": "12345678x"}, "The code has nine digits."),
            ({"code": ""}, "Fill this in."),
            ({"name_ru": "  "}, "Fill this in."),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field(
        self, desk: AdminDesk, changed: dict[str, str], sentence: str
    ) -> None:
        typed = {"code": "353200000", **NAMES, **changed}
        page = desk.send("/admin/districts/", status=422, **typed)
        check_page(page)
        assert sentence in page and 'value="Абай ауданы"' in page
        assert district("353200000") is None

    def test_names_are_not_emptied(self, desk: AdminDesk) -> None:
        make_body(BodyKind.COMMISSION, ALATAU)
        page = desk.send(f"/admin/districts/{ALATAU}/", status=422, **{**NAMES, "name_kk": ""})
        assert "Fill this in." in page and 'value="Абайский район"' in page

    def test_who_serves_a_district_is_shown_with_the_same_queries(self, desk: AdminDesk) -> None:
        make_commission()
        few = len(desk.statements("/admin/districts/"))
        for number in range(12):
            make_body(
                BodyKind.COMMISSION, f"35320000{number % 9 + 1}" if number < 9 else f"35330000{number % 9}"
            )
        assert len(desk.statements("/admin/districts/")) == few
        page = desk.page("/admin/districts/")
        assert "Commission alatau" in page and "Military body alatau" in page


class TestBodies:
    def test_a_body_is_entered_corrected_and_closed(self, desk: AdminDesk) -> None:
        make_body(BodyKind.MILITARY_BODY, ALATAU)
        page = desk.send("/admin/bodies/new/", **BODY)
        check_page(page)
        assert "Now appoint its officers." in page
        body = body_named("Abai district")
        assert body and (body.kind, body.district_code, body.address) == ("commission", ALATAU, "1 Abai")
        path = f"/admin/bodies/{body.id}/"
        assert "Empty places" in desk.page(path)
        closed = {name: value for name, value in BODY.items() if name not in ("active", "kind")}
        page = desk.send(path, **{**closed, "name_en": "Abai commission"})
        assert "closed" in page
        body = body_named("Abai commission")
        assert body and not body.active and body.kind == "commission"

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"kind": ""}, "Fill this in."),
            ({"kind": "kingdom"}, "Choose one of the answers in the list."),
            ({"district_code": ""}, "Choose one of the answers."),
            ({"district_code": "999999999"}, "Choose one of the answers in the list."),
            ({"name_kk": ""}, "Fill this in."),
            ({}, "This district has a commission already"),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field(
        self, desk: AdminDesk, changed: dict[str, str], sentence: str
    ) -> None:
        make_body(BodyKind.COMMISSION, ALATAU)
        page = desk.send("/admin/bodies/new/", status=422, **{**BODY, **changed})
        check_page(page)
        assert sentence in page and 'value="1 Abai"' in page
        assert body_named("Abai district") is None

    def test_a_closed_commission_does_not_open_beside_another(self, desk: AdminDesk) -> None:
        first = make_body(BodyKind.COMMISSION, ALATAU, "First")
        changed = {"name_kk": "1", "name_ru": "1", "name_en": "First", "district_code": ALATAU}
        desk.send(f"/admin/bodies/{first}/", **changed)
        make_body(BodyKind.COMMISSION, ALATAU, "Second")
        page = desk.send(f"/admin/bodies/{first}/", status=422, active="y", **changed)
        check_page(page)
        assert "This district has a commission already" in page

    def test_a_military_body_stays_while_its_commission_works(self, desk: AdminDesk) -> None:
        commission = make_commission()
        changed = {"name_kk": "1", "name_ru": "1", "name_en": "Military", "district_code": ALATAU}
        page = desk.send(f"/admin/bodies/{commission.military_body_id}/", status=422, **changed)
        check_page(page)
        assert "The commission of this district sends its conclusions here." in page
        desk.send(f"/admin/bodies/{commission.military_body_id}/", active="y", **changed)

    def test_who_serves_in_a_body_is_shown(self, desk: AdminDesk) -> None:
        commission = make_commission()
        page = desk.page(f"/admin/bodies/{commission.body_id}/")
        assert "Alatau.Chair" in page and "Alatau.Health" in page and "Empty places" not in page
        body = make_body(BodyKind.CONTACT_CENTRE, name="Centre")
        assert "Nobody." in desk.page(f"/admin/bodies/{body}/")

    def test_the_list_takes_as_many_queries_however_long(self, desk: AdminDesk) -> None:
        make_commission()
        few = len(desk.statements("/admin/bodies/"))
        body = make_body(BodyKind.MILITARY_BODY, "353200000")
        for number in range(6):
            make_body(BodyKind.COMMISSION, f"35340000{number}")
            make_officer(f"officer{number}", Role.MILITARY_BODY, body)
        assert len(desk.statements("/admin/bodies/")) == few
