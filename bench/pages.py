"""Pages per second, latency and memory, beside the floor (a bare Flask page) and the peer (Django).

Every server runs all the time; which page of which one is measured next is drawn
anew each round, so that a slow minute of the machine meets all alike.
"""

import os
import random
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from bench.load import Ask, Run, run
from bench.servers import PEER_PYTHON, Server
from bench.site import Laid, environment, lay
from bench.tables import judged, print_table
from config import ROOT
from devkit.redis_server import RedisServer
from tests.support.postgres import PostgresServer
from tests.unit.test_config import PRODUCTION

HOST = PRODUCTION["QYZMET_PUBLIC_URL"].split("/")[2]
CASES = int(os.environ.get("CASES", "2000"))
ROUNDS = int(os.environ.get("ROUNDS", "7"))
REQUESTS = int(os.environ.get("REQUESTS", "300"))
"""Of a page, in a round."""
DATABASES = os.environ.get("DATABASES", "SQLite PostgreSQL").split()
TARGET = 0.6
FLOORS = {"cabinet": "floor, 5 rows", "case": "floor, 10 rows", "inbox": "floor, 25 rows"}
"""Which floor is of like size."""


@dataclass
class Measured:
    """What the rounds of one page gave."""

    rates: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, seen: Run) -> None:
        """Another round."""
        self.rates.append(seen.rate)
        self.seconds += seen.each

    @property
    def rate(self) -> float:
        """Pages per second, the median of the rounds."""
        return median(self.rates)

    def percentile(self, percent: int) -> float:
        """Milliseconds within which so many of a hundred answers came."""
        return quantiles(self.seconds, n=100)[percent - 1] * 1000


def main() -> None:
    """Print the tables of each database."""
    for name in DATABASES:
        with database(name) as url:
            measure(name, url)


@contextmanager
def database(name: str) -> Iterator[str]:
    """An empty database and its address, as one writes it into DATABASE_URL."""
    if name == "SQLite":
        with TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/bench.sqlite3"
        return
    with PostgresServer() as server:
        yield server.create("bench").replace("+psycopg", "")


@contextmanager
def servers(url: str, cases: int) -> Iterator[tuple[dict[str, Server], Laid, str]]:
    """Ours, the floor and the peer on one database; what was laid; the peer's cookie."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        redis = stack.enter_context(RedisServer(folder / "r"))
        environ = environment(folder / "data", url, redis.url)
        laid = lay(environ, cases)
        theirs = peer_environment(environ, laid)
        found = {
            "ours": Server("ours", "bench.processes:make()", environ, folder),
            "floor": Server("floor", "bench.floor:make()", theirs, folder),
        }
        cookie = ""
        if PEER_PYTHON.exists():
            application = "bench.django_inbox.wsgi:application"
            found["peer"] = Server("peer", application, theirs, folder, PEER_PYTHON)
            cookie = peer_cookie(theirs, laid)
        yield {name: stack.enter_context(server) for name, server in found.items()}, laid, cookie


def pages(laid: Laid, peer_cookie: str) -> dict[str, tuple[str, list[Ask]]]:
    """What is asked of which server, by the name in the table."""
    citizen, officer = laid.citizen_cookie, laid.officer_cookie
    deed = (("csrf_token", laid.csrf_token),)
    found = {
        "cabinet": ("ours", [Ask("/cabinet/", citizen)]),
        "case": ("ours", [Ask(f"/cabinet/cases/{laid.case}/", citizen)]),
        "case, officer's page": ("ours", [Ask(f"/staff/cases/{laid.case}/", officer)]),
        "inbox": ("ours", [Ask("/staff/", officer)]),
        "submit": (
            "ours",
            [Ask(f"/staff/cases/{number}/forward/", officer, deed, 303) for number in laid.waiting],
        ),
        **{name: ("floor", [Ask(f"/rows/{name.split()[1]}/")]) for name in FLOORS.values()},
    }
    return found | ({"inbox, Django": ("peer", [Ask("/staff/", peer_cookie)])} if peer_cookie else {})


def measure(name: str, url: str) -> None:
    """Print the table of one database."""
    with servers(url, CASES) as (running, laid, cookie):
        asks = pages(laid, cookie)
        seen = _rounds(running, asks)
        memory = {kind: server.memory() for kind, server in running.items()}
    print_table(
        f"Pages on {name}, {CASES} cases",
        ["page", "pages/s", "p50 ms", "p95 ms", "of the floor"],
        [
            (page, each.rate, each.percentile(50), each.percentile(95), _of_floor(page, seen))
            for page, each in seen.items()
        ],
    )
    print_table(f"Memory of a worker on {name} after this (PSS)", ["server", "MB"], [*memory.items()])


def _rounds(running: Mapping[str, Server], asks: Mapping[str, tuple[str, list[Ask]]]) -> dict[str, Measured]:
    seen = {page: Measured() for page in asks}
    for page, (kind, wanted) in asks.items():
        if page != "submit":
            run(running[kind].port, wanted, 40, HOST)
    # An action can be taken once in a case: each round has cases of its own.
    done = 0
    for round_ in range(ROUNDS):
        order = [*asks]
        random.Random(round_).shuffle(order)
        for page in order:
            kind, wanted = asks[page]
            number = REQUESTS
            if page == "submit":
                number = min(REQUESTS, len(wanted) // ROUNDS)
                wanted = wanted[done : done + number]
                done += number
            seen[page].add(run(running[kind].port, wanted, number, HOST))
    return seen


def _of_floor(page: str, seen: Mapping[str, Measured]) -> str:
    if page not in FLOORS:
        return ""
    return judged(seen[page].rate / seen[FLOORS[page]].rate, TARGET)


def peer_environment(environ: Mapping[str, str], laid: Laid) -> dict[str, str]:
    """What floor and peer get."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": environ["DATABASE_URL"],
        "QYZMET_SECRET_KEY": environ["QYZMET_SECRET_KEY"],
        "BENCH_BODY": str(laid.body_id),
    }


def peer_cookie(environ: Mapping[str, str], laid: Laid) -> str:
    """The session cookie of the officer at the peer."""
    done = subprocess.run(
        [str(PEER_PYTHON), "-m", "bench.django_inbox.wsgi", str(laid.officer_id)],
        cwd=ROOT,
        env=dict(environ),
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


if __name__ == "__main__":
    main()
