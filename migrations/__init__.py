"""The database's steps from one shape to the next, run by Alembic.

No alembic.ini: whoever migrates hands over the engine.
"""

from pathlib import Path

from sqlalchemy import Engine

FOLDER = Path(__file__).resolve().parent


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to `revision`. Safe to repeat."""
    from alembic import command

    command.upgrade(_config(engine), revision)


def check(engine: Engine) -> None:
    """Raise alembic.util.CommandError when the models have changed and no migration says so."""
    from alembic import command

    command.check(_config(engine))


def make(engine: Engine, message: str) -> Path:
    """Write the next numbered migration from the difference between models and database. Returns its path."""
    from alembic import command
    from alembic.script import Script

    made = command.revision(_config(engine), message=message, autogenerate=True, rev_id=_next_number())
    if not isinstance(made, Script):
        raise RuntimeError("Alembic made no migration, or more than one")
    return Path(made.path)


def latest() -> str:
    """The number of the last step that this program knows."""
    return max(path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def any_written() -> bool:
    """Whether there is a first migration."""
    return any((FOLDER / "versions").glob("[0-9]*.py"))


def _next_number() -> str:
    numbers = [int(path.name[:4]) for path in (FOLDER / "versions").glob("[0-9][0-9][0-9][0-9]_*.py")]
    return f"{max(numbers, default=0) + 1:04d}"


def _config(engine: Engine):  # type: ignore[no-untyped-def]  # Alembic costs 0.2 s, so it is imported when used
    from alembic.config import Config

    config = Config(attributes={"engine": engine})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config
