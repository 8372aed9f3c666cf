"""docs/services/ says what the catalogue says now."""

import pytest
from flask import Flask

import catalogue
from commands.docs import service_page
from config import ROOT

FOLDER = ROOT / "docs" / "services"


@pytest.mark.parametrize("code", sorted(catalogue.CURRENT))
def test_the_page_of_a_service_is_not_stale(app: Flask, code: str) -> None:
    """When this fails: `make docs`."""
    with app.app_context():
        assert (FOLDER / f"{code}.md").read_text(encoding="utf-8") == service_page(catalogue.CURRENT[code])


def test_there_is_no_page_of_a_service_that_is_gone() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(catalogue.CURRENT)
