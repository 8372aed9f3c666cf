"""Whole ways to a decision, each step taken on the officers' own pages."""

import pytest
from sqlalchemy import select

import clock as our_clock
from actions import timekeeping
from database import db, transaction
from models.cases import Case, Correction, Event, Hearing, Opinion
from models.documents import Document, ResultDocument
from tests.support import factories as make
from tests.support.officers_at_work import (
    at_desk,
    case_path,
    number_of,
    post,
    rows,
    send,
    send_and_sign,
    status_of,
)
from tests.support.signing import quick_papers
from tests.support.signing_in import form_token, sign_asked

GROUNDS = {"grounds": ["unreliable"], "facts": "Анықтаманың мөрі жоқ\nКүні көрсетілмеген"}
UNTIL = {"until_date": "2027-06-30", "until_reason": "The contract of employment"}
HEARING = {
    "hearing_at": "2026-11-24T11:00",
    "hearing_way": "in_person",
    "hearing_place": "Момышұлы көшесі 25",
}


def takes(app, actor, case_id: int, action: str, **fields: object) -> None:
    """The officer opens the action's page, fills it in, sends it, and signs what has to be signed."""
    browser, path = at_desk(app, actor), case_path(case_id, action)
    with quick_papers():
        answer = send(browser, path, **fields)
    assert answer.status_code == 303, answer.text
    if "/sign/" in answer.location:
        answer = sign_asked(browser, answer)
    assert answer.location == case_path(case_id)


def last_result() -> ResultDocument:
    """The result document that was issued last."""
    db.session.rollback()
    return db.session.scalars(select(ResultDocument).order_by(ResultDocument.id.desc()).limit(1)).one()


@pytest.mark.rule("DEF-4")
@pytest.mark.rule("DEF-5")
@pytest.mark.rule("DEF-7")
def test_a_deferral_is_granted_by_chair_members_and_minutes(app, commission, clock):
    case_id = make.make_case(commission)
    takes(app, commission.chair, case_id, "forward")
    assert status_of(case_id) == "under_examination"
    for member in commission.members:
        takes(app, member, case_id, "agree", note="Қарсылық жоқ")
    assert status_of(case_id) == "examined"
    chair = at_desk(app, commission.chair)
    done = send_and_sign(chair, case_path(case_id, "conclude"), **UNTIL)
    assert (done.status_code, done.location) == (303, case_path(case_id))
    assert "The chair issued the conclusion" in chair.get(done.location).text
    assert last_result().facts["reason"], "the reason was filled in beforehand"
    takes(
        app, commission.military, case_id, "record_minutes", minutes_number="12-П", minutes_date="2026-11-23"
    )
    assert status_of(case_id) == "recorded"
    page = at_desk(app, commission.military).get(case_path(case_id)).text
    assert "Minutes of the commission no. 12-П" in page


@pytest.mark.rule("ALL-7")
@pytest.mark.rule("ALL-8")
@pytest.mark.rule("DEF-8")
def test_a_refusal_comes_after_notice_objection_and_hearing(app, commission, clock):
    case_id = make.make_case(commission, at="under_examination")
    takes(app, commission.members[0], case_id, "disagree", **GROUNDS, note="Түпнұсқасын сұрау керек")
    for member in commission.members[1:]:
        takes(app, member, case_id, "agree")
    chair = at_desk(app, commission.chair)
    form = chair.get(case_path(case_id, "call_hearing")).text
    assert "Анықтаманың мөрі жоқ" in form, "the members' facts are there to begin with"
    assert "Last day to give notice of a hearing" in form
    assert "paragraph 10" in form
    takes(app, commission.chair, case_id, "call_hearing", **GROUNDS, **HEARING, reason_against="Мөр жоқ")
    assert status_of(case_id) == "hearing_called"
    early = chair.get(case_path(case_id, "record_hearing"))
    assert early.status_code == 409
    person = make.citizen(db.session.get_one(Case, case_id).person_id)
    make.act(case_id, "object", person, objection="Мөр бар, артқы бетінде", attendance="stays_away")
    assert "Мөр бар, артқы бетінде" in chair.get(case_path(case_id)).text
    takes(
        app,
        commission.chair,
        case_id,
        "record_hearing",
        hearing_outcome="in_writing",
        hearing_minutes="Қаралды",
    )
    takes(app, commission.chair, case_id, "refuse", grounds=["unreliable"], reason_against="Тыңдаудан кейін")
    assert status_of(case_id) == "refused"
    assert last_result().facts["reasons"] == ["Анықтаманың мөрі жоқ", "Күні көрсетілмеген"]


