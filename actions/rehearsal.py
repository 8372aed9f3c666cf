"""A message's way through its job, gone once so that each statement on it is known.

SQLAlchemy writes a statement once for a process and for those that are forked from it. A job is
such a process: what its worker did not know, each job finds out for itself.
"""

import clock
from actions import delivery, outbox
from actions.messages import SEND
from database import db
from domain.message_statuses import MessageStatus
from integrations.sms.protocol import ProviderReply
from models.messaging import Message, OutboxEntry


def send_one() -> None:
    """Write a message to nobody, and what its job writes. The caller takes the transaction back."""
    now = clock.now()
    message = Message(
        template="rehearsal",
        language="kk",
        phone="",
        body="",
        segments=1,
        urgent=True,
        status=MessageStatus.QUEUED,
        status_at=now,
        created_at=now,
        not_before=now,
    )
    db.session.add(message)
    db.session.flush()
    message_id, entry_id = message.id, outbox.put(SEND, message.id).id
    db.session.expunge_all()
    db.session.get(OutboxEntry, entry_id)
    outgoing = delivery.start(message_id)
    assert outgoing is not None, "an urgent message is sent at once"
    db.session.expunge_all()
    taken = ProviderReply("rehearsal", MessageStatus.ACCEPTED, None, None)
    delivery.record_taken(message_id, outgoing.reference, taken)
    db.session.expunge_all()
    outbox.finish(entry_id)
