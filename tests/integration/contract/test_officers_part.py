"""What officers do with a candidate's case on its page: forms, scans, the file of the special check."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from lxml import etree
from sqlalchemy import select

import clock as our_clock
from actions import documents
from actions.signed_deeds import WantedDeed, prepare_decisions
from database import db, transaction
from domain.uploads import UploadRefused
from integrations.special_check import SCHEMA
from integrations.storage import documents_storage
from models.audit import AuditEntry
from models.bodies import Body
from models.candidates import Decline, DrawnUpPaper, Examination, SpecialCheck
from models.cases import Case, Event
from models.documents import Document
from queries.documents import claimed_keys
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import words_of
from tests.support.officers_at_work import at_desk, case_path, looks, rows, send, send_and_sign, status_of
from tests.support.pdf_text import text_of
from tests.support.recruiting import Bodies
from tests.support.signing_in import counted_statements

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def case_id(bodies: Bodies) -> int:
    return recruiting.apply_for(recruiting.make_vacancy(bodies))


def attach_own(case_id: int, shade: int = 255) -> None:
    """The candidate hands in a paper that nobody asked for; one of another shade is another paper."""
    paper = documents.receive([make.photo(shade)])
    with transaction():
        case = db.session.get_one(Case, case_id)
        documents.attach_to_case(case, paper, documents.ADDITIONAL, make.citizen(case.person_id))


def picture(name: str = "scan.jpg") -> tuple[BytesIO, str]:
    return BytesIO(make.photo()), name


def xml_path(case_id: int) -> str:
    return case_path(case_id, "special-check.xml").rstrip("/")


class TestDistribution:
    """The head gives one application out on its page."""

    @pytest.mark.rule("CON-4")
    def test_the_form_offers_the_executors_with_their_load_and_proposes_one_with_the_reason(
        self, app, bodies, case_id, clock
    ):
        other = recruiting.apply_for(recruiting.make_vacancy(bodies), iin=make.IINS[2])
        make.act(other, "distribute", bodies.head, executor=bodies.executors[0].id)
        desk = at_desk(app, bodies.head)
        page = words_of(desk.get(case_path(case_id, "distribute")))
        assert "K.Executor1 (1 of 20)" in page and "K.Executor2 (0 of 20)" in page
        assert "Proposed: K.Executor2" in page
        answer = send(desk, case_path(case_id, "distribute"), executor=str(bodies.executors[1].id))
        assert answer.status_code == 303
        assert rows(select(Case.executor_id).where(Case.id == case_id)) == [bodies.executors[1].id]
        assert "K.Executor2" in words_of(desk.get(case_path(case_id)))

    @pytest.mark.rule("CON-4")
    def test_the_preview_counts_the_four_months_from_the_distribution(self, app, bodies, case_id, clock):
        clock.advance(days=2)
        page = words_of(at_desk(app, bodies.head).get(case_path(case_id, "distribute")))
        assert "25.03.2027" in page

    def test_the_present_executor_is_not_offered_again(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "accepted", clock)
        page = words_of(at_desk(app, bodies.head).get(case_path(case_id, "reassign")))
        assert "K.Executor2 (" in page and "K.Executor1 (" not in page

    def test_an_executor_of_another_unit_is_refused_and_nothing_is_lost(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "accepted", clock)
        stranger = recruiting.make_bodies("far", "110000000").executor
        answer = send(
            at_desk(app, bodies.head),
            case_path(case_id, "reassign"),
            executor=str(stranger.id),
            reason="Ауырып қалды",
        )
        assert answer.status_code == 422 and "Ауырып қалды" in answer.text
        assert rows(select(Case.executor_id).where(Case.id == case_id)) == [bodies.executor.id]


class TestCasePage:
    """What stands on it."""

    @pytest.mark.rule("CON-2", "CON-6")
    def test_the_executor_reads_post_questionnaire_and_consent_in_words(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "accepted", clock)
        page = words_of(at_desk(app, bodies.executor).get(case_path(case_id)))
        for words in ("Shooter", "Land Forces", "Unit k", "0 of 1 taken", "K.Executor1"):
            assert words in page, words
        for words in ("Close relatives", "Mother", "General secondary (11 classes)", "Келісемін"):
            assert words in page, words
        assert "Personal file from the registries" in page

    def test_a_page_takes_as_many_queries_with_many_relatives_as_with_one(
        self, app, bodies, clock, monkeypatch
    ):
        vacancy = recruiting.make_vacancy(bodies, places=2)
        counts = []
        for number, iin in ((1, make.IINS[0]), (12, make.IINS[2])):
            many = {
                **recruiting.QUESTIONNAIRE,
                "relatives": [recruiting.RELATIVE | {"name": f"Туыс {at}"} for at in range(number)],
            }
            monkeypatch.setattr(recruiting, "QUESTIONNAIRE", many)
            case = recruiting.apply_for(vacancy, iin=iin)
            recruiting.drive(case, bodies, "special_check", clock)
            desk, path = at_desk(app, bodies.executor), case_path(case)
            desk.get(path)
            with counted_statements() as statements:
                page = desk.get(path)
            assert f"Туыс {number - 1}" in page.text
            counts.append(len(statements))
        assert counts[0] == counts[1]

    @pytest.mark.parametrize("at", recruiting.STAGES)
    def test_every_page_opens_at_every_stage(self, app, bodies, case_id, clock, at):
        recruiting.drive(case_id, bodies, at, clock)
        for actor in (
            bodies.head,
            bodies.executor,
            bodies.security,
            bodies.medical_chair,
            bodies.defence,
            bodies.unit,
        ):
            desk = at_desk(app, actor)
            for code in ("", *(step_action for step_action in open_actions(desk, case_id))):
                page = desk.get(case_path(case_id, *([code] if code else [])))
                assert page.status_code in (200, 404), (at, actor.role, code)


def open_actions(desk, case_id: int) -> list[str]:
    """The actions whose buttons stand on the officer's page now."""
    page = desk.get(case_path(case_id))
    tree = etree.HTML(page.text)
    return [link.get("href").rstrip("/").rsplit("/", 1)[1] for link in tree.xpath("//*[@id='act']//a")]


