"""`python -m migrations make "what changes"` and `… check`, against a throwaway database."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from alembic.util import CommandError
from sqlalchemy import Engine, create_engine

import database
import migrations


@contextmanager
def _migrated() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/migrated.sqlite3")
        database.prepare(engine)
        migrations.upgrade(engine)
        try:
            yield engine
        finally:
            engine.dispose()


def main(arguments: list[str]) -> int:
    """Returns the exit code: 0, 1 when a migration is missing, 2 when asked for something else."""
    match arguments:
        case ["make", message]:
            with _migrated() as engine:
                sys.stdout.write(f"{migrations.make(engine, message)}\n")
        case ["check"]:
            with _migrated() as engine:
                try:
                    migrations.check(engine)
                except CommandError as error:
                    sys.stderr.write(f"{error}\n")
                    return 1
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
