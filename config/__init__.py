"""Typed settings from the environment. The process refuses to start when one is missing or unsafe.

Each module declares those of one purpose; `Settings` holds them all. `.env.example` lists
and explains every one; a test keeps the two the same.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from config import rules
from config.declared import Declared
from config.providers import ProviderSettings
from config.rules import DEMO_MARK
from config.signing import SigningSettings
from config.site import DATA_DIR, ROOT, SiteSettings, sqlite_url
from config.storage import StorageSettings, storage_faults

__all__ = ["DEMO_ENVIRONMENT", "DEMO_MARK", "ROOT", "ConfigurationError", "Settings"]

#: The file in the data folder in which a running demo says how it is set up, for `flask` in another terminal.
DEMO_ENVIRONMENT = "demo.env"


class ConfigurationError(RuntimeError):
    """The environment does not describe a site that may start. `problems` has a sentence for each fault."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("Qyzmet cannot start:\n" + "\n".join(f"  - {problem}" for problem in problems))


@dataclass(frozen=True)
class Settings(SigningSettings, ProviderSettings, StorageSettings, SiteSettings):
    """What the environment says. Made by `from_env`, kept in `app.config["SETTINGS"]`."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings. Raises ConfigurationError that lists every problem, not only the first."""
        declared = {item.name: item.metadata["declared"] for item in fields(cls)}
        texts = {item.env: environ.get(item.env, "").strip() for item in declared.values()}
        problems: list[str] = []
        values = {name: _value(item, texts[item.env], problems) for name, item in declared.items()}
        values["database_url"] = values["database_url"] or sqlite_url(values["data_dir"])
        settings = cls(**values)
        problems += storage_faults(settings)
        if settings.mode == "production":
            problems += rules.production_faults(texts, declared.values())
            problems += rules.production_conflicts(settings, settings)
        else:
            problems += rules.sandbox_faults(settings.mode, texts, declared.values())
        if problems:
            raise ConfigurationError(problems)
        return settings

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """This process's settings; where it names no mode, those that a demo keeps in the data folder."""
        given = os.environ if environ is None else environ
        if "QYZMET_MODE" in given:
            return cls.from_env(given)
        text = given.get("QYZMET_DATA_DIR", "").strip()
        return cls.from_env(
            {**_demo_environment(DATA_DIR.parse(text) if text else ROOT / "instance"), **given}
        )

    @classmethod
    def variables(cls) -> dict[str, str]:
        """The environment variable of each field."""
        return {item.name: item.metadata["declared"].env for item in fields(cls)}


def _value(item: Declared, text: str, problems: list[str]) -> Any:
    """The value of a setting; a fault joins the problems, and the default stands in."""
    if not text:
        if item.env == "QYZMET_MODE":
            problems.append(f"{item.env} is {item.kind.wanted}, and is not set (`make run` sets up the demo)")
        elif item.required:
            problems.append(f"{item.env} is not set")
        return item.default
    try:
        return item.kind.parse(text)
    except ValueError:
        given = f", not {text!r}" if item.kind.quoted else ""
        problems.append(f"{item.env} is {item.kind.wanted}{given}")
        return item.default


def _demo_environment(data_dir: Path) -> dict[str, str]:
    try:
        lines = (data_dir / DEMO_ENVIRONMENT).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)