class TestSpecialCheck:
    """The file, its download, and the answer on paper."""

    @pytest.mark.rule("CON-8", "CON-9")
    def test_the_security_department_downloads_just_the_file_that_was_sent(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "special_check", clock)
        before = looks(case_id)
        answer = at_desk(app, bodies.security).get(xml_path(case_id))
        assert (answer.status_code, answer.mimetype) == (200, "application/xml")
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        form = etree.XMLSchema(etree.parse(str(SCHEMA)))
        assert form.validate(etree.fromstring(answer.data)), form.error_log
        with documents_storage().open(rows(select(SpecialCheck.storage_key))[0]) as file:
            assert file.read() == answer.data
        assert looks(case_id)[len(before) :] == [("case_seen", bodies.security.id)]
        taken = rows(select(AuditEntry.officer_id).where(AuditEntry.code == "check_file_taken"))
        assert taken == [bodies.security.id]

    @pytest.mark.rule("CON-8")
    def test_only_who_has_a_part_in_the_check_gets_the_file(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "special_check", clock)
        elsewhere = recruiting.make_bodies("far", "110000000")
        given = {
            bodies.head: 200,
            bodies.executor: 200,
            bodies.executors[1]: 404,
            bodies.complaints: 404,
            bodies.defence: 403,
            bodies.medical_chair: 403,
            bodies.unit: 403,
            elsewhere.security: 404,
            elsewhere.head: 404,
        }
        for actor, status in given.items():
            assert at_desk(app, actor).get(xml_path(case_id)).status_code == status, actor
        assert app.test_client().get(xml_path(case_id)).status_code == 303
        assert len(rows(select(AuditEntry.id).where(AuditEntry.code == "check_file_taken"))) == 2

    def test_before_it_is_formed_there_is_no_file(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "accepted", clock)
        assert at_desk(app, bodies.executor).get(xml_path(case_id)).status_code == 404

    def test_anybody_may_read_the_form_of_the_file(self, client):
        answer = client.get("/schemas/special-check-1.xsd")
        assert (answer.status_code, answer.mimetype) == (200, "application/xml")
        assert etree.XMLSchema(etree.fromstring(answer.data)) is not None

    @pytest.mark.rule("CON-9")
    def test_the_security_department_reads_it_in_words(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "special_check", clock)
        page = words_of(at_desk(app, bodies.security).get(case_path(case_id)))
        for words in ("Mother", "Сейітқали Гүлнар Асқарқызы", make.IINS[1], "Алматыда туып-өстім"):
            assert words in page, words

    @pytest.mark.rule("CON-10")
    def test_what_is_signed_for_a_positive_answer_does_not_name_the_post(self, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "special_check", clock)
        wanted = WantedDeed(case_id, "clear", bodies.security, {"note": "Кедергі жоқ"})
        prepared = prepare_decisions(bodies.security.id, [wanted], language="en", back="/")
        papers = prepared.deeds[0].papers
        with documents_storage().open(papers[0].stored.key) as file:
            words = text_of(file.read())
        assert "Кедергі жоқ" in words and "Сейітқали" in words
        assert "Shooter" not in words and "атардағы" not in words

    @pytest.mark.rule("CON-10")
    def test_the_executor_enters_a_negative_answer_with_its_number_and_scan(
        self, app, bodies, case_id, clock
    ):
        recruiting.drive(case_id, bodies, "special_check", clock)
        desk = at_desk(app, bodies.executor)
        answer = send_and_sign(
            desk,
            case_path(case_id, "record_paper_answer"),
            outgoing_number="12-7/345",
            outgoing_date=our_clock.today().isoformat(),
            scan=picture(),
        )
        assert answer.status_code == 303
        check = rows(select(SpecialCheck))[0]
        assert (check.positive, check.outgoing_number) == (False, "12-7/345")
        scan = rows(select(Document).where(Document.id == check.document_id))[0]
        assert (scan.kind, scan.officer_id) == ("special_check_answer", bodies.executor.id)
        page = desk.get(case_path(case_id))
        assert "12-7/345" in page.text and "Negative" in page.text
        assert desk.get(case_path(case_id, "documents", scan.public_id)).mimetype == "image/jpeg"
        form = desk.get(case_path(case_id, "decline"))
        ticked = etree.HTML(form.text).xpath("//input[@name='grounds' and @checked]/@value")
        assert ticked == ["article_38_2_4"]

    @pytest.mark.rule("CON-10")
    def test_a_scan_that_cannot_be_taken_in_is_refused_in_words_and_nothing_typed_is_lost(
        self, app, bodies, case_id, clock
    ):
        recruiting.drive(case_id, bodies, "special_check", clock)
        desk, path = at_desk(app, bodies.executor), case_path(case_id, "record_paper_answer")
        typed = {"outgoing_number": "12-7/345", "outgoing_date": our_clock.today().isoformat()}
        answer = send(desk, path, **typed, scan=(BytesIO(b"MZ not a picture"), "virus.pdf"))
        assert answer.status_code == 422
        assert "neither a photograph" in words_of(answer) and "12-7/345" in answer.text
        later = {**typed, "outgoing_date": (our_clock.today() + timedelta(days=1)).isoformat()}
        answer = send(desk, path, **later, scan=picture())
        assert answer.status_code == 422
        assert "still to come" in words_of(answer) and "12-7/345" in answer.text
        assert "Choose the file once more" in words_of(answer)
        assert status_of(case_id) == "special_check"
        assert rows(select(Document.id).where(Document.case_id == case_id)) == []

    def test_the_scan_may_be_left_out(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "special_check", clock)
        answer = send_and_sign(
            at_desk(app, bodies.executor),
            case_path(case_id, "record_paper_answer"),
            outgoing_number="12-7/345",
            outgoing_date=our_clock.today().isoformat(),
        )
        assert answer.status_code == 303 and status_of(case_id) == "checked"

    def test_papers_of_the_candidate_leave_room_for_the_answer_on_paper(
        self, app, bodies, case_id, clock, monkeypatch
    ):
        recruiting.drive(case_id, bodies, "special_check", clock)
        monkeypatch.setattr(documents, "MAX_PAPERS", 1)
        attach_own(case_id)
        answer = send_and_sign(
            at_desk(app, bodies.executor),
            case_path(case_id, "record_paper_answer"),
            outgoing_number="12-7/345",
            outgoing_date=our_clock.today().isoformat(),
            scan=picture(),
        )
        assert answer.status_code == 303
        assert rows(select(Document.kind).order_by(Document.id)) == ["additional", "special_check_answer"]

    def test_a_scan_takes_no_room_from_the_papers_of_the_candidate(self, bodies, case_id, clock, monkeypatch):
        recruiting.drive(case_id, bodies, "examined", clock)
        monkeypatch.setattr(documents, "MAX_PAPERS", 1)
        make.act(case_id, "answer_examination", bodies.defence, fitness="passed", scan=recruiting.a_scan())
        attach_own(case_id)
        with pytest.raises(UploadRefused, match="too_many_papers"):
            attach_own(case_id, shade=200)


