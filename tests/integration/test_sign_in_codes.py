"""One-time passwords: how they are made, sent, checked, limited, and what they do not tell."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

import clock as our_clock
from actions import codes
from actions.codes import CERTIFY, SIGN_IN, CodeLimited, CodeRefused, check_code
from database import db, transaction
from domain.identity import mask_iin
from integrations.registries.errors import NoAnswer, Permanent, Refused
from jobs.codes import send_code
from models.messaging import Message
from models.people import OneTimeCode, Person
from models.registries import RegistryQuery
from tests.conftest import TestClock
from tests.support.paper_rows import add_draft, add_person
from tests.support.signing_in import (
    ALSO_LINKED,
    LINKED,
    PHONE,
    UNKNOWN,
    UNLINKED,
    Numbers,
    counted_statements,
    deliver,
    newest_code,
    sign_in_citizen,
    submit,
)
from web.codes import counting_tries

pytestmark = pytest.mark.rule("ALL-1")

SHA = "a" * 64


@pytest.fixture
def numbers(session: object, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> Numbers:
    return Numbers(monkeypatch)


def ask(iin: str = LINKED, address: str = "here") -> str:
    with transaction():
        return codes.request_sign_in_code(iin, "ru", address)


def attempt(handle: str, typed: str, purpose: str = SIGN_IN, **bound: str) -> tuple[str, int]:
    """What a try is answered: ("", 0) when it is right, else code and tries left."""
    try:
        with counting_tries():
            check_code(handle, typed, purpose, **bound)
    except CodeRefused as refused:
        return refused.code, refused.tries_left
    return "", 0


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def ready() -> tuple[str, str]:
    """A sign-in code that was sent: its handle and its digits."""
    handle = ask()
    return handle, deliver()


def messages() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(select(Message).order_by(Message.id)))


class TestTheCode:
    def test_it_goes_to_the_number_of_the_registry_in_the_readers_language(self, numbers: Numbers) -> None:
        ready()
        message = messages()[0]
        assert (message.template, message.phone, message.language) == ("otp_sign_in", PHONE, "ru")
        assert message.otp_id == newest_code().id
        assert message.urgent

    def test_its_digits_are_stored_nowhere(self, numbers: Numbers) -> None:
        _, digits = ready()
        assert len(digits) == 6 and digits.isdigit()
        row = newest_code()
        stored = " ".join(str(getattr(row, column.key)) for column in OneTimeCode.__table__.columns)
        assert digits not in stored.replace(row.handle, "").replace(row.salt, "").replace(
            row.code_hash or "", ""
        )
        assert digits not in messages()[0].body

    def test_it_lets_in_once(self, numbers: Numbers) -> None:
        handle, digits = ready()
        assert attempt(handle, digits) == ("", 0)
        assert attempt(handle, digits) == ("used", 0)

    def test_it_lives_five_minutes(self, numbers: Numbers, clock: TestClock) -> None:
        handle, digits = ready()
        clock.advance(minutes=5)
        assert attempt(handle, digits) == ("expired", 0)
        clock.advance(seconds=-1)
        assert attempt(handle, digits) == ("", 0)

    def test_five_wrong_tries_void_it(self, numbers: Numbers) -> None:
        handle, digits = ready()
        answers = [attempt(handle, wrong(digits)) for _ in range(5)]
        assert answers == [("wrong", 4), ("wrong", 3), ("wrong", 2), ("wrong", 1), ("too_many_tries", 0)]
        assert attempt(handle, digits) == ("too_many_tries", 0)

    def test_a_newer_one_ends_it(self, numbers: Numbers, clock: TestClock) -> None:
        handle, digits = ready()
        clock.advance(minutes=1)
        newer, new_digits = ready()
        assert attempt(handle, digits) == ("expired", 0)
        assert attempt(newer, new_digits) == ("", 0)

    def test_a_handle_that_nobody_has_is_unknown(self, numbers: Numbers) -> None:
        assert attempt("made-up", "123456") == ("unknown", 0)

    def test_an_unlinked_iin_cannot_come_in_even_with_the_right_digits(self, numbers: Numbers) -> None:
        for iin in (UNLINKED, UNKNOWN):
            handle = ask(iin)
            assert attempt(handle, deliver()) == ("wrong", 4)
        assert messages() == []

    def test_before_it_was_sent_nothing_fits(self, numbers: Numbers) -> None:
        handle = ask()
        assert attempt(handle, codes.reveal(newest_code().id)) == ("wrong", 4)

    def test_another_error_in_the_transaction_leaves_the_code_good(self, numbers: Numbers) -> None:
        handle, digits = ready()
        with pytest.raises(ZeroDivisionError), counting_tries():
            check_code(handle, digits, SIGN_IN)
            _ = 1 / 0
        assert attempt(handle, digits) == ("", 0)


class TestTheCertifyingCode:
    @pytest.fixture
    def draft_id(self, numbers: Numbers) -> str:
        with transaction():
            return add_draft(add_person(LINKED)).id

    def certify(self, draft_id: str, sha256: str = SHA) -> str:
        with transaction():
            person = db.session.scalars(select(Person)).one()
            return codes.request_certifying_code(person, draft_id, sha256)

    def deliver(self) -> str:
        otp_id = newest_code(CERTIFY).id
        send_code(otp_id)
        db.session.rollback()
        return codes.reveal(otp_id)

    def test_it_goes_to_the_number_that_is_linked_at_that_moment(
        self, draft_id: str, numbers: Numbers
    ) -> None:
        numbers.linked[LINKED] = "+77015555555"
        self.certify(draft_id)
        self.deliver()
        assert [(m.template, m.phone) for m in messages()] == [("otp_certify", "+77015555555")]

    def test_it_is_bound_to_the_draft_and_its_hash(self, draft_id: str) -> None:
        handle = self.certify(draft_id)
        digits = self.deliver()
        assert attempt(handle, digits, CERTIFY) == ("unknown", 0)
        assert attempt(handle, digits, CERTIFY, draft_id=draft_id, sha256="b" * 64) == ("unknown", 0)
        assert attempt(handle, digits, SIGN_IN, draft_id=draft_id, sha256=SHA) == ("unknown", 0)
        assert attempt(handle, digits, CERTIFY, draft_id=draft_id, sha256=SHA) == ("", 0)

    def test_it_neither_ends_nor_delays_a_sign_in_code(self, draft_id: str) -> None:
        sign_in_handle, digits = ready()
        self.certify(draft_id)
        assert attempt(sign_in_handle, digits) == ("", 0)

    def test_it_cools_down_on_its_own(self, draft_id: str, clock: TestClock) -> None:
        self.certify(draft_id)
        with pytest.raises(CodeLimited) as limited:
            self.certify(draft_id)
        assert (limited.value.code, limited.value.again_at) == ("cool_down", clock() + timedelta(minutes=1))


class TestLimits:
    def limited(self, *args: str) -> tuple[str, float] | None:
        """The limit that forbids a code now, and in how many seconds it ends."""
        try:
            ask(*args)
        except CodeLimited as limit:
            return limit.code, (limit.again_at - our_clock.now()).total_seconds()
        return None

    def test_a_minute_between_two_codes_of_one_iin(self, numbers: Numbers, clock: TestClock) -> None:
        ask()
        clock.advance(seconds=59)
        assert self.limited(LINKED, "elsewhere") == ("cool_down", 1)
        assert self.limited(ALSO_LINKED) is None
        clock.advance(seconds=1)
        assert self.limited() is None

    def test_so_many_an_hour_for_one_iin(self, numbers: Numbers, clock: TestClock) -> None:
        for _ in range(10):
            ask()
            clock.advance(minutes=2)
        assert self.limited() == ("too_many_for_iin", 40 * 60)
        clock.advance(minutes=40)
        assert self.limited() is None

    def test_so_many_an_hour_from_one_address(self, app: Flask, numbers: Numbers, clock: TestClock) -> None:
        app.config["CODE_LIMITS"] = codes.CodeLimits(per_address=2)
        ask(LINKED)
        ask(UNKNOWN)
        assert self.limited(ALSO_LINKED) == ("too_many_from_address", 3600)
        assert self.limited(ALSO_LINKED, "elsewhere") is None
        clock.advance(hours=1)
        assert self.limited(UNLINKED) is None

    def test_so_many_an_hour_to_one_number_whoever_asks(
        self, app: Flask, numbers: Numbers, clock: TestClock
    ) -> None:
        """A parent's number may be linked to several children; no SMS goes, and the answer is the same."""
        app.config["CODE_LIMITS"] = codes.CodeLimits(per_number=2)
        numbers.linked |= {UNLINKED: PHONE, ALSO_LINKED: PHONE}
        for iin in (LINKED, UNLINKED, ALSO_LINKED):
            handle = ask(iin)
            digits = deliver()
        assert len(messages()) == 2
        assert attempt(handle, digits) == ("wrong", 4)

    def test_they_go_by_the_clock_of_the_app_and_forgive_one_set_back(
        self, numbers: Numbers, clock: TestClock
    ) -> None:
        ask()
        clock.advance(days=-1)
        assert self.limited() is None


