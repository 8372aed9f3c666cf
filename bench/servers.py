"""The servers that are measured: gunicorn as docs/operations.md starts it, one for each application."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil

from config import ROOT
from devkit.redis_server import free_port

WORKERS = 2
GUNICORN = (
    *("--worker-class", "gthread", "--workers", str(WORKERS), "--threads", "4", "--timeout", "60"),
    *("--no-control-socket", "--preload"),
)
PEER_PYTHON = Path(os.environ.get("BENCH_PYTHON", ROOT / ".venv-bench" / "bin" / "python"))
"""The peer's environment: requirements-bench.txt."""
_START_SECONDS = 180.0


class Server:
    """One gunicorn for the length of a `with` block. Raises RuntimeError when it does not start."""

    def __init__(
        self,
        name: str,
        application: str,
        environ: Mapping[str, str],
        folder: Path,
        python: Path | None = None,
    ) -> None:
        self.name, self.port = name, free_port()
        self._log = folder / f"{name}.log"
        self._command = [
            *(str(python or sys.executable), "-m", "gunicorn", application),
            *("--bind", f"127.0.0.1:{self.port}"),
            *GUNICORN,
        ]
        self._environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environ}

    def __enter__(self) -> "Server":
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environ, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            self._wait()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._stop()

    def memory(self) -> float:
        """MB of a worker, what it shares with others counted in part (PSS): the mean."""
        workers = psutil.Process(self._process.pid).children()
        return sum(worker.memory_full_info().pss for worker in workers) / len(workers) / 2**20

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    f"{self.name} did not start:\n{self._log.read_text(errors='replace')[-3000:]}"
                )
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
        except HTTPError:
            return True
        except (URLError, OSError):
            return False
        return True
