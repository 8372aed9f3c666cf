"""Twilio's error codes and statuses, in our words (twilio.com/docs/api/errors)."""

from collections.abc import Mapping

from domain.message_statuses import MessageStatus, Reason
from integrations.sms.errors import PermanentError, RefusedError, SmsError, TransientError

ERRORS: Mapping[int, tuple[type[SmsError], Reason]] = {
    # The number or the text: this message will never go.
    21211: (PermanentError, Reason.INVALID_NUMBER),
    21217: (PermanentError, Reason.INVALID_NUMBER),
    21421: (PermanentError, Reason.INVALID_NUMBER),
    21604: (PermanentError, Reason.INVALID_NUMBER),
    21610: (PermanentError, Reason.OPTED_OUT),
    21612: (PermanentError, Reason.UNREACHABLE),
    21614: (PermanentError, Reason.NOT_MOBILE),
    21635: (PermanentError, Reason.NOT_MOBILE),
    21602: (PermanentError, Reason.REJECTED),
    21617: (PermanentError, Reason.REJECTED),
    # Our account, our sender, our rights: a person has to act.
    20001: (RefusedError, Reason.PROVIDER_REFUSES),
    20003: (RefusedError, Reason.PROVIDER_REFUSES),
    20004: (RefusedError, Reason.PROVIDER_REFUSES),
    20005: (RefusedError, Reason.PROVIDER_REFUSES),
    20006: (RefusedError, Reason.PROVIDER_REFUSES),
    20404: (RefusedError, Reason.PROVIDER_REFUSES),
    21212: (RefusedError, Reason.PROVIDER_REFUSES),
    21408: (RefusedError, Reason.PROVIDER_REFUSES),
    21603: (RefusedError, Reason.PROVIDER_REFUSES),
    21606: (RefusedError, Reason.PROVIDER_REFUSES),
    21608: (RefusedError, Reason.PROVIDER_REFUSES),
    21609: (RefusedError, Reason.PROVIDER_REFUSES),
    21659: (RefusedError, Reason.PROVIDER_REFUSES),
    21660: (RefusedError, Reason.PROVIDER_REFUSES),
    30002: (RefusedError, Reason.PROVIDER_REFUSES),
    63038: (RefusedError, Reason.PROVIDER_REFUSES),
    # Too many at once, or out of order: it will pass.
    14107: (TransientError, Reason.PROVIDER_BUSY),
    20429: (TransientError, Reason.PROVIDER_BUSY),
    21611: (TransientError, Reason.PROVIDER_BUSY),
    30001: (TransientError, Reason.PROVIDER_BUSY),
    20503: (TransientError, Reason.PROVIDER_DOWN),
}
"""What Twilio answers to a message that it does not take."""

UNDELIVERED: Mapping[int, Reason] = {
    21610: Reason.OPTED_OUT,
    30001: Reason.CARRIER_ERROR,
    30002: Reason.PROVIDER_REFUSES,
    30003: Reason.UNREACHABLE,
    30004: Reason.BLOCKED,
    30005: Reason.UNKNOWN_NUMBER,
    30006: Reason.NOT_MOBILE,
    30007: Reason.FILTERED,
    30008: Reason.CARRIER_ERROR,
    30036: Reason.TOO_LATE,
}
"""What a receipt says of a message that Twilio took and that did not arrive."""

STATUSES: Mapping[str, MessageStatus] = {
    "accepted": MessageStatus.ACCEPTED,
    "scheduled": MessageStatus.ACCEPTED,
    "queued": MessageStatus.ACCEPTED,
    "sending": MessageStatus.ACCEPTED,
    "sent": MessageStatus.ACCEPTED,
    "delivered": MessageStatus.DELIVERED,
    "read": MessageStatus.DELIVERED,
    "partially_delivered": MessageStatus.UNDELIVERED,
    "undelivered": MessageStatus.UNDELIVERED,
    "failed": MessageStatus.FAILED,
    "canceled": MessageStatus.FAILED,
}


def error_of(http_status: int, code: int | None) -> SmsError:
    """The error for an answer below 500, by Twilio's code and else by the HTTP status."""
    known = ERRORS.get(code or 0)
    if known is None and http_status == 429:
        known = (TransientError, Reason.PROVIDER_BUSY)
    if known is None and http_status in (401, 403, 404):
        known = (RefusedError, Reason.PROVIDER_REFUSES)
    kind, reason = known or (PermanentError, Reason.REJECTED)
    return kind(reason, str(code or http_status)[:10])


def status_of(status: str) -> MessageStatus:
    """Our status; a word that Twilio adds one day counts as `accepted`, which is asked about again."""
    return STATUSES.get(status, MessageStatus.ACCEPTED)


def reason_of(status: MessageStatus, code: int | None) -> Reason | None:
    """Why it did not arrive; None where it did, or is on its way."""
    if status not in (MessageStatus.UNDELIVERED, MessageStatus.FAILED):
        return None
    return UNDELIVERED.get(code or 0, Reason.CARRIER_ERROR)