class TestSending:
    def test_a_second_run_of_the_job_sends_nothing_more(self, numbers: Numbers) -> None:
        ready()
        send_code(newest_code().id)
        assert len(messages()) == 1
        assert numbers.asked == [LINKED]

    def test_an_ended_code_is_not_sent(self, numbers: Numbers, clock: TestClock) -> None:
        ask()
        clock.advance(minutes=5)
        send_code(newest_code().id)
        assert messages() == [] and numbers.asked == []

    def test_a_silent_registry_is_asked_again(self, numbers: Numbers) -> None:
        ask()
        numbers.failure = NoAnswer("timeout")
        with pytest.raises(NoAnswer):
            send_code(newest_code().id)
        numbers.failure = None
        deliver()
        assert len(messages()) == 1

    @pytest.mark.parametrize("failure", [Permanent("reply_not_understood"), Refused("login_wrong")])
    def test_a_registry_that_does_not_serve_us_is_logged_without_the_iin(
        self, numbers: Numbers, failure: Exception, caplog: pytest.LogCaptureFixture
    ) -> None:
        ask()
        numbers.failure = failure
        with caplog.at_level(logging.INFO):
            send_code(newest_code().id)
        assert [record.levelname for record in caplog.records if record.name == "jobs.codes"] == ["ERROR"]
        assert LINKED not in caplog.text
        assert messages() == []

    def test_no_transaction_is_open_while_the_registry_is_asked(
        self, numbers: Numbers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        open_then: list[bool] = []
        answer = numbers.ask
        monkeypatch.setattr(
            numbers,
            "ask",
            lambda question: (open_then.append(db.session().in_transaction()), answer(question))[1],
        )
        ready()
        assert open_then == [False]

    def test_a_code_that_is_gone_is_no_error(self, numbers: Numbers) -> None:
        send_code(999)
        with pytest.raises(LookupError):
            codes.reveal(999)


class TestThePages:
    def test_the_first_sign_in_makes_the_person_known(self, client: FlaskClient, numbers: Numbers) -> None:
        answer = sign_in_citizen(client)
        assert (answer.status_code, answer.location) == (303, "/cabinet/")
        db.session.rollback()
        person = db.session.scalars(select(Person)).one()
        assert (person.iin, person.phone) == (LINKED, PHONE)
        asked = db.session.scalars(select(RegistryQuery)).one()
        assert (asked.kind, asked.purpose, asked.person_id) == ("identity", "sign_in", person.id)

    def test_a_later_sign_in_takes_over_the_new_number(
        self, app: Flask, client: FlaskClient, numbers: Numbers, clock: TestClock
    ) -> None:
        sign_in_citizen(client)
        numbers.linked[LINKED] = "+77015555555"
        clock.advance(minutes=2)
        sign_in_citizen(app.test_client())
        db.session.rollback()
        assert [person.phone for person in db.session.scalars(select(Person))] == ["+77015555555"]

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("", "Fill this in."),
            ("07130150001", "12 digits, here are 11"),
            ("071301500015", "a digit is mistyped"),
            ("07130150001a", "digits only"),
        ],
    )
    def test_a_wrong_iin_is_told_so_and_stays(
        self, client: FlaskClient, numbers: Numbers, typed: str, sentence: str
    ) -> None:
        client.get("/sign-in/?lang=en")
        answer = submit(client, "/sign-in/", iin=typed)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert f'value="{typed}"' in answer.text
        assert db.session.scalar(select(func.count()).select_from(OneTimeCode)) == 0

    def test_a_wrong_code_says_how_many_tries_are_left(self, client: FlaskClient, numbers: Numbers) -> None:
        client.get("/sign-in/?lang=en")
        submit(client, "/sign-in/", iin=LINKED)
        digits = deliver()
        answer = submit(client, "/sign-in/otp/", code=wrong(digits))
        assert answer.status_code == 422
        assert "4 more times" in answer.text
        for _ in range(4):
            answer = submit(client, "/sign-in/otp/", code=wrong(digits))
        assert "Five wrong codes" in answer.text
        assert "Five wrong codes" in submit(client, "/sign-in/otp/", code=digits).text

    def test_a_code_of_another_shape_is_no_try(self, client: FlaskClient, numbers: Numbers) -> None:
        submit(client, "/sign-in/", iin=LINKED)
        assert submit(client, "/sign-in/otp/", code="12345").status_code == 422
        assert newest_code().tries == 0

    def test_an_expired_code_offers_a_new_one(
        self, client: FlaskClient, numbers: Numbers, clock: TestClock
    ) -> None:
        client.get("/sign-in/?lang=en")
        submit(client, "/sign-in/", iin=LINKED)
        digits = deliver()
        clock.advance(minutes=6)
        assert "no longer good" in submit(client, "/sign-in/otp/", code=digits).text
        again = submit(client, "/sign-in/otp/", to="/sign-in/otp/again/")
        assert (again.status_code, again.location) == (303, "/sign-in/otp/")
        assert submit(client, "/sign-in/otp/", code=deliver()).location == "/cabinet/"

    def test_asking_again_too_soon_names_the_time(
        self, client: FlaskClient, numbers: Numbers, clock: TestClock
    ) -> None:
        client.get("/sign-in/?lang=en")
        clock.advance(seconds=1)
        submit(client, "/sign-in/", iin=LINKED)
        answer = submit(client, "/sign-in/otp/", to="/sign-in/otp/again/")
        assert answer.status_code == 429
        assert "23 November 2026, 10:02" in answer.text  # 10:01:01, and a page shows no seconds

    def test_the_same_iin_again_in_the_same_browser_leads_to_the_code_on_its_way(
        self, client: FlaskClient, numbers: Numbers
    ) -> None:
        submit(client, "/sign-in/", iin=LINKED)
        answer = submit(client, "/sign-in/", iin=LINKED)
        assert (answer.status_code, answer.location) == (303, "/sign-in/otp/")

    def test_a_stranger_cannot_take_part_in_somebody_elses_code(
        self, app: Flask, client: FlaskClient, numbers: Numbers
    ) -> None:
        submit(client, "/sign-in/", iin=LINKED)
        deliver()
        stranger = app.test_client()
        assert submit(stranger, "/sign-in/", iin=LINKED).status_code == 429
        assert stranger.get("/sign-in/otp/").location == "/sign-in/"

    def test_a_second_tap_leads_to_where_the_first_one_does(
        self, client: FlaskClient, numbers: Numbers
    ) -> None:
        submit(client, "/sign-in/", iin=LINKED)
        digits = deliver()
        before = client.get_cookie("qyzmet")
        assert before is not None
        assert submit(client, "/sign-in/otp/", code=digits).location == "/cabinet/"
        after = client.get_cookie("qyzmet")
        assert after is not None
        client.set_cookie("qyzmet", before.value)  # the second request left before the first was answered
        second = submit(client, "/sign-in/otp/", code=digits)
        assert (second.status_code, second.location) == (303, "/sign-in/")
        assert "Set-Cookie" not in second.headers
        client.set_cookie("qyzmet", after.value)
        assert client.get("/sign-in/").location == "/cabinet/"

    def test_help_says_how_to_link_a_number(self, client: FlaskClient, numbers: Numbers) -> None:
        page = client.get("/help/phone/?lang=en", follow_redirects=True).text
        for way in ("egov.kz", "1414", "public service centre"):
            assert way in page


