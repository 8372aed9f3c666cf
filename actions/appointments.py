"""What officers are appointed to, and who acts for an absent one."""

from datetime import date, timedelta

from sqlalchemy import or_, select

import clock
from actions import audit
from actions.officers import only_administration, subject_of
from catalogue import CURRENT
from database import db, lock_row
from domain.errors import InvalidData
from domain.roles import OFFICER_ROLES, ROLE_BODY_KINDS, Actor, BodyKind, Role
from models.bodies import Body
from models.people import Appointment, Officer, Substitution


def appoint(
    actor: Actor,
    officer_id: int,
    *,
    role: Role,
    body_id: int,
    starts_on: date,
    ends_on: date | None = None,
    seat: str | None = None,
) -> Appointment:
    """Give an officer a role in a body from and to a day, both included.

    Raises InvalidData: `officer` (officer_left), `role` (role_unknown),
    `body` (body_unfit), `seat` (seat_unknown), `ends_on` (dates_order), and
    `starts_on` (seat_taken) where somebody else chairs or sits there in that time.
    """
    only_administration(actor)
    officer = lock_row(Officer, officer_id)
    body = lock_row(Body, body_id)  # so that two do not take one seat
    problems = {}
    if not officer.active:
        problems["officer"] = "officer_left"
    if role not in OFFICER_ROLES:
        problems["role"] = "role_unknown"
    elif BodyKind(body.kind) not in ROLE_BODY_KINDS[role] or not body.active:
        problems["body"] = "body_unfit"
    if seat not in (_seats() if role == Role.MEMBER else {None}):
        problems["seat"] = "seat_unknown"
    if ends_on is not None and ends_on < starts_on:
        problems["ends_on"] = "dates_order"
    if not problems and _is_taken(role, body_id, seat, starts_on, ends_on):
        problems["starts_on"] = "seat_taken"
    if problems:
        raise InvalidData(problems)
    appointment = Appointment(
        officer_id=officer.id, role=role, body_id=body_id, seat=seat, starts_on=starts_on, ends_on=ends_on
    )
    db.session.add(appointment)
    db.session.flush()
    audit.record(
        "officer_appointed",
        actor,
        subject=subject_of(officer.id),
        role=role,
        body=body_id,
        seat=seat,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return appointment


def end_appointment(actor: Actor, appointment_id: int, ends_on: date) -> None:
    """Let `ends_on` be the last day of the appointment; yesterday ends it at once.

    Raises InvalidData for `ends_on`: date_past, as history is not rewritten, and
    already_ended for one that would go on longer than was settled.
    """
    only_administration(actor)
    appointment = lock_row(Appointment, appointment_id)
    _check_earlier_end(appointment.ends_on, ends_on)
    appointment.ends_on = ends_on
    db.session.flush()
    audit.record(
        "appointment_ended",
        actor,
        subject=subject_of(appointment.officer_id),
        appointment=appointment.id,
        ends_on=ends_on,
    )


def substitute(
    actor: Actor,
    absent_id: int,
    substitute_id: int,
    *,
    starts_on: date,
    ends_on: date,
    reason: str | None = None,
) -> Substitution:
    """Name who acts for an absent officer, in all their roles, from and to a day.

    The administrator may, and a chair for those who hold office in the chair's
    commission. Raises ActionNotOpen for others, InvalidData for `substitute`
    (oneself, officer_left), `ends_on` (dates_order, date_past) and `starts_on`
    (absence_overlaps).
    """
    absent = lock_row(Officer, absent_id)  # so that two absences do not overlap
    _only_superiors(actor, absent)
    problems = {}
    if absent_id == substitute_id:
        problems["substitute"] = "oneself"
    elif not db.session.get_one(Officer, substitute_id).active:
        problems["substitute"] = "officer_left"
    if ends_on < starts_on:
        problems["ends_on"] = "dates_order"
    elif ends_on < clock.today():
        problems["ends_on"] = "date_past"
    elif _is_absent_already(absent_id, starts_on, ends_on):
        problems["starts_on"] = "absence_overlaps"
    if problems:
        raise InvalidData(problems)
    substitution = Substitution(
        absent_id=absent_id, substitute_id=substitute_id, starts_on=starts_on, ends_on=ends_on, reason=reason
    )
    db.session.add(substitution)
    db.session.flush()
    audit.record(
        "substitute_named",
        actor,
        subject=subject_of(absent_id),
        substitute=substitute_id,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return substitution


def end_substitution(actor: Actor, substitution_id: int, ends_on: date) -> None:
    """The absent officer is back sooner: `ends_on` is the substitute's last day; yesterday ends it at once.

    One that has not begun by then is taken back. Raises InvalidData for
    `ends_on` (date_past, already_ended), ActionNotOpen as `substitute`.
    """
    substitution = lock_row(Substitution, substitution_id)
    _only_superiors(actor, substitution.absent)
    _check_earlier_end(substitution.ends_on, ends_on)
    audit.record(
        "substitution_ended",
        actor,
        subject=subject_of(substitution.absent_id),
        substitution=substitution.id,
        ends_on=ends_on,
    )
    if ends_on < substitution.starts_on:
        db.session.delete(substitution)
    else:
        substitution.ends_on = ends_on
    db.session.flush()


def _only_superiors(actor: Actor, absent: Officer) -> None:
    if actor.role is not Role.CHAIR or not _holds_office(absent, actor.body_id):
        only_administration(actor)


def _seats() -> frozenset[str | None]:
    """The members' seats that the acts name."""
    return frozenset(seat.code for service in CURRENT.values() for seat in service.seats)


def _is_taken(role: Role, body_id: int, seat: str | None, starts_on: date, ends_on: date | None) -> bool:
    """Whether somebody holds this place in the commission at some time between the days.

    There is one chair, and one person a seat; other roles are shared by many.
    """
    if role not in (Role.CHAIR, Role.MEMBER):
        return False
    taken = select(Appointment.id).where(
        Appointment.body_id == body_id,
        Appointment.role == role,
        Appointment.seat == seat,
        or_(
            Appointment.ends_on.is_(None),
            # One that was ended before it began holds nothing.
            (Appointment.ends_on >= starts_on) & (Appointment.ends_on >= Appointment.starts_on),
        ),
    )
    if ends_on is not None:
        taken = taken.where(Appointment.starts_on <= ends_on)
    return db.session.scalar(taken.limit(1)) is not None


def _holds_office(officer: Officer, body_id: int | None) -> bool:
    today = clock.today()
    return any(
        held.body_id == body_id
        and held.starts_on <= today
        and (held.ends_on is None or held.ends_on >= today)
        for held in officer.appointments
    )


def _is_absent_already(absent_id: int, starts_on: date, ends_on: date) -> bool:
    overlapping = select(Substitution.id).where(
        Substitution.absent_id == absent_id,
        Substitution.starts_on <= ends_on,
        Substitution.ends_on >= starts_on,
    )
    return db.session.scalar(overlapping.limit(1)) is not None


def _check_earlier_end(settled: date | None, ends_on: date) -> None:
    if ends_on < clock.today() - timedelta(days=1):
        raise InvalidData({"ends_on": "date_past"})
    if settled is not None and ends_on > settled:
        raise InvalidData({"ends_on": "already_ended"})
