"""SMS: one protocol, and the provider that the settings name."""

from config import Settings
from domain.message_statuses import Reason
from integrations.sms.errors import RefusedError
from integrations.sms.protocol import SmsProvider


def sms_provider(settings: Settings) -> SmsProvider:
    """The provider of this site.

    Raises RefusedError where none is configured; outside production only a
    simulator on this computer counts as one.
    """
    from integrations.sms.twilio import TwilioSms  # 50 ms and 5 MB, which the web server can do without

    login = (settings.twilio_account_sid, settings.twilio_auth_token, settings.twilio_from_number)
    if not all(login) or not settings.twilio_api_base:
        raise RefusedError(Reason.NOT_CONFIGURED)
    return TwilioSms(
        *login,
        api_base=settings.twilio_api_base,
        callback_url=f"{settings.public_url}/callbacks/twilio/status/",
    )