class TestExamination:
    """The candidate is called; the chair concludes; the department answers with a scan."""

    @pytest.mark.rule("CON-11", "CON-16")
    def test_the_form_says_until_when_and_shows_the_sms(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "checked", clock)
        desk, path = at_desk(app, bodies.executor), case_path(case_id, "call_to_examination")
        assert "The examination takes place no later than" in words_of(desk.get(path))
        late = {"examination_at": "2027-02-01T10:00", "examination_place": "Абай даңғылы, 1"}
        answer = send(desk, path, **late)
        assert answer.status_code == 422 and "later than the act allows" in words_of(answer)
        assert "01.02 10:00, Абай даңғылы, 1" in words_of(answer)

    @pytest.mark.rule("CON-16")
    def test_a_moved_examination_stays_within_the_term_that_runs_already(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "examination", clock)
        last = our_clock.local(our_clock.now()) + timedelta(days=9)
        path, place = case_path(case_id, "move_examination"), {"examination_place": "Абай даңғылы, 1"}
        first = send(
            at_desk(app, bodies.executor), path,
            examination_at=(last - timedelta(days=1)).strftime("%Y-%m-%dT10:00"), **place,
        )  # fmt: skip
        assert first.status_code == 303
        clock.advance(days=1)
        desk = at_desk(app, bodies.executor)
        late = send(desk, path, examination_at=(last + timedelta(days=1)).strftime("%Y-%m-%dT10:00"), **place)
        assert late.status_code == 422 and "later than the act allows" in words_of(late)
        moved = send(desk, path, examination_at=last.strftime("%Y-%m-%dT10:00"), **place)
        assert moved.status_code == 303

    @pytest.mark.rule("CON-13")
    def test_the_department_signs_its_answer_with_the_scan(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "examined", clock)
        desk, path = at_desk(app, bodies.defence), case_path(case_id, "answer_examination")
        missing = send(desk, path, fitness="passed")
        assert missing.status_code == 422 and "Choose a file" in words_of(missing)
        send_and_sign(desk, path, fitness="passed", scan=picture())
        assert status_of(case_id) == "answered"
        scan = rows(select(Document).join(Examination, Examination.document_id == Document.id))[0]
        assert desk.get(case_path(case_id, "documents", scan.public_id)).mimetype == "image/jpeg"

    def test_what_was_begun_and_not_signed_comes_back_without_the_scan(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "examined", clock)
        desk, path = at_desk(app, bodies.defence), case_path(case_id, "answer_examination")
        assert send(desk, path, fitness="passed", scan=picture()).status_code == 303
        page = desk.get(path)
        assert page.status_code == 200
        assert etree.HTML(page.text).xpath("//input[@name='fitness' and @checked]/@value") == ["passed"]

    @pytest.mark.rule("CON-13")
    def test_an_answer_against_the_conclusion_is_refused(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "examination", clock)
        clock.set(recruiting.next_morning().strftime("%Y-%m-%dT12:00"))
        make.act(case_id, "pass_conclusion", bodies.medical_chair, medical="failed", psychological="passed")
        path = case_path(case_id, "answer_examination")
        answer = send(at_desk(app, bodies.defence), path, fitness="passed", scan=picture())
        assert answer.status_code == 422 and "does not fit the conclusion" in words_of(answer)


