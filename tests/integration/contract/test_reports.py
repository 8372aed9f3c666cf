"""Reporting: filters, figures, a chart, and the rows to take along (834 annex 2; CON-17)."""

import csv
import re
from io import BytesIO, StringIO
from zipfile import ZipFile

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

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-17")]

REPORTS = "/ministry/reports/"
CSV = REPORTS + "applications.csv"


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def everywhere(bodies, clock) -> dict[str, int]:
    return applications_everywhere(bodies, clock)


def report(client, **filters: object) -> str:
    answer = client.get(REPORTS, query_string=filters)
    assert answer.status_code == 200, answer.text
    return answer.text


def figures(text: str) -> dict[str, str]:
    """The figures by their name."""
    listed = re.search(r'<dl class="facts">.*?</dl>', text, re.S)
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", listed[0]))


def stages(text: str) -> dict[str, list[str]]:
    """By stage: here now, overdue now, declined here, median days."""
    table = re.search(r"<tbody.*?</tbody>", text, re.S)
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in table[0].split("</tr>")]
    return {row[0]: row[1:] for row in rows if row}


def rows(client, **filters: object) -> list[dict[str, str]]:
    """What the CSV file holds."""
    answer = client.get(CSV, query_string=filters)
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))


def test_figures_of_all_applications(app, bodies, everywhere):
    text = report(at_desk(app, bodies.head))
    assert figures(text) == {
        "Filed": "5",
        "Accepted for work": "4",
        "In work": "3",
        "Agreement concluded": "1",
        "Declined": "1",
        "Ended otherwise": "0",
        "Overdue now": "0",
    }
    by_stage = stages(text)
    assert by_stage["Sent"][0] == "1"
    assert by_stage["Sent for special check"][0] == "1"
    assert by_stage["With the head for signature"][0] == "1"
    assert by_stage["Accepted for work"] == ["0", "0", "1", "0.0"]


def test_how_long_a_stage_takes_and_what_is_late(app, bodies, clock):
    cases = filed(bodies, 3)
    for days, case_id in zip((2, 4), cases[:2], strict=True):
        clock.advance(days=days)
        make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
    text = report(at_desk(app, bodies.head))
    assert stages(text)["Sent"] == ["1", "1", "0", "4.0"]  # days 2 and 6; the third waits since six days
    assert figures(text)["Overdue now"] == "1"


def test_each_filter_narrows_what_is_counted(app, bodies, everywhere):
    head = at_desk(app, bodies.head)
    wanted = {
        ("first", "2026-11-23"): 5,
        ("first", "2030-01-01"): 0,
        ("last", "2026-11-22"): 0,
        ("last", "2026-11-23"): 5,
        ("branch", "land"): 5,
        ("branch", "navy"): 0,
        ("region", recruiting.REGION): 5,
        ("kind", "sergeant"): 0,
        ("executor", bodies.executor.id): 4,
        ("status", "with_head"): 1,
        ("outcome", "in_work"): 3,
        ("outcome", "concluded"): 1,
        ("outcome", "declined"): 1,
        ("outcome", "other"): 0,
    }
    for (name, value), count in wanted.items():
        assert len(rows(head, **{name: value})) == count, (name, value)
    assert figures(report(head, outcome="declined", executor=bodies.executor.id))["Filed"] == "1"
    (row,) = rows(head, status="with_head")
    assert row["Case number"] == number_of(everywhere["with_head"])


def test_a_withdrawn_application_ended_otherwise(app, bodies):
    (case_id,) = filed(bodies, 1)
    person_id = db.session.get_one(recruiting.Case, case_id).person_id
    make.act(case_id, "withdraw", make.citizen(person_id))
    assert figures(report(at_desk(app, bodies.head)))["Ended otherwise"] == "1"


@pytest.mark.parametrize(
    "filters",
    [{"first": "2026-12-01", "last": "2026-11-01"}, {"first": "yesterday"}, {"branch": "cavalry"}],
)
def test_filters_that_make_no_sense_are_refused(app, bodies, filters):
    head = at_desk(app, bodies.head)
    answer = head.get(REPORTS, query_string=filters)
    assert answer.status_code == 422 and "thing to mend" in answer.text
    assert head.get(CSV, query_string=filters).status_code == 404


