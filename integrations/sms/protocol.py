"""What every SMS provider can do for us, whatever its name."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from domain.message_statuses import MessageStatus, Reason


@dataclass(frozen=True)
class ProviderReply:
    """What the provider says of a message it has: accepted, or a final status with its reason."""

    sid: str
    status: MessageStatus
    reason: Reason | None = None
    provider_code: str | None = None


@dataclass(frozen=True)
class Receipt:
    """A status that the provider reports by itself; `reference` is the one we sent it with."""

    reference: str | None
    reply: ProviderReply


@dataclass(frozen=True)
class Sms:
    """One text to one number. Both stay out of its repr, and so out of logs.

    `reference` names this attempt and comes back with each receipt. `valid_for`
    limits how long the operator may go on trying; None: as long as it likes.
    """

    phone: str = field(repr=False)
    text: str = field(repr=False)
    reference: str
    valid_for: timedelta | None = None


class SmsProvider(Protocol):
    """Takes messages, and tells what became of them."""

    def send(self, sms: Sms) -> ProviderReply:
        """Hand it over once. Raises PermanentError, TransientError, RefusedError or UnknownOutcome."""

    def fetch(self, sid: str) -> ProviderReply:
        """What became of this one. Raises PermanentError when the provider does not
        know it, TransientError or RefusedError when it cannot be asked."""

    def find(self, sms: Sms, since: datetime) -> tuple[ProviderReply, ...]:
        """What the provider took with this text for this number since the moment, oldest first.

        Raises TransientError or RefusedError.
        """
