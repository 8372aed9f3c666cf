"""The `flask` commands, one file per group."""

from flask import Flask

from commands.database import database
from commands.docs import docs
from commands.eds import eds
from commands.people import officers
from commands.terms import terms

COMMANDS = (database, docs, eds, officers, terms)


def init_app(app: Flask) -> None:
    """Offer the commands to `flask`."""
    for command in COMMANDS:
        app.cli.add_command(command)
