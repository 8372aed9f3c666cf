"""From sending to minutes, through the actions, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

import clock as our_clock
from actions import timekeeping
from actions.complaints import file_complaint, take_complaint_action
from actions.steps import take_action
from database import db, transaction
from domain.errors import ActionNotOpen, AlreadyDone, FilingRefused, InvalidData, SignatureNeeded
from domain.roles import SITE, Actor, Role
from models.cases import Case, Complaint, Correction, Event, Hearing, Notice, Opinion, Task
from models.documents import Document, ResultDocument
from models.messaging import Message
from tests.support import factories as make
from tests.support.factories import the_case

pytestmark = pytest.mark.usefixtures("clock", "session")


@pytest.fixture
def commission(clock, session):
    make.make_calendar()
    return make.make_commission()


def told(case_id: int) -> list[str]:
    return list(
        db.session.scalars(select(Message.template).where(Message.case_id == case_id).order_by(Message.id))
    )


def history(case_id: int) -> list[str]:
    return list(
        db.session.scalars(select(Event.code).where(Event.case_id == case_id).order_by(Event.sequence))
    )


def open_tasks(case_id: int) -> list[Task]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None)).order_by(Task.id)
        )
    )


def day(moment) -> str:
    return our_clock.local(moment).strftime("%Y-%m-%d %H:%M")


@pytest.mark.rule("ALL-4")
@pytest.mark.rule("DEF-3")
@pytest.mark.rule("DEF-5")
@pytest.mark.rule("DEF-1")
def test_sent_in_office_hours_it_is_registered_at_once_and_with_the_chair_of_the_district(commission):
    case = the_case(make.make_case(commission))
    assert case.status == "registered"
    assert case.body_id == commission.body_id
    assert (day(case.registered_at), day(case.due_at)) == ("2026-11-23 10:00", "2026-12-01 18:30")
    assert day(case.hearing_notice_by) == "2026-11-26 18:30"
    [task] = open_tasks(case.id)
    assert (task.role, task.body_id, day(task.due_at)) == ("chair", commission.body_id, "2026-11-24 18:30")
    assert history(case.id) == ["filed", "registered"]
    assert told(case.id) == ["case_received"]
    assert case.number.startswith("26-000001-")


@pytest.mark.rule("ALL-5")
@pytest.mark.rule("CLK-2")
@pytest.mark.rule("DEF-2")
def test_sent_at_the_weekend_it_waits_for_the_next_working_day(commission, clock):
    clock.set("2026-11-21T15:00")
    case = the_case(make.make_case(commission, at="filed"))
    assert (case.status, case.registered_at) == ("filed", None)
    [task] = open_tasks(case.id)
    assert (task.role, day(task.due_at)) == ("site", "2026-11-23 09:00")
    assert timekeeping.cases_for_the_site(our_clock.now()) == []
    clock.set("2026-11-23T09:00")
    for case_id in timekeeping.cases_for_the_site(our_clock.now()):
        with transaction():
            timekeeping.do_the_sites_part(case_id)
    case = the_case(case.id)
    assert (case.status, day(case.due_at)) == ("registered", "2026-12-01 18:30")
    assert told(case.id) == ["case_received", "case_registered"]
    with transaction():
        timekeeping.do_the_sites_part(case.id)
    assert history(case.id) == ["filed", "registered"]


@pytest.mark.rule("DEF-2")
@pytest.mark.rule("EXE-2")
def test_the_moment_of_sending_decides_about_the_season(commission, clock):
    clock.set("2026-12-30T19:00")
    case = the_case(make.make_case(commission, at="filed"))
    assert day(case.register_at) == "2026-12-31 09:00"
    clock.set("2026-12-31T10:00")
    draft = make.make_draft(make.make_person(make.IINS[1]), "exemption", "S6")
    with pytest.raises(FilingRefused, match="out_of_season"):
        make.file_case(draft)


@pytest.mark.rule("DEF-5")
@pytest.mark.rule("DEF-7")
@pytest.mark.rule("DEF-6")
def test_a_deferral_goes_through_its_stages_to_the_minutes(commission, clock):
    case_id = make.make_case(commission)
    clock.set("2026-11-24T10:00")
    make.act(case_id, "forward", commission.chair)
    tasks = open_tasks(case_id)
    assert {task.seat for task in tasks} == set(make.SEATS)
    assert {day(task.due_at) for task in tasks} == {"2026-11-25 18:30"}
    clock.set("2026-11-25T10:00")
    for member in commission.members:
        make.act(case_id, "agree", member, note="Қарсылық жоқ")
    assert the_case(case_id).status == "examined"
    [task] = open_tasks(case_id)
    assert (task.role, day(task.due_at)) == ("chair", "2026-11-26 18:30")
    clock.set("2026-11-26T10:00")
    make.conclude(case_id, commission)
    case = the_case(case_id)
    assert (case.status, case.open_key) == ("concluded", None)
    result = db.session.scalars(select(ResultDocument)).one()
    assert (result.kind, result.until_date, result.status) == (
        "conclusion",
        date(2027, 6, 30),
        "genuine",
    )
    assert result.facts["reason"] == make.CONCLUSION["conclusion_reason"]
    [task] = open_tasks(case_id)
    assert (task.role, task.body_id) == ("military_body", commission.military_body_id)
    make.record_minutes(case_id, commission)
    case = the_case(case_id)
    assert (case.status, case.minutes_number, open_tasks(case_id)) == ("recorded", "12", [])
    assert history(case_id) == [
        "filed", "registered", "forwarded", "agreed", "agreed", "agreed",
        "examined", "concluded", "minutes_recorded",
    ]  # fmt: skip
    assert told(case_id) == ["case_received", "case_forwarded", "case_examined", "concluded", "recorded"]


@pytest.mark.rule("EXE-1")
@pytest.mark.rule("EXE-5")
@pytest.mark.rule("EXE-6")
@pytest.mark.rule("EXE-7")
def test_an_exemption_has_no_last_day(commission):
    case_id = make.make_case(commission, service="exemption", subtype="S6", at="recorded")
    assert the_case(case_id).status == "recorded"
    assert db.session.scalars(select(ResultDocument.until_date)).one() is None


@pytest.mark.rule("EXE-S2")
@pytest.mark.rule("ALL-3")
def test_exemption_by_age_is_refused_before_27_by_what_the_registry_says(commission):
    young = make.make_draft(make.make_person(born=date(1999, 11, 24)), "exemption", "S2")
    with pytest.raises(FilingRefused, match="check_failed"):
        make.file_case(young)
    grown = make.make_draft(make.make_person(make.IINS[1], born=date(1999, 11, 23)), "exemption", "S2")
    assert the_case(make.file_case(grown)).status == "registered"


def test_filing_twice_is_impossible(commission):
    person = make.make_person()
    draft = make.make_draft(person)
    first = make.file_case(draft)
    with pytest.raises(FilingRefused, match="open_case"):
        make.file_case(make.make_draft(person, "exemption", "S6"))
    assert db.session.scalar(select(func.count()).select_from(Case)) == 1
    make.act(first, "withdraw", make.citizen(person))
    again = make.file_case(make.make_draft(person, "deferral", "S8"))
    assert the_case(again).number != the_case(first).number


def test_sending_the_same_draft_again_returns_the_same_case(commission):
    from actions.cases import submit_application
    from models.drafts import Draft

    draft_id = make.make_draft(make.make_person())
    case_id = make.file_case(draft_id)
    sha256 = the_case(case_id).application_sha256
    with transaction():
        assert submit_application(draft_id, sha256=sha256, certified_by="otp").id == case_id
    assert db.session.get_one(Draft, draft_id).status == "submitted"
    assert told(case_id) == ["case_received"]


def test_a_draft_that_changed_after_it_was_frozen_is_not_sent(commission):
    from actions import drafts
    from actions.cases import submit_application
    from models.drafts import Draft

    draft_id = make.make_draft(make.make_person())
    with transaction():
        sha256 = drafts.freeze(db.session.get_one(Draft, draft_id))
    make.attach(draft_id, "employment")
    with pytest.raises(FilingRefused, match="changed"), transaction():
        submit_application(draft_id, sha256=sha256, certified_by="otp")


@pytest.mark.rule("ALL-2")
def test_a_missing_document_or_answer_keeps_the_application_back(commission):
    without = make.make_draft(make.make_person(), papers=False)
    with pytest.raises(FilingRefused, match="documents_missing"):
        make.file_case(without)
    unanswered = make.make_draft(make.make_person(make.IINS[1]), "deferral", "S5", answers={}, papers=False)
    with pytest.raises(FilingRefused, match="questions_open"):
        make.file_case(unanswered)


def test_a_district_without_commission_is_said_so(commission):
    elsewhere = make.make_draft(make.make_person(district="110000000"))
    with pytest.raises(FilingRefused, match="no_body"):
        make.file_case(elsewhere)


@pytest.mark.rule("ALL-7")
@pytest.mark.rule("ALL-8")
@pytest.mark.rule("DEF-8")
def test_a_refusal_comes_after_a_hearing_on_grounds_that_were_heard(commission, clock):
    case_id = make.make_case(commission, at="examined")
    make.call_hearing(case_id, commission)
    hearing = db.session.scalars(select(Hearing)).one()
    assert (day(hearing.latest), hearing.notice_late) == ("2026-11-25 18:30", False)
    assert told(case_id)[-2:] == ["hearing_called", "hearing_place"]
    with pytest.raises(ActionNotOpen):
        make.act(case_id, "record_hearing", commission.chair, hearing_outcome="held", hearing_minutes="x")
    person = make.citizen(the_case(case_id).person_id)
    wish = our_clock.now() + timedelta(days=2)
    make.act(case_id, "ask_to_move_hearing", person, wish="Сәрсенбіде келе аламын")
    make.act(case_id, "move_hearing", commission.chair, hearing_at=wish)
    with pytest.raises(ActionNotOpen):
        make.act(case_id, "ask_to_move_hearing", person, wish="Тағы")
    clock.set("2026-11-25T10:30")
    make.act(
        case_id, "record_hearing", commission.chair, hearing_outcome="no_show", hearing_minutes="Келмеді"
    )
    [task] = open_tasks(case_id)
    assert day(task.due_at) == "2026-12-01 18:30"
    with pytest.raises(InvalidData) as error:
        make.act(case_id, "refuse", commission.chair, grounds=["not_meeting"], facts="x", reason_against="y")
    assert error.value.problems == {"grounds": "not_heard"}
    make.act(
        case_id,
        "refuse",
        commission.chair,
        grounds=["unreliable"],
        facts="Мөр жоқ\nҚол жоқ",
        reason_against="y",
    )
    result = db.session.scalars(select(ResultDocument)).one()
    assert (result.kind, result.facts["reasons"]) == ("refusal", ["Мөр жоқ", "Қол жоқ"])
    assert told(case_id)[-1] == "refused"


@pytest.mark.rule("ALL-7")
@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2026-11-23T09:00", "in_past"),
        ("2026-11-26T10:00", "too_late"),
        ("2026-11-24T20:00", "not_office_hours"),
    ],
)
def test_a_hearing_takes_place_within_two_working_days_in_office_hours(commission, clock, at, code):
    from datetime import datetime

    case_id = make.make_case(commission, at="examined")
    with pytest.raises(InvalidData) as error:
        make.call_hearing(
            case_id, commission, hearing_at=datetime.fromisoformat(at).replace(tzinfo=our_clock.ALMATY)
        )
    assert error.value.problems == {"hearing_at": code}
    assert the_case(case_id).status == "examined"
    assert db.session.scalars(select(Hearing)).all() == []


@pytest.mark.rule("ALL-7")
def test_a_hearing_can_end_in_favour(commission):
    case_id = make.make_case(commission, at="heard")
    make.conclude(case_id, commission)
    assert the_case(case_id).status == "concluded"


@pytest.mark.rule("ALL-8")
@pytest.mark.rule("EXE-8")
def test_a_late_notice_is_sent_and_remembered_as_late(commission, clock):
    case_id = make.make_case(commission, at="examined", service="exemption", subtype="S6")
    clock.set("2026-11-27T10:00")
    later = our_clock.now() + timedelta(days=3)
    make.call_hearing(case_id, commission, hearing_at=later)
    assert db.session.scalars(select(Hearing.notice_late)).one() is True


def test_the_second_of_two_officers_is_told_that_somebody_was_first(commission):
    case_id = make.make_case(commission)
    make.act(case_id, "forward", commission.chair)
    with pytest.raises(AlreadyDone):
        make.act(case_id, "forward", commission.chair)
    make.act(case_id, "agree", commission.members[0])
    with pytest.raises(AlreadyDone):
        make.act(case_id, "disagree", commission.members[0], **make.GROUNDS)
    assert db.session.scalar(select(func.count()).select_from(Opinion)) == 1


def test_a_stranger_can_do_nothing(commission):
    case_id = make.make_case(commission)
    other = make.make_commission("195200000", "karasai")
    for actor in (other.chair, commission.members[0], Actor(Role.CITIZEN, 999), other.military):
        with pytest.raises(ActionNotOpen):
            make.act(case_id, "forward", actor)


@pytest.mark.rule("DEF-4")
@pytest.mark.rule("EXE-4")
def test_members_advise_and_the_chair_decides_with_a_reason(commission):
    case_id = make.make_case(commission, at="under_examination")
    make.act(case_id, "disagree", commission.members[0], **make.GROUNDS, note="Мөрін тексеріңіз")
    for member in commission.members[1:]:
        make.act(case_id, "agree", member)
    with pytest.raises(InvalidData) as error:
        make.conclude(case_id, commission)
    assert error.value.problems == {"reason_against": "missing"}
    make.act(case_id, "conclude", commission.chair, **make.CONCLUSION, reason_against="Мөр түпнұсқада бар")
    assert the_case(case_id).status == "concluded"


def test_silent_members_let_the_chair_go_on_after_their_term(commission, clock):
    case_id = make.make_case(commission, at="under_examination")
    make.act(case_id, "agree", commission.members[0])
    with pytest.raises(ActionNotOpen):
        make.act(case_id, "proceed", commission.chair)
    clock.set("2026-11-25T09:00")
    make.act(case_id, "proceed", commission.chair)
    proceeded = db.session.scalars(select(Event).where(Event.code == "proceeded")).one()
    assert sorted(proceeded.data["seats"]) == ["health", "internal_affairs"]
    assert the_case(case_id).status == "examined"


def test_a_recused_member_is_replaced_by_who_stands_in_or_left_out(commission):
    case_id = make.make_case(commission, at="under_examination")
    first, second, third = commission.members
    make.act(case_id, "recuse", first, reason="Туысым")
    assert len(open_tasks(case_id)) == 2
    stand_in = make.make_substitute("second.police", second)
    make.act(case_id, "recuse", second, reason="Танысым")
    assert len(open_tasks(case_id)) == 2
    with pytest.raises(ActionNotOpen):
        make.act(case_id, "agree", second)
    make.act(case_id, "agree", stand_in)
    make.act(case_id, "agree", third)
    assert the_case(case_id).status == "examined"


def test_a_chair_steps_aside_only_where_somebody_can_stand_in(commission):
    case_id = make.make_case(commission)
    with pytest.raises(ActionNotOpen):
        make.act(case_id, "recuse", commission.chair, reason="Туысым")
    deputy = make.make_substitute("alatau.deputy", commission.chair)
    make.act(case_id, "recuse", commission.chair, reason="Туысым")
    with pytest.raises(ActionNotOpen):
        make.act(case_id, "forward", commission.chair)
    make.act(case_id, "forward", deputy)


@pytest.mark.rule("CLK-5")
def test_a_correction_is_answered_without_moving_the_due_date(commission):
    from actions import documents

    case_id = make.make_case(commission)
    due = the_case(case_id).due_at
    old = db.session.scalars(select(Document).where(Document.case_id == case_id)).one()
    make.act(case_id, "request_correction", commission.chair, document=old.id, remark="Мөр көрінбейді")
    correction = db.session.scalars(select(Correction)).one()
    assert day(correction.answer_by) == "2026-11-25 18:30"
    assert told(case_id)[-1] == "correction_requested"
    with pytest.raises(InvalidData):
        make.act(case_id, "request_correction", commission.chair, document=old.id, remark="Тағы")
    paper = documents.receive([make.photo()])
    person = make.citizen(the_case(case_id).person_id)
    make.act(case_id, "answer_correction", person, correction=correction.id, files=paper)
    states = dict(db.session.execute(select(Document.id, Document.state)).all())
    assert sorted(states.values()) == ["current", "replaced"]
    assert the_case(case_id).due_at == due
    assert the_case(case_id).status == "registered"


@pytest.mark.rule("CLK-5")
def test_an_unanswered_correction_lets_the_case_go_on(commission, clock):
    case_id = make.make_case(commission)
    old = db.session.scalars(select(Document.id)).one()
    make.act(case_id, "request_correction", commission.chair, document=old, remark="Мөр көрінбейді")
    clock.set("2026-11-25T18:31")
    for expired in timekeeping.cases_with_expired_corrections(our_clock.now()):
        with transaction():
            timekeeping.expire_corrections(expired)
    assert db.session.scalars(select(Correction.status)).one() == "expired"
    assert told(case_id)[-1] == "correction_expired"
    assert the_case(case_id).status == "registered"


@pytest.mark.rule("DEF-5")
@pytest.mark.rule("CLK-1")
def test_an_overdue_task_is_marked_and_the_officer_and_their_chair_are_told(commission, clock):
    case_id = make.make_case(commission, at="under_examination")
    clock.set("2026-11-24T18:31")
    overdue = timekeeping.overdue_tasks(our_clock.now())
    assert len(overdue) == 3
    for task_id in overdue:
        with transaction():
            timekeeping.mark_overdue(task_id)
    notices = db.session.execute(select(Notice.role, Notice.seat)).all()
    assert sorted((role, seat or "") for role, seat in notices) == [
        ("chair", ""), ("chair", ""), ("chair", ""),
        ("member", "health"), ("member", "internal_affairs"), ("member", "military"),
    ]  # fmt: skip
    assert timekeeping.overdue_tasks(our_clock.now()) == []
    assert the_case(case_id).overdue_at is None
    clock.set("2026-12-01T18:31")
    assert timekeeping.overdue_tasks(our_clock.now()) == []
    for late in timekeeping.cases_past_due(our_clock.now()):
        with transaction():
            timekeeping.mark_case_overdue(late)
    assert the_case(case_id).overdue_at is not None
    assert timekeeping.cases_past_due(our_clock.now()) == []
    assert told(case_id)[-1] == "overdue"


@pytest.mark.rule("CLK-3")
def test_a_corrected_calendar_dates_open_tasks_anew_in_one_event(commission):
    from actions.calendar import correct_day
    from domain.roles import BodyKind

    case_id = make.make_case(commission)
    admin = make.make_officer("the.admin", Role.ADMIN, make.make_body(BodyKind.ADMINISTRATION))
    with transaction():
        moved = correct_day(
            admin, date(2026, 11, 24), is_working=False, names=make.names("Moved day"), source="Order 1"
        )
    assert moved == 1
    case = the_case(case_id)
    assert (day(case.due_at), day(case.hearing_notice_by)) == ("2026-12-02 18:30", "2026-11-27 18:30")
    assert [day(task.due_at) for task in open_tasks(case_id)] == ["2026-11-25 18:30"]
    event = db.session.scalars(select(Event).where(Event.code == "dates_corrected")).one()
    assert event.data["reason"] == "Order 1"
    assert told(case_id)[-1] == "redated"
    assert db.session.scalars(select(Notice.code)).all() == ["dates_corrected"]


@pytest.mark.rule("CLK-3")
def test_a_year_that_nobody_loaded_keeps_the_application_back(clock, session):
    from domain.errors import CalendarNotLoaded

    make.make_calendar(2026)
    commission = make.make_commission()
    clock.set("2026-12-29T10:00")
    with pytest.raises(CalendarNotLoaded):
        make.make_case(commission)
    assert db.session.scalars(select(Case)).all() == []


@pytest.mark.rule("ALL-9")
def test_a_complaint_has_three_days_then_goes_to_the_reviewing_body(commission, clock):
    case_id = make.make_case(commission, at="refused")
    person = make.citizen(the_case(case_id).person_id)
    with transaction():
        complaint_id = file_complaint(case_id, person, "decision", "Мөр бар, қараңыз").id
    complaint = db.session.get_one(Complaint, complaint_id)
    assert (day(complaint.forward_by), day(complaint.review_by)) == ("2026-11-26 18:30", "2026-11-30 18:30")
    with pytest.raises(ActionNotOpen), transaction():
        file_complaint(case_id, person, "decision", "Тағы")
    with pytest.raises(ActionNotOpen), transaction():
        take_complaint_action(
            complaint_id, "forward_complaint", commission.chair, {"reviewing_body": "quality_control"}
        )
    with transaction():
        take_complaint_action(
            complaint_id, "forward_complaint", commission.complaints, {"reviewing_body": "quality_control"}
        )
    complaint = db.session.get_one(Complaint, complaint_id)
    assert (complaint.status, day(complaint.reviewed_by)) == ("forwarded", "2026-12-14 18:30")
    with pytest.raises(AlreadyDone), transaction():
        take_complaint_action(complaint_id, "satisfy_complaint", commission.complaints, {"reply": "x"})
    with transaction():
        take_complaint_action(
            complaint_id,
            "record_review",
            commission.complaints,
            {"review_outcome": "upheld", "reply": "Негізді"},
        )
    assert db.session.get_one(Complaint, complaint_id).outcome == "upheld"
    assert told(case_id)[-3:] == ["complaint_received", "complaint_forwarded", "complaint_answered"]


@pytest.mark.rule("ALL-9")
def test_a_complaint_met_in_full_is_not_forwarded(commission):
    case_id = make.make_case(commission)
    person = make.citizen(the_case(case_id).person_id)
    with transaction():
        complaint_id = file_complaint(case_id, person, "inaction", "Жауап жоқ").id
    with transaction():
        take_complaint_action(complaint_id, "satisfy_complaint", commission.complaints, {"reply": "Қаралды"})
    complaint = db.session.get_one(Complaint, complaint_id)
    assert (complaint.status, complaint.outcome, complaint.forwarded_at) == ("satisfied", "satisfied", None)
    assert [task.role for task in open_tasks(case_id)] == ["chair"]


def test_a_misrouted_case_moves_with_its_tasks_and_its_due_date_stays(commission):
    from actions.bodies import transfer_case
    from domain.roles import BodyKind

    other = make.make_commission("195200000", "karasai")
    admin = make.make_officer("the.admin", Role.ADMIN, make.make_body(BodyKind.ADMINISTRATION))
    case_id = make.make_case(commission)
    due = the_case(case_id).due_at
    with transaction():
        transfer_case(admin, case_id, other.body_id, "Тіркеуі Қарасайда")
    case = the_case(case_id)
    assert (case.body_id, case.due_at) == (other.body_id, due)
    assert [task.body_id for task in open_tasks(case_id)] == [other.body_id]
    make.act(case_id, "forward", other.chair)
    with pytest.raises(ActionNotOpen), transaction():
        transfer_case(commission.chair, case_id, commission.body_id, "Менікі")


def test_no_action_leaves_half_a_change_behind(commission):
    case_id = make.make_case(commission, at="examined")
    with pytest.raises(InvalidData):
        make.act(
            case_id,
            "conclude",
            commission.chair,
            conclusion_reason="x",
            until_date=date(2020, 1, 1),
            until_reason="y",
        )
    assert the_case(case_id).status == "examined"
    assert db.session.scalars(select(ResultDocument)).all() == []
    make.conclude(case_id, commission)
    with pytest.raises(ActionNotOpen):
        make.act(case_id, "register", SITE)


@pytest.mark.rule("ALL-11")
def test_without_a_signature_no_decision_is_taken(commission):
    case_id = make.make_case(commission, at="examined")
    with pytest.raises(SignatureNeeded), transaction():
        take_action(case_id, "conclude", commission.chair, make.CONCLUSION)
    assert the_case(case_id).status == "examined"


@pytest.mark.rule("CLK-3")
def test_a_page_that_needs_an_unknown_year_says_so(clock, session, app):
    from tests.support.citizens import browser_of

    make.make_calendar(2026)
    make.make_commission()
    clock.set("2026-12-29T10:00")
    person = make.make_person()
    draft = make.make_draft(person)
    page = browser_of(app.test_client(), person).get(f"/apply/deferral/{draft}/check/")
    assert page.status_code == 503
    assert "1414" in page.text


@pytest.mark.rule("CLK-5")
def test_a_correction_can_still_be_answered_after_a_hearing_was_called(commission):
    from actions import documents

    case_id = make.make_case(commission, at="examined")
    old = db.session.scalars(select(Document.id)).one()
    make.act(case_id, "request_correction", commission.chair, document=old, remark="Мөр көрінбейді")
    make.call_hearing(case_id, commission)
    correction = db.session.scalars(select(Correction.id)).one()
    paper = documents.receive([make.photo()])
    make.act(
        case_id,
        "answer_correction",
        make.citizen(the_case(case_id).person_id),
        correction=correction,
        files=paper,
    )
    assert db.session.scalars(select(Correction.status)).one() == "answered"


def test_a_decision_leaves_nothing_to_be_mended(commission):
    case_id = make.make_case(commission)
    old = db.session.scalars(select(Document.id)).one()
    make.act(case_id, "request_correction", commission.chair, document=old, remark="Мөр көрінбейді")
    make.act(case_id, "withdraw", make.citizen(the_case(case_id).person_id))
    assert db.session.scalars(select(Correction.status)).one() == "expired"


@pytest.mark.rule("ALL-7")
def test_an_objection_alone_does_not_end_the_hearing_before_its_time(commission):
    case_id = make.make_case(commission, at="hearing_called")
    person = make.citizen(the_case(case_id).person_id)
    make.act(case_id, "object", person, objection="Мөр бар", attendance="comes")
    with pytest.raises(ActionNotOpen):
        make.act(
            case_id,
            "record_hearing",
            commission.chair,
            hearing_outcome="in_writing",
            hearing_minutes="Қаралды",
        )


@pytest.mark.rule("ALL-7")
def test_the_applicant_hears_of_the_hearing_an_hour_before_it(commission, clock):
    case_id = make.make_case(commission, at="examined")
    with pytest.raises(InvalidData) as error:
        make.call_hearing(case_id, commission, hearing_at=our_clock.now() + timedelta(minutes=30))
    assert error.value.problems == {"hearing_at": "too_soon"}


@pytest.mark.rule("CLK-3")
def test_a_hearing_on_a_day_that_became_free_must_be_moved(commission):
    from actions.calendar import correct_day
    from domain.roles import BodyKind

    case_id = make.make_case(commission, at="hearing_called")
    admin = make.make_officer("the.admin", Role.ADMIN, make.make_body(BodyKind.ADMINISTRATION))
    with pytest.raises(ActionNotOpen):
        make.act(case_id, "move_hearing", commission.chair, hearing_at=our_clock.now() + timedelta(days=2))
    with transaction():
        correct_day(admin, date(2026, 11, 24), is_working=False, names=make.names("Moved"), source="Order 1")
    assert "hearing_must_move" in db.session.scalars(select(Notice.code)).all()
    make.act(case_id, "move_hearing", commission.chair, hearing_at=our_clock.now() + timedelta(days=2))
    assert told(case_id)[-1] == "hearing_moved"


@pytest.mark.rule("ALL-9")
def test_a_corrected_calendar_moves_every_clock_of_a_complaint(commission):
    from actions.calendar import correct_day
    from domain.roles import BodyKind

    case_id = make.make_case(commission, at="refused")
    admin = make.make_officer("the.admin", Role.ADMIN, make.make_body(BodyKind.ADMINISTRATION))
    person = make.citizen(the_case(case_id).person_id)
    with transaction():
        file_complaint(case_id, person, "decision", "Мөр бар")
    with transaction():
        correct_day(admin, date(2026, 11, 24), is_working=False, names=make.names("Moved"), source="Order 1")
    complaint = db.session.scalars(select(Complaint)).one()
    assert (day(complaint.forward_by), day(complaint.review_by)) == ("2026-11-27 18:30", "2026-12-01 18:30")


@pytest.mark.rule("DEF-5")
def test_a_late_registration_takes_nothing_from_the_day_of_arrival(commission, clock):
    clock.set("2026-11-21T15:00")
    case_id = make.make_case(commission, at="filed")
    clock.set("2026-11-24T10:00")
    with transaction():
        timekeeping.do_the_sites_part(case_id)
    [task] = open_tasks(case_id)
    assert (task.counted_from, day(task.due_at)) == (date(2026, 11, 23), "2026-11-24 18:30")


@pytest.mark.rule("DEF-4")
def test_nobody_speaks_for_two_seats_nor_decides_on_their_own_opinion(commission):
    from dataclasses import replace

    case_id = make.make_case(commission, at="under_examination")
    first, second, third = commission.members
    make.act(case_id, "agree", first)
    for also in (replace(second, id=first.id, standing_in_for=second.id),):
        with pytest.raises(ActionNotOpen):
            make.act(case_id, "agree", also)
    make.act(case_id, "agree", second)
    make.act(case_id, "agree", third)
    with pytest.raises(ActionNotOpen):
        make.act(
            case_id, "conclude", replace(commission.chair, id=first.id, standing_in_for=commission.chair.id),
            **make.CONCLUSION,
        )  # fmt: skip


@pytest.mark.rule("DEF-7")
def test_an_annulled_conclusion_leaves_no_minutes_to_enter(commission):
    case_id = make.make_case(commission, at="concluded")
    make.act(case_id, "annul_result", commission.chair, reason="Қате адамға берілді")
    assert (the_case(case_id).status, open_tasks(case_id)) == ("annulled", [])
    assert "result_annulled" in db.session.scalars(select(Notice.code)).all()


@pytest.mark.rule("DEF-7")
def test_the_last_military_body_of_a_district_stays(commission):
    from actions.bodies import save_body
    from domain.roles import BodyKind

    admin = make.make_officer("the.admin", Role.ADMIN, make.make_body(BodyKind.ADMINISTRATION))
    with pytest.raises(InvalidData) as error, transaction():
        save_body(
            admin, BodyKind.MILITARY_BODY, make.names("Gone"), district_code=commission.district,
            body_id=commission.military_body_id, active=False,
        )  # fmt: skip
    assert error.value.problems == {"active": "commission_needs_it"}


def test_a_transferred_case_is_out_of_sight_of_the_wrong_commission(commission):
    from actions.bodies import transfer_case
    from domain.roles import BodyKind
    from queries.sight import standing

    other = make.make_commission("195200000", "karasai")
    admin = make.make_officer("the.admin", Role.ADMIN, make.make_body(BodyKind.ADMINISTRATION))
    case_id = make.make_case(commission, at="under_examination")
    number = the_case(case_id).number
    with transaction():
        transfer_case(admin, case_id, other.body_id, "Тіркеуі Қарасайда")
    assert standing(number, (commission.chair,)) is None
    assert standing(number, (other.chair,)) is not None
