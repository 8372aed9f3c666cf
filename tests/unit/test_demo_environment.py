"""The environment of the demo: addresses of this computer, secrets of its own that nobody else may read."""

import json
from pathlib import Path

import pytest

from config import ConfigurationError, Settings
from devkit.environment import demo_environment, remember


def test_the_demo_ignores_the_settings_around_it(tmp_path: Path) -> None:
    around = {"QYZMET_MODE": "production", "TWILIO_API_BASE": "https://api.twilio.com", "LANG": "C.UTF-8"}
    environment = demo_environment(around, tmp_path, 8000)
    settings = Settings.from_env(environment)
    assert settings.mode == "demo"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.twilio_api_base.startswith("http://127.0.0.1:")
    assert settings.registry_url.startswith("http://127.0.0.1:")
    assert environment["LANG"] == "C.UTF-8"
    assert settings.pilots_open == {"contract"}


def test_a_database_and_a_redis_may_be_given(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgresql://me@/demo", "REDIS_URL": "redis://localhost:6379/3"}
    environment = demo_environment(given, tmp_path, 8000)
    assert {name: environment[name] for name in given} == given


def test_the_moment_of_the_start_is_not_handed_to_every_process(tmp_path: Path) -> None:
    assert "QYZMET_NOW" not in demo_environment({"QYZMET_NOW": "2026-11-23T10:00+05:00"}, tmp_path, 8000)


def test_secrets_are_made_once_and_are_nobody_elses(tmp_path: Path) -> None:
    first = demo_environment({}, tmp_path, 8000)
    remember(first, tmp_path)
    again = demo_environment({}, tmp_path, 8000)
    assert first["QYZMET_SECRET_KEY"] == again["QYZMET_SECRET_KEY"]
    assert first["QYZMET_SECRET_KEY"] != first["QYZMET_CODE_KEY"]
    for name in ("secrets.json", "demo.env"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0


def test_a_secret_that_an_older_demo_did_not_have_is_added(tmp_path: Path) -> None:
    first = demo_environment({}, tmp_path, 8000)
    kept = json.loads((tmp_path / "secrets.json").read_text())
    del kept["QYZMET_STORAGE_KEYS"]
    (tmp_path / "secrets.json").write_text(json.dumps(kept))
    again = demo_environment({}, tmp_path, 8000)
    assert again["QYZMET_SECRET_KEY"] == first["QYZMET_SECRET_KEY"]
    assert again["QYZMET_STORAGE_KEYS"] == demo_environment({}, tmp_path, 8000)["QYZMET_STORAGE_KEYS"]


def test_production_refuses_the_demos_secrets(tmp_path: Path) -> None:
    environment = {**demo_environment({}, tmp_path, 8000), "QYZMET_MODE": "production"}
    with pytest.raises(ConfigurationError) as refused:
        Settings.from_env(environment)
    assert sum("the demo's" in problem for problem in refused.value.problems) == 5


def test_a_command_in_another_terminal_finds_the_same_settings(tmp_path: Path) -> None:
    environment = demo_environment({}, tmp_path, 8000)
    remember(environment, tmp_path)
    assert Settings.load({"QYZMET_DATA_DIR": str(tmp_path)}) == Settings.from_env(environment)
