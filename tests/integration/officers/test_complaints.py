"""A complaint on the officer's side: its clocks, its two ways, its end."""

import pytest
from sqlalchemy import select

from actions.complaints import file_complaint
from database import db, transaction
from models.cases import Case, Complaint
from tests.support import factories as make
from tests.support.officers_at_work import at_desk, case_path, looks, post, rows, send
from tests.support.signing_in import form_token

TEXT = "Менің өтінішім мерзімінде қаралмады"


@pytest.fixture
def complaint(commission):
    """A complaint filed on Monday about a refused case: (case id, complaint id)."""
    case_id = make.make_case(commission, at="refused")
    person = make.citizen(db.session.get_one(Case, case_id).person_id)
    with transaction():
        return case_id, file_complaint(case_id, person, "decision", TEXT).id


def path(complaint_id: int, *parts: str) -> str:
    return "/".join(["/staff/complaints", str(complaint_id), *parts, ""])


@pytest.mark.rule("ALL-9")
def test_the_officer_sees_the_complaint_and_its_clocks(app, commission, complaint):
    case_id, complaint_id = complaint
    desk = at_desk(app, commission.complaints)
    assert path(complaint_id) in desk.get("/staff/").text
    page = desk.get(path(complaint_id)).text
    assert TEXT in page
    assert "Thursday 26 November 2026" in page, "three working days to meet or forward it"
    assert "Monday 30 November 2026" in page, "five working days for the own review"
    assert "paragraph 14" in page
    assert looks(case_id) == [("case_seen", commission.complaints.id)]
    assert "Open the complaint" in desk.get(case_path(case_id)).text


@pytest.mark.rule("ALL-9")
def test_a_complaint_is_met_in_full(app, commission, complaint):
    _case_id, complaint_id = complaint
    desk = at_desk(app, commission.complaints)
    empty = send(desk, path(complaint_id, "satisfy_complaint"))
    assert empty.status_code == 422
    done = send(desk, path(complaint_id, "satisfy_complaint"), reply="Шешім қайта қаралады")
    assert (done.status_code, done.location) == (303, path(complaint_id))
    [row] = rows(select(Complaint))
    assert (row.status, row.outcome, row.reply) == ("satisfied", "satisfied", "Шешім қайта қаралады")
    assert "Шешім қайта қаралады" in desk.get(path(complaint_id)).text


@pytest.mark.rule("ALL-9")
def test_a_complaint_is_forwarded_and_its_outcome_entered(app, commission, complaint, clock):
    _case_id, complaint_id = complaint
    clock.set("2026-11-25T10:00")
    desk = at_desk(app, commission.complaints)
    assert (
        send(desk, path(complaint_id, "forward_complaint"), reviewing_body="higher_body").status_code == 303
    )
    page = desk.get(path(complaint_id)).text
    assert "Wednesday 16 December 2026" not in page, "a holiday"
    assert "Thursday 17 December 2026" in page, "fifteen working days"
    ended = send(desk, path(complaint_id, "record_review"), review_outcome="dismissed", reply="Негізсіз")
    assert ended.status_code == 303
    [row] = rows(select(Complaint))
    assert (row.status, row.outcome) == ("reviewed", "dismissed")
    assert "The complaint was dismissed" in desk.get(path(complaint_id)).text


def test_the_second_officer_loses_nothing(app, commission, complaint):
    _case_id, complaint_id = complaint
    desk = at_desk(app, commission.complaints)
    token = form_token(desk.get(path(complaint_id, "satisfy_complaint")))
    send(desk, path(complaint_id, "forward_complaint"), reviewing_body="quality_control")
    late = post(desk, path(complaint_id, "satisfy_complaint"), token, {"reply": "Ұзақ жауап"})
    assert late.status_code == 409
    assert "Ұзақ жауап" in late.text
    assert "The complaint went to the reviewing body" in late.text
    assert desk.get(path(complaint_id, "no_such_action")).status_code == 404


def test_others_cannot_open_it(app, commission, complaint):
    _case_id, complaint_id = complaint
    assert at_desk(app, commission.chair).get(path(complaint_id)).status_code == 403
    other = make.make_commission("195200000", "karasai")
    stranger = at_desk(app, other.complaints)
    assert stranger.get(path(complaint_id)).status_code == 404
    token = form_token(stranger.get("/staff/password/"))
    answer = post(stranger, path(complaint_id, "satisfy_complaint"), token, {"reply": "x"})
    assert answer.status_code == 404