class TestClosed:
    """What a body is told when the case has gone on without it."""

    @pytest.mark.rule("CON-7", "CON-12")
    def test_who_comes_second_does_not_learn_that_the_candidate_was_declined(
        self, app, bodies, case_id, clock
    ):
        recruiting.drive(case_id, bodies, "examination", clock)
        clock.set(recruiting.next_morning().strftime("%Y-%m-%dT12:00"))
        make.act(case_id, "decline", bodies.executor, grounds=["parameter"], facts="Негіз")
        answer = at_desk(app, bodies.medical_chair).get(case_path(case_id, "pass_conclusion"))
        assert answer.status_code == 409
        words = words_of(answer)
        assert "eclined" not in words and "K.Executor1" not in words
        assert "Sent for medical examination" in words


class TestDecline:
    """The grounds are typed by one, and read by few."""

    @pytest.mark.rule("CON-7")
    def test_the_form_says_what_the_candidate_is_told_and_when(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "accepted", clock)
        page = words_of(at_desk(app, bodies.executor).get(case_path(case_id, "decline")))
        assert "the applicant reads these words" not in page
        assert "the candidate never reads these words" in page
        assert "No SMS goes out." in page
        assert "on the first working day of next week" in page and "өтініш қабылданбады" in page

    @pytest.mark.rule("CON-7")
    def test_the_closed_part_names_grounds_facts_and_stage(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "accepted", clock)
        desk = at_desk(app, bodies.executor)
        send_and_sign(desk, case_path(case_id, "decline"), grounds="parameter", facts="Наркологияда есепте")
        assert rows(select(Decline.facts)) == ["Наркологияда есепте"]
        page = words_of(at_desk(app, bodies.head).get(case_path(case_id)))
        assert "Closed part" in page and "Наркологияда есепте" in page and "Accepted for work" in page
        assert all("Наркология" not in str(data) for data in rows(select(Event.data)))