def test_the_chart_says_in_words_what_it_shows(app, bodies):
    cases = filed(bodies, 3)
    make.act(cases[0], "distribute", bodies.head, executor=bodies.executor.id)
    text = report(at_desk(app, bodies.head))
    chart = re.search(
        r'<svg class="chart" role="img" aria-labelledby="chart-title chart-words".*?</svg>', text, re.S
    )
    assert "Sent: 2;" in chart[0] and "Accepted for work: 1;" in chart[0]
    lengths = [int(length) for length in re.findall(r'<rect[^>]*width="(\d+)"', chart[0])]
    assert len(lengths) == len(stages(text))
    assert lengths[0] == 2 * lengths[1] > sum(lengths[2:]) == 0


def test_what_is_taken_along_names_no_candidate_and_no_ground(app, bodies, everywhere):
    head = at_desk(app, bodies.head)
    content = head.get(CSV).get_data().decode("utf-8-sig")
    for hidden in (*make.IINS, "Сейітқали", "Есепте", "parameter", "paragraph", "+7700"):
        assert hidden not in content, hidden
    first = next(row for row in rows(head) if row["Case number"] == number_of(everywhere["arrived"]))
    assert first["Executor"] == "K.Executor1"
    assert first["Outcome"] == "Agreement concluded"
    assert first["Sent"] == "2026-11-23"


def test_taking_along_is_recorded_with_its_filters(app, bodies):
    filed(bodies, 1)
    rows(at_desk(app, bodies.head), branch="land", outcome="in_work")
    db.session.rollback()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.code == "report_exported")).one()
    assert entry.officer_id == bodies.head.id
    assert entry.data == {"format": "csv", "rows": 1, "filters": ["branch=land", "outcome=in_work"]}


def test_a_title_that_looks_like_a_formula_stays_text(app, bodies, monkeypatch):
    monkeypatch.setattr(make, "names", lambda text: dict.fromkeys(("kk", "ru", "en"), f"=1+{text}"))
    filed(bodies, 1)
    head = at_desk(app, bodies.head)
    (row,) = rows(head)
    assert row["Post"] == "'=1+Shooter"
    with ZipFile(BytesIO(head.get(REPORTS + "applications.xlsx").get_data())) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
        assert "=1+Shooter" in book.read("xl/sharedStrings.xml").decode()


def test_the_spreadsheet_has_the_rows_of_the_csv_file(app, bodies):
    filed(bodies, 3)
    head = at_desk(app, bodies.head)
    with ZipFile(BytesIO(head.get(REPORTS + "applications.xlsx").get_data())) as book:
        texts = re.findall(r"<t[^>]*>(.*?)</t>", book.read("xl/sharedStrings.xml").decode())
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    written = rows(head)
    assert {row["Case number"] for row in written} <= set(texts)
    assert texts[: len(written[0])] == list(written[0])
    assert sheet.count("<row ") == len(written) + 1


def test_another_units_applications_are_not_counted(app, bodies):
    filed(bodies, 1)
    other = recruiting.make_bodies("other")
    assert figures(report(at_desk(app, other.head)))["Filed"] == "0"


@pytest.mark.parametrize("path", [REPORTS, CSV, REPORTS + "applications.xlsx"])
def test_reports_are_the_heads_alone(app, bodies, path):
    for who in (bodies.executor, bodies.security, bodies.defence, bodies.unit, bodies.complaints):
        assert at_desk(app, who).get(path).status_code == 403


def test_a_report_takes_the_same_number_of_queries_for_none_and_for_many(app, bodies):
    head = at_desk(app, bodies.head)

    def queries() -> int:
        report(head)
        with counted_statements() as statements:
            report(head)
        return len(statements)

    none = queries()
    filed(bodies, 4)
    assert queries() == none
