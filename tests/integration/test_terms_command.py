"""`flask terms`: the examples by which anybody can check the counting."""

import json

import pytest
from flask import Flask

from tests.support import factories as make


@pytest.mark.rule("CLK-1")
@pytest.mark.rule("CLK-2")
@pytest.mark.rule("CLK-4")
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("2026-11-23T10:00+05:00", ("2026-11-23", "2026-12-01", "2026-11-26", None)),
        ("2026-11-23T05:00+00:00", ("2026-11-23", "2026-12-01", "2026-11-26", None)),
        ("2026-12-11T18:31+05:00", ("2026-12-14", "2026-12-23", "2026-12-18", None)),
        ("2026-11-21T12:00", ("2026-11-23", "2026-12-01", "2026-11-26", None)),
        ("2026-12-29T17:00+05:00", ("2026-12-29", "2027-01-11", "2027-01-05", None)),
        ("2026-07-15T10:00+05:00", ("2026-07-15", "2026-07-23", "2026-07-20", "out_of_season")),
    ],
)
@pytest.mark.usefixtures("clock", "session")
def test_the_command_prints_the_dates_as_json(app: Flask, sent: str, said: tuple[str | None, ...]) -> None:
    make.make_calendar()
    result = app.test_cli_runner().invoke(args=["terms", "deferral", sent])
    assert result.exit_code == 0, result.output
    registered, due, notice_by, refused = said
    assert json.loads(result.output) == {
        "registered": registered,
        "due": due,
        "hearing_notice_by": notice_by,
        "refused": refused,
    }


@pytest.mark.rule("CLK-3")
@pytest.mark.usefixtures("clock", "session")
def test_an_unknown_year_is_an_error(app: Flask) -> None:
    make.make_calendar(2026)
    result = app.test_cli_runner().invoke(args=["terms", "deferral", "2026-12-29T17:00+05:00"])
    assert result.exit_code != 0
    assert "2027" in result.output
