"""The states of a message to a phone, which of them are final, and why one was reached."""

from enum import StrEnum

from domain.schema import Tone
from domain.text import N_


class MessageStatus(StrEnum):
    """Where a message is.

    QUEUED waits for us; SENDING was handed to the provider, whose answer is not
    known; ACCEPTED: the provider has it. The others are final.
    """

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    EXPIRED = "expired"


FINAL = frozenset(
    {MessageStatus.DELIVERED, MessageStatus.UNDELIVERED, MessageStatus.FAILED, MessageStatus.EXPIRED}
)

UNREACHED = frozenset({MessageStatus.UNDELIVERED, MessageStatus.FAILED})
"""Final, and the person did not get it; an administrator may send it anew."""

MESSAGE_STATUS_TITLES: dict[str, tuple[str, Tone]] = {
    MessageStatus.QUEUED: (N_("Waits to be sent"), Tone.NEUTRAL),
    MessageStatus.SENDING: (N_("Being sent"), Tone.PROGRESS),
    MessageStatus.ACCEPTED: (N_("Sent, not yet confirmed"), Tone.PROGRESS),
    MessageStatus.DELIVERED: (N_("Delivered"), Tone.GOOD),
    MessageStatus.UNDELIVERED: (N_("Sent, but not delivered"), Tone.BAD),
    MessageStatus.FAILED: (N_("Could not be sent"), Tone.BAD),
    MessageStatus.EXPIRED: (N_("Its code ran out before it was sent"), Tone.NEUTRAL),
}


class Reason(StrEnum):
    """Why a message did not go on; stable, stored, and free of personal data."""

    INVALID_NUMBER = "invalid_number"
    NOT_MOBILE = "not_mobile"
    UNKNOWN_NUMBER = "unknown_number"
    OPTED_OUT = "opted_out"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    FILTERED = "filtered"
    CARRIER_ERROR = "carrier_error"
    TOO_LATE = "too_late"
    REJECTED = "rejected"
    PROVIDER_BUSY = "provider_busy"
    PROVIDER_DOWN = "provider_down"
    PROVIDER_REFUSES = "provider_refuses"
    NO_ANSWER = "no_answer"
    NOT_CONFIGURED = "not_configured"
    CODE_EXPIRED = "code_expired"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    OUTCOME_UNKNOWN = "outcome_unknown"
    NO_RECEIPT = "no_receipt"
    SITE_ERROR = "site_error"


ENDED_BY_US = frozenset({Reason.OUTCOME_UNKNOWN, Reason.NO_RECEIPT, Reason.CODE_EXPIRED})
"""Reasons with which we gave up waiting: a later word from the provider is the better knowledge."""

REASON_TITLES: dict[str, str] = {
    Reason.INVALID_NUMBER: N_("There is no such phone number"),
    Reason.NOT_MOBILE: N_("The number is not a mobile one"),
    Reason.UNKNOWN_NUMBER: N_("The number is out of use"),
    Reason.OPTED_OUT: N_("The owner of the number has stopped our messages"),
    Reason.UNREACHABLE: N_("The phone was switched off or out of reach"),
    Reason.BLOCKED: N_("The number does not take such messages"),
    Reason.FILTERED: N_("The operator held the message back"),
    Reason.CARRIER_ERROR: N_("The operator could not deliver it"),
    Reason.TOO_LATE: N_("It waited at the operator for too long"),
    Reason.REJECTED: N_("The provider did not take the message"),
    Reason.PROVIDER_BUSY: N_("The provider is busy; we try again"),
    Reason.PROVIDER_DOWN: N_("The provider cannot be reached; we try again"),
    Reason.PROVIDER_REFUSES: N_("The provider refuses to work for us; an administrator must act"),
    Reason.NO_ANSWER: N_("The provider did not answer; we look up whether it has the message"),
    Reason.NOT_CONFIGURED: N_("No provider is set up; an administrator must act"),
    Reason.CODE_EXPIRED: N_("The code ran out"),
    Reason.TOO_MANY_ATTEMPTS: N_("We tried too many times"),
    Reason.OUTCOME_UNKNOWN: N_("Nobody could tell us whether it was sent"),
    Reason.NO_RECEIPT: N_("The operator never said whether it arrived"),
    Reason.SITE_ERROR: N_("A fault of this site; an administrator must act"),
}
