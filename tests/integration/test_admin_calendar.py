"""The working-day calendar on the administrator's pages."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from actions.calendar import load_year
from database import db, transaction
from domain.roles import SITE
from integrations.calendar.published import published_days, source
from models.bodies import CalendarDay, CalendarYear
from models.cases import Case, Event
from models.messaging import Message
from tests.conftest import TestClock
from tests.support.administration import AdminDesk
from tests.support.factories import make_calendar, make_case, make_commission
from tests.support.html import check_page

NAMES = {"name_kk": "Демалыс", "name_ru": "Выходной", "name_en": "Moved day off"}
DAY = {"day": "2026-12-01", "works": "no", "source": "Order 12 of 20.11.2026", **NAMES}


@pytest.fixture
def desk(app: Flask, clock: TestClock) -> AdminDesk:
    make_calendar()
    return AdminDesk(app)


def due_of(case_id: int) -> date:
    db.session.rollback()
    return db.session.get_one(Case, case_id).due_at.date()


def day_row(day: date) -> CalendarDay | None:
    return db.session.get(CalendarDay, day)


class TestYears:
    def test_the_calendar_opens_at_the_present_year(self, desk: AdminDesk) -> None:
        assert desk.client.get("/admin/calendar/").location == "/admin/calendar/2026/"
        page = desk.page("/admin/calendar/2026/")
        assert "Independence Day" in page and "Wed 16 Dec 2026" in page and source() in page

    def test_a_year_that_is_missing_is_shown_as_published_and_loaded(self, desk: AdminDesk) -> None:
        page = desk.page("/admin/calendar/2029/")
        check_page(page)
        assert "This year is not loaded" in page and "Nowruz" in page
        assert "Enter a day" not in page
        page = desk.send("/admin/calendar/2029/", to="/admin/calendar/2029/load/")
        assert "The year is loaded." in page and "Enter a day" in page
        assert db.session.get(CalendarYear, 2029)
        days = db.session.scalars(select(CalendarDay.day).where(CalendarDay.day >= date(2029, 1, 1))).all()
        assert set(days) == {row.day for row in published_days(2029)}

    def test_a_year_is_loaded_once(self, desk: AdminDesk) -> None:
        page = desk.page("/admin/calendar/2029/")
        assert "Load 2029 as published" in page
        with transaction():
            load_year(SITE, 2029, (), "somebody was first")
        page = desk.send("/admin/people/new/", to="/admin/calendar/2029/load/")
        assert "The year was loaded before; nothing was changed." in page

    def test_a_year_takes_as_many_queries_however_many_days(self, desk: AdminDesk) -> None:
        few = len(desk.statements("/admin/calendar/2026/"))
        for number in range(2, 5):
            desk.send("/admin/calendar/2026/", **{**DAY, "day": f"2026-12-0{number}"})
        assert len(desk.statements("/admin/calendar/2026/")) == few


class TestDays:
    @pytest.mark.rule("CLK-3")
    def test_a_day_off_dates_open_cases_anew_and_says_how_many(self, desk: AdminDesk) -> None:
        case_id = make_case(make_commission())
        assert due_of(case_id) == date(2026, 12, 1)
        page = desk.send("/admin/calendar/2026/", **DAY)
        check_page(page)
        assert "The calendar is corrected. 1 open case was dated anew." in page
        assert "Moved day off" in page and "Order 12 of 20.11.2026" in page and "Site.Admin" in page
        assert due_of(case_id) == date(2026, 12, 2)
        event = db.session.scalars(select(Event).where(Event.code == "dates_corrected")).one()
        assert event.data["reason"] == "Order 12 of 20.11.2026" and event.officer_id == desk.actor.id
        assert db.session.scalars(select(Message).where(Message.template == "redated")).one()

    @pytest.mark.rule("CLK-3")
    def test_a_day_is_corrected_and_taken_out_again(self, desk: AdminDesk) -> None:
        case_id = make_case(make_commission())
        desk.send("/admin/calendar/2026/", **DAY)
        path = "/admin/calendar/2026/12/1/"
        assert 'value="Order 12' not in desk.page(path)
        changed = {**NAMES, "works": "yes", "source": "Order 13"}
        page = desk.send(path, **changed)
        assert "1 open case was dated anew." in page
        row = day_row(date(2026, 12, 1))
        assert row and row.is_working and row.source == "Order 13" and due_of(case_id) == date(2026, 12, 1)
        page = desk.send(path, to=f"{path}remove/", **{"remove-source": "Order 14"})
        assert "0 open cases were dated anew." in page
        assert day_row(date(2026, 12, 1)) is None
        desk.page(path, 404)
        desk.send("/admin/people/new/", to=f"{path}remove/", status=404, **{"remove-source": "Order 14"})

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"day": ""}, "Fill this in."),
            ({"day": "tomorrow"}, "There is no such date."),
            ({"day": "2029-12-03"}, "The calendar of this year is not loaded."),
            ({"works": ""}, "Fill this in."),
            ({"source": " "}, "Fill this in."),
            ({"name_kk": ""}, "Fill this in."),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field(
        self, desk: AdminDesk, changed: dict[str, str], sentence: str
    ) -> None:
        typed = {**DAY, **changed}
        page = desk.send("/admin/calendar/2026/", status=422, **typed)
        check_page(page)
        assert sentence in page and 'value="Moved day off"' in page and "<details open>" in page
        if typed["day"]:
            assert f'value="{typed["day"]}"' in page

    def test_a_correction_without_its_order_is_refused(self, desk: AdminDesk) -> None:
        path = "/admin/calendar/2026/12/16/"
        page = desk.send(path, status=422, **{**NAMES, "works": "no", "source": ""})
        check_page(page)
        assert "Fill this in." in page and 'value="Moved day off"' in page
        page = desk.send(path, to=f"{path}remove/", status=422, **{"remove-source": ""})
        check_page(page)
        assert "Fill this in." in page and day_row(date(2026, 12, 16))

    def test_cases_that_reach_into_a_missing_year_are_told(self, desk: AdminDesk, clock: TestClock) -> None:
        clock.set("2026-12-28T10:00")
        desk = AdminDesk(desk.client.application, desk.actor)
        make_case(make_commission())
        with transaction():
            db.session.delete(db.session.get_one(CalendarYear, 2027))
        page = desk.send("/admin/calendar/2026/", status=422, **{**DAY, "day": "2026-12-29"})
        check_page(page)
        assert "Open cases reach into 2027, which is not loaded." in page
        assert day_row(date(2026, 12, 29)) is None
