"""What `make phone` makes of its numbers."""

import json
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from devkit.phone import axe_record
from devkit.phone.figures import Figure, verdict
from devkit.phone.lighthouse import Judged, NoScore, Run
from devkit.phone.weights import parts_of
from tests.support.page_check import PageCheck, View

PAGE = """<link rel="icon" href="/static/img/mark.svg?v=1&amp;a=2" type="image/svg+xml">
<link rel="stylesheet" href="/static/css/app.css?v=1"><script src="/static/js/app.js" defer></script>
<img class="qr" src="data:image/svg+xml;charset=utf-8,%3Csvg" width="240" height="240">
<a href="/find/">Find</a>"""


def report(*, performance: float | None = 1.0, **audits: dict[str, Any]) -> dict[str, Any]:
    """What Lighthouse writes, in so far as it is read."""
    listed = {
        "total-blocking-time": {"score": 0.8, "numericValue": 290.0, "scoreDisplayMode": "numeric"},
        "cumulative-layout-shift": {"score": 1, "numericValue": 0, "scoreDisplayMode": "numeric"},
        "network-dependency-tree": {"score": 0, "scoreDisplayMode": "informative"},
        "unweighted": {"score": 0, "scoreDisplayMode": "binary"},
        "absent": {"score": None, "scoreDisplayMode": "notApplicable"},
        **audits,
    }
    weights = [{"id": name, "weight": 0 if name == "unweighted" else 10} for name in listed]
    return {
        "categories": {"performance": {"score": performance, "auditRefs": weights}},
        "audits": listed,
        "environment": {"benchmarkIndex": 1200.5},
    }


def test_a_limit_is_kept_by_what_equals_it() -> None:
    kept = [Figure("bytes", 8000, at_most=8000), Figure("score", 100, at_least=100), Figure("taps", 99)]
    assert verdict(kept) == "ok"
    missed = [*kept, Figure("late", 8001, at_most=8000), Figure("poor", 99.5, at_least=100)]
    assert verdict(missed) == "missed=late,poor"


def test_what_was_not_measured_is_said_and_misses_nothing() -> None:
    figure = Figure("lighthouse.home.seo", None, at_least=100)
    assert str(figure) == "lighthouse.home.seo=not-measured"
    assert verdict([figure]) == "ok"


@pytest.mark.parametrize(
    ("value", "line"), [(100, "a=100"), (20611, "a=20611"), (14.3, "a=14.3"), (0, "a=0")]
)
def test_a_figure_is_one_line_for_programs(value: float, line: str) -> None:
    assert str(Figure("a", value)) == line


def test_scores_are_of_a_hundred_and_what_cost_points_is_named() -> None:
    run = Run.of(report(performance=0.94))
    assert run.scores == {"performance": 94}
    assert run.times == {"TBT": 290.0}
    assert run.faults == ["total-blocking-time"]
    assert run.benchmark == 1200.5


def test_a_page_that_lighthouse_could_not_load_has_no_score() -> None:
    with pytest.raises(NoScore, match="performance"):
        Run.of(report(performance=None))
    with pytest.raises(NoScore, match="No page"):
        Run.of({**report(), "runtimeError": {"code": "NO_FCP", "message": "No page"}})


def test_of_several_runs_the_middle_counts_and_the_spread_is_told() -> None:
    judged = Judged("home", [Run.of(report(performance=score)) for score in (1.0, 0.94, 0.99)])
    assert judged.score("performance") == 99
    assert judged.spread("performance") == (94, 100)


def test_the_parts_of_a_page_are_what_the_browser_fetches_for_it() -> None:
    expected = {"/static/img/mark.svg?v=1&a=2", "/static/css/app.css?v=1", "/static/js/app.js"}
    assert parts_of(PAGE) == expected


def test_what_axe_has_seen_is_counted_from_its_record(tmp_path: Path) -> None:
    file = tmp_path / "axe.json"
    assert axe_record.read(file) is None
    views = [["/", "kk", 360], ["/", "ru", 360], ["/find/", "kk", 1280]]
    file.write_text(json.dumps({"at": "2026-11-22T03:00:00+00:00", "looks": 4, "views": views}))
    record = axe_record.read(file)
    assert record is not None
    assert (record.pages, record.languages, record.widths, record.views, record.looks) == (2, 2, 2, 3, 4)


def test_what_two_processes_of_one_test_run_saw_is_put_together(tmp_path: Path) -> None:
    file = tmp_path / "axe.json"
    for run, page, pages, looks in (("1", "/", 1, 2), ("1", "/find/", 2, 4), ("2", "/", 1, 2)):
        check = PageCheck(Mock())
        check._seen, check.looks = {(View(page, "kk", 360), True)}, 2
        check.leave_record(file, run)
        record = axe_record.read(file)
        assert record is not None
        assert (record.pages, record.looks) == (pages, looks)