class TestAgreement:
    """What is drawn up can be read before it is signed."""

    @pytest.mark.rule("CON-14")
    def test_executor_and_head_read_what_was_drawn_up(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "with_head", clock)
        path = case_path(case_id, "drawn-up", "agreement")
        for actor in (bodies.executor, bodies.head):
            desk = at_desk(app, actor)
            assert path in desk.get(case_path(case_id)).text
            answer = desk.get(path)
            assert answer.mimetype == "application/pdf" and "Shooter" in text_of(answer.data)
        assert at_desk(app, bodies.head).get(case_path(case_id, "drawn-up", "instruction")).status_code == 404
        for actor in (bodies.security, bodies.defence, bodies.executors[1]):
            assert at_desk(app, actor).get(path).status_code in (403, 404), actor

    @pytest.mark.rule("CON-15")
    def test_the_instruction_begins_with_the_units_own_address(self, app, bodies, case_id, clock):
        with transaction():
            unit = db.session.get_one(Body, bodies.unit_id)
            unit.address = "Қапшағай, әскери қалашық"
        recruiting.drive(case_id, bodies, "agreed", clock)
        page = at_desk(app, bodies.executor).get(case_path(case_id, "draw_up_instruction"))
        assert "Қапшағай, әскери қалашық" in page.text

    @pytest.mark.rule("CON-8")
    def test_the_files_of_a_case_are_kept(self, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "agreement_offered", clock)
        keys = rows(select(SpecialCheck.storage_key)) + rows(select(DrawnUpPaper.storage_key))
        assert len(keys) == 2 and claimed_keys(keys) == set(keys)
