"""Instructions per request, which the noise of a machine does not touch: counted by valgrind, on SQLite.

A process asks its own WSGI application; counting begins when it has warmed up. The server
(gunicorn) and the kernel are not in it, the database is.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.pages import FLOORS, HOST, TARGET, database, peer_cookie, peer_environment
from bench.servers import PEER_PYTHON
from bench.site import environment, lay
from bench.tables import judged, print_table
from config import ROOT
from devkit.redis_server import RedisServer

CASES = int(os.environ.get("CASES", "2000"))
NUMBER = int(os.environ.get("COUNTED", "5"))
"""Requests that are counted, of which one is the mean."""
VALGRIND = shutil.which("valgrind")


def main() -> None:
    """Print the table."""
    if not VALGRIND:
        print("\nInstructions per request: not run, valgrind is not installed")
        return
    with database("SQLite") as url, TemporaryDirectory() as given, RedisServer(Path(given) / "r") as redis:
        folder = Path(given)
        environ = environment(folder / "data", url, redis.url)
        laid = lay(environ, CASES)
        theirs = peer_environment(environ, laid)
        ours = "bench.processes:make()"
        wanted = {
            "cabinet": (ours, "/cabinet/", laid.citizen_cookie),
            "case": (ours, f"/cabinet/cases/{laid.case}/", laid.citizen_cookie),
            "case, officer's page": (ours, f"/staff/cases/{laid.case}/", laid.officer_cookie),
            "inbox": (ours, "/staff/", laid.officer_cookie),
            **{name: ("bench.floor:make()", f"/rows/{name.split()[1]}/", "") for name in FLOORS.values()},
        }
        if PEER_PYTHON.exists():
            cookie = peer_cookie(theirs, laid)
            wanted["inbox, Django"] = ("bench.django_inbox.wsgi:application", "/staff/", cookie)
        seen = {
            page: count(application, path, cookie, environ if application == ours else theirs)
            for page, (application, path, cookie) in wanted.items()
        }
    print_table(
        "Instructions of a request on SQLite, in millions",
        ["page", "millions", "of the floor"],
        [(page, number / 1e6, _of_floor(page, seen)) for page, number in seen.items()],
    )


def count(application: str, path: str, cookie: str, environ: Mapping[str, str]) -> float:
    """The instructions of one request. Raises RuntimeError when valgrind tells none."""
    python = PEER_PYTHON if "django" in application else Path(sys.executable)
    process = subprocess.Popen(
        [
            *("valgrind", "--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file=/dev/null"),
            *(str(python), "-m", "bench.in_process", application, path, str(NUMBER)),
        ],
        cwd=ROOT,
        env={
            **environ,
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([str(ROOT), environ.get("PYTHONPATH", "")]),
            "PYTHONHASHSEED": "0",
            "BENCH_COOKIE": cookie,
            "BENCH_HOST": HOST if "processes" in application else "127.0.0.1",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout
    for word, switch in (("ready", "on"), ("done", "off")):
        if word not in _until(process, word):
            raise RuntimeError(f"{application}: {process.communicate()[1][-3000:]}")
        subprocess.run(["callgrind_control", "-i", switch, str(process.pid)], check=True, capture_output=True)
        process.stdin.write("\n")
        process.stdin.flush()
    told = process.communicate()[1]
    found = re.search(r"Collected : (\d+)", told)
    if found is None:
        raise RuntimeError(told[-3000:])
    return int(found[1]) / NUMBER


def _until(process: "subprocess.Popen[str]", word: str) -> str:
    """The next line that says the word; what the application itself prints is passed over."""
    assert process.stdout
    return next((line for line in process.stdout if line.strip() == word), "")


def _of_floor(page: str, seen: Mapping[str, float]) -> str:
    return judged(seen[FLOORS[page]] / seen[page], TARGET) if page in FLOORS else ""


if __name__ == "__main__":
    main()
