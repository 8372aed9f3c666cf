"""A declined candidate learns neither why nor at which stage: what each stage shows is compared (CON-7)."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

import clock as our_clock
from actions.audit import record_look
from actions.calendar import correct_day
from actions.posts import close
from actions.timekeeping import (
    mark_overdue,
    overdue_tasks,
)
from database import db, transaction
from domain.roles import SITE, Actor, BodyKind, Role
from models.documents import Document
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.candidates_eyes import (
    DECIDING,
    MARKER,
    announce,
    application_pdf,
    applied,
    case_of,
    decline,
    differences,
    everything,
    masked,
    told,
)
from tests.support.citizens import browser_of, send, words_of
from tests.support.officers_at_work import at_desk
from tests.support.recruiting import Bodies

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-7")]

STAGES = ("accepted", "checked", "examination", "answered", "with_head")
"""Where a candidate can be declined; the last of them by the head."""
SAME_SHOWN = (("examination", "examined", "answered"), ("special_check", "checked"))
"""Stages of which the candidate reads the same status."""


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def operator(bodies: Bodies) -> Actor:
    return make.make_officer(
        "operator", Role.CONTACT_CENTRE, make.make_body(BodyKind.CONTACT_CENTRE, name="1414")
    )


@pytest.mark.parametrize("stage", STAGES)
def test_until_it_is_told_nothing_changes_for_a_declined_candidate(app, bodies, clock, stage):
    case_id = applied(bodies, clock, stage)[stage]
    before, sms, paper = everything(app, case_id), told(case_id), application_pdf(app, case_id)
    decline(case_id, bodies)
    clock.advance(hours=1)
    assert differences(before, everything(app, case_id)) == []
    assert application_pdf(app, case_id) == paper
    assert told(case_id) == sms
    assert case_of(case_id).open_key is not None


@pytest.mark.parametrize("stages", SAME_SHOWN)
def test_stages_with_the_same_shown_status_look_the_same(app, bodies, clock, stages):
    cases = applied(bodies, clock, *stages)
    first, *others = [everything(app, case_id) for case_id in cases.values()]
    assert [differences(first, other) for other in others] == [[]] * len(others)


def test_what_is_declined_looks_the_same_whatever_the_stage_and_is_told_at_one_moment(app, bodies, clock):
    cases = applied(bodies, clock, *STAGES)
    for day, case_id in enumerate(cases.values()):
        clock.set(DECIDING)
        clock.advance(days=day % 3)  # Wednesday to Friday
        decline(case_id, bodies)
    announce(clock)
    moments = {told(case_id)[-1] for case_id in cases.values()}
    assert moments == {
        ("NUMBER: your application is declined. You may complain.", "2026-12-14T04:00:00+00:00")
    }
    first, *others = [everything(app, case_id) for case_id in cases.values()]
    for other in others:
        assert differences(first, other) == []
    page = first["/cabinet/cases/NUMBER/"][2]
    assert "Declined" in page and "special check" not in page.lower() and "examination" not in page.lower()


@pytest.mark.parametrize("stage", STAGES)
def test_the_contact_centre_tells_what_the_candidate_reads(app, bodies, operator, clock, stage):
    case_id = applied(bodies, clock, stage)[stage]
    desk, case = at_desk(app, operator), case_of(case_id)
    number = case.number

    def found() -> str:
        return masked(desk.get("/contact-centre/", query_string={"number": number}).text, case_of(case_id))

    before = found()
    assert "NUMBER" in before
    decline(case_id, bodies)
    assert found() == before
    announce(clock)
    desk = at_desk(app, operator)
    assert "Declined" in found() and MARKER not in found() and "special check" not in found()


@pytest.mark.parametrize("stage", STAGES)
def test_a_declined_candidate_who_does_not_know_can_still_withdraw(app, bodies, clock, stage):
    case_id = applied(bodies, clock, stage)[stage]
    decline(case_id, bodies)
    client = browser_of(app.test_client(), case_of(case_id).person_id)
    number = case_of(case_id).number
    assert send(client, f"/cabinet/cases/{number}/withdraw/").status_code == 303
    announce(clock)
    assert case_of(case_id).status == "withdrawn"
    assert "declined" not in " ".join(text for text, _at in told(case_id))


def test_a_declined_candidate_whose_post_goes_hears_of_it_and_chooses_like_the_others(app, bodies, clock):
    cases = applied(bodies, clock, "special_check", "checked")
    decline(cases["checked"], bodies)
    vacancy_id = case_of(cases["checked"]).vacancy_id
    with transaction():
        close(bodies.head, vacancy_id)
    other = recruiting.make_vacancy(bodies)
    first, second = (everything(app, case_id) for case_id in cases.values())
    assert differences(first, second) == []
    assert (
        "post_taken" not in first["/cabinet/cases/NUMBER/"][2]
        and first["/cabinet/cases/NUMBER/post/"][0] == 200
    )
    for case_id in cases.values():
        make.act(case_id, "choose_vacancy", make.citizen(case_of(case_id).person_id), vacancy=other)
    first, second = (everything(app, case_id) for case_id in cases.values())
    assert differences(first, second) == []
    assert case_of(cases["checked"]).status == "declining"


def test_terms_that_pass_and_a_corrected_calendar_tell_nothing(app, bodies, clock):
    cases = applied(bodies, clock, "special_check", "checked")
    decline(cases["checked"], bodies)
    with transaction():
        correct_day(SITE, date(2026, 12, 14), is_working=False, names=make.names("Holiday"), source="Order 1")
    assert case_of(cases["checked"]).due_at == case_of(cases["special_check"]).due_at
    clock.set("2027-01-20T10:00")  # the security department's month is over
    for task_id in overdue_tasks(our_clock.now()):
        with transaction():
            mark_overdue(task_id)
    first, second = (everything(app, case_id) for case_id in cases.values())
    assert differences(first, second) == []
    assert told(cases["special_check"]) == told(cases["checked"])


def test_looks_are_told_of_when_the_status_changes(app, bodies, clock):
    cases = applied(bodies, clock, "special_check", "checked")
    decline(cases["checked"], bodies)
    for case_id, officer in ((cases["special_check"], bodies.security), (cases["checked"], bodies.executor)):
        with transaction():
            record_look(officer, case_id=case_id)
    first, second = (everything(app, case_id) for case_id in cases.values())
    assert differences(first, second) == [] and "Nobody yet" in first["/cabinet/profile/"][2]
    case_id = cases["special_check"]
    recruiting.drive(case_id, bodies, "examination", clock)
    client = browser_of(app.test_client(), case_of(case_id).person_id)
    assert recruiting.body_name(bodies.security.body_id) in words_of(client.get("/cabinet/profile/"))


def test_a_paper_of_the_closed_part_is_neither_listed_nor_given_out(app, bodies, clock):
    cases = applied(bodies, clock, "special_check", "answered")
    make.act(
        cases["special_check"],
        "record_paper_answer",
        bodies.executor,
        outgoing_number=MARKER,
        outgoing_date=our_clock.today(),
        scan=recruiting.a_scan(),
    )
    for case_id in cases.values():
        scans = db.session.scalars(select(Document).where(Document.case_id == case_id)).all()
        assert scans
        number, person_id = case_of(case_id).number, case_of(case_id).person_id
        client = browser_of(app.test_client(), person_id)
        assert "No papers were needed" in words_of(client.get(f"/cabinet/cases/{number}/"))
        for scan in db.session.scalars(select(Document).where(Document.case_id == case_id)).all():
            page = client.get(f"/cabinet/cases/{number}/documents/{scan.public_id}/")
            assert page.status_code == 404
        everything(app, case_id)
