"""The `flask` commands, one file per group."""

from flask import Flask

from commands.audit import audit
from commands.backup import backup
from commands.database import database
from commands.docs import docs
from commands.eds import eds
from commands.people import officers
from commands.storage import storage
from commands.terms import terms

COMMANDS = (audit, backup, database, docs, eds, officers, storage, terms)


def init_app(app: Flask) -> None:
    """Offer the commands to `flask`."""
    for command in COMMANDS:
        app.cli.add_command(command)
