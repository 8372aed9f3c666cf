"""Two web servers, two workers and a relay, each side with a data folder of its own: what they share is
PostgreSQL, Redis and a bucket. Whoever signs in at one server goes on at the other."""

import http.cookiejar
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

import clock
from config import ROOT
from devkit import redis_server
from devkit.demo.clock import set_now
from devkit.environment import GATEWAY_PORT, TWILIO_PORT, demo_environment
from devkit.redis_server import free_port
from devkit.supervisor import Supervisor
from devkit.twilio.store import FILE, Store
from tests.support import factories as make
from tests.support.postgres import PostgresServer
from tests.support.s3_server import make_bucket, s3_server

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("beyond")]

MORNING = datetime(2026, 11, 24, 10, 30, tzinfo=clock.ALMATY)
PATIENCE = 240.0  # seconds; a busy computer starts slowly


@dataclass
class Running:
    """The site: the ports of its two web servers, and what was asked of it before it was started."""

    ports: tuple[int, int]
    folders: tuple[Path, Path]
    case_number: str
    paper: str
    client: OpenerDirector = field(
        default_factory=lambda: build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()))
    )

    def ask(self, server: int, path: str, fields: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Open a page of one of the servers (0, 1) as one and the same browser; or send its form."""
        address = f"http://127.0.0.1:{self.ports[server]}{path}"
        body = urlencode(fields).encode() if fields is not None else None
        try:
            with self.client.open(address, body, timeout=60) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            return error.code, error.read()

    def send(self, seen_at: int, path: str, sent_to: int, **fields: str) -> int:
        """Open a form at one server and send it to another; the status of what comes after it."""
        page = self.ask(seen_at, path)[1].decode()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token, f"no form on {path}"
        return self.ask(sent_to, path, {"csrf_token": token[1], **fields})[0]

    def messages(self) -> list[str]:
        """What the provider has taken."""
        store = Store(self.folders[0] / FILE)
        try:
            return [taken.body for taken in store.all()]
        finally:
            store.close()


def wait_for(what: Callable[[], str | None], described: str) -> str:
    """What is asked for, once it is there."""
    deadline = time.monotonic() + PATIENCE
    while True:
        if found := what():
            return found
        assert time.monotonic() < deadline, f"{described} did not come"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def running(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Both sides, and a case with papers, filed before they start."""
    folder = tmp_path_factory.mktemp("b")
    near, far = folder / "near", folder / "far"
    ports = free_port(), free_port()
    with s3_server() as endpoint:
        bucket = make_bucket(endpoint)
        launch = redis_server.plan(folder / "redis", persistent=False)
        given = {**os.environ, "DATABASE_URL": postgres_server.create("beyond"), "REDIS_URL": launch.url}
        for side in (near, far):
            side.mkdir()
            set_now(side, MORNING)
        environment = {
            **demo_environment(given, near, ports[0]),
            "EDS_TSA_URL": "",
            "S3_ENDPOINT": bucket.endpoint,
            "S3_BUCKET": bucket.name,
            "S3_ACCESS_KEY": bucket.access_key,
            "S3_SECRET_KEY": bucket.secret_key,
        }
        sides = [
            Supervisor({**environment, "QYZMET_DATA_DIR": str(side)}, side / "logs", print)
            for side in (near, far)
        ]
        try:
            sides[0].start("redis", launch.command)
            redis_server.wait_until_ready(launch.url)
            number, paper = _file_a_case(environment)
            _start(sides, ports, environment)
            yield Running(ports, (near, far), number, paper)
        finally:
            for side in sides[::-1]:
                side.stop()


_FILE_A_CASE = """
import migrations
from app import create_app
from database import db
from models.cases import Case
from models.documents import Document
from tests.support import factories as make

with create_app().app_context():
    migrations.upgrade(db.engine)
    make.make_calendar()
    case_id = make.make_case(make.make_commission())
    paper = db.session.query(Document).filter_by(case_id=case_id).first()
    print(db.session.get_one(Case, case_id).number, paper.public_id)
"""


def _file_a_case(environment: dict[str, str]) -> list[str]:
    """In a process of its own, whose clock, log and Redis are the running site's and not the tests'."""
    done = subprocess.run(
        [sys.executable, "-c", _FILE_A_CASE],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def _start(sides: list[Supervisor], ports: tuple[int, int], environment: dict[str, str]) -> None:
    near, far = sides
    python = sys.executable
    near.start("twilio", [python, "-m", "devkit.twilio", "--port", environment[TWILIO_PORT]])
    near.start("gateway", [python, "-m", "devkit.gateway", "--port", environment[GATEWAY_PORT]])
    near.start("relay", [python, "-m", "jobs.relay"])
    far.start("worker-messages", [python, "-m", "jobs.worker", "messages"])
    far.start("worker-background", [python, "-m", "jobs.worker", "background"])
    for side, port in zip(sides, ports, strict=True):
        command = ["gunicorn", "app:create_app()", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
        side.start("web", [python, "-m", *command, "--worker-class", "gthread", "--no-control-socket"])
    for port in ports:
        wait_for(lambda port=port: _ready(port), f"the web server at {port}")  # type: ignore[misc]


def _ready(port: int) -> str | None:
    try:
        with build_opener().open(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            return "ready" if answer.status == 200 else None
    except (URLError, OSError):
        return None


def test_a_person_signs_in_at_one_server_acts_at_the_other_and_is_told(running: Running) -> None:
    assert running.send(0, "/sign-in/", 1, iin=make.IINS[0]) == 200
    code = wait_for(lambda: _code(running.messages()), "the code")
    assert running.send(1, "/sign-in/otp/", 0, code=code) == 200
    page = f"/cabinet/cases/{running.case_number}/"
    for server in (0, 1):
        status, text = running.ask(server, page)
        assert status == 200 and running.case_number in text.decode()
    papers = [running.ask(server, f"{page}documents/{running.paper}/") for server in (0, 1)]
    assert [status for status, _content in papers] == [200, 200]
    assert papers[0][1] == papers[1][1] and papers[0][1].startswith(b"\xff\xd8")
    for folder in running.folders:
        assert not (folder / "documents").exists()
    before = len(running.messages())
    assert running.send(0, f"{page}withdraw/", 1, confirm="y") == 200
    told = wait_for(lambda: next(iter(running.messages()[before:]), None), "the message")
    assert running.case_number in told
    status, text = running.ask(0, page)
    assert status == 200 and f"{page}withdraw/" not in text.decode()


def _code(messages: list[str]) -> str | None:
    """Six digits that are not part of a case's number."""
    found = re.findall(r"(?<![\d-])\d{6}(?![\d-])", " ".join(messages))
    return found[-1] if found else None
