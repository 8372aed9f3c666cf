"""How sending can fail, in the kinds that decide what happens next."""

from domain.message_statuses import Reason


class SmsError(Exception):
    """Something went wrong at the provider; `reason` in our words, `provider_code` in theirs.

    Neither holds a number or a text, so that both may be stored and logged.
    """

    def __init__(self, reason: Reason, provider_code: str | None = None) -> None:
        super().__init__(reason if provider_code is None else f"{reason} ({provider_code})")
        self.reason = reason
        self.provider_code = provider_code


class PermanentError(SmsError):
    """This message to this number cannot be sent: trying again brings the same."""


class TransientError(SmsError):
    """The provider surely did not take the message, and will later: try again."""


class RefusedError(SmsError):
    """The provider surely did not take the message, because of us (login, sender,
    credit): a person has to act; meanwhile it is tried at long intervals."""


class UnknownOutcome(SmsError):
    """The provider may have taken the message: ask it before sending again."""
