"""The accessibility statement says what these tests do, no more and no less."""

import re
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from blueprints.public import accessibility
from config import ROOT
from tests.support.citizens import words_of
from tests.support.looking import WIDTHS
from web.locale import CODES, LANGUAGES

pytestmark = pytest.mark.usefixtures("clock", "session")

BROWSER_TESTS = ROOT / "tests" / "browser"


def test_the_languages_and_widths_are_those_of_the_tests(app: Flask) -> None:
    assert tuple(size["width"] for size in WIDTHS) == accessibility.WIDTHS
    words = words_of(app.test_client().get("/accessibility/?lang=en", follow_redirects=True))
    assert "Widths: 360, 1280 pixels" in words
    assert all(language.name in words for language in LANGUAGES) and len(LANGUAGES) == len(CODES)


def test_the_version_of_axe_is_the_one_that_looks() -> None:
    found = re.search(r"axe v([\d.]+)", Axe().axe_script[:200])
    assert found and found[1] == accessibility.AXE


def test_what_it_says_of_the_keyboard_and_of_scripts_is_tested() -> None:
    """A citizen's and an officer's journey by the keyboard alone, and journeys without JavaScript."""
    assert (BROWSER_TESTS / "test_keyboard.py").exists()
    journeys = [file for file in BROWSER_TESTS.glob("test_*.py") if "javascript=False" in file.read_text()]
    assert len(journeys) >= 4


@pytest.mark.parametrize("code", CODES)
def test_the_day_is_kept_and_the_contacts_are_those_of_the_footer(app: Flask, code: str) -> None:
    page = app.test_client().get(f"/accessibility/?lang={code}", follow_redirects=True)
    assert str(accessibility.CHECKED_ON.day) in words_of(page) and "2026" in words_of(page)
    statement, _, footer = page.text.partition("<footer")
    contacts = re.findall(r'href="(tel:\d+)"', footer)
    assert contacts and all(f'href="{contact}"' in statement for contact in contacts)
    assert 'href="/accessibility/"' in footer


def test_whoever_changes_the_statement_looks_at_its_day() -> None:
    """Lines of the statement, and the day on which they were last compared with the site."""
    template = Path(ROOT / "templates" / "public" / "accessibility.html").read_text(encoding="utf-8")
    said = (len(re.findall("<li>", template)), accessibility.STANDARD, accessibility.AXE)
    assert (*said, accessibility.CHECKED_ON) == (14, "WCAG 2.2 AA", "4.12.1", date(2026, 11, 22))
