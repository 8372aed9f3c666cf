"""What lies in deploy/ has its form, and names nothing that does not exist."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config import ROOT, Settings
from domain.message_statuses import FINAL
from jobs.queues import QUEUES, TOPICS
from queries.readiness import NEEDED, WATCHED

DEPLOY, RUNBOOKS = ROOT / "deploy", ROOT / "docs" / "runbooks"
OURS = set(Settings.variables().values())
NOT_SETTINGS = {"PROMETHEUS_MULTIPROC_DIR", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PATH"}
"""What Python and prometheus_client read themselves."""

UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def section(text: str) -> str:
    """The anchor of a heading, as the repository's host makes it."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def settings_in(text: str) -> set[str]:
    """What looks like a setting of ours."""
    return set(re.findall(r"\b(?:QYZMET|TWILIO|REGISTRY|REGISTRIES|EDS|S3|EGOV)_[A-Z0-9_]+\b", text))


def alarms() -> list[dict[str, Any]]:
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))
    return [rule for group in rules["groups"] for rule in group["rules"]]


def metrics() -> set[str]:
    """Every name under which a figure of ours is read."""
    told = (ROOT / "queries" / "metrics.py").read_text(encoding="utf-8")
    counted = (ROOT / "web" / "metrics.py").read_text(encoding="utf-8")
    names = set(re.findall(r'"(qyzmet_[a-z_]+)"', told))
    requests, seconds = re.findall(r'"(qyzmet_[a-z_]+)"', counted)
    return names | {f"{requests}_total"} | {f"{seconds}_{part}" for part in ("bucket", "sum", "count")}


