"""Declining a candidate without saying why (834 annex 1; CON-7)."""

from actions.deeds import Deed
from database import db
from models.candidates import Decline


def conceal_grounds(deed: Deed) -> None:
    """The grounds go to the closed part of the system, and nowhere else: not into the history, where
    other bodies and the candidate read, nor into a message."""
    db.session.add(
        Decline(
            case_id=deed.case.id,
            step=deed.case.status,
            grounds=list(deed.values["grounds"]),
            facts=deed.values["facts"],
            officer_id=deed.actor.id,
            at=deed.now,
        )
    )
    db.session.flush()
