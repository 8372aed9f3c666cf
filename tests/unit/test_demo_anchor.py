"""The day from which the demo's ages are counted stays, until the clock leaves it behind."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from devkit.gateway.anchor import FILE, STALE_AFTER, anchor_date, forget_anchor
from devkit.gateway.people import CITIZENS

LAID = date(2026, 11, 23)


def test_the_first_day_is_kept(tmp_path: Path) -> None:
    data_dir = tmp_path / "instance"
    assert anchor_date(data_dir, LAID) == LAID
    assert anchor_date(data_dir, LAID + timedelta(days=40)) == LAID


def test_people_age_as_the_clock_moves_on(tmp_path: Path) -> None:
    nearly_27 = next(citizen for citizen in CITIZENS if citizen.iin == "991311300942")
    born = nearly_27.born(anchor_date(tmp_path, LAID))
    assert nearly_27.born(anchor_date(tmp_path, LAID + timedelta(days=20))) == born


@pytest.mark.parametrize("today", [LAID - timedelta(days=1), LAID + STALE_AFTER + timedelta(days=1)], ids=str)
def test_a_clock_that_went_elsewhere_lays_it_anew(tmp_path: Path, today: date) -> None:
    anchor_date(tmp_path, LAID)
    assert anchor_date(tmp_path, today) == today
    assert anchor_date(tmp_path, today) == today


def test_it_can_be_forgotten(tmp_path: Path) -> None:
    forget_anchor(tmp_path)
    anchor_date(tmp_path, LAID)
    forget_anchor(tmp_path)
    assert anchor_date(tmp_path, LAID + timedelta(days=2)) == LAID + timedelta(days=2)


def test_a_spoilt_file_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("yesterday")
    assert anchor_date(tmp_path, LAID) == LAID