class TestAlarms:
    """deploy/prometheus/alerts.yml."""

    @pytest.mark.parametrize("rule", alarms(), ids=lambda rule: rule["alert"])
    def test_an_alarm_names_figures_that_exist_and_a_runbook_that_exists(self, rule: dict[str, Any]) -> None:
        named = set(re.findall(r"\bqyzmet_[a-z_]+\b", rule["expr"]))
        assert named <= metrics() or not named
        assert named or rule["expr"].startswith("up{")
        assert rule["labels"]["severity"] in ("page", "ticket")
        path, _, anchor = rule["annotations"]["runbook"].partition("#")
        text = (ROOT / path).read_text(encoding="utf-8")
        headings = {section(line.lstrip("# ")) for line in text.splitlines() if line.startswith("#")}
        assert not anchor or anchor in headings

    def test_every_label_of_an_alarm_is_one_that_the_figure_has(self) -> None:
        labels = {
            "qyzmet_ready": {"part"},
            "qyzmet_http_requests_total": {"status"},
            "qyzmet_outbox_entries": {"state"},
            "qyzmet_outbox_oldest_failing_seconds": {"topic"},
            "qyzmet_messages_ended_last_hour": {"status"},
            "qyzmet_registry_answers_total": {"outcome"},
        }
        for rule in alarms():
            for name, selected in re.findall(r"(qyzmet_[a-z_]+)\{(\w+)", rule["expr"]):
                assert selected in labels[name], rule["alert"]

    def test_an_alarm_selects_what_the_site_tells(self) -> None:
        told = {
            "part": {*NEEDED, *WATCHED},
            "topic": set(TOPICS),
            "status": set(FINAL) | {"5.."},
            "state": {"given_up"},
        }
        selected = [
            (label, value)
            for rule in alarms()
            for label, values in re.findall(r'(\w+)!?=~?"([^"]+)"', rule["expr"])
            for value in values.split("|")
            if label in told
        ]
        assert {label for label, _value in selected} == set(told)
        assert [(label, value) for label, value in selected if value not in told[label]] == []
        # The other two parts have figures of their own, which say how long.
        assert {value for label, value in selected if label == "part"} == told["part"] - {"queue", "messages"}

    def test_the_table_of_runbooks_lists_every_alarm_with_its_page(self) -> None:
        table = (RUNBOOKS / "README.md").read_text(encoding="utf-8")
        listed = re.findall(r"^\| `(\w+)` \|.*\[(\S+?)\]\((\S+?)\) \|$", table, re.MULTILINE)
        wanted = {
            rule["alert"]: rule["annotations"]["runbook"].removeprefix("docs/runbooks/") for rule in alarms()
        }
        assert {name: target for name, _shown, target in listed} == wanted

    def test_every_page_of_the_runbooks_is_reached_from_the_table(self) -> None:
        table = (RUNBOOKS / "README.md").read_text(encoding="utf-8")
        assert {page.name for page in RUNBOOKS.glob("*.md")} - {"README.md"} == {
            target.partition("#")[0] for target in re.findall(r"\]\(([\w-]+\.md[^)]*)\)", table)
        }

    def test_prometheus_can_read_them(self) -> None:
        promtool = shutil.which("promtool")
        if promtool is None:
            pytest.skip("NOT TESTED: promtool is not installed: `apt-get install prometheus`")
        rules = DEPLOY / "prometheus" / "alerts.yml"
        done = subprocess.run(
            [promtool, "check", "rules", rules], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def test_the_list_of_metrics_in_the_guide_is_whole(self) -> None:
        guide = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
        listed = set(
            re.findall(r"`(qyzmet_[a-z_]+)`", "\n".join(re.findall(r"^\| `.*", guide, re.MULTILINE)))
        )
        every = {re.sub(r"(seconds)_(bucket|sum|count)$", r"\1", name) for name in metrics()}
        assert listed == every


@pytest.mark.parametrize(
    "file",
    [
        path
        for path in [*DEPLOY.rglob("*"), *RUNBOOKS.glob("*.md"), ROOT / "docs" / "deploy.md"]
        if path.is_file()
    ],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_every_setting_that_is_named_exists(file: Path) -> None:
    assert settings_in(file.read_text(encoding="utf-8")) <= OURS


def links() -> Iterator[tuple[Path, str]]:
    for page in [*RUNBOOKS.glob("*.md"), ROOT / "docs" / "deploy.md", ROOT / "docs" / "operations.md"]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                yield page, target


def test_every_link_of_the_guides_leads_somewhere() -> None:
    found = list(links())
    assert len(found) > 40
    assert [(page.name, target) for page, target in found if not (page.parent / target).exists()] == []


class TestUnits:
    """deploy/systemd/."""

    @pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
    def test_a_process_runs_without_rights_in_a_closed_file_system(self, unit: Path) -> None:
        lines = set(unit.read_text(encoding="utf-8").splitlines())
        assert {
            "User=qyzmet",
            "NoNewPrivileges=yes",
            "CapabilityBoundingSet=",
            "ProtectSystem=strict",
            "ProtectHome=yes",
            "PrivateTmp=yes",
            "SystemCallFilter=@system-service",
            "EnvironmentFile=/etc/qyzmet/environment",
        } <= lines

    def test_every_queue_has_a_unit_and_every_unit_a_program(self) -> None:
        started = {
            match[1]: match[2]
            for unit in UNITS
            if (
                match := re.search(
                    r"-m (jobs\.\w+)(?: (\w+))?$", unit.read_text(encoding="utf-8"), re.MULTILINE
                )
            )
        }
        commands = "\n".join(unit.read_text(encoding="utf-8") for unit in UNITS)
        for queue in QUEUES:
            assert f"-m jobs.worker {queue}\n" in commands
        for module in started:
            assert (ROOT / module.replace(".", "/")).with_suffix(".py").exists()
        assert "jobs.relay" in started

    def test_systemd_can_read_them(self, tmp_path: Path) -> None:
        analyze = shutil.which("systemd-analyze")
        if analyze is None:
            pytest.skip("NOT TESTED: systemd-analyze is not installed")
        program = tmp_path / "program"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        for unit in (DEPLOY / "systemd").iterdir():
            # The programs stand elsewhere than here, which is no fault of the units.
            text = re.sub(r"/opt/qyzmet/\.venv/bin/\w+", str(program), unit.read_text(encoding="utf-8"))
            (tmp_path / unit.name.replace("@", "@1")).write_text(text, encoding="utf-8")
        units = [path for path in tmp_path.iterdir() if path != program]
        done = subprocess.run(
            [analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False
        )
        assert [line for line in done.stderr.splitlines() if "qyzmet" in line] == []


def nginx_files() -> list[Path]:
    return sorted((DEPLOY / "nginx").glob("*.conf"))


class TestNginx:
    """deploy/nginx/."""

    CONF = (DEPLOY / "nginx" / "qyzmet.conf").read_text(encoding="utf-8")

    def test_it_lets_the_largest_application_pass_and_hides_what_is_inside(self) -> None:
        from domain.uploads import MAX_TOTAL_BYTES

        size = int(re.findall(r"^    client_max_body_size (\d+)m;", self.CONF, re.MULTILINE)[0])
        assert MAX_TOTAL_BYTES + 1024 * 1024 <= size * 1024 * 1024 <= MAX_TOTAL_BYTES + 2 * 1024 * 1024
        for inside in ("/metrics", "/readyz"):
            assert re.search(rf"location = {inside} {{\s+return 404;", self.CONF)
        for header in ("X-Forwarded-For $remote_addr", "X-Forwarded-Proto https", "X-Forwarded-Host $host"):
            assert f"proxy_set_header {header};" in self.CONF

    @pytest.mark.parametrize("file", nginx_files(), ids=lambda file: file.name)
    def test_every_block_is_closed_and_every_line_ended(self, file: Path) -> None:
        depth = 0
        for line in file.read_text(encoding="utf-8").splitlines():
            code = re.sub(r"#.*", "", line).strip()
            depth += code.count("{") - code.count("}")
            assert depth >= 0
            assert not code or code[-1] in ";{}", line
        assert depth == 0

    def test_nginx_can_read_it(self, tmp_path: Path) -> None:
        nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        if nginx is None:
            pytest.skip("NOT TESTED: nginx is not installed: `apt-get install nginx-light`")
        _certificate(tmp_path)
        text = self.CONF.replace("/etc/qyzmet/tls", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
        (tmp_path / "site.conf").write_text(text, encoding="utf-8")
        upstream = DEPLOY / "nginx" / "upstream.conf"
        (tmp_path / "nginx.conf").write_text(
            f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\n"
            f"http {{ access_log off; include {upstream}; include {tmp_path}/site.conf; }}\n",
            encoding="utf-8",
        )
        done = subprocess.run(
            [nginx, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "warn" not in done.stderr


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "qyzmet.example")])
    now = datetime(2026, 11, 23, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


class TestCompose:
    """deploy/compose.yml and deploy/Dockerfile."""

    COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
    SERVICES: dict[str, Any] = COMPOSE["services"]
    OWN = ("migrate", "web", "relay", *(f"worker-{queue}" for queue in QUEUES))

    def test_the_services_are_known(self) -> None:
        assert set(self.SERVICES) == {*self.OWN, "nginx", "postgres", "valkey", "store"}
        assert self.SERVICES["web"]["deploy"]["replicas"] == 2

    @pytest.mark.parametrize("service", OWN)
    def test_what_a_process_of_ours_is_given_exists(self, service: str) -> None:
        given = self.SERVICES[service]
        assert set(given["environment"]) <= OURS | NOT_SETTINGS
        assert given["read_only"] is True and given["cap_drop"] == ["ALL"]
        for name, needed in given["depends_on"].items():
            condition = needed["condition"]
            assert condition != "service_healthy" or "healthcheck" in self.SERVICES[name]

    def test_the_settings_with_those_of_the_file_are_those_of_production(self) -> None:
        """What compose gives and what the guide says that `qyzmet.env` holds are enough to start."""
        from tests.unit.test_config import PRODUCTION

        given = {
            name: re.sub(r"\$\{(\w+):\?\}", "kX2vQ9mT4b", str(value))
            for name, value in self.SERVICES["web"]["environment"].items()
        }
        given["EDS_TRUST_DIR"] = PRODUCTION["EDS_TRUST_DIR"]
        settings = Settings.from_env({**PRODUCTION, **given})
        assert settings.trusted_proxies == 1 and settings.s3_bucket == "papers"
        assert settings.database_url == "postgresql+psycopg://qyzmet:kX2vQ9mT4b@postgres/qyzmet"

    def test_volumes_and_files_that_are_mounted_exist(self) -> None:
        made_by_hand = {"./trust", "./tls"}
        for service in self.SERVICES.values():
            for mount in service.get("volumes", ()):
                source = mount.split(":")[0]
                known = source in self.COMPOSE["volumes"] or source in made_by_hand
                assert known or (DEPLOY / source).is_file(), mount

    def test_no_secret_is_written_down(self) -> None:
        for name, service in self.SERVICES.items():
            for variable, value in (service.get("environment") or {}).items():
                if re.search(r"PASSWORD|SECRET|AUTH|TOKEN", variable):
                    assert re.fullmatch(r"\$\{\w+:\?\}", value), (name, variable)

    def test_the_image_holds_every_part_of_the_program_and_no_other(self) -> None:
        copied = set(
            re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
        )
        names = {name for line in copied for name in line.split()}
        packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "devkit", "bench"}
        modules = {path.name for path in ROOT.glob("*.py")}
        assert names == packages | modules | {"requirements.txt", "static", "templates", "translations"}
        let_in = set(re.findall(r"^!(\S+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.MULTILINE))
        assert let_in == (names - modules) | {"*.py"}
