"""Accounts, roles, passwords, leavers and substitutes on the administrator's pages."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from database import db, transaction
from domain.roles import Actor, BodyKind, Role
from models.audit import AuditEntry
from models.offices import actors_of
from models.people import Appointment, Officer, Substitution
from tests.conftest import TestClock
from tests.support.administration import AdminDesk
from tests.support.factories import key_of, make_body, make_commission, make_officer, make_substitute
from tests.support.html import check_page
from tests.support.officers_at_work import at_desk, send
from tests.support.signing_in import officer_row, sign_in_officer

TODAY = date(2026, 11, 23)

NEW = {"login": "aidana", "name": "Нұрлан Айдана", "language": "kk", **key_of("aidana")}
"""What is entered for a new officer."""


@pytest.fixture
def desk(app: Flask, clock: TestClock) -> AdminDesk:
    return AdminDesk(app)


def shown_password(page: str) -> str:
    found = re.search(r'Password <strong class="digits">([^<]+)</strong>', page)
    assert found, "no password on the page"
    return found[1]


class TestAccounts:
    def test_a_new_officer_gets_a_password_that_is_shown_once(self, app: Flask, desk: AdminDesk) -> None:
        page = desk.send(
            "/admin/people/new/", **{**NEW, "login": "Aidana", "name": "Нұрлан  Айдана", "language": "ru"}
        )
        check_page(page)
        assert "The account is open." in page and "No role yet" in page
        password = shown_password(page)
        officer = db.session.query(Officer).filter_by(login="aidana").one()
        assert (officer.name, officer.language) == ("Нұрлан Айдана", "ru")
        assert (officer.iin, officer.bin) == (NEW["iin"], NEW["bin"])
        assert password not in desk.page(f"/admin/people/{officer.id}/")
        visitor = app.test_client()
        assert sign_in_officer(visitor, "aidana", password).status_code == 303
        assert visitor.get("/staff/").location == "/staff/password/"

    def test_the_password_is_for_the_page_of_its_officer(self, desk: AdminDesk) -> None:
        other = make_officer("other", Role.CHAIR, make_body(BodyKind.COMMISSION, "751210000"))
        answer = send(desk.client, "/admin/people/new/", **NEW)
        assert "Temporary password" not in desk.page(f"/admin/people/{other.id}/")
        assert "Temporary password" in desk.page(answer.location)

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"login": "site.admin"}, "Somebody has this login already."),
            ({"login": "9lives"}, "A login has 3 to 40 small Latin letters"),
            ({"login": ""}, "Fill this in."),
            ({"name": "   "}, "Fill this in."),
            ({"language": "de"}, "Choose one of the answers in the list."),
            ({"iin": ""}, "Fill this in."),
            ({"iin": "123456789012"}, "There is no such IIN: a digit is mistyped."),
            ({"bin": ""}, "Fill this in."),
            ({"bin": "1234"}, "A BIN has twelve digits."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, desk: AdminDesk, changed: dict[str, str], sentence: str
    ) -> None:
        typed = {**NEW, **changed}
        page = desk.send("/admin/people/new/", status=422, **typed)
        check_page(page)
        assert sentence in page
        assert all(f'value="{typed[name]}"' in page for name in ("login", "name", "iin", "bin"))
        assert db.session.query(Officer).count() == 1

    def test_a_new_password_signs_out_and_is_shown_once(self, app: Flask, desk: AdminDesk) -> None:
        commission = make_commission()
        chair = at_desk(app, commission.chair)
        path = f"/admin/people/{commission.chair.id}/"
        page = desk.send(path, to=f"{path}password/")
        password = shown_password(page)
        assert chair.get("/staff/").status_code == 303
        assert "Temporary password" not in desk.page(path)
        assert sign_in_officer(app.test_client(), "alatau.chair", password).status_code == 303

    def test_ones_own_password_is_changed_on_its_own_page(self, desk: AdminDesk) -> None:
        path = f"/admin/people/{desk.actor.id}/"
        assert "New temporary password" not in desk.page(path)
        assert "Present password" in desk.send("/admin/people/new/", to=f"{path}password/")

    def test_a_locked_login_is_shown(self, app: Flask, desk: AdminDesk) -> None:
        commission = make_commission()
        visitor = app.test_client()
        for _ in range(5):
            sign_in_officer(visitor, "alatau.chair", "not this one")
        assert "locked" in desk.page("/admin/people/?q=alatau.chair")
        page = desk.page(f"/admin/people/{commission.chair.id}/")
        assert "locked" in page and "until 10:15" in page


class TestKeys:
    """With whose key an officer signs is entered by an administrator, never by themselves."""

    @pytest.fixture
    def chair(self, desk: AdminDesk) -> Actor:
        return make_commission().chair

    def test_the_iin_is_shown_masked(self, desk: AdminDesk, chair: Actor) -> None:
        page = desk.page(f"/admin/people/{chair.id}/")
        check_page(page)
        iin, bin = key_of("alatau.chair").values()
        assert iin not in page and iin[-4:] in page and bin in page

    def test_another_key_signs_the_officer_out(self, app: Flask, desk: AdminDesk, chair: Actor) -> None:
        at_work, path = at_desk(app, chair), f"/admin/people/{chair.id}/"
        other = key_of("another")["iin"]
        page = desk.send(path, to=f"{path}key/", iin=f"{other[:6]} {other[6:]}", bin="990 140 000 016")
        assert "The key is entered" in page
        assert at_work.get("/staff/").status_code == 303
        officer = officer_row(chair.id or 0)
        assert (officer.iin, officer.bin) == (other, "990140000016")
        [entry] = db.session.scalars(select(AuditEntry).where(AuditEntry.code == "officer_key_changed"))
        assert entry.officer_id == desk.actor.id

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"iin": ""}, "Fill this in."),
            ({"iin": "12"}, "An IIN has 12 digits, here are 2."),
            ({"bin": "12345678901a"}, "A BIN has twelve digits."),
            ({"bin": ""}, "Fill this in."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, desk: AdminDesk, chair: Actor, changed: dict[str, str], sentence: str
    ) -> None:
        path, typed = f"/admin/people/{chair.id}/", {**key_of("another"), **changed}
        page = desk.send(path, to=f"{path}key/", status=422, **typed)
        check_page(page)
        assert sentence in page and all(f'value="{value}"' in page for value in typed.values())
        assert officer_row(chair.id or 0).iin == key_of("alatau.chair")["iin"]

    def test_where_nobody_has_entered_a_key_the_page_says_so(self, desk: AdminDesk, chair: Actor) -> None:
        missing = "Nobody has entered with whose key this officer signs."
        assert missing not in desk.page(f"/admin/people/{chair.id}/")
        with transaction():
            db.session.get_one(Officer, chair.id).bin = None
        assert missing in desk.page(f"/admin/people/{chair.id}/")

    def test_ones_own_key_another_administrator_enters(self, desk: AdminDesk) -> None:
        path = f"/admin/people/{desk.actor.id}/"
        assert "Change the key" not in desk.page(path)
        page = desk.send(path, to=f"{path}key/", **key_of("another"))
        assert "You cannot change your own key." in page
        assert officer_row(desk.actor.id or 0).iin == key_of("site.admin")["iin"]


class TestTheList:
    def test_search_looks_into_name_and_login_in_any_case(self, desk: AdminDesk) -> None:
        body = make_body(BodyKind.COMMISSION, "751210000")
        make_officer("abai.one", Role.COMPLAINTS, body, name="Әлімжанова Дана")
        make_officer("abai.two", Role.COMPLAINTS, body, name="Қожахметов Айдос")
        for search, names in {
            "әлім": {"Әлімжанова Дана"},
            "дана ӘЛІМ": {"Әлімжанова Дана"},
            "ABAI": {"Әлімжанова Дана", "Қожахметов Айдос"},
            "two": {"Қожахметов Айдос"},
            "100%": set(),
            "_": set(),
        }.items():
            page = desk.page(f"/admin/people/?q={search.replace('%', '%25')}")
            found = {name for name in ("Әлімжанова Дана", "Қожахметов Айдос") if name in page}
            assert found == names, search

    def test_roles_of_today_stand_beside_the_name(self, desk: AdminDesk) -> None:
        make_commission()
        page = desk.page("/admin/people/?q=alatau.military")
        assert "Head of the local military administration body" in page and "Commission alatau" in page

    def test_who_left_stands_apart(self, desk: AdminDesk) -> None:
        commission = make_commission()
        path = f"/admin/people/{commission.chair.id}/leave/"
        desk.send(path)
        assert "alatau.chair" not in desk.page("/admin/people/")
        assert "alatau.chair" in desk.page("/admin/people/?left=yes")

    def test_the_list_takes_as_many_queries_however_long(self, desk: AdminDesk) -> None:
        body = make_body(BodyKind.COMMISSION, "751210000")
        make_officer("first", Role.COMPLAINTS, body)
        few = len(desk.statements("/admin/people/"))
        for number in range(30):
            make_officer(f"zhanar{number}", Role.COMPLAINTS, body)
        assert len(desk.statements("/admin/people/")) == few
        page = desk.page("/admin/people/")
        assert "32 officers" in page and "Page 1 of 2" in page
        assert "Page 2 of 2" in desk.page("/admin/people/?page=9")


class TestRoles:
    def test_a_role_is_given_from_its_first_day(self, app: Flask, desk: AdminDesk) -> None:
        body = make_body(BodyKind.COMMISSION, "751210000", "Commission")
        path = self.new_officer(desk)
        page = desk.send(path, place="member.health", body=body, starts_on="2026-12-01", ends_on="2026-12-31")
        check_page(page)
        assert "Deputy head of health care" in page and "to come" in page and "Tue 1 Dec 2026" in page
        officer_id = int(path.split("/")[3])
        assert actors_of(officer_id, TODAY) == ()
        assert {(a.role, a.seat) for a in actors_of(officer_id, date(2026, 12, 1))} == {
            (Role.MEMBER, "health")
        }

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"place": ""}, "Fill this in."),
            ({"place": "king."}, "Choose one of the answers in the list."),
            ({"body": ""}, "Fill this in."),
            ({"body": "999"}, "Choose one of the answers in the list."),
            ({"place": "admin."}, "There is no such role in this body."),
            ({"ends_on": "2026-11-01"}, "The last day lies before the first one."),
            ({"starts_on": "soon"}, "There is no such date."),
            ({"starts_on": ""}, "Fill this in."),
            ({}, "Somebody else holds this place in these days."),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field(
        self, desk: AdminDesk, changed: dict[str, str], sentence: str
    ) -> None:
        commission = make_commission()
        path = self.new_officer(desk)
        typed = {"place": "chair.", "body": str(commission.body_id), "starts_on": "2026-11-23", **changed}
        page = desk.send(path, status=422, **typed)
        check_page(page)
        assert sentence in page
        assert f'value="{typed["starts_on"]}"' in page

    def test_a_role_ends_on_its_last_day(self, desk: AdminDesk) -> None:
        commission = make_commission()
        path = f"/admin/people/{commission.chair.id}/"
        end = path + re.findall(r"roles/\d+/end/", desk.page(path))[0]
        page = desk.send(end, ends_on="2026-11-30")
        assert "Mon 30 Nov 2026" in page
        page = desk.send(end, ends_on="2026-12-01", status=422)
        assert "It ends earlier than that already." in page
        page = desk.send(end, ends_on="2026-11-20", status=422)
        assert "This day has already passed." in page and 'value="2026-11-20"' in page
        assert "Fill this in." in desk.send(end, ends_on="", status=422)
        desk.send(end, ends_on="2026-11-22")
        db.session.rollback()
        assert actors_of(commission.chair.id or 0, TODAY) == ()
        desk.page(end, 404)

    def test_ones_own_administration_is_ended_with_a_warning(self, desk: AdminDesk) -> None:
        path = f"/admin/people/{desk.actor.id}/"
        page = desk.page(path + re.findall(r"roles/\d+/end/", desk.page(path))[0])
        assert "you cannot come back to these pages" in page

    @staticmethod
    def new_officer(desk: AdminDesk) -> str:
        desk.send("/admin/people/new/", **NEW)
        return f"/admin/people/{db.session.query(Officer).filter_by(login='aidana').one().id}/"


class TestLeavers:
    def test_whoever_leaves_is_out_at_once_and_for_good(self, app: Flask, desk: AdminDesk) -> None:
        commission = make_commission()
        chair = at_desk(app, commission.chair)
        path = f"/admin/people/{commission.chair.id}/"
        page = desk.send(f"{path}leave/")
        assert "The account is closed" in page and "Whoever comes back gets a new account." in page
        assert chair.get("/staff/").status_code == 303
        assert not officer_row(commission.chair.id or 0).active
        assert "This officer has left already." in desk.page(f"{path}leave/")
        for deed in ("leave/", "password/", "key/"):
            assert "This officer has left already." in desk.send("/admin/people/new/", to=path + deed)

    def test_a_role_for_somebody_who_left_is_refused(self, desk: AdminDesk) -> None:
        commission = make_commission()
        path = f"/admin/people/{commission.chair.id}/"
        desk.send(f"{path}leave/")
        typed = {"place": "chair.", "body": commission.body_id, "starts_on": "2026-11-23"}
        desk.send("/admin/people/new/", to=path, status=422, **typed)
        assert db.session.query(Appointment).filter_by(officer_id=commission.chair.id).count() == 1

    def test_nobody_closes_their_own_account(self, desk: AdminDesk) -> None:
        path = f"/admin/people/{desk.actor.id}/leave/"
        assert "You cannot close your own account." in desk.page(path)
        page = desk.send("/admin/people/new/", to=path, status=422)
        assert "You cannot close your own account." in page
        assert officer_row(desk.actor.id or 0).active


class TestSubstitutes:
    def typed(
        self, absent: int | str | None, substitute: int | str | None, **changed: str
    ) -> dict[str, object]:
        span = {"starts_on": "2026-11-24", "ends_on": "2026-11-27", "reason": "Demalys"}
        return {"absent": absent, "substitute": substitute, **span, **changed}

    def test_a_substitute_is_named_for_anybody_and_taken_back(self, desk: AdminDesk) -> None:
        commission = make_commission()
        chair, member = commission.chair.id, commission.members[0].id
        page = desk.send("/admin/substitutes/", **self.typed(chair, member))
        check_page(page)
        assert "Alatau.Chair" in page and "to come" in page and "Demalys" in page
        assert "stands in" in desk.page(f"/admin/people/{chair}/")
        assert "stands in for Alatau.Chair" in desk.page(f"/admin/people/{member}/")
        absence = db.session.query(Substitution).one().id
        page = desk.send("/admin/substitutes/", to=f"/admin/substitutes/{absence}/end/")
        assert "The substitution is over." in page and "Nobody is absent." in page
        assert db.session.query(Substitution).count() == 0

    def test_who_is_back_sooner_works_again_today(self, app: Flask, clock: TestClock) -> None:
        commission = make_commission()
        deputy = make_substitute("deputy", commission.chair)
        assert actors_of(deputy.id or 0, TODAY)
        absence_id = db.session.query(Substitution).one().id
        clock.advance(days=2)
        desk = AdminDesk(app)
        assert "Back now: Alatau.Chair" in desk.page("/admin/substitutes/")
        desk.send("/admin/substitutes/", to=f"/admin/substitutes/{absence_id}/end/")
        db.session.rollback()
        assert actors_of(deputy.id or 0, TODAY + timedelta(days=2)) == ()
        desk.send("/admin/people/new/", to=f"/admin/substitutes/{absence_id}/end/", status=404)

    def test_what_is_wrong_stands_beside_its_field(self, desk: AdminDesk) -> None:
        commission = make_commission()
        chair, member = commission.chair.id, commission.members[0].id
        desk.send("/admin/substitutes/", **self.typed(chair, member))
        for typed, sentence in (
            (self.typed(chair, chair), "Nobody can stand in for themselves."),
            (self.typed(chair, member), "A substitute has already been named"),
            (self.typed(chair, member, ends_on="2026-11-01"), "The last day lies before the first one."),
            (
                self.typed(chair, member, starts_on="2026-11-01", ends_on="2026-11-02"),
                "This day has already passed.",
            ),
            (self.typed(chair, ""), "Fill this in."),
            (self.typed("999", member), "Choose one of the answers in the list."),
        ):
            page = desk.send("/admin/substitutes/", status=422, **typed)
            check_page(page)
            assert sentence in page
            assert 'value="Demalys"' in page
        assert db.session.query(Substitution).count() == 1

    def test_the_page_takes_as_many_queries_however_many_are_absent(self, desk: AdminDesk) -> None:
        body = make_body(BodyKind.COMMISSION, "751210000")
        make_substitute("stand.in", make_officer("first", Role.COMPLAINTS, body))
        few = len(desk.statements("/admin/substitutes/"))
        for number in range(8):
            make_substitute(f"in{number}", make_officer(f"gone{number}", Role.COMPLAINTS, body))
        assert len(desk.statements("/admin/substitutes/")) == few
