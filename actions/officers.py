"""Accounts of officers: opened, given a new password, closed. What they may do is in appointments.py."""

import re
from datetime import timedelta

from sqlalchemy import select

import clock
from actions import audit, sessions
from actions.passwords import give_temporary_password, normal_login
from database import db, lock_row
from domain.errors import ActionNotOpen, InvalidData
from domain.roles import Actor, Role
from models.people import Officer

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,39}")


def create_officer(actor: Actor, *, login: str, name: str, language: str = "kk") -> tuple[Officer, str]:
    """A new officer without any role, and the temporary password, which is shown once.

    Raises InvalidData for `login` (login_format, login_taken) and `name` (required).
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
    if problems:
        raise InvalidData(problems)
    officer = Officer(login=login, name=name, language=language, active=True, created_at=clock.now())
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
    sessions.end_officer_sessions(officer.id)
    audit.record("password_reset", actor, subject=subject_of(officer.id))
    db.session.flush()
    return password


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
    sessions.end_officer_sessions(officer.id)
    db.session.flush()
    audit.record("officer_deactivated", actor, subject=subject_of(officer.id))


def only_administration(actor: Actor) -> None:
    """Raise ActionNotOpen unless an administrator acts, or the site itself from its command line."""
    if actor.role not in (Role.ADMIN, Role.SITE):
        raise ActionNotOpen(f"{actor.role} does not administer officers")


def subject_of(officer_id: int) -> str:
    """How the audit log names an officer whom an entry is about."""
    return f"officer:{officer_id}"
