"""The panels of all who have a part in contract service, and the list of a file (834; CON-17)."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from database import db
from models.audit import AuditEntry
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.officers_at_work import at_desk, number_of
from tests.support.recruiting import Bodies
from tests.support.recruiting_everywhere import applications_everywhere, filed
from tests.support.signing_in import counted_statements

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


def panel(client, **asked: str) -> str:
    answer = client.get("/panel/", query_string=asked)
    assert answer.status_code == 200
    return answer.text


def counts(text: str) -> dict[str, int]:
    """How many cases each tab holds."""
    tabs = re.search(r'<nav class="tabs".*?</nav>', text, re.S)
    found = re.findall(r'tab=(\w+)[^>]*>.*?<span class="count">(\d+)</span>', tabs[0], re.S)
    return {code: int(count) for code, count in found}


def shown(text: str) -> set[str]:
    """The numbers of the cases in the list."""
    return set(re.findall(r"/staff/cases/([\d-]+)/", text))


@pytest.fixture
def everywhere(bodies, clock) -> dict[str, int]:
    return applications_everywhere(bodies, clock)


@pytest.mark.rule("CON-17")
def test_the_heads_heaps(app, bodies, everywhere):
    head = at_desk(app, bodies.head)
    text = panel(head)
    assert counts(text) == {
        "incoming": 1,
        "to_sign": 1,
        "signed": 1,
        "rejected": 1,
        "all": 5,
        "archive": 1,
    }
    wanted = {
        "incoming": {"sent"},
        "to_sign": {"with_head"},
        "signed": {"arrived"},
        "rejected": {"declining"},
        "all": set(everywhere),
        "archive": {"arrived"},
    }
    for tab, names in wanted.items():
        assert shown(panel(head, tab=tab)) == {number_of(everywhere[name]) for name in names}, tab


@pytest.mark.rule("CON-17")
def test_an_executor_sees_only_what_was_given_to_them_and_a_substitute_the_same(app, bodies, everywhere):
    first = at_desk(app, bodies.executor)
    assert counts(panel(first)) == {"incoming": 0, "elsewhere": 2, "archive": 2}
    make.act(everywhere["sent"], "distribute", bodies.head, executor=bodies.executors[1].id)
    assert counts(panel(first)) == {"incoming": 0, "elsewhere": 2, "archive": 2}
    second = at_desk(app, bodies.executors[1])
    assert counts(panel(second)) == {"incoming": 1, "elsewhere": 0, "archive": 0}
    assert shown(panel(second)) == {number_of(everywhere["sent"])}
    stand_in = make.make_substitute("stand.in", bodies.executor)
    assert counts(panel(at_desk(app, stand_in))) == {"incoming": 0, "elsewhere": 2, "archive": 2}


@pytest.mark.rule("CON-12", "CON-17")
def test_the_regions_bodies_see_their_part_and_nothing_of_the_post_or_of_what_came_after(
    app, bodies, everywhere
):
    security = at_desk(app, bodies.security)
    text = panel(security)
    assert counts(text) == {"incoming": 1, "answered": 2, "archive": 2}
    assert shown(text) == {number_of(everywhere["special_check"])}
    defence = at_desk(app, bodies.defence)
    assert counts(panel(defence)) == {"incoming": 0, "approved": 2, "passed": 2, "archive": 2}
    medical = at_desk(app, bodies.medical_chair)
    assert counts(panel(medical)) == {"incoming": 0, "passed_on": 2, "archive": 2}
    unit = at_desk(app, bodies.unit)
    assert counts(panel(unit)) == {"incoming": 0, "archive": 1}
    for client, tab in ((security, "archive"), (defence, "archive"), (medical, "archive")):
        text = panel(client, tab=tab)
        assert len(shown(text)) == 2
        for hidden in ("Shooter", "Private", "Land Forces", "With the head", "Arrived", "K.Executor1"):
            assert hidden not in text, (tab, hidden)
    assert "Shooter" in panel(unit, tab="archive")
    other = recruiting.make_bodies("other", "710000000")
    for who in (other.head, other.executor, other.security, other.defence, other.medical_chair, other.unit):
        assert set(counts(panel(at_desk(app, who))).values()) == {0}, who.role


@pytest.mark.rule("CON-17")
def test_a_case_is_found_by_its_number_or_a_part_of_it(app, bodies):
    case_id, _other = filed(bodies, 2)
    head = at_desk(app, bodies.head)
    number = number_of(case_id)
    for written in (number, number.replace("-", ""), number[3:9]):
        text = panel(head, tab="all", q=written)
        assert shown(text) == {number}, written
        assert counts(text)["all"] == 1
    assert "Nothing found" in panel(head, tab="all", q="99-999999-9")
    assert "Nothing found" in panel(head, tab="all", q="%")


@pytest.mark.rule("CON-17")
def test_pages_of_a_heap(app, bodies, monkeypatch):
    cases = filed(bodies, 3)
    monkeypatch.setattr("queries.panels.PAGE_SIZE", 2)
    head = at_desk(app, bodies.head)
    pages = [shown(panel(head, tab="all", page=str(page))) for page in (1, 2)]
    assert [len(page) for page in pages] == [2, 1]
    assert set().union(*pages) == {number_of(case_id) for case_id in cases}
    assert shown(panel(head, tab="all", page="99")) == pages[1]


def test_a_panel_takes_the_same_number_of_queries_for_none_and_for_many(app, bodies):
    head = at_desk(app, bodies.head)

    def queries() -> int:
        panel(head)
        with counted_statements() as statements:
            panel(head)
        return len(statements)

    none = queries()
    filed(bodies, 3)
    assert queries() == none


@pytest.mark.rule("CON-12", "CON-17")
def test_the_list_of_a_file_has_what_the_reader_may_have_and_the_look_is_recorded(app, bodies, everywhere):
    number = number_of(everywhere["arrived"])
    executor = at_desk(app, bodies.executor)
    text = executor.get(f"/panel/{number}/file/").text
    assert "Agreement on entering a contract" in text
    assert "Register of dispensary patients: narcology" in text
    db.session.rollback()
    seen = select(AuditEntry.officer_id).where(AuditEntry.code == "case_seen")
    assert bodies.executor.id in db.session.scalars(seen).all()
    for path in set(re.findall(r'href="(/staff/cases/[^"]+/(?:documents|results|application)/[^"]*)"', text)):
        assert executor.get(path).status_code == 200, path
    text = at_desk(app, bodies.defence).get(f"/panel/{number}/file/").text
    for hidden in (
        "Agreement on entering",
        "/application/",
        "Convictions",
        "Private",
        "Document on education",
    ):
        assert hidden not in text, hidden
    assert at_desk(app, bodies.executors[1]).get(f"/panel/{number}/file/").status_code == 404


def test_the_medical_sides_inbox_does_not_name_the_post(app, bodies, clock):
    (case_id,) = filed(bodies, 1)
    recruiting.drive(case_id, bodies, "examination", clock)
    text = at_desk(app, bodies.medical_chair).get("/staff/").text
    assert number_of(case_id) in text
    assert "rivate" not in text