class TestNothingTellsAKnownIinFromAnUnknownOne:
    """Body, status and SQL of the answers are the same for a linked, an unlinked and an unknown IIN."""

    def walk(self, client: FlaskClient, iin: str, send: Callable[[], object]) -> list[tuple[object, ...]]:
        seen: list[tuple[object, ...]] = []

        def note(answer: TestResponse, statements: list[str]) -> None:
            text = answer.text.replace(mask_iin(iin), "THE IIN")
            seen.append((answer.status_code, answer.location, _without_token(text), tuple(statements)))

        client.get("/sign-in/?lang=en")
        with counted_statements() as statements:
            asked = submit(client, "/sign-in/", iin=iin)
        note(asked, statements)
        send()
        for typed in ("000000", "000001"):
            with counted_statements() as statements:
                page = client.get("/sign-in/otp/")
            note(page, statements)
            with counted_statements() as statements:
                answer = submit(client, "/sign-in/otp/", code=typed)
            note(answer, statements)
        with counted_statements() as statements:
            again = submit(client, "/sign-in/otp/", to="/sign-in/otp/again/")
        note(again, statements)
        return seen

    @pytest.mark.parametrize("known", [False, True])
    def test_all_answers_are_equal(self, app: Flask, numbers: Numbers, known: bool) -> None:
        if known:
            with transaction():
                add_person(LINKED)
        walks = [self.walk(app.test_client(), iin, deliver) for iin in (LINKED, UNLINKED, UNKNOWN)]
        assert walks[0] == walks[1] == walks[2]
        assert [step[0] for step in walks[0]] == [303, 200, 422, 200, 422, 429]
        assert len(messages()) == 1


def _without_token(text: str) -> str:
    return re.sub(r'value="[^"]{60,}"', "", text)
