"""Writing a message down: what is stored, when it goes, what an administrator can do."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from actions import codes, messages
from catalogue.messages import TEMPLATES
from database import db, transaction
from devkit.twilio.modes import Mode
from devkit.twilio.server import TwilioSimulator
from domain.errors import ActionNotOpen, AlreadyDone
from domain.messages import WrongText, WrongVariables
from domain.roles import SITE, Actor, Role
from models.audit import AuditEntry
from models.messaging import Message, MessageTemplateText
from models.people import OneTimeCode
from tests.conftest import TestClock
from tests.support.messaging import DUE, NUMBER, PHONE, TEXT, due_at, entries, message, status, tell, work
from tests.support.paper_rows import add_case, add_draft, add_person

ADMIN = Actor(Role.ADMIN)


@pytest.fixture(autouse=True)
def _site(session: object, clock: TestClock) -> None:
    """A database, and a clock that stands."""


def a_code() -> int:
    """A one-time password that waits to be sent."""
    with transaction():
        codes.request_sign_in_code("071301500014", "ru", "here")
    return db.session.scalars(select(OneTimeCode.id).order_by(OneTimeCode.id.desc())).first() or 0


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Message)) or 0


class TestTell:
    def test_the_message_and_its_sending_are_written_together(self, clock: TestClock) -> None:
        message_id = tell()
        written = message(message_id)
        assert (written.body, written.segments, written.status) == (TEXT, 1, "queued")
        assert (written.created_at, due_at(message_id)) == (clock(), clock())

    def test_nothing_remains_of_a_change_that_failed(self) -> None:
        with pytest.raises(RuntimeError), transaction():
            messages.tell("withdrawn", phone=PHONE, language="kk", number=NUMBER)
            raise RuntimeError
        assert (count(), entries()) == (0, [])

    @pytest.mark.parametrize(
        "values",
        [
            {},
            {"number": NUMBER},
            {"number": NUMBER, "due": "soon"},
            {"number": NUMBER, "due": DUE, "more": "x"},
        ],
    )
    def test_wrong_variables_are_refused(self, values: dict[str, str]) -> None:
        with pytest.raises(WrongVariables), transaction():
            messages.tell("case_registered", phone=PHONE, language="kk", **values)

    def test_a_place_may_hold_what_officers_type(self) -> None:
        with transaction():
            told = messages.tell(
                "hearing_place",
                phone=PHONE,
                language="ru",
                number=NUMBER,
                at="27.11 15:00",
                place="ул. Момышулы, 25\n{3 этаж}",
            )
        assert told.body == "Заявление 26-004821-7. Заслушивание: 27.11 15:00, ул. Момышулы, 25 {3 этаж}."
        assert told.segments == 2

    def test_unknown_templates_and_languages_are_refused(self) -> None:
        with pytest.raises(LookupError), transaction():
            messages.tell("nonsense", phone=PHONE, language="kk")
        with pytest.raises(ValueError, match="language"), transaction():
            messages.tell("withdrawn", phone=PHONE, language="de", number=NUMBER)

    def test_a_number_that_is_none_stops_no_case_and_is_seen(self) -> None:
        message_id = tell(phone="not known")
        assert (status(message_id), message(message_id).reason) == ("failed", "invalid_number")
        assert due_at(message_id) is None

    def test_a_code_and_its_message_belong_together(self) -> None:
        with pytest.raises(WrongVariables), transaction():
            messages.tell("otp_sign_in", phone=PHONE, language="kk")
        with pytest.raises(WrongVariables), transaction():
            messages.tell("withdrawn", phone=PHONE, language="kk", number=NUMBER, otp_id=1)
        with pytest.raises(LookupError), transaction():
            messages.tell("otp_sign_in", phone=PHONE, language="kk", otp_id=999)

    def test_a_code_is_stored_nowhere(self, twilio: TwilioSimulator) -> None:
        otp_id = a_code()
        with transaction():
            codes.send(otp_id, PHONE)
        code = codes.reveal(otp_id)
        work()
        assert code in twilio.texts(PHONE)[0]
        sent = db.session.scalars(select(Message)).one()
        assert (sent.status, sent.otp_id) == ("accepted", otp_id)
        assert "{code}" in sent.body
        everything = str([vars(row) for row in db.session.scalars(select(Message))])
        assert code not in everything


class TestQuietHours:
    def test_at_night_a_message_waits_until_nine(self, clock: TestClock, twilio: TwilioSimulator) -> None:
        clock.set("2026-11-23T21:30")
        message_id = tell()
        nine = clock.set("2026-11-24T08:59:59") + timedelta(seconds=1)
        assert (work(), twilio.texts()) == (0, [])
        assert due_at(message_id) == nine
        clock.set("2026-11-24T09:00")
        work()
        assert twilio.texts() == [TEXT]

    def test_a_worker_that_was_away_wakes_nobody(self, clock: TestClock, twilio: TwilioSimulator) -> None:
        clock.set("2026-11-23T20:59")
        message_id = tell()
        clock.set("2026-11-23T22:00")
        work()
        assert (twilio.texts(), status(message_id)) == ([], "queued")
        clock.set("2026-11-24T09:00")
        work()
        assert (twilio.texts(), entries()) == ([TEXT], [])

    def test_a_second_attempt_keeps_the_quiet_hours_too(
        self, clock: TestClock, twilio: TwilioSimulator
    ) -> None:
        clock.set("2026-11-23T20:59:58")
        twilio.behave(Mode.BUSY)
        message_id = tell()
        work()
        assert due_at(message_id) == clock.set("2026-11-24T09:00")

    def test_a_code_goes_out_at_night(self, clock: TestClock, twilio: TwilioSimulator) -> None:
        clock.set("2026-11-23T23:30")
        otp_id = a_code()
        with transaction():
            codes.send(otp_id, PHONE)
        work()
        assert len(twilio.texts(PHONE)) == 1


class TestRetry:
    def test_a_failed_message_is_repeated_once_and_stays_in_sight(
        self, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        twilio.behave(Mode.REFUSE, code=21610, times=1)
        message_id = tell()
        work()
        assert status(message_id) == "failed"
        with transaction():
            again = messages.retry(message_id, ADMIN).id
        work()
        assert (status(message_id), status(again), twilio.texts()) == ("failed", "accepted", [TEXT])
        assert message(again).retry_of_id == message_id
        with pytest.raises(AlreadyDone), transaction():
            messages.retry(message_id, ADMIN)
        audited = db.session.scalars(select(AuditEntry).where(AuditEntry.code == "message_retried")).one()
        assert audited.data == {"message": message_id}

    @pytest.mark.parametrize(("of_a_case", "goes_to"), [(True, "+77000000102"), (False, PHONE)])
    def test_what_is_told_of_a_case_follows_the_person_to_a_new_number(
        self, twilio: TwilioSimulator, of_a_case: bool, goes_to: str
    ) -> None:
        twilio.behave(Mode.REFUSE, code=21614, to=PHONE)
        with transaction():
            person = add_person()
            person.phone = "+77000000102"
            case_id = add_case(add_draft(person)).id
        message_id = tell(person_id=person.id, case_id=case_id if of_a_case else None)
        work()
        with transaction():
            assert messages.retry(message_id, ADMIN).phone == goes_to

    def test_one_that_waits_for_its_next_attempt_goes_at_once(
        self, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        twilio.behave(Mode.REFUSE, code=20003, times=1)
        message_id = tell()
        work()
        assert (due_at(message_id) or clock()) > clock()
        with transaction():
            assert messages.retry(message_id, ADMIN).id == message_id
        work()
        assert (status(message_id), twilio.texts()) == ("accepted", [TEXT])

    def test_one_that_arrived_or_is_on_its_way_is_not_repeated(self, twilio: TwilioSimulator) -> None:
        message_id = tell()
        work()
        with pytest.raises(ActionNotOpen), transaction():
            messages.retry(message_id, ADMIN)

    def test_a_code_is_not_repeated(self, twilio: TwilioSimulator) -> None:
        twilio.behave(Mode.REFUSE, code=21614)
        otp_id = a_code()
        with transaction():
            codes.send(otp_id, PHONE)
        work()
        message_id = db.session.scalars(select(Message.id)).one()
        assert status(message_id) == "failed"
        with pytest.raises(ActionNotOpen), transaction():
            messages.retry(message_id, ADMIN)


class TestTexts:
    def test_an_administrators_text_takes_the_place_of_the_templates_own(self) -> None:
        with transaction():
            messages.set_text("case_registered", "kk", " {number} тіркелді, {due}. ", SITE)
        assert message(tell()).body == "26-004821-7 тіркелді, 01.12.2026."
        assert "зарегистрировано" in message(tell(language="ru")).body

    def test_a_text_that_breaks_the_rules_is_refused_with_its_faults(self) -> None:
        with pytest.raises(WrongText) as error, transaction():
            messages.set_text("case_registered", "kk", "{number} {due} www.example.kz" + "ә" * 70, SITE)
        assert error.value.problems == ("too_long", "link")

    def test_the_own_text_again_removes_the_administrators(self) -> None:
        own = TEMPLATES["withdrawn"].texts["ru"]
        for text in ("{number} отозвано.", "{number} отозвано!", own, own):
            with transaction():
                messages.set_text("withdrawn", "ru", text, SITE)
        assert db.session.scalar(select(func.count()).select_from(MessageTemplateText)) == 0

    def test_a_text_that_no_longer_fits_its_template_is_passed_over(self, clock: TestClock) -> None:
        with transaction() as session:
            session.add(
                MessageTemplateText(
                    template="case_registered", language="kk", text="{old_name}", changed_at=clock()
                )
            )
        assert message(tell()).body == TEXT
