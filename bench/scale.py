"""Inbox and case page at 1 000, 100 000 and 1 000 000 cases on PostgreSQL: `python -m bench.scale`.

Every case lies in one commission, and one in five waits for its chair: the longest inbox that
the table allows. The three databases are served at the same time, and measured in turns.
"""

import os
import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.load import Ask, run
from bench.pages import HOST, REQUESTS, ROUNDS, Measured
from bench.servers import Server
from bench.site import Laid, environment, lay
from bench.tables import judged, print_table
from devkit.redis_server import RedisServer
from tests.support.postgres import PostgresServer

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "1000 100000 1000000").split())
TARGET = 1.2


def main() -> None:
    """Print the table."""
    with PostgresServer() as postgres, sites(postgres, SIZES) as running:
        seen = _rounds({size: (server, _pages(laid)) for size, (server, laid) in running.items()})
    smallest = SIZES[0]
    print_table(
        "Milliseconds of a page by the number of cases (p50, p95; one client), and against the smallest",
        ["page", *(f"{size} cases" for size in SIZES), "largest : smallest"],
        [
            (
                page,
                *(
                    f"{seen[size, page].percentile(50):.1f}, {seen[size, page].percentile(95):.1f}"
                    for size in SIZES
                ),
                judged(
                    seen[SIZES[-1], page].percentile(50) / seen[smallest, page].percentile(50),
                    TARGET,
                    at_most=True,
                ),
            )
            for page in dict.fromkeys(page for _size, page in seen)
        ],
    )


@contextmanager
def sites(postgres: PostgresServer, sizes: tuple[int, ...]) -> Iterator[dict[int, tuple[Server, Laid]]]:
    """A database and a server for each size."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        redis = stack.enter_context(RedisServer(folder / "r"))
        running = {}
        for size in sizes:
            began = perf_counter()
            url = postgres.create(f"bench{size}").replace("+psycopg", "")
            environ = environment(folder / f"data{size}", url, redis.url)
            laid = lay(environ, size)
            print(f"{size} cases laid in {perf_counter() - began:.0f} s", flush=True)
            server = Server(f"ours{size}", "bench.processes:make()", environ, folder)
            running[size] = (stack.enter_context(server), laid)
        yield running


def _pages(laid: Laid) -> dict[str, Ask]:
    return {
        "inbox": Ask("/staff/", laid.officer_cookie),
        "inbox, due today": Ask("/staff/?due=today", laid.officer_cookie),
        "case, officer's page": Ask(f"/staff/cases/{laid.case}/", laid.officer_cookie),
        "case": Ask(f"/cabinet/cases/{laid.case}/", laid.citizen_cookie),
        "cabinet": Ask("/cabinet/", laid.citizen_cookie),
    }


def _rounds(running: Mapping[int, tuple[Server, Mapping[str, Ask]]]) -> dict[tuple[int, str], Measured]:
    asks = {(size, page): ask for size, (_server, pages) in running.items() for page, ask in pages.items()}
    seen = {key: Measured() for key in asks}
    for (size, _page), ask in asks.items():
        run(running[size][0].port, [ask], 20, HOST)
    for round_ in range(ROUNDS):
        order = [*asks]
        random.Random(round_).shuffle(order)
        for size, page in order:
            server = running[size][0]
            seen[size, page].add(run(server.port, [asks[size, page]], max(2, REQUESTS // 3), HOST, clients=1))
    return seen


if __name__ == "__main__":
    main()
