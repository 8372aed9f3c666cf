"""Officers: accounts, passwords and the lock, appointments, substitutes, leavers, the first account."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from actions import appointments, officers, passwords
from actions.audit import record_look
from actions.sessions import open_session
from commands.people import officers as commands
from database import db, transaction
from domain.errors import ActionNotOpen, InvalidData
from domain.roles import Actor, BodyKind, Role
from extensions import limiter
from models.audit import AuditEntry
from models.bodies import Body
from models.offices import actors_of
from models.people import Appointment, Officer, SignInSession, Substitution
from tests.conftest import TestClock
from tests.support.factories import key_of
from tests.support.paper_rows import add_case, add_draft, add_person
from tests.support.signing_in import (
    PASSWORD,
    add_body,
    add_officer,
    counted_statements,
    officer_row,
    sign_in_officer,
    submit,
)

ADMIN = Actor(Role.ADMIN)
TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)
NEW = "three odd teapots"
KEY = ("--iin", key_of("root")["iin"], "--bin", key_of("root")["bin"])


@pytest.fixture(autouse=True)
def _set_up(session: object, clock: TestClock) -> Iterator[None]:
    yield
    limiter.reset()


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    client.get("/sign-in/?lang=en")
    return client


def problems(action: object, *args: object, **options: object) -> dict[str, str]:
    """What the action finds wrong."""
    with pytest.raises(InvalidData) as invalid, transaction():
        action(*args, **options)  # type: ignore[operator]
    return invalid.value.problems


def last_entry() -> AuditEntry:
    db.session.rollback()
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def without_token(text: str) -> str:
    return re.sub(r'value="[^"]{60,}"', "", text)


class TestSigningIn:
    def test_the_right_password_lets_in(self, visitor: FlaskClient) -> None:
        officer_id = add_officer("sauleb")
        assert sign_in_officer(visitor, " SauleB ").status_code == 303
        entry = last_entry()
        assert (entry.code, entry.officer_id) == ("officer_signed_in", officer_id)
        assert entry.request_id

    def test_five_wrong_passwords_lock_the_login_for_a_quarter_of_an_hour(
        self, visitor: FlaskClient, clock: TestClock
    ) -> None:
        add_officer("sauleb")
        for _ in range(5):
            assert sign_in_officer(visitor, "sauleb", "not this one").status_code == 422
        assert sign_in_officer(visitor, "sauleb").status_code == 422
        clock.advance(minutes=14, seconds=59)
        assert sign_in_officer(visitor, "sauleb").status_code == 422
        clock.advance(seconds=1)
        assert sign_in_officer(visitor, "sauleb").status_code == 303

    def test_after_the_lock_there_are_five_tries_again(self, visitor: FlaskClient, clock: TestClock) -> None:
        add_officer("sauleb")
        for _ in range(5):
            sign_in_officer(visitor, "sauleb", "not this one")
        clock.advance(minutes=15)
        for _ in range(4):
            sign_in_officer(visitor, "sauleb", "not this one")
        assert sign_in_officer(visitor, "sauleb").status_code == 303

    def test_a_right_one_forgives_the_wrong_ones(self, visitor: FlaskClient) -> None:
        officer_id = add_officer("sauleb")
        for _ in range(4):
            sign_in_officer(visitor, "sauleb", "not this one")
        assert sign_in_officer(visitor, "sauleb").status_code == 303
        assert officer_row(officer_id).failed_attempts == 0

    def test_many_at_once_cannot_outrun_the_lock(self) -> None:
        """The try is counted before the password is looked at, however many are looked at together."""
        add_officer("sauleb")
        begun = []
        for _ in range(8):
            with transaction():
                begun.append(passwords.begin_sign_in("sauleb"))
        assert sum(passwords.password_fits(attempt, PASSWORD) for attempt in begun) == 5

    def test_all_failures_are_answered_alike_in_words_statements_and_work(
        self, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add_officer("sauleb")
        add_officer("stuck")
        gone = add_officer("gone")
        with transaction():
            officers.deactivate(ADMIN, gone)
        for _ in range(5):
            sign_in_officer(visitor, "stuck", "not this one")
        hashed: list[str] = []
        verify = passwords.verify
        monkeypatch.setattr(
            passwords, "verify", lambda kept, typed: (hashed.append(kept[:31]), verify(kept, typed))[1]
        )
        answers = []
        for login, password in (
            ("sauleb", "not this one"),
            ("nobody", PASSWORD),
            ("stuck", PASSWORD),
            ("gone", PASSWORD),
        ):
            with counted_statements() as statements:
                answer = sign_in_officer(visitor, login, password)
            shapes = tuple(line.partition(" ")[0] for line in statements)
            answers.append((answer.status_code, without_token(answer.text.replace(login, "LOGIN")), shapes))
        assert len(set(answers)) == 1
        assert hashed == ["$argon2id$v=19$m=19456,t=2,p=1$"] * 4
        reasons = [
            entry.data["reason"]
            for entry in db.session.scalars(
                select(AuditEntry).where(AuditEntry.code == "officer_sign_in_refused").order_by(AuditEntry.id)
            )
        ]
        assert reasons[-4:] == ["wrong", "unknown", "locked", "inactive"]

    def test_what_was_typed_stays_but_not_the_password(self, visitor: FlaskClient) -> None:
        page = sign_in_officer(visitor, "sauleb", "secret teapot").text
        assert 'value="sauleb"' in page and "secret teapot" not in page

    def test_one_address_cannot_lock_a_whole_office(self, visitor: FlaskClient) -> None:
        """After fifty failures it has to wait, and logins it has not tried stay open to others."""
        answers = [sign_in_officer(visitor, f"officer{n}", "").status_code for n in range(50)]
        assert set(answers) == {422}
        token_page = visitor.get("/staff/sign-in/")
        assert token_page.status_code == 200
        assert sign_in_officer(visitor, "officer51", "x").status_code == 429


class TestPasswords:
    def test_a_new_one_signs_out_every_other_browser(self, app: Flask, visitor: FlaskClient) -> None:
        officer_id = add_officer("sauleb")
        sign_in_officer(visitor, "sauleb")
        other = app.test_client()
        sign_in_officer(other, "sauleb")
        answer = submit(visitor, "/staff/password/", password=PASSWORD, new_password=NEW, repeat=NEW)
        assert answer.status_code == 303
        assert visitor.get("/staff/password/").status_code == 200
        assert other.get("/staff/password/").status_code == 303
        assert sign_in_officer(other, "sauleb").status_code == 422
        assert sign_in_officer(other, "sauleb", NEW).status_code == 303
        assert officer_row(officer_id).password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")

    @pytest.mark.parametrize(
        ("present", "new", "repeat", "sentence"),
        [
            ("wrong", NEW, NEW, "not your present password"),
            (PASSWORD, "short", "short", "at least 12 characters"),
            (PASSWORD, "hello-sauleb-hello", "hello-sauleb-hello", "Your login stands in this password"),
            (PASSWORD, "password123456", "password123456", "too easy to guess"),
            (PASSWORD, PASSWORD, PASSWORD, "the password you have"),
            (PASSWORD, NEW, NEW + "!", "The two entries differ"),
            (PASSWORD, "x1y2z3w4v5" * 21, "x1y2z3w4v5" * 21, "Too long"),
            ("", NEW, NEW, "Fill this in."),
        ],
    )
    def test_what_is_wrong_with_it_is_said(
        self, visitor: FlaskClient, present: str, new: str, repeat: str, sentence: str
    ) -> None:
        add_officer("sauleb")
        sign_in_officer(visitor, "sauleb")
        answer = submit(visitor, "/staff/password/", password=present, new_password=new, repeat=repeat)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert NEW not in answer.text

    def test_a_reset_unlocks_and_gives_one_that_has_to_be_changed(self, visitor: FlaskClient) -> None:
        officer_id = add_officer("sauleb")
        for _ in range(5):
            sign_in_officer(visitor, "sauleb", "not this one")
        with transaction():
            password = officers.reset_password(ADMIN, officer_id)
        assert sign_in_officer(visitor, "sauleb", password).status_code == 303
        page = visitor.get("/staff/password/").text
        assert "temporary" in page

    def test_a_temporary_one_stands_nowhere_in_the_database(self) -> None:
        officer_id = add_officer("sauleb")
        with transaction():
            password = officers.reset_password(ADMIN, officer_id)
        officer = officer_row(officer_id)
        assert officer.must_change_password
        assert password not in repr(vars(officer)) + repr(last_entry().data)


class TestAccounts:
    def test_a_new_officer_has_a_temporary_password_and_no_role(self) -> None:
        with transaction():
            officer, password = officers.create_officer(
                ADMIN, login=" Sauleb ", name=" Сәуле   Б. ", **key_of("sauleb")
            )
            officer_id = officer.id
        officer = officer_row(officer_id)
        assert (officer.login, officer.name, officer.must_change_password) == ("sauleb", "Сәуле Б.", True)
        assert passwords.verify(officer.password_hash, password)
        assert actors_of(officer_id, TODAY) == ()

    @pytest.mark.parametrize(
        ("login", "name", "found"),
        [
            ("sauleb", "S", {"login": "login_taken"}),
            ("SAULEB", "S", {"login": "login_taken"}),
            ("ab", " ", {"login": "login_format", "name": "required"}),
            ("сауле", "S", {"login": "login_format"}),
            ("a b c", "S", {"login": "login_format"}),
        ],
    )
    def test_what_is_wrong_with_a_new_one_is_said(self, login: str, name: str, found: dict[str, str]) -> None:
        add_officer("sauleb")
        assert problems(officers.create_officer, ADMIN, login=login, name=name, **key_of("other")) == found

    def test_without_a_key_there_is_no_account(self) -> None:
        typed = {"login": "sauleb", "name": "S", "iin": "", "bin": "1234"}
        wrong = {"iin": "iin_format", "bin": "bin_format"}
        assert problems(officers.create_officer, ADMIN, **typed) == wrong
        assert problems(officers.keep_key, ADMIN, add_officer("other"), iin="", bin="1234") == wrong

    def test_a_leaver_loses_sessions_and_appointments(self) -> None:
        officer_id = add_officer("sauleb", Role.CHAIR)
        with transaction():
            open_session(officer_id=officer_id)
            officers.deactivate(ADMIN, officer_id)
        db.session.rollback()
        assert [row.ended_at is None for row in db.session.scalars(select(SignInSession))] == [False]
        assert [row.ends_on for row in db.session.scalars(select(Appointment))] == [YESTERDAY]
        assert (
            problems(appointments.appoint, ADMIN, officer_id, role=Role.ADMIN, body_id=1, starts_on=TODAY)[
                "officer"
            ]
            == "officer_left"
        )

    def test_nobody_locks_themselves_out(self) -> None:
        admin = add_officer("admin1", Role.ADMIN)
        assert problems(officers.deactivate, Actor(Role.ADMIN, id=admin), admin) == {"officer": "oneself"}

    def test_only_the_administration_may(self) -> None:
        officer_id = add_officer("sauleb", Role.CHAIR)
        chair = Actor(Role.CHAIR, id=officer_id, body_id=1)
        for attempt in (
            lambda: officers.create_officer(chair, login="another", name="A", **key_of("another")),
            lambda: officers.keep_key(chair, officer_id, **key_of("another")),
            lambda: officers.reset_password(chair, officer_id),
            lambda: officers.deactivate(chair, officer_id),
            lambda: appointments.appoint(chair, officer_id, role=Role.CHAIR, body_id=1, starts_on=TODAY),
            lambda: appointments.end_appointment(chair, 1, TODAY),
        ):
            with pytest.raises(ActionNotOpen), transaction():
                attempt()


class TestAppointments:
    @pytest.fixture
    def commission(self) -> int:
        return add_body(BodyKind.COMMISSION)

    def test_it_says_what_does_not_fit(self, commission: int) -> None:
        officer_id = add_officer("sauleb")

        def wrong(role: Role, **options: object) -> dict[str, str]:
            fields = {"body_id": commission, "starts_on": TODAY} | options
            return problems(appointments.appoint, ADMIN, officer_id, role=role, **fields)

        assert wrong(Role.CITIZEN) == {"role": "role_unknown"}
        assert wrong(Role.ADMIN) == {"body": "body_unfit"}
        assert wrong(Role.MEMBER) == {"seat": "seat_unknown"}
        assert wrong(Role.MEMBER, seat="treasurer") == {"seat": "seat_unknown"}
        assert wrong(Role.CHAIR, seat="health") == {"seat": "seat_unknown"}
        assert wrong(Role.CHAIR, ends_on=YESTERDAY) == {"ends_on": "dates_order"}

    def test_a_place_in_the_commission_has_one_holder_at_a_time(self, commission: int) -> None:
        first, second = add_officer("first"), add_officer("second")

        def appoint(officer_id: int, starts: date, ends: date | None, seat: str) -> None:
            appointments.appoint(
                ADMIN,
                officer_id,
                role=Role.MEMBER,
                body_id=commission,
                starts_on=starts,
                ends_on=ends,
                seat=seat,
            )

        december = date(2026, 12, 1)
        with transaction():
            appoint(first, TODAY, december, "health")
        taken = {"starts_on": "seat_taken"}
        assert problems(appoint, second, december, None, "health") == taken
        assert problems(appoint, second, date(2026, 1, 1), TODAY, "health") == taken
        with transaction():
            appoint(second, december + timedelta(days=1), None, "health")
            appoint(second, date(2026, 1, 1), YESTERDAY, "health")
            appoint(second, TODAY, None, "military")
        with transaction():
            appointments.appoint(ADMIN, first, role=Role.COMPLAINTS, body_id=commission, starts_on=TODAY)
            appointments.appoint(ADMIN, second, role=Role.COMPLAINTS, body_id=commission, starts_on=TODAY)

    def test_one_that_was_ended_before_it_began_frees_its_place(self, commission: int) -> None:
        first, second = add_officer("first"), add_officer("second")
        chair = {"role": Role.CHAIR, "body_id": commission, "starts_on": TODAY}
        with transaction():
            held = appointments.appoint(ADMIN, first, **chair)  # type: ignore[arg-type]
            appointments.end_appointment(ADMIN, held.id, YESTERDAY)
            appointments.appoint(ADMIN, second, **chair)  # type: ignore[arg-type]
        assert actors_of(first, TODAY) == ()
        assert [actor.role for actor in actors_of(second, TODAY)] == [Role.CHAIR]

    def test_its_end_cannot_lie_in_the_past_nor_behind_the_end_it_has(self, commission: int) -> None:
        officer_id = add_officer("sauleb", Role.CHAIR, body=commission)
        held = db.session.scalars(select(Appointment.id)).one()
        end = appointments.end_appointment
        assert problems(end, ADMIN, held, YESTERDAY - timedelta(days=1)) == {"ends_on": "date_past"}
        with transaction():
            end(ADMIN, held, TODAY)
        assert problems(end, ADMIN, held, TODAY + timedelta(days=1)) == {"ends_on": "already_ended"}
        entry = last_entry()
        assert (entry.code, entry.subject) == ("appointment_ended", f"officer:{officer_id}")
        assert entry.data == {"appointment": held, "ends_on": "2026-11-23"}


class TestSubstitutes:
    @pytest.fixture
    def pair(self) -> tuple[int, int]:
        return add_officer("absent", Role.CHAIR), add_officer("standin")

    def name(self, pair: tuple[int, int], starts: date, ends: date, actor: Actor = ADMIN) -> int:
        with transaction():
            return appointments.substitute(actor, *pair, starts_on=starts, ends_on=ends, reason="leave").id

    def test_it_says_what_does_not_fit(self, pair: tuple[int, int]) -> None:
        absent, stand_in = pair
        gone = add_officer("gone")
        with transaction():
            officers.deactivate(ADMIN, gone)

        def wrong(stands: int, starts: date, ends: date) -> dict[str, str]:
            return problems(appointments.substitute, ADMIN, absent, stands, starts_on=starts, ends_on=ends)

        assert wrong(absent, TODAY, TODAY) == {"substitute": "oneself"}
        assert wrong(gone, TODAY, TODAY) == {"substitute": "officer_left"}
        assert wrong(stand_in, TODAY, YESTERDAY) == {"ends_on": "dates_order"}
        assert wrong(stand_in, YESTERDAY, YESTERDAY) == {"ends_on": "date_past"}
        self.name(pair, TODAY, TODAY + timedelta(days=3))
        assert wrong(stand_in, TODAY + timedelta(days=3), TODAY + timedelta(days=9)) == {
            "starts_on": "absence_overlaps"
        }

    def test_a_chair_may_name_one_for_their_own_commission_only(self, pair: tuple[int, int]) -> None:
        body = db.session.scalars(select(Appointment.body_id)).one()
        with pytest.raises(ActionNotOpen):
            self.name(pair, TODAY, TODAY, Actor(Role.CHAIR, id=pair[0], body_id=body + 1))
        with pytest.raises(ActionNotOpen):
            self.name(pair, TODAY, TODAY, Actor(Role.MEMBER, id=pair[0], body_id=body))
        self.name(pair, TODAY, TODAY, Actor(Role.CHAIR, id=pair[0], body_id=body))
        assert [actor.standing_in_for for actor in actors_of(pair[1], TODAY)] == [pair[0]]

    def test_it_can_end_sooner_and_be_taken_back(self, pair: tuple[int, int]) -> None:
        first = self.name(pair, YESTERDAY, TODAY + timedelta(days=3))
        later = self.name(pair, TODAY + timedelta(days=5), TODAY + timedelta(days=9))
        with transaction():
            appointments.end_substitution(ADMIN, first, YESTERDAY)
            appointments.end_substitution(ADMIN, later, TODAY)
        db.session.rollback()
        left = db.session.scalars(select(Substitution)).one()
        assert (left.id, left.ends_on) == (first, YESTERDAY)
        assert actors_of(pair[1], TODAY) == ()


class TestTheAuditLog:
    def test_a_look_says_who_in_which_role_for_whom(self) -> None:
        with transaction():
            case_id = add_case(add_draft(add_person())).id
        body = add_body(BodyKind.COMMISSION)
        actor = Actor(Role.MEMBER, id=7, body_id=body, seat="health", standing_in_for=4)
        with transaction():
            record_look(actor, case_id=case_id)
            record_look(actor, case_id=case_id, document_id=3)
        db.session.rollback()
        of_case = select(AuditEntry).where(AuditEntry.case_id == case_id).order_by(AuditEntry.id)
        looks = db.session.scalars(of_case).all()
        assert [(look.code, look.role, look.officer_id, look.body_id, look.data) for look in looks] == [
            ("case_seen", "member", 7, body, {"standing_in_for": 4}),
            ("document_seen", "member", 7, body, {"document": 3, "standing_in_for": 4}),
        ]

    def test_a_citizens_own_act_names_the_person(self) -> None:
        with transaction():
            person_id = add_person().id
            case_id = add_case(add_draft(add_person("061301500304"))).id
            record_look(Actor(Role.CITIZEN, id=person_id), case_id=case_id)
        assert (last_entry().person_id, last_entry().officer_id) == (person_id, None)


class TestTheFirstAccount:
    def test_the_command_makes_an_administrator_who_must_change_the_password(
        self, app: Flask, visitor: FlaskClient
    ) -> None:
        made = app.test_cli_runner().invoke(commands, ["create-admin", "Root.One", "Айгүл А.", *KEY])
        assert made.exit_code == 0, made.output
        password = re.search(r"temporary password: (\S+)", made.output)
        assert password and "login: root.one" in made.output
        assert sign_in_officer(visitor, "root.one", password[1]).status_code == 303
        db.session.rollback()
        officer = db.session.scalars(select(Officer)).one()
        assert [actor.role for actor in actors_of(officer.id, TODAY)] == [Role.ADMIN]

    def test_a_second_administrator_joins_the_same_body(self, app: Flask) -> None:
        for login in ("first", "second"):
            app.test_cli_runner().invoke(commands, ["create-admin", login, "Name", *KEY])
        assert len(db.session.scalars(select(Body)).all()) == 1

    def test_a_login_that_is_taken_is_told_and_nothing_is_made(self, app: Flask) -> None:
        add_officer("taken")
        made = app.test_cli_runner().invoke(commands, ["create-admin", "taken", "Name", *KEY])
        assert made.exit_code == 1 and "There is an officer with this login." in made.output
        assert db.session.scalars(select(Body)).all() == []
