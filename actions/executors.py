"""What the head writes down about executors, to go by when applications are given out (CON-4)."""

from collections.abc import Iterable

from sqlalchemy import select

import clock
from actions import audit
from actions.officers import subject_of
from database import db, lock_row
from domain.errors import ActionNotOpen, InvalidData
from domain.roles import Actor, Role
from domain.territories import region_of
from domain.troops import BRANCHES
from models.bodies import District
from models.people import Appointment, Officer
from models.vacancies import ExecutorProfile

MOST_AT_A_TIME = 500
"""The largest capacity that makes sense: more would be a slip of the pen."""


def save_profile(
    actor: Actor, officer_id: int, *, capacity: int, branches: Iterable[str], regions: Iterable[str]
) -> ExecutorProfile:
    """How many applications an executor can have at a time, and which branches and regions are theirs
    (none: all).

    Raises ActionNotOpen for others than the head of the executor's unit, InvalidData for
    `capacity` (out_of_range), `branches` and `regions` (unknown_choice).
    """
    lock_row(Officer, officer_id)
    if actor.role is not Role.HEAD or not _serves(officer_id, actor.body_id):
        raise ActionNotOpen("save_profile")
    branches, regions = sorted(set(branches)), sorted(set(regions))
    known = select(District.code).where(District.code.in_(regions))
    problems = {}
    if not 1 <= capacity <= MOST_AT_A_TIME:
        problems["capacity"] = "out_of_range"
    if not set(branches) <= set(BRANCHES):
        problems["branches"] = "unknown_choice"
    if {code for code in db.session.scalars(known) if region_of(code) == code} != set(regions):
        problems["regions"] = "unknown_choice"
    if problems:
        raise InvalidData(problems)
    profile = db.session.get(ExecutorProfile, officer_id)
    if profile is None:
        profile = ExecutorProfile(officer_id=officer_id)
        db.session.add(profile)
    profile.capacity, profile.branches, profile.regions = capacity, branches, regions
    db.session.flush()
    audit.record(
        "executor_profile_saved",
        actor,
        subject=subject_of(officer_id),
        capacity=capacity,
        branches=branches,
        regions=regions,
    )
    return profile


def _serves(officer_id: int, body_id: int | None) -> bool:
    """Whether they are an executor of this unit today."""
    today = clock.today()
    held = select(Appointment.id).where(
        Appointment.officer_id == officer_id,
        Appointment.role == Role.EXECUTOR,
        Appointment.body_id == body_id,
        Appointment.in_force(today),
    )
    return db.session.scalar(held.limit(1)) is not None
