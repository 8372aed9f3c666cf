"""The app as production starts it: in a process of its own, with nothing of the demo in it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config import ROOT
from tests.support.eds import authority
from tests.unit.test_config import PRODUCTION

_PROBE = """
import json, logging, sys
from app import create_app
app = create_app()

def cookie_of(app):
    with app.test_request_context(base_url="https://qyzmet.gov.kz"):
        from flask import session
        session["seen"] = "1"
        answer = app.make_response("")
        app.session_interface.save_session(app, session, answer)
        return answer.headers.getlist("Set-Cookie")

client = app.test_client()
answer = client.get("/healthz", base_url="https://qyzmet.gov.kz", headers={"X-Forwarded-For": "1.2.3.4"})
logging.getLogger("probe").warning("asked for 901323300015")
print(json.dumps({
    "routes": sorted(rule.rule for rule in app.url_map.iter_rules()),
    "commands": sorted(app.cli.commands),
    "demo modules": sorted(name for name in sys.modules if name.partition(".")[0] == "devkit"),
    "debug": app.debug or app.testing,
    "secure cookie": app.config["SESSION_COOKIE_SECURE"],
    "demo status": client.get("/demo/state.json", base_url="https://qyzmet.gov.kz").status_code,
    "headers": dict(answer.headers),
    "file": dict(client.get("/static/img/mark.svg", base_url="https://qyzmet.gov.kz").headers),
    "cookies": client.get("/find/?lang=ru", base_url="https://qyzmet.gov.kz").headers.getlist("Set-Cookie")
    + cookie_of(app),
}))
"""


@pytest.fixture(scope="module")
def app_facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a production process says of itself, and its log under `log`."""
    folder: Path = tmp_path_factory.mktemp("production")
    told = subprocess.run(
        [sys.executable, "-c", _PROBE],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "QYZMET_DATA_DIR": str(folder), **PRODUCTION},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    facts: dict[str, Any] = json.loads(told.stdout)
    return {**facts, "log": told.stderr.splitlines()}


def test_nothing_of_the_demo_is_there(app_facts: dict[str, Any]) -> None:
    assert not [route for route in app_facts["routes"] if route.startswith("/demo")]
    assert "demo" not in app_facts["commands"]
    assert app_facts["demo modules"] == []
    assert app_facts["demo status"] == 404


def test_it_is_locked_down(app_facts: dict[str, Any]) -> None:
    assert app_facts["secure cookie"] is True
    assert app_facts["debug"] is False
    assert app_facts["headers"]["Strict-Transport-Security"]


@pytest.mark.parametrize("answer", ["headers", "file"])
def test_threat_an_answer_leaves_its_protection_out(app_facts: dict[str, Any], answer: str) -> None:
    """Pages and static files alike, which the app does not serve itself in production."""
    headers = app_facts[answer]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    for name in ("Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"):
        assert headers[name]
    assert headers["Referrer-Policy"] == "same-origin" and headers["X-Content-Type-Options"] == "nosniff"


def test_threat_a_cookie_is_read_on_the_way_or_set_by_another_host(app_facts: dict[str, Any]) -> None:
    assert [cookie.partition("=")[0] for cookie in app_facts["cookies"]] == [
        "__Host-language",
        "__Host-qyzmet",
    ]
    for cookie in app_facts["cookies"]:
        flags = set(cookie.split("; ")[1:])
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= flags
        assert not any(flag.startswith("Domain") for flag in flags)


def test_its_log_is_json_without_numbers(app_facts: dict[str, Any]) -> None:
    entries = [json.loads(line) for line in app_facts["log"]]
    assert [entry["message"] for entry in entries if entry["logger"] == "probe"] == ["asked for [iin]"]


def test_it_does_not_start_with_the_settings_of_a_demo(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from app import create_app; create_app()"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION, "QYZMET_NOW": "2026-11-23T10:00+05:00"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode != 0
    assert "QYZMET_NOW moves the clock" in told.stderr


@pytest.mark.parametrize(
    ("trusted", "complaint"),
    [("development", "the development CA"), ("empty", "holds no certificate")],
)
def test_threat_production_trusts_keys_that_anybody_can_make(
    tmp_path: Path, trusted: str, complaint: str
) -> None:
    folder = authority().trust_folder if trusted == "development" else tmp_path
    told = subprocess.run(
        [sys.executable, "-c", "from app import create_app; create_app()"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "QYZMET_DATA_DIR": str(tmp_path / "data"),
            **PRODUCTION,
            "EDS_TRUST_DIR": str(folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode != 0
    assert complaint in told.stderr
