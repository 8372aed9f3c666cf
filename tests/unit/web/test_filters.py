"""How dates, sizes and numbers are written in three languages."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from web import filters

TUESDAY = date(2026, 12, 1)


def in_language(site: Flask, code: str, write, *arguments, **options) -> str:
    with site.test_request_context(), force_locale(code):
        return write(*arguments, **options)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("kk", "1 желтоқсан 2026 ж., сейсенбі"),
        ("ru", "1 декабря 2026 г., вторник"),
        ("en", "Tuesday 1 December 2026"),
    ],
)
def test_a_day_names_its_weekday(site: Flask, code: str, words: str):
    assert in_language(site, code, filters.day, TUESDAY) == words


@pytest.mark.parametrize(
    ("code", "words"), [("kk", "01.12.2026, сс"), ("ru", "01.12.2026, вт"), ("en", "Tue 1 Dec 2026")]
)
def test_a_narrow_column_still_names_the_weekday(site: Flask, code: str, words: str):
    assert in_language(site, code, filters.day_compact, TUESDAY) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("kk", "1 желтоқсан 2026 ж., 00:30"),
        ("ru", "1 декабря 2026 г., 00:30"),
        ("en", "1 December 2026, 00:30"),
    ],
)
def test_a_moment_is_that_of_almaty(site: Flask, code: str, words: str):
    late = datetime(2026, 11, 30, 19, 30, tzinfo=UTC)
    assert in_language(site, code, filters.moment, late) == words
    assert filters.time_of_day(late) == "00:30"


def test_the_day_of_a_moment_is_the_day_in_almaty(site: Flask):
    late = datetime(2026, 11, 30, 19, 30, tzinfo=UTC)
    assert in_language(site, "en", filters.day, late) == "Tuesday 1 December 2026"


def test_a_moment_without_a_zone_is_refused(site: Flask):
    with pytest.raises(ValueError, match="naive"):
        in_language(site, "kk", filters.moment, datetime(2026, 12, 1))


@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_a_leaf_of_the_calendar_has_short_parts(site: Flask, code: str):
    for part in ("EEE", "d", "MMM"):
        words = in_language(site, code, filters.leaf, TUESDAY, part)
        assert 1 <= len(words) <= 4 and not words.endswith(".")


@pytest.mark.parametrize(
    ("octets", "words"), [(1, "1 KB"), (812 * 1024, "812 KB"), (1_482_112, "1.4 MB"), (20 * 1024**2, "20 MB")]
)
def test_sizes_are_in_units_that_people_compare(site: Flask, octets: int, words: str):
    assert in_language(site, "en", filters.file_size, octets) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [("260048217", "26-004821-7"), ("26-004821-7", "26-004821-7"), ("2600", "2600")],
)
def test_a_case_number_is_read_out_in_groups(number: str, words: str):
    assert filters.case_number(number) == words


@pytest.mark.parametrize(
    ("left", "working", "words"),
    [
        (6, True, "6 working days left"),
        (1, True, "1 working day left"),
        (0, True, "today is the last day"),
        (-1, True, "overdue by 1 working day"),
        (-3, False, "overdue by 3 days"),
        (30, False, "30 days left"),
    ],
)
def test_how_far_off_a_last_day_is(site: Flask, left: int, working: bool, words: str):
    assert in_language(site, "en", filters.days_left, left, working=working) == words


def test_the_present_address_is_kept_but_for_what_changes(site: Flask):
    with site.test_request_context("/staff/?status=open&status=late&page=3"):
        assert filters.url_with(page=4) == "/staff/?status=open&status=late&page=4"
        assert filters.url_with(page=None, status=None) == "/staff/"
