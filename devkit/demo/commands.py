"""`flask demo`: laying the demo and saying who is in it."""

import shutil
from datetime import datetime, timedelta

import click
from flask import current_app
from flask.cli import AppGroup

import clock
from database import db
from devkit.demo import clock as demo_clock
from devkit.demo import people
from devkit.demo.emptying import empty
from devkit.demo.lay import MARK, is_laid, lay, mark_as_laid
from devkit.gateway.anchor import forget_anchor
from devkit.nca.modes import FILE as SERVICES
from devkit.ncalayer.modes import FILE as COMPUTER
from devkit.twilio.store import FILE as PHONES

demo = AppGroup("demo", help="The demo's people and cases.")

SAME = timedelta(seconds=60)
"""A stored clock this near to the asked moment is the same clock."""


@demo.command("lay")
def lay_demo() -> None:
    """Lay the demo where there is none yet, or only part of one. QYZMET_NOW sets the clock; where
    it differs from the stored one, the demo is laid anew."""
    settings = current_app.config["SETTINGS"]
    wanted: datetime | None = settings.starts_at
    elsewhen = wanted is not None and abs(clock.now() - wanted) > SAME
    if is_laid(settings.data_dir) and not elsewhen:
        click.echo("The demo is there already.")
        return
    _forget()
    if wanted is not None:
        demo_clock.set_now(settings.data_dir, wanted)
    lay(settings, clock.now())
    mark_as_laid(settings.data_dir)
    click.echo("The demo is laid.")


@demo.command("accounts")
def accounts() -> None:
    """Print who can sign in, and how."""
    click.echo("Citizens (the code comes to the phone at /demo/):")
    for citizen in people.citizens(clock.now()):
        click.echo(f"  {citizen['iin']}  {citizen['name']}, {citizen['district']}")
    click.echo("Officers (login, password; IIN and BIN of the key):")
    for officer in people.officers(clock.today()):
        roles = ", ".join(officer["roles"]) or "no role today"
        key = f"{officer['iin']} {officer['bin']}"
        click.echo(f"  {officer['login']:<20} {officer['password']}  {key}  {roles}")


def _forget() -> None:
    """Empty the database, the papers, the phones and the simulators; secrets, keys and logs stay."""
    data_dir = current_app.config["SETTINGS"].data_dir
    db.session.rollback()
    empty(db.engine)
    for folder in ("documents", "crl"):
        shutil.rmtree(data_dir / folder, ignore_errors=True)
    forget_anchor(data_dir)
    for name in (MARK, PHONES, f"{PHONES}-wal", f"{PHONES}-shm", SERVICES, COMPUTER, demo_clock.FILE):
        (data_dir / name).unlink(missing_ok=True)
