"""`python -m devkit.chaos`: delivery under fire. CHANGES, KILLS, SEED and KEEP come from the environment.

The last line is the result and the exit code says the same; docs/chaos.md explains both.
"""

import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

from devkit.chaos.run import Run, Wish
from devkit.stopping import Stop, asked, ignore_signals, stop_on_signals
from tests.support.postgres import NoPostgres, PostgresServer


def main() -> int:
    """Returns the exit code: 0 when nothing is lost, stuck or unexplained, 130 when interrupted."""
    stop_on_signals()
    seed = os.environ.get("SEED")
    wish = Wish(
        changes=int(os.environ.get("CHANGES") or 5000),
        kills=int(os.environ.get("KILLS") or 50),
        seed=int(seed) if seed else random.SystemRandom().randrange(1_000_000),
    )
    _say(f"{wish.changes} changes, {wish.kills} kills, seed {wish.seed}")
    folder = Path(tempfile.mkdtemp(prefix="chaos-", dir="/tmp"))
    keep = os.environ.get("KEEP", "") not in ("", "0")
    try:
        with PostgresServer() as server:
            outcome = Run(wish, folder, server.create("chaos"), _say)()
    except Stop:
        return 130
    except NoPostgres as error:
        _say(str(error))
        return 2
    except Exception:
        if not asked():
            raise
        return 130
    finally:
        ignore_signals()
        if keep:
            _say(f"logs and the provider's store: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    if asked():
        return 130
    _say(outcome.line)
    return 0 if outcome.ok else 1


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
