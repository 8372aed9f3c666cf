"""The pages of a summons: telling of it in the cabinet, the proofs, and the officers' answer."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from actions.timekeeping import mark_overdue, overdue_tasks
from database import db, transaction
from domain.roles import BodyKind, Role
from models.audit import AuditEntry
from models.cases import Matter
from models.documents import Document
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import browser_of, photo, send, words_of
from tests.support.factories import Commission, the_case
from tests.support.officers_at_work import at_desk, looks, post
from tests.support.officers_at_work import send as send_desk
from tests.support.own_data import take_data
from tests.support.signing_in import form_token
from tests.support.summonses import answer, tell, the_matter

pytestmark = pytest.mark.usefixtures("session", "clock")

TOLD = {"summons_at": "2026-11-27T09:30", "summons_place": "Момышұлы 25, 3-каб.", "summons_number": "114"}


def page_of(case_id: int, path: str = "") -> str:
    return f"/cabinet/cases/{the_case(case_id).number}/{path}"


def tell_page(case_id: int) -> str:
    return page_of(case_id, "tell/summoned/")


def desk_page(matter_id: int, path: str = "") -> str:
    return f"/staff/matters/{matter_id}/{path}"


def the_only_matter() -> Matter:
    db.session.rollback()
    return db.session.scalars(select(Matter)).one()


def test_who_is_summoned_tells_it_and_holds_all_proofs(citizen: FlaskClient, case_id: int) -> None:
    assert f'href="{tell_page(case_id)}"' in citizen.get(page_of(case_id)).text
    before = words_of(citizen.get(tell_page(case_id)))
    assert "by itself puts nothing off" in before and "paragraph 2" in before
    assert "The summons goes on counting" in before and "set by us" not in before
    done = send(citizen, tell_page(case_id), **TOLD, files=[photo()])
    matter = the_only_matter()
    assert done.location == page_of(case_id, f"told/{matter.id}/")
    page = citizen.get(done.location)
    words = words_of(page)
    for shown in ("no deferral", "27 November 2026", "Момышұлы 25, 3-каб.", "114", "09:30"):
        assert shown in words, shown
    assert "24 November 2026" in words and "set by us" in words
    assert "Certificate of employment" in words and 'class="qr"' in page.text
    code = re.search(r"/verify/[0-9A-Z]+/", page.text)
    assert code and citizen.get(code[0]).status_code == 200
    [paper] = db.session.scalars(select(Document).where(Document.kind == "summoned")).all()
    assert citizen.get(page_of(case_id, f"documents/{paper.public_id}/")).status_code == 200
    case_page = words_of(citizen.get(page_of(case_id)))
    assert "Waits for an answer about the summons" in case_page
    assert "The applicant told of a summons" in case_page
    assert f'href="{tell_page(case_id)}"' not in citizen.get(page_of(case_id)).text


def test_what_was_typed_wrongly_is_kept(citizen: FlaskClient, case_id: int) -> None:
    past = send(citizen, tell_page(case_id), **{**TOLD, "summons_at": "2026-11-20T09:30"})
    assert past.status_code == 422 and "already passed" in words_of(past)
    assert "Момышұлы 25" in past.text
    empty = send(citizen, tell_page(case_id))
    assert empty.status_code == 422 and empty.text.count("Fill this in.") >= 2
    spoilt = send(citizen, tell_page(case_id), **TOLD, files=[(BytesIO(b"<html>"), "x.jpg")])
    assert spoilt.status_code == 422 and "114" in spoilt.text
    assert db.session.scalar(select(Matter.id)) is None


def test_sent_twice_or_told_again_it_is_one(citizen: FlaskClient, case_id: int) -> None:
    token = form_token(citizen.get(tell_page(case_id)))
    first = citizen.post(tell_page(case_id), data={"csrf_token": token, **TOLD})
    second = citizen.post(tell_page(case_id), data={"csrf_token": token, **TOLD})
    assert first.location == second.location
    assert "told of this already" in words_of(citizen.get(second.location))
    assert citizen.get(tell_page(case_id)).location == first.location
    assert the_only_matter().closed_at is None


def test_the_answer_reaches_the_applicant(
    app: Flask, citizen: FlaskClient, commission: Commission, case_id: int
) -> None:
    matter_id = tell(case_id)
    answer(matter_id, "let_summons_stand", commission.military, reply="Медициналық комиссияға келіңіз")
    words = words_of(citizen.get(page_of(case_id, f"told/{matter_id}/")))
    assert "The summons stands" in words and "Медициналық комиссияға келіңіз" in words
    assert "Медициналық комиссияға келіңіз" in words_of(citizen.get(page_of(case_id)))
    assert f'href="{tell_page(case_id)}"' in citizen.get(page_of(case_id)).text, "another may come"


def test_silence_says_what_to_do(citizen: FlaskClient, case_id: int, clock: TestClock) -> None:
    matter_id = tell(case_id)
    clock.set("2026-11-24T18:31")
    words = words_of(
        browser_of(citizen, the_case(case_id).person_id).get(page_of(case_id, f"told/{matter_id}/"))
    )
    assert "There is no answer yet, and the summons counts." in words and "Overdue" in words


def test_once_decided_nothing_is_told_and_nothing_proved(
    citizen: FlaskClient, commission: Commission, case_id: int
) -> None:
    matter_id = tell(case_id)
    for member in commission.members:
        make.act(case_id, "agree", member)
    make.conclude(case_id, commission)
    assert f'href="{tell_page(case_id)}"' not in citizen.get(page_of(case_id)).text
    assert citizen.get(tell_page(case_id)).location == page_of(case_id)
    page = citizen.get(page_of(case_id, f"told/{matter_id}/"))
    assert "Closed with the case" in words_of(page) and 'class="qr"' not in page.text
    assert "Show the document of the commission instead" in words_of(page)


def test_nobody_reaches_another_persons_summons(
    citizen: FlaskClient, client: FlaskClient, case_id: int
) -> None:
    matter_id, number = tell(case_id), the_case(case_id).number
    theirs = make.make_case(make.make_commission("195200000", "karasai"), iin=make.IINS[1])
    other = browser_of(client, the_case(theirs).person_id)
    assert other.get(f"/cabinet/cases/{number}/told/{matter_id}/").status_code == 404
    assert other.get(f"/cabinet/cases/{number}/tell/summoned/").status_code == 404
    assert other.get(page_of(theirs, f"told/{matter_id}/")).status_code == 404, "behind one's own case"
    assert other.get(page_of(theirs, "tell/crowned/")).status_code == 404
    token = form_token(other.get(tell_page(theirs)))
    stolen = other.post(f"/cabinet/cases/{number}/tell/summoned/", data={"csrf_token": token, **TOLD})
    assert stolen.status_code == 404


def test_it_stands_on_top_of_the_inbox_with_what_the_body_needs(
    app: Flask, citizen: FlaskClient, commission: Commission, case_id: int
) -> None:
    send(citizen, tell_page(case_id), **TOLD, files=[photo()])
    matter = the_only_matter()
    desk = at_desk(app, commission.military)
    inbox = desk.get("/staff/")
    assert inbox.text.index("urgent-title") < inbox.text.index('id="tasks"')
    assert f'href="{desk_page(matter.id)}"' in inbox.text
    assert "I am a teacher" not in inbox.text, "the ground is not told"
    page = desk.get(desk_page(matter.id))
    words = words_of(page)
    for shown in ("Момышұлы 25, 3-каб.", "114", "Proof of filing", the_case(case_id).number):
        assert shown in words, shown
    assert "teacher" not in words
    assert the_case(case_id).person.iin not in page.text
    assert the_case(case_id).person.iin in desk.get(desk_page(matter.id, "?iin=full")).text
    paper = desk.get(desk_page(matter.id, "paper/"))
    assert (paper.status_code, paper.mimetype) == (200, "image/jpeg")
    db.session.rollback()
    seen = db.session.scalars(select(AuditEntry.code).where(AuditEntry.case_id == case_id)).all()
    assert "document_seen" in seen
    assert looks(case_id)[0] == ("case_seen", commission.military.id)
    number = the_case(case_id).number
    assert desk.get(f"/staff/cases/{number}/").status_code == 404, "the case itself is not theirs to open"
    [document] = db.session.scalars(select(Document).where(Document.kind == "summoned")).all()
    assert desk.get(f"/staff/cases/{number}/documents/{document.public_id}/").status_code == 404


def test_an_officer_answers_on_a_plain_page(app: Flask, commission: Commission, case_id: int) -> None:
    matter_id = tell(case_id)
    desk = at_desk(app, commission.military)
    without_reason = send_desk(desk, desk_page(matter_id, "let_summons_stand/"))
    assert without_reason.status_code == 422
    done = send_desk(desk, desk_page(matter_id, "put_off_appearance/"), reply="Шешімге дейін")
    assert (done.status_code, done.location) == (303, desk_page(matter_id))
    assert the_matter(matter_id).status == "appearance_put_off"
    assert "Шешімге дейін" in desk.get(desk_page(matter_id)).text
    assert "urgent-title" not in desk.get("/staff/").text


def test_who_comes_second_loses_nothing(app: Flask, commission: Commission, case_id: int) -> None:
    matter_id = tell(case_id)
    desk = at_desk(app, commission.military)
    page = desk_page(matter_id, "let_summons_stand/")
    token = form_token(desk.get(page))
    answer(matter_id, "take_summons_back", commission.military)
    late = post(desk, page, token, {"reply": "Ұзақ себеп"})
    assert late.status_code == 409 and "Ұзақ себеп" in late.text
    assert "The summons was sent by mistake" in late.text
    assert f'href="{desk_page(matter_id)}"' in late.text
    assert desk.get(desk_page(matter_id, "lapse/")).status_code == 404, "that is the site's to do"


def test_other_officers_do_not_reach_it(app: Flask, commission: Commission, case_id: int) -> None:
    matter_id = tell(case_id)
    for who in (commission.chair, commission.complaints):
        assert at_desk(app, who).get(desk_page(matter_id)).status_code == 403
    other = make.make_commission("195200000", "karasai")
    stranger = at_desk(app, other.military)
    token = form_token(stranger.get("/staff/password/"))
    for path in ("", "paper/", "put_off_appearance/"):
        assert stranger.get(desk_page(matter_id, path)).status_code == 404
    stolen = post(stranger, desk_page(matter_id, "put_off_appearance/"), token, {"reply": "x"})
    assert stolen.status_code == 404 and the_matter(matter_id).closed_at is None
    assert "urgent-title" not in stranger.get("/staff/").text


def test_the_commission_sees_that_it_waits(app: Flask, commission: Commission, case_id: int) -> None:
    tell(case_id)
    page = words_of(at_desk(app, commission.chair).get(f"/staff/cases/{the_case(case_id).number}/"))
    assert "Waits for an answer about the summons" in page and "The applicant told of a summons" in page


def test_an_administrator_sees_the_silence(
    app: Flask, commission: Commission, case_id: int, clock: TestClock
) -> None:
    tell(case_id)
    clock.set("2026-11-24T18:31")
    office = make.make_body(BodyKind.ADMINISTRATION, name="Administration")
    page = words_of(at_desk(app, make.make_officer("admin", Role.ADMIN, office)).get("/oversight/"))
    assert "Waits for an answer about the summons" in page


def test_what_is_said_of_a_late_one_leads_to_its_page(
    app: Flask, commission: Commission, case_id: int, clock: TestClock
) -> None:
    matter_id = tell(case_id)
    clock.set("2026-11-24T18:31")
    for task_id in overdue_tasks(clock()):
        with transaction():
            mark_overdue(task_id)
    inbox = at_desk(app, commission.military).get("/staff/").text
    notices = inbox[inbox.index('class="notices"') : inbox.index('id="tasks"')]
    assert desk_page(matter_id) in notices and "/staff/cases/" not in notices


def test_it_is_among_what_the_citizen_takes_along(
    citizen: FlaskClient, commission: Commission, case_id: int
) -> None:
    send(citizen, tell_page(case_id), **TOLD, files=[photo()])
    answer(the_only_matter().id, "take_summons_back", commission.military, reply="Қате")
    taken = take_data(citizen)
    [matter] = taken.data["applications"][0]["matters"]
    assert matter["reply"] == "Қате" and "Момышұлы 25, 3-каб." in matter["told"].values()
    assert any("summoned" in name for name in taken.files)
