"""Ends processes and cuts connections, at seeded moments spread over the changes of a run."""

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

import psutil
import psycopg
from redis import Redis
from redis.exceptions import RedisError

from devkit.chaos.clients import Tally
from devkit.chaos.stack import Stack

OURS = "chaos"
"""What the connections of the run itself are called in the database; they are not cut."""

_VICTIM_SECONDS = 3.0  # how long a victim that is not there is waited for


class Killer:
    """A thread that strikes `kills` times while the clients make their changes.

    Each kind of victim has its turn in a shuffled order, so that none is left out.
    """

    def __init__(
        self, stack: Stack, database: str, tally: Tally, stop: threading.Event, *, kills: int, seed: int
    ) -> None:
        self.struck: Counter[str] = Counter()
        self._stack = stack
        self._database = database
        self._tally = tally
        self._stop = stop
        self._kills = kills
        self._random = random.Random(seed)
        self._ways: dict[str, Callable[[], bool]] = {
            "worker": self._worker,
            "worker at work": self._at_work,
            "relay": self._relay,
            "web worker": self._web_worker,
            "web master": self._web_master,
            "redis": self._redis,
            "redis flush": self._flush,
            "database": self._cut,
        }
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def kills(self) -> int:
        """How often it has struck."""
        return self.struck.total()

    def start(self, begin: int, end: int) -> None:
        """Strike while the number of changes goes from `begin` to `end`."""
        most = max(end - begin - 1, 1)
        self._moments = sorted(begin + self._random.randrange(most) for _ in range(self._kills))
        self._thread.start()

    def join(self) -> None:
        """Wait for the last strike."""
        while self._thread.is_alive():
            self._thread.join(0.5)

    def _run(self) -> None:
        turns = self._turns()
        for moment in self._moments:
            if not self._tally.wait_for(moment, self._stop):
                return
            self._stop.wait(self._random.random() / 2)
            kind = next(kind for kind in turns if self._ways[kind]())
            self.struck[kind] += 1
            print(
                f"  kill {self.kills}/{self._kills}: {kind}, after {self._tally.changes} changes", flush=True
            )

    def _turns(self) -> Iterator[str]:
        for _ in itertools.count():
            kinds = list(self._ways)
            self._random.shuffle(kinds)
            yield from kinds

    def _worker(self) -> bool:
        """The worker alone, whose work horse then lives on without it, or both."""
        worker = self._random.choice(self._stack.workers)
        horses = worker.children() if self._random.random() < 0.5 else []
        killed = worker.kill()
        _kill(horses)
        return killed

    def _at_work(self) -> bool:
        """In the middle of a job."""
        try:
            return self._one_of(self._stack.at_work)
        except RedisError:
            return False

    def _relay(self) -> bool:
        return self._stack["relay"].kill()

    def _web_worker(self) -> bool:
        """In the middle of requests."""
        return self._one_of(self._stack["web"].children)

    def _web_master(self) -> bool:
        """The master alone, whose workers notice and go, or all of them."""
        web = self._stack["web"]
        workers = web.children() if self._random.random() < 0.5 else []
        killed = web.kill()
        _kill(workers)
        return killed

    def _redis(self) -> bool:
        return self._stack["redis"].kill()

    def _flush(self) -> bool:
        try:
            with Redis.from_url(self._stack.redis_url) as client:
                client.flushall()
        except RedisError:
            return False
        return True

    def _cut(self) -> bool:
        """Every connection to the database but those of the run itself."""
        with psycopg.connect(self._database, autocommit=True) as connection:
            cut = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> %s",
                (OURS,),
            ).fetchone()
        return bool(cut and cut[0])

    def _one_of(self, victims: Callable[[], list[psutil.Process]]) -> bool:
        until = time.monotonic() + _VICTIM_SECONDS
        while time.monotonic() < until and not self._stop.is_set():
            found = victims()
            if found:
                return _kill([self._random.choice(found)])
        return False


def _kill(processes: list[psutil.Process]) -> bool:
    """Whether one was still there."""
    killed = False
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
            killed = True
    return killed
