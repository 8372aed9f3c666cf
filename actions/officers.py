"""Accounts of officers: opened, given a new password, closed. What they may do is in appointments.py."""

import re
from datetime import timedelta

from sqlalchemy import select

import clock
from actions import audit, sessions, signing
from actions.passwords import give_temporary_password, normal_login
from database import db, lock_row
from domain.errors import ActionNotOpen, InvalidData
from domain.identity import is_iin
from domain.roles import Actor, Role
from models.people import Officer

_BIN = re.compile(r"[0-9]{12}")
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,39}")


def create_officer(
    actor: Actor, *, login: str, name: str, iin: str, bin: str, language: str = "kk"
) -> tuple[Officer, str]:
    """A new officer without any role, and the temporary password, which is shown once.

    `iin` and `bin` are those of the key with which they sign. Raises InvalidData
    for `login` (login_format, login_taken), `name` (required), and as keep_key().
    """
    only_administration(actor)
    login, name = normal_login(login), " ".join(name.split())
    problems = {}
    if not _LOGIN.fullmatch(login):
        problems["login"] = "login_format"
    elif db.session.scalar(select(Officer.id).where(Officer.login == login)):
        problems["login"] = "login_taken"
    if not name:
        problems["name"] = "required"
    problems |= _key_problems(iin, bin)
    if problems:
        raise InvalidData(problems)
    officer = Officer(
        login=login, name=name, iin=iin, bin=bin, language=language, active=True, created_at=clock.now()
    )
    password = give_temporary_password(officer)
    db.session.add(officer)
    db.session.flush()
    audit.record("officer_created", actor, subject=subject_of(officer.id), login=login)
    return officer, password


def reset_password(actor: Actor, officer_id: int) -> str:
    """A new temporary password for an officer who lost theirs; signs them out everywhere and unlocks them.

    It is returned to be shown once.
    """
    only_administration(actor)
    officer = lock_row(Officer, officer_id)
    password = give_temporary_password(officer)
    _shut_out(officer)
    audit.record("password_reset", actor, subject=subject_of(officer.id))
    db.session.flush()
    return password


def keep_key(actor: Actor, officer_id: int, *, iin: str, bin: str) -> None:
    """Write down with whose key the officer signs: their IIN, and the BIN of the organisation in it.

    They are signed out everywhere. Raises InvalidData for `iin` (iin_format) and `bin` (bin_format).
    """
    only_administration(actor)
    if problems := _key_problems(iin, bin):
        raise InvalidData(problems)
    officer = lock_row(Officer, officer_id)
    officer.iin, officer.bin = iin, bin
    _shut_out(officer)
    db.session.flush()
    audit.record("officer_key_changed", actor, subject=subject_of(officer.id))


def deactivate(actor: Actor, officer_id: int) -> None:
    """The officer has left: signed out everywhere, all appointments ended, no way back in.

    Raises InvalidData for `officer` (oneself).
    """
    only_administration(actor)
    if officer_id == actor.id:
        raise InvalidData({"officer": "oneself"})
    officer = lock_row(Officer, officer_id)
    officer.active = False
    yesterday = clock.today() - timedelta(days=1)
    for appointment in officer.appointments:
        if appointment.ends_on is None or appointment.ends_on > yesterday:
            appointment.ends_on = yesterday
    _shut_out(officer)
    db.session.flush()
    audit.record("officer_deactivated", actor, subject=subject_of(officer.id))


def only_administration(actor: Actor) -> None:
    """Raise ActionNotOpen unless an administrator acts, or the site itself from its command line."""
    if actor.role not in (Role.ADMIN, Role.SITE):
        raise ActionNotOpen(f"{actor.role} does not administer officers")


def _shut_out(officer: Officer) -> None:
    """Signed out everywhere, and nothing that they were asked to sign is taken any more."""
    sessions.end_officer_sessions(officer.id)
    signing.withdraw_all(officer.id)


def _key_problems(iin: str, bin: str) -> dict[str, str]:
    problems = {}
    if not is_iin(iin):
        problems["iin"] = "iin_format"
    if not _BIN.fullmatch(bin):
        problems["bin"] = "bin_format"
    return problems


def subject_of(officer_id: int) -> str:
    """How the audit log names an officer whom an entry is about."""
    return f"officer:{officer_id}"
