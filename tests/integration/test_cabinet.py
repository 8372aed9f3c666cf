"""The cabinet: what waits, each case and its deeds, what only its owner may see."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

import clock as our_clock
from actions.audit import record_look
from actions.complaints import file_complaint, take_complaint_action
from database import db, transaction
from models.audit import AuditEntry
from models.cases import Case, Complaint, Correction, Event, Hearing
from models.documents import Document, ResultDocument
from models.people import Person
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import browser_of, counted, photo, send, token_of, words_of
from tests.support.factories import the_case

pytestmark = pytest.mark.usefixtures("clock", "session")


@pytest.fixture
def commission(clock, session):
    make.make_calendar()
    return make.make_commission()


@pytest.fixture
def person_id(commission) -> int:
    return make.make_person(language="en")


@pytest.fixture
def citizen(client: FlaskClient, person_id: int) -> FlaskClient:
    return browser_of(client, person_id)


def page_of(case_id: int, path: str = "") -> str:
    return f"/cabinet/cases/{the_case(case_id).number}/{path}"


def ask_to_mend(case_id: int, commission) -> int:
    """The chair asks for a better photograph; returns the request's id."""
    document_id = db.session.scalars(select(Document.id).where(Document.case_id == case_id)).one()
    make.act(
        case_id, "request_correction", commission.chair, document=document_id, remark="The stamp is cut off"
    )
    return db.session.scalars(select(Correction.id).where(Correction.case_id == case_id)).one()


def result_of(case_id: int) -> ResultDocument:
    db.session.rollback()
    return db.session.scalars(select(ResultDocument).where(ResultDocument.case_id == case_id)).one()


def test_an_empty_cabinet_leads_to_the_grounds(citizen):
    page = citizen.get("/cabinet/")
    assert "No applications yet" in words_of(page) and 'href="/find/"' in page.text


@pytest.mark.rule("ALL-4")
@pytest.mark.parametrize(
    ("status", "holder", "sentence"),
    [
        ("registered", "Chair of the conscription commission", "lies with the chair of the commission"),
        ("under_examination", "Member of the conscription commission", "examine your application"),
        ("examined", "Chair of the conscription commission", "The members have given their opinions"),
        ("hearing_called", "Chair of the conscription commission", "Nothing is decided yet"),
        ("heard", "Chair of the conscription commission", "The hearing is over"),
        ("concluded", "Local military administration body", "decided in your favour"),
        ("recorded", None, "in the minutes of the commission"),
        ("refused", None, "The commission refused"),
        ("withdrawn", None, "No decision was made"),
    ],
)
def test_a_case_says_who_holds_it_what_they_do_and_by_when(
    citizen, commission, person_id, status, holder, sentence
):
    case_id = make.make_case(commission, person_id=person_id, at=status)
    page = citizen.get(page_of(case_id))
    words = words_of(page)
    assert sentence in words
    settled = status in ("refused", "recorded", "withdrawn") and "being made" not in words
    assert ("data-poll" in page.text) is not settled
    if holder:
        assert f"Now with {holder}" in words and "alatau" in words
    if status in ("registered", "under_examination", "examined", "hearing_called", "heard"):
        assert "Tuesday 1 December 2026" in words
    assert words_of(citizen.get("/cabinet/"))


def test_the_poll_brings_the_part_that_changes_and_stops_when_nothing_will(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id, at="concluded")
    page = page_of(case_id)
    block = citizen.get(page, headers={"HX-Request": "true"})
    assert block.text.lstrip().startswith('<div id="case" hx-get=')
    assert "HX-Request" in block.headers["Vary"] and "<html" not in block.text
    make.record_minutes(case_id, commission)
    assert "data-poll" not in citizen.get(page, headers={"HX-Request": "true"}).text


