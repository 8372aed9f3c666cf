"""`make run`: the whole of Qyzmet on this computer, with simulators in place of the outside world.

Starts an embedded Redis, brings the database up to date, lays the demo's
people and cases, starts the simulators, the workers, the relay and the web
server, and keeps them running until Ctrl-C. All data stay in the data folder.
"""

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from config import ROOT, ConfigurationError, Settings
from devkit import redis_server
from devkit.environment import SIMULATORS, demo_environment, remember
from devkit.stopping import Stop, ignore_signals, stop_on_signals
from devkit.supervisor import Supervisor

HOST = "127.0.0.1"
_READY_SECONDS = 60.0
_PYTHON = sys.executable


class CannotServe(RuntimeError):
    """The demo could not be started; the message is for the person at the terminal."""


def main() -> int:
    """Serve until told to stop. Returns the exit code."""
    stop_on_signals()
    try:
        _serve(os.environ)
    except Stop:
        return 0
    except (CannotServe, ConfigurationError, redis_server.NoRedis) as error:
        _say(str(error))
    return 1


def _serve(given: Mapping[str, str]) -> None:
    port = int(given.get("PORT") or 8000)
    data_dir = Path(given.get("QYZMET_DATA_DIR") or ROOT / "instance").absolute()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(data_dir):
        _check_port(port)
        environment = demo_environment(given, data_dir, port)
        launch = None
        if not environment.get("REDIS_URL"):
            launch = redis_server.plan(data_dir / "redis")
            environment["REDIS_URL"] = launch.url
        Settings.from_env(environment)
        remember(environment, data_dir)
        supervisor = Supervisor(environment, data_dir / "logs", _say)
        try:
            if launch:
                supervisor.start("redis", launch.command)
            _start_all(supervisor, environment, given.get("QYZMET_NOW", ""), port)
            while True:
                supervisor.look_after()
                time.sleep(0.25)
        finally:
            ignore_signals()
            supervisor.stop()


def _start_all(supervisor: Supervisor, environment: Mapping[str, str], moment: str, port: int) -> None:
    from jobs.queues import QUEUES  # RQ and what it needs, which `make run` can do without until here

    _say("Starting Qyzmet…")
    redis_server.wait_until_ready(environment["REDIS_URL"])
    accounts = _prepare({**environment, "QYZMET_NOW": moment} if moment else environment)
    for name, variable in SIMULATORS.items():
        supervisor.start(name, [_PYTHON, "-m", f"devkit.{name}", "--port", environment[variable]])
    for queue in QUEUES:
        supervisor.start(f"worker-{queue}", [_PYTHON, "-m", "jobs.worker", queue])
    supervisor.start("relay", [_PYTHON, "-m", "jobs.relay"])
    web = supervisor.start("web", _web_server(port))
    _wait_until_ready(f"http://{HOST}:{port}/readyz", supervisor, web.log)
    _say(accounts)
    _say(f"Open http://{HOST}:{port}/ (the demo's own pages: http://{HOST}:{port}/demo/). Ctrl-C stops all.")


def _web_server(port: int) -> list[str]:
    return [
        _PYTHON, "-m", "gunicorn", "app:create_app()",
        "--bind", f"{HOST}:{port}",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4",
        "--timeout", "60", "--graceful-timeout", "5", "--keep-alive", "5", "--no-control-socket", "--preload",
    ]  # fmt: skip


def _prepare(environment: Mapping[str, str]) -> str:
    """Bring the database up to date and lay the demo. Returns who can sign in. Raises CannotServe."""
    done = subprocess.run(
        [_PYTHON, "-m", "devkit.prepare"],
        cwd=ROOT,
        env={**environment, "QYZMET_STORAGE_PLAIN": "on"},  # for a demo from before papers were encrypted
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CannotServe(f"The demo could not be laid:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def _wait_until_ready(url: str, supervisor: Supervisor, log: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while True:
        try:
            with urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError) as error:
            if time.monotonic() > deadline:
                last = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])
                raise CannotServe(f"{url} is not ready ({error}); the end of {log}:\n{last}") from error
        supervisor.look_after()
        time.sleep(0.1)


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Hold the data folder for ourselves. Raises CannotServe when another demo has it."""
    with (data_dir / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotServe(f"Qyzmet already runs with the data in {data_dir}.") from error
        yield


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotServe(f"Port {port} is taken; choose another: `PORT=8010 make run`.") from error


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
