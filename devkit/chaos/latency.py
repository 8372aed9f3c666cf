"""From the change of a status to the provider's hands, as the site's clock and the simulator's saw it."""

from datetime import datetime, timedelta

from sqlalchemy import select

from database import db
from devkit.twilio.store import Taken
from models.messaging import Message


def delays(taken: list[Taken]) -> list[timedelta]:
    """For every message of a case that the provider has, how long after it was written it came there."""
    db.session.rollback()
    written = {
        (phone, body): at
        for phone, body, at in db.session.execute(
            select(Message.phone, Message.body, Message.created_at).where(Message.case_id.is_not(None))
        )
    }
    db.session.rollback()
    found = ((one, written.get((one.recipient, one.body))) for one in taken)
    return sorted(datetime.fromisoformat(one.created_at) - at for one, at in found if at is not None)


def at_percentile(sorted_delays: list[timedelta], percent: int) -> timedelta:
    """The delay that so many percent do not exceed."""
    return sorted_delays[max(-(-len(sorted_delays) * percent // 100) - 1, 0)]
