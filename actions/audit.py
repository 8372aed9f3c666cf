"""The audit log: who did or saw what, in which role. Written in the transaction of the deed.

Each code declares which data it carries, and a call with any others raises: a log
that everybody fills as they like cannot be searched. Codes are stored and
translated when shown. An IIN enters only masked.
"""

import re
from contextvars import ContextVar
from datetime import date

import clock
from database import db
from domain.roles import Actor, Role
from models.audit import AuditEntry

current_request: ContextVar[str | None] = ContextVar("audit_request", default=None)
"""The name of the request that is being answered (web/access.py sets it), or that caused the work which
is being done (jobs/runner.py)."""

FIELDS: dict[str, frozenset[str]] = {
    code: frozenset(fields)
    for code, fields in {
        "citizen_signed_in": ("first_time",),
        "citizen_signed_out": (),
        "officer_password_accepted": (),
        "officer_signed_in": (),
        "officer_signed_out": (),
        "officer_sign_in_refused": ("reason",),
        "officer_created": ("login",),
        "officer_deactivated": (),
        "officer_key_changed": (),
        "officer_appointed": ("role", "body", "seat", "starts_on", "ends_on"),
        "appointment_ended": ("appointment", "ends_on"),
        "substitute_named": ("substitute", "starts_on", "ends_on"),
        "substitution_ended": ("substitution", "ends_on"),
        "password_changed": (),
        "password_reset": (),
        "application_filed": ("sha256",),
        "signature_received": ("channel",),
        "signature_refused": ("reason",),
        "phone_asked": (),
        "own_data_taken": (),
        "filing_proof_made": (),
        "vacancy_published": (),
        "vacancy_closed": (),
        "executor_profile_saved": ("capacity", "branches", "regions"),
        "report_exported": ("format", "rows", "filters"),
        "phone_changed": (),
        "registry_asked": ("registry",),
        "action_taken": ("action", "event"),
        "complaint_filed": ("complaint",),
        "complaint_action_taken": ("complaint", "action"),
        "matter_told": ("matter", "kind"),
        "matter_action_taken": ("matter", "action"),
        "cases_redated": ("moved",),
        "case_transferred": ("from_body", "to_body"),
        "calendar_year_loaded": ("year", "source"),
        "calendar_day_corrected": ("day", "is_working", "source"),
        "calendar_day_removed": ("day", "source"),
        "message_retried": ("message",),
        "work_retried": ("topic",),
        "message_text_changed": ("template", "language"),
        "district_saved": ("district",),
        "body_saved": ("body",),
        "case_seen": (),
        "officer_seen": (),
        "check_file_taken": (),
        "document_seen": ("document",),
    }.items()
}

Plain = str | int | bool | date | None | list[str]
"""What an entry may hold: values that are JSON, and dates, which become ISO text."""

_FULL_IIN = re.compile(r"(?<![0-9A-Za-z])[0-9]{12}(?![0-9A-Za-z])")


def record(
    code: str, actor: Actor, *, case_id: int | None = None, subject: str | None = None, **data: Plain
) -> None:
    """Add one entry; the caller's transaction commits it.

    `subject` names what it is about besides a case, as `officer:12`. Raises
    LookupError for a code that is not declared, ValueError for other fields
    than the code declares and for an IIN in full, TypeError for a value that
    is not plain.
    """
    if set(data) != FIELDS[code]:
        raise ValueError(f"{code} carries {sorted(FIELDS[code])}, not {sorted(data)}")
    plain = {name: _plain(name, value) for name, value in data.items()}
    if _FULL_IIN.search(f"{subject} {list(plain.values())}"):
        raise ValueError(f"{code}: an IIN in full does not belong in the audit log")
    if actor.standing_in_for is not None:
        plain["standing_in_for"] = actor.standing_in_for
    is_citizen = actor.role is Role.CITIZEN
    db.session.add(
        AuditEntry(
            at=clock.now(),
            code=code,
            role=actor.role,
            person_id=actor.id if is_citizen else None,
            officer_id=None if is_citizen else actor.id,
            body_id=actor.body_id,
            case_id=case_id,
            subject=subject,
            data=plain,
            request_id=current_request.get(),
        )
    )


def record_look(actor: Actor, *, case_id: int, document_id: int | None = None) -> None:
    """Somebody opened a case, or one document of it. Lists are no look.

    The citizen sees from these entries who has looked.
    """
    if document_id is None:
        record("case_seen", actor, case_id=case_id)
    else:
        record("document_seen", actor, case_id=case_id, document=document_id)


def at_the_door(officer_id: int) -> Actor:
    """An officer who acts for themselves, in none of their roles: signs in, changes the password."""
    return Actor(Role.SITE, id=officer_id)


def _plain(name: str, value: Plain) -> str | int | bool | list[str] | None:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, list) and all(type(item) is str for item in value):
        return value
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"{name} is a {type(value).__name__}, which the audit log cannot hold")
