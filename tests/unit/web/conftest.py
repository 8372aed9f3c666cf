"""A site with the page machinery and nothing else."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from tests.support.settings import make_settings
from tests.support.small_site import make_site


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of mode test."""
    return make_settings(tmp_path)


@pytest.fixture
def site(settings: Settings) -> Flask:
    """The small site."""
    return make_site(settings)


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    """A browser that reads English."""
    browser = site.test_client()
    browser.set_cookie("language", "en")
    return browser