@pytest.mark.rule("ALL-7")
@pytest.mark.rule("EXE-4")
@pytest.mark.rule("EXE-5")
@pytest.mark.rule("EXE-6")
def test_an_exemption_is_granted_after_a_hearing(app, commission, clock):
    case_id = make.make_case(commission, at="hearing_called", service="exemption", subtype="S6")
    clock.set("2026-11-24T12:00")
    takes(
        app, commission.chair, case_id, "record_hearing", hearing_outcome="held", hearing_minutes="Түсіндірді"
    )
    chair = at_desk(app, commission.chair)
    assert "until_date" not in chair.get(case_path(case_id, "conclude")).text
    takes(app, commission.chair, case_id, "conclude", reason_against="Тыңдаудан кейін")
    assert (status_of(case_id), last_result().until_date) == ("concluded", None)


def test_only_grounds_that_were_heard_can_be_chosen_for_the_refusal(app, commission):
    case_id = make.make_case(commission, at="heard")
    page = at_desk(app, commission.chair).get(case_path(case_id, "refuse")).text
    assert 'value="unreliable"' in page
    assert 'value="not_meeting"' not in page


@pytest.mark.rule("DEF-4")
def test_an_opinion_cannot_be_overruled_without_a_reason(app, commission):
    case_id = make.make_case(commission, at="under_examination")
    make.act(case_id, "disagree", commission.members[0], **make.GROUNDS)
    for member in commission.members[1:]:
        make.act(case_id, "agree", member)
    answer = send(at_desk(app, commission.chair), case_path(case_id, "conclude"), **UNTIL)
    assert answer.status_code == 422
    assert "Fill this in." in answer.text
    assert "The contract of employment" in answer.text, "what was typed stays"
    takes(app, commission.chair, case_id, "conclude", **UNTIL, reason_against="Мөр түпнұсқада бар")
    assert status_of(case_id) == "concluded"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-23T09:00", "This time has already passed"),
        ("2026-11-26T10:00", "later than the act allows"),
        ("2026-11-24T20:00", "does not work then"),
        ("", "Fill this in."),
        ("tomorrow", "There is no such date or time"),
    ],
)
@pytest.mark.rule("ALL-7")
def test_an_unlawful_time_of_a_hearing_is_said_beside_the_field(app, commission, at, words):
    case_id = make.make_case(commission, at="examined")
    fields = {**GROUNDS, **HEARING, "hearing_at": at, "reason_against": "Мөр жоқ"}
    answer = send(at_desk(app, commission.chair), case_path(case_id, "call_hearing"), **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Күні көрсетілмеген" in answer.text
    assert rows(select(Hearing)) == []


def test_a_recused_officer_hands_over_and_sees_the_case_no_more(app, commission):
    case_id = make.make_case(commission)
    chair = at_desk(app, commission.chair)
    assert "Step aside" not in chair.get(case_path(case_id)).text, "nobody could stand in"
    deputy = make.make_substitute("alatau.deputy", commission.chair)
    gone = send(chair, case_path(case_id, "recuse"), reason="Туысым")
    assert gone.location == "/staff/"
    closed = chair.get(case_path(case_id))
    assert closed.status_code == 403
    assert "You have stepped aside from this case" in closed.text
    assert number_of(case_id) not in chair.get("/staff/").text.split('id="tasks"')[1]
    page = at_desk(app, deputy).get(case_path(case_id)).text
    assert "You stand in here for" in page
    takes(app, deputy, case_id, "forward")
    stood_in = rows(select(Event.standing_in_for).where(Event.code == "forwarded"))[0]
    assert stood_in == commission.chair.id


def test_a_substitute_speaks_for_the_absent_seat(app, commission):
    case_id = make.make_case(commission, at="under_examination")
    stand_in = make.make_substitute("second.police", commission.members[1])
    desk = at_desk(app, stand_in)
    assert "in place of" in desk.get("/staff/").text
    page = desk.get(case_path(case_id, "agree")).text
    assert "Representative of internal affairs" in page
    takes(app, stand_in, case_id, "agree")
    assert rows(select(Opinion.seat)) == ["internal_affairs"]


def test_the_chair_goes_on_without_silent_members_only_after_their_term(app, commission, clock):
    case_id = make.make_case(commission, at="under_examination")
    make.act(case_id, "agree", commission.members[0])
    chair = at_desk(app, commission.chair)
    assert chair.get(case_path(case_id, "proceed")).status_code == 409
    clock.set("2026-11-25T09:00")
    chair = at_desk(app, commission.chair)
    assert send(chair, case_path(case_id, "proceed")).status_code == 303
    page = chair.get(case_path(case_id)).text
    assert "Silent members" in page
    assert "No opinion" in page
    assert status_of(case_id) == "examined"


@pytest.mark.rule("CLK-5")
def test_a_correction_is_asked_for_a_document_and_keeps_the_due_date(app, commission):
    case_id = make.make_case(commission)
    due = db.session.get_one(Case, case_id).due_at
    document = rows(select(Document.id))[0]
    member = at_desk(app, commission.members[0])
    form = member.get(case_path(case_id, "request_correction")).text
    assert "The applicant can answer until" in form
    takes(
        app,
        commission.members[0],
        case_id,
        "request_correction",
        document=str(document),
        remark="Мөр көрінбейді",
    )
    page = member.get(case_path(case_id)).text
    assert "Мөр көрінбейді" in page
    assert "Waits for the applicant" in page
    assert rows(select(Correction.status))[0] == "asked"
    assert db.session.get_one(Case, case_id).due_at == due
    token = form_token(member.get(case_path(case_id, "request_correction")))
    again = post(
        member, case_path(case_id, "request_correction"), token, {"document": str(document), "remark": "Тағы"}
    )
    assert again.status_code == 422, "a document that waits to be mended is not in the list"


def test_the_second_of_two_officers_reads_who_was_first_and_loses_nothing(app, commission):
    case_id = make.make_case(commission, at="examined")
    deputy = at_desk(app, make.make_substitute("alatau.deputy", commission.chair))
    chair = at_desk(app, commission.chair)
    path = case_path(case_id, "conclude")
    token = form_token(deputy.get(path))
    assert send_and_sign(chair, path, **UNTIL).status_code == 303
    typed = {"conclusion_reason": "Менің ұзақ себебім", **UNTIL}
    for htmx in (False, True):
        late = post(deputy, path, token, typed, htmx=htmx)
        assert late.status_code == 409
        assert "Somebody was first" in late.text
        assert "The chair issued the conclusion" in late.text
        assert "Alatau.Chair" in late.text
        assert "Менің ұзақ себебім" in late.text
        assert "2027-06-30" in late.text
        assert ("<h1>" in late.text) is not htmx
        assert late.headers.get("HX-Retarget") == "#act"
    assert len(rows(select(ResultDocument))) == 1


def test_an_action_of_another_role_is_refused_with_a_sentence(app, commission):
    case_id = make.make_case(commission)
    member = at_desk(app, commission.members[0])
    refused = member.get(case_path(case_id, "forward"))
    assert refused.status_code == 403
    assert "You cannot do this in this case" in refused.text
    token = form_token(member.get(case_path(case_id, "request_correction")))
    assert post(member, case_path(case_id, "forward"), token, {}).status_code == 403
    assert member.get(case_path(case_id, "no_such_action")).status_code == 404
    assert status_of(case_id) == "registered"


def test_a_document_with_a_mistake_is_replaced_and_then_annulled(app, commission):
    case_id = make.make_case(commission, at="recorded")
    chair = at_desk(app, commission.chair)
    shown = chair.get(case_path(case_id, "results", last_result().verify_code))
    assert (shown.status_code, shown.mimetype) == (200, "application/pdf")
    reason = make.CONCLUSION["conclusion_reason"]
    assert reason in chair.get(case_path(case_id, "replace_result")).text, "it begins with what it says now"
    takes(
        app,
        commission.chair,
        case_id,
        "replace_result",
        until_date="2027-07-31",
        until_reason="Шарт",
        reason="Күні қате",
    )
    until = last_result().until_date
    assert until is not None and until.isoformat() == "2027-07-31"
    takes(app, commission.chair, case_id, "annul_result", reason="Өтініші бойынша")
    assert [row.status for row in rows(select(ResultDocument).order_by(ResultDocument.id))] == [
        "replaced",
        "annulled",
    ]
    page = chair.get(case_path(case_id)).text
    assert "Replaced by another document" in page
    assert "Annulled" in page


def test_a_minutes_date_to_come_is_refused(app, commission):
    case_id = make.make_case(commission, at="concluded")
    answer = send(
        at_desk(app, commission.military),
        case_path(case_id, "record_minutes"),
        minutes_number="1",
        minutes_date="2026-11-24",
    )
    assert answer.status_code == 422
    assert "This date is still to come" in answer.text


@pytest.mark.rule("DEF-5")
def test_overdue_is_shown_on_the_case_and_in_the_inbox(app, commission, clock):
    case_id = make.make_case(commission)
    clock.set("2026-12-02T09:00")
    for task in timekeeping.overdue_tasks(our_clock.now()):
        with transaction():
            timekeeping.mark_overdue(task)
    for late in timekeeping.cases_past_due(our_clock.now()):
        with transaction():
            timekeeping.mark_case_overdue(late)
    chair = at_desk(app, commission.chair)
    inbox = chair.get("/staff/").text
    assert "Overdue" in inbox
    assert "A term has passed without the step being taken" in inbox
    page = chair.get(case_path(case_id)).text
    assert "overdue by" in page
    assert "Answer overdue" in page
