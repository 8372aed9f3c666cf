"""`flask db`: the shape of the database."""

from flask.cli import AppGroup

import migrations
from database import db

database = AppGroup("db", help="The shape of the database.")


@database.command("upgrade")
def upgrade() -> None:
    """Bring the database up to date."""
    migrations.upgrade(db.engine)


@database.command("check")
def check() -> None:
    """Fail when the models have changed and no migration says so."""
    migrations.check(db.engine)