@pytest.mark.rule("CLK-1")
def test_an_overdue_case_is_called_overdue(citizen, commission, person_id, clock: TestClock):
    case_id = make.make_case(commission, person_id=person_id)
    clock.set("2026-11-25T10:00")
    browser_of(citizen, person_id)
    words = words_of(citizen.get(page_of(case_id)))
    assert "Overdue" in words and "overdue by 1 working day" in words and "you may complain" in words


def test_a_filed_case_waits_for_the_site(citizen, commission, person_id, clock: TestClock):
    clock.set("2026-11-21T15:00")
    browser_of(citizen, person_id)
    case_id = make.make_case(commission, person_id=person_id, at="filed")
    words = words_of(citizen.get(page_of(case_id)))
    assert "Now with The site itself" in words and "Monday 23 November 2026" in words
    assert "It is registered on" in words_of(citizen.get(page_of(case_id, "receipt/")))


def test_what_waits_for_the_citizen_stands_first(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    correction_id = ask_to_mend(case_id, commission)
    page = citizen.get("/cabinet/")
    assert words_of(page).index("Waits for you") < words_of(page).index("Applications")
    assert page_of(case_id, f"corrections/{correction_id}/") in page.text
    assert "Wednesday 25 November 2026" in words_of(page)


@pytest.mark.rule("CLK-5")
def test_a_mended_document_takes_the_old_ones_place_and_moves_no_date(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    correction_id = ask_to_mend(case_id, commission)
    due = the_case(case_id).due_at
    page = page_of(case_id, f"corrections/{correction_id}/")
    assert "The stamp is cut off" in words_of(citizen.get(page))
    wrong = send(citizen, page)
    assert (wrong.status_code, "Choose a file" in words_of(wrong)) == (422, True)
    assert send(citizen, page, files=[photo("1.jpg"), photo("2.jpg")]).location == page_of(case_id)
    words = words_of(citizen.get(page_of(case_id)))
    assert "Answered" in words and "2 pages" in words and "The applicant sent the mended document" in words
    assert the_case(case_id).due_at == due
    late = citizen.get(page)
    assert late.location == page_of(case_id)
    assert "can no longer be done" in words_of(citizen.get(late.location))


def test_a_paper_nobody_asked_for_joins_the_case(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    page = page_of(case_id, "papers/")
    assert "Fill this in" in words_of(send(citizen, page, files=[photo()]))
    assert send(citizen, page, files=[photo()], title="Letter of the school").status_code == 303
    assert "Letter of the school" in words_of(citizen.get(page_of(case_id)))


def test_a_file_that_is_no_photograph_is_explained_in_the_case_too(citizen, commission, person_id):
    from io import BytesIO

    case_id = make.make_case(commission, person_id=person_id)
    answer = send(citizen, page_of(case_id, "papers/"), files=[(BytesIO(b"text"), "a.jpg")], title="Letter")
    assert (answer.status_code, "neither a photograph" in words_of(answer)) == (422, True)
    assert 'value="Letter"' in answer.text


@pytest.mark.rule("ALL-7")
def test_the_hearing_names_time_place_grounds_and_facts_and_takes_an_objection(
    citizen, commission, person_id
):
    case_id = make.make_case(commission, person_id=person_id, at="hearing_called")
    words = words_of(citizen.get(page_of(case_id)))
    for word in (
        "Tuesday 24 November 2026 , 11:00",
        "Момышұлы көшесі 25",
        "found to be unreliable",
        "Анықтаманың мөрі жоқ",
        "In person",
    ):
        assert word in words
    assert "The commission wants to hear you" in words_of(citizen.get("/cabinet/"))
    page = page_of(case_id, "objection/")
    assert "Fill this in" in words_of(send(citizen, page, objection="  "))
    assert send(citizen, page, objection="The stamp is on the back", attendance="comes").status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Hearing.objection)).one() == "The stamp is on the back"
    words = words_of(citizen.get(page_of(case_id)))
    assert "The stamp is on the back" in words and "Object in writing" not in words
    assert citizen.get(page).location == page_of(case_id)


def test_the_citizen_can_ask_to_move_the_hearing(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id, at="hearing_called")
    page = page_of(case_id, "move-hearing/")
    assert send(citizen, page, wish="I am at work until two").status_code == 303
    words = words_of(citizen.get(page_of(case_id)))
    assert "I am at work until two" in words and "Ask to move the hearing" not in words


def test_withdrawing_asks_first(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    page = page_of(case_id, "withdraw/")
    assert "You can apply again in the same season" in words_of(citizen.get(page))
    assert the_case(case_id).status == "registered"
    answer = send(citizen, page)
    assert answer.location == page_of(case_id) and the_case(case_id).status == "withdrawn"
    assert citizen.get(page).location == page_of(case_id)
    assert 'value="S5"' in citizen.get("/apply/deferral/").text


@pytest.mark.rule("DEF-7")
@pytest.mark.rule("DEF-6")
def test_the_conclusion_is_in_the_cabinet_as_a_pdf_that_anybody_can_check(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id, at="concluded")
    result = result_of(case_id)
    page = citizen.get(page_of(case_id))
    assert "Wednesday 30 June 2027" in words_of(page)
    pdf = citizen.get(page_of(case_id, f"results/{result.verify_code}/"))
    assert pdf.data.startswith(b"%PDF") and pdf.content_type == "application/pdf"
    assert (
        pdf.headers["Content-Disposition"]
        == f"attachment; filename={the_case(case_id).number}-conclusion.pdf"
    )
    assert (pdf.headers["X-Content-Type-Options"], pdf.headers["Cache-Control"]) == (
        "nosniff",
        "private, no-store",
    )
    assert f"/verify/{result.verify_code}/" in page.text
    assert "My documents" in words_of(citizen.get("/cabinet/"))


@pytest.mark.rule("ALL-8")
def test_a_refusal_says_on_which_grounds_and_how_to_complain(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id, at="refused")
    page = citizen.get(page_of(case_id))
    assert "Complain" in words_of(page)
    notice = re.search(r'<section class="box" aria-label="Notice of refusal">.*?</section>', page.text, re.S)
    assert notice and "The documents or the data in them are found to be unreliable" in notice[0]
    assert "Анықтаманың мөрі жоқ" in notice[0]


def test_what_comes_too_late_is_refused_with_the_way_back_to_the_case(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    page = page_of(case_id, "withdraw/")
    token = token_of(citizen.get(page))
    assert citizen.post(page, data={"csrf_token": token}).status_code == 303
    late = citizen.post(page, data={"csrf_token": token})
    assert late.status_code == 409 and "This can no longer be done" in words_of(late)
    assert f'href="{page_of(case_id)}"' in late.text


@pytest.mark.rule("ALL-9")
def test_a_complaint_shows_its_three_clocks(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id, at="refused")
    page = page_of(case_id, "complaint/")
    assert "15 working days" in words_of(citizen.get(page))
    wrong = send(citizen, page, text="No stamp is needed")
    assert (wrong.status_code, "No stamp is needed" in wrong.text) == (422, True)
    assert send(citizen, page, about="decision", text="No stamp is needed").status_code == 303
    words = words_of(citizen.get(page_of(case_id)))
    assert "Thursday 26 November 2026" in words and "Monday 30 November 2026" in words
    assert "Officer for complaints" in words
    complaint_id = db.session.scalars(select(Complaint.id)).one()
    with transaction():
        take_complaint_action(
            complaint_id, "forward_complaint", commission.complaints, {"reviewing_body": "quality_control"}
        )
    words = words_of(citizen.get(page_of(case_id)))
    assert "Monday 14 December 2026" in words and "quality of public services" in words
    with transaction():
        answer = {"review_outcome": "upheld", "reply": "The stamp is not needed"}
        take_complaint_action(complaint_id, "record_review", commission.complaints, answer)
    words = words_of(citizen.get(page_of(case_id)))
    assert "found justified" in words and "The stamp is not needed" in words


def test_a_second_complaint_waits_for_the_first(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    with transaction():
        file_complaint(case_id, make.citizen(person_id), "inaction", "Nothing happens")
    assert citizen.get(page_of(case_id, "complaint/")).location == page_of(case_id)


def test_messages_stand_with_their_state(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    words = words_of(citizen.get(page_of(case_id)))
    assert "application received" in words and "Waits to be sent" in words


def test_the_citizen_sees_that_a_member_advised_and_not_what(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id, at="under_examination")
    make.act(case_id, "agree", commission.members[0], note="Between us")
    page = citizen.get(page_of(case_id))
    assert "A member of the commission gave an opinion" in words_of(page)
    assert "Between us" not in page.text
    assert commission.members[0].id and "Alatau.Military" not in page.text


@pytest.mark.parametrize(
    "path",
    [
        "",
        "receipt/",
        "withdraw/",
        "papers/",
        "complaint/",
        "objection/",
        "move-hearing/",
        "corrections/1/",
        "results/0000000000000000/",
    ],
)
def test_another_persons_case_and_a_forged_number_are_no_pages(citizen, commission, client, path):
    other = make.make_person(make.IINS[1], phone="+77000000102")
    case_id = make.make_case(commission, person_id=other)
    paper = db.session.scalars(select(Document.public_id).where(Document.case_id == case_id)).one()
    assert citizen.get(page_of(case_id, path)).status_code == 404
    assert citizen.get(f"/cabinet/cases/26-000001-0/{path}").status_code == 404
    assert citizen.get(f"/cabinet/cases/nonsense/{path}").status_code == 404
    assert citizen.get(page_of(case_id, f"documents/{paper}/")).status_code == 404
    assert citizen.get(page_of(case_id, "documents/1/")).status_code == 404


def test_a_number_without_hyphens_finds_the_case(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    number = the_case(case_id).number.replace("-", "")
    assert citizen.get(f"/cabinet/cases/{number}/").status_code == 200


def test_ones_own_paper_opens_and_leaves_no_trace_in_the_log(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    paper = db.session.scalars(select(Document).where(Document.case_id == case_id)).one()
    url = page_of(case_id, f"documents/{paper.public_id}/")
    before = db.session.scalar(select(func.count()).select_from(AuditEntry))
    answer = citizen.get(url)
    assert (answer.content_type, answer.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer.headers["Content-Disposition"].endswith(f"-employment-{paper.id}.jpg")
    citizen.get(page_of(case_id))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_the_profile_says_who_looked_and_names_nobody(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    other = make.make_case(
        commission, person_id=make.make_person(make.IINS[1]), service="exemption", subtype="S6"
    )
    with transaction():
        record_look(commission.chair, case_id=case_id)
        record_look(commission.chair, case_id=other)
        record_look(commission.members[0], case_id=case_id, document_id=1)
    page = citizen.get("/cabinet/profile/")
    words = words_of(page)
    assert words.count("Chair of the conscription commission, Commission alatau") == 1
    assert "Member of the conscription commission, Commission alatau" in words and "a document" in words
    assert "alatau.chair" not in page.text.lower()


def test_many_looks_are_paged(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    with transaction():
        for _ in range(31):
            record_look(commission.chair, case_id=case_id)
    assert "Page 1 of 2" in words_of(citizen.get("/cabinet/profile/"))
    assert citizen.get("/cabinet/profile/?page=2").text.count("Commission alatau") == 1


def test_the_language_of_pages_and_messages_can_be_changed(citizen, person_id):
    assert (
        send(citizen, "/cabinet/profile/", to="/cabinet/profile/language/", language="ru").status_code == 303
    )
    assert '<html lang="ru">' in citizen.get("/cabinet/").text
    db.session.rollback()
    assert db.session.get_one(Person, person_id).language == "ru"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_pages_of_a_case_speak_every_language(citizen, commission, person_id, language):
    case_id = make.make_case(commission, person_id=person_id, at="hearing_called")
    citizen.get(f"/cabinet/?lang={language}")
    for path in ("", "receipt/", "objection/", "move-hearing/", "withdraw/", "papers/", "complaint/"):
        page = citizen.get(page_of(case_id, path))
        assert page.status_code == 200 and f'<html lang="{language}">' in page.text


def test_a_form_of_an_earlier_visit_loses_nothing(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    page = page_of(case_id, "complaint/")
    answer = citizen.post(page, data={"csrf_token": "old", "about": "inaction", "text": "Nobody answers me"})
    assert (answer.status_code, "Nobody answers me" in words_of(answer)) == (400, True)
    assert db.session.scalar(select(func.count()).select_from(Complaint)) == 0
    again = {"csrf_token": token_of(answer), "about": "inaction", "text": "Nobody answers me"}
    assert citizen.post(page, data=again).status_code == 303


def test_words_typed_before_the_visit_ended_are_kept_through_the_sign_in(
    citizen, commission, person_id, clock: TestClock
):
    case_id = make.make_case(commission, person_id=person_id)
    page = page_of(case_id, "complaint/")
    typed = {"about": "inaction", "text": "Nobody answers me since Monday"}
    token = token_of(citizen.get(page))
    clock.advance(minutes=31)
    answer = citizen.post(page, data={"csrf_token": token, **typed})
    assert (answer.status_code, typed["text"] in words_of(answer)) == (400, True)
    assert 'href="/sign-in/"' in answer.text
    browser_of(citizen, person_id)
    assert citizen.post(page, data={"csrf_token": token_of(answer), **typed}).status_code == 303


def test_without_a_session_the_cabinet_asks_to_sign_in_and_comes_back(client, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    answer = client.get(page_of(case_id))
    assert answer.status_code == 303 and answer.location.startswith("/sign-in/?next=%2Fcabinet%2Fcases%2F")


def test_the_first_page_makes_as_many_queries_for_thirty_cases_as_for_three(citizen, commission, person_id):
    def statements() -> int:
        db.session.rollback()
        with counted() as made:
            assert citizen.get("/cabinet/").status_code == 200
        return len(made)

    def add(count: int) -> None:
        for _ in range(count):
            case_id = make.make_case(commission, person_id=person_id, at="withdrawn")
            assert case_id

    add(2)
    make.make_case(commission, person_id=person_id, at="registered")
    few = statements()
    make.act(the_open_case(person_id), "withdraw", make.citizen(person_id))
    add(27)
    make.make_case(commission, person_id=person_id, at="registered")
    assert statements() == few <= 15


def the_open_case(person_id: int) -> int:
    db.session.rollback()
    return db.session.scalars(
        select(Case.id).where(Case.person_id == person_id, Case.open_key.is_not(None))
    ).one()


def test_a_case_makes_as_many_queries_with_thirty_papers_as_with_three(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id)
    page = page_of(case_id)

    def statements() -> int:
        db.session.rollback()
        with counted() as made:
            assert citizen.get(page).status_code == 200
        return len(made)

    def add_papers(first: int, count: int) -> None:
        from actions import documents

        for number in range(first, first + count):
            paper = documents.receive([photo()[0]], title=f"More {number}")
            make.act(case_id, "add_document", make.citizen(person_id), files=paper)

    add_papers(0, 3)
    few = statements()
    add_papers(3, 27)
    assert db.session.scalar(select(func.count()).select_from(Event).where(Event.case_id == case_id)) == 32
    assert statements() == few <= 25


def test_dates_of_the_hearing_are_those_of_almaty(citizen, commission, person_id):
    case_id = make.make_case(commission, person_id=person_id, at="hearing_called")
    hearing = db.session.scalars(select(Hearing)).one()
    assert our_clock.local(hearing.at).utcoffset() == timedelta(hours=5)
    assert "11:00" in words_of(citizen.get(page_of(case_id)))
