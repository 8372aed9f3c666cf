"""About the code itself: who may load whom, queues that have workers, models that equal the migrations."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from actions.effects import EFFECTS
from actions.outbox import TOPICS as PUT
from config import ROOT
from domain.schema import Effect
from jobs.queues import QUEUES, TOPICS, function_at, job_of
from jobs.schedule import PERIODIC
from tests.support.settings import STORAGE_KEYS

PACKAGES = (
    "domain",
    "catalogue",
    "models",
    "integrations",
    "actions",
    "queries",
    "web",
    "blueprints",
    "jobs",
    "commands",
)


def sources(*packages: str) -> list[Path]:
    """The Python files of these packages."""
    return [file for package in packages for file in (ROOT / package).rglob("*.py")]


def imported(file: Path) -> set[str]:
    """The modules that a file imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_nothing_but_the_app_and_the_tests_loads_the_development_kit() -> None:
    for file in sources(*PACKAGES):
        assert not [name for name in imported(file) if name.split(".")[0] == "devkit"], file


@pytest.mark.parametrize("mode", ["test", "production"])
def test_the_demo_does_not_exist_outside_demo_mode(mode: str, tmp_path: Path) -> None:
    """In a process of its own, which then has not loaded a single module of it."""
    program = (
        "import sys, os; from config import Settings; from app import create_app\n"
        "app = create_app(Settings.from_env(os.environ))\n"
        "assert not [r for r in app.url_map.iter_rules() if r.rule.startswith('/demo')]\n"
        "assert 'demo' not in app.cli.commands\n"
        "assert not [m for m in sys.modules if m.split('.')[0] == 'devkit'], 'devkit was loaded'\n"
    )
    secret = "k7Qz-Vw3_Lm9-Xc5b-Tn8y-Rj2h-Pd6f-{}"
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "QYZMET_MODE": mode,
        "QYZMET_SECRET_KEY": secret.format("Aa1"),
        "QYZMET_CODE_KEY": secret.format("Bb2"),
        "QYZMET_STORAGE_KEYS": STORAGE_KEYS,
        "QYZMET_PUBLIC_URL": "https://qyzmet.example",
        "QYZMET_DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/production.sqlite3",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN": secret.format("Cc3"),
        "TWILIO_FROM_NUMBER": "+77000000000",
        "REGISTRY_LOGIN": "login",
        "REGISTRY_PASSWORD": secret.format("Dd4"),
        "EDS_TRUST_DIR": str(ROOT / "tests" / "support" / "trusted"),
    }
    outside = {"production": "https://api.example", "test": "http://127.0.0.1:9"}[mode]
    environment |= {"TWILIO_API_BASE": outside, "REGISTRY_URL": outside, "EDS_OCSP_URLS": outside}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr


def test_every_topic_of_the_outbox_has_a_job_and_every_queue_a_worker() -> None:
    assert set(TOPICS) == PUT
    assert {topic.queue for topic in TOPICS.values()} == set(QUEUES)
    for topic in TOPICS:
        assert callable(job_of(topic))
    for periodic in PERIODIC:
        assert callable(function_at(periodic.path)), periodic.name


def test_every_effect_of_the_catalogue_is_performed() -> None:
    of_complaints = {
        Effect.SATISFY_COMPLAINT,
        Effect.FORWARD_COMPLAINT,
        Effect.RECORD_REVIEW,
    }
    assert set(EFFECTS) | of_complaints == set(Effect)


def test_only_actions_and_jobs_add_rows() -> None:
    writes = re.compile(r"db\.session\.(?:add|add_all|delete|merge)\(|\.insert\(\)|\bupdate\([A-Z]")
    for file in sources("queries", "web", "blueprints", "commands", "integrations"):
        assert not writes.search(file.read_text(encoding="utf-8")), file


def test_views_ask_no_sqlalchemy() -> None:
    for file in sources("blueprints"):
        assert not [name for name in imported(file) if name.split(".")[0] == "sqlalchemy"], file


def test_no_file_names_a_machine_or_what_the_builders_used() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    names = re.compile(r"(?<![A-Za-z0-9._-])/(?:work|root|home)/")
    for name in filter(None, tracked):
        file = ROOT / name
        if (
            file.suffix not in {".py", ".md", ".html", ".toml", ".txt", ".in", ".typ", ".cfg"}
            or not file.exists()
        ):
            continue
        assert not names.search(file.read_text(encoding="utf-8")), name
