"""Settings of whom the site speaks to: Twilio for SMS, the gateway of the registries."""

from dataclasses import dataclass

from config.declared import ADDRESS, NAMES, TEXT, setting


@dataclass(frozen=True)
class ProviderSettings:
    """Twilio and the registries."""

    twilio_account_sid: str = setting("TWILIO_ACCOUNT_SID", TEXT, "", in_production=True)
    twilio_auth_token: str = setting("TWILIO_AUTH_TOKEN", TEXT, "", secret=True, in_production=True)
    twilio_from_number: str = setting("TWILIO_FROM_NUMBER", TEXT, "", in_production=True)
    twilio_api_base: str = setting(
        "TWILIO_API_BASE", ADDRESS, "", in_production=True, public=True, outside=True
    )
    registry_url: str = setting("REGISTRY_URL", TEXT, "", in_production=True, public=True, outside=True)
    registry_login: str = setting("REGISTRY_LOGIN", TEXT, "", in_production=True)
    registry_password: str = setting("REGISTRY_PASSWORD", TEXT, "", secret=True, in_production=True)
    registries_not_connected: frozenset[str] = setting("REGISTRIES_NOT_CONNECTED", NAMES, frozenset())
