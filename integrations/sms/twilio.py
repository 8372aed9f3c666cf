"""Twilio's Programmable Messaging, by its own client.

Each attempt's reference goes in the address of the status callback, which Twilio
signs as a whole; a message of which nobody knows whether it was taken is found
again by number, text and time, since Twilio keeps no reference of ours.
"""

import ipaddress
import logging
import ssl
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from requests import exceptions as http
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance
from urllib3 import exceptions as wire

from domain.message_statuses import Reason
from integrations.sms.errors import PermanentError, SmsError, TransientError, UnknownOutcome
from integrations.sms.protocol import ProviderReply, Receipt, Sms
from integrations.sms.twilio_codes import error_of, reason_of, status_of

API = "https://api.twilio.com"
REFERENCE = "ref"
ANSWER_SECONDS = 10.0
CLOCKS_DIFFER = timedelta(minutes=2)
"""How far Twilio's clock may be behind ours when a message is looked up by its time."""
LONGEST_VALIDITY = 36_000  # seconds; Twilio's own limit
MOST_FOUND = 100  # messages to one number that are looked through

# At level INFO the client logs addresses with the numbers in them.
logging.getLogger("twilio.http_client").setLevel(logging.WARNING)


class TwilioSms:
    """The provider Twilio, for one account and one sender. Errors as in the protocol."""

    def __init__(
        self, account_sid: str, auth_token: str, sender: str, *, api_base: str, callback_url: str
    ) -> None:
        """Raises ValueError for an `api_base` that is neither Twilio's nor on this computer."""
        self._sender = sender
        self._callback_url = callback_url
        # An empty environment would send the client to the process's own.
        environment = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}
        self._client = Client(account_sid, auth_token, http_client=_Http(api_base), environment=environment)

    def send(self, sms: Sms) -> ProviderReply:
        """One POST, never repeated here."""
        more: dict[str, Any] = {}
        if sms.valid_for is not None:
            more["validity_period"] = min(max(int(sms.valid_for.total_seconds()), 1), LONGEST_VALIDITY)
        try:
            made = self._client.messages.create(
                to=sms.phone,
                from_=self._sender,
                body=sms.text,
                status_callback=f"{self._callback_url}?{urlencode({REFERENCE: sms.reference})}",
                **more,
            )
        except TwilioRestException as error:
            raise _sending_error(error) from None
        except (http.RequestException, TwilioException, ValueError, KeyError) as error:
            raise _broken_sending(error) from None
        if not made.sid:
            raise UnknownOutcome(Reason.NO_ANSWER)
        return _reply(made)

    def fetch(self, sid: str) -> ProviderReply:
        """What became of this one."""
        try:
            return _reply(self._client.messages(sid).fetch())
        except TwilioRestException as error:
            if error.status == 404:
                raise PermanentError(Reason.REJECTED, "404") from None
            raise _asking_error(error) from None
        except (http.RequestException, TwilioException, ValueError, KeyError) as error:
            raise _broken_asking(error) from None

    def find(self, sms: Sms, since: datetime) -> tuple[ProviderReply, ...]:
        """Messages with this text to this number since then, oldest first.

        Twilio lists the newest first. The filter by DateSent is left out: a
        message that is still queued has none.
        """
        earliest = since - CLOCKS_DIFFER
        try:
            listed = self._client.messages.list(to=sms.phone, limit=MOST_FOUND, page_size=MOST_FOUND)
        except TwilioRestException as error:
            raise _asking_error(error) from None
        except (http.RequestException, TwilioException, ValueError, KeyError) as error:
            raise _broken_asking(error) from None
        # A trial account puts a sentence of its own before the text.
        fitting = [
            made
            for made in listed
            if made.date_created is not None
            and made.date_created >= earliest
            and (made.body or "").endswith(sms.text)
        ]
        return tuple(_reply(made) for made in reversed(fitting))


def read_receipt(query: Mapping[str, str], form: Mapping[str, str]) -> Receipt | None:
    """What a status callback says; None when it is none."""
    sid, word = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not sid or len(sid) > 40 or not word:
        return None
    status, code = status_of(word), _number(form.get("ErrorCode"))
    reply = ProviderReply(sid, status, reason_of(status, code), _text(code))
    return Receipt(query.get(REFERENCE) or None, reply)


def is_signed(auth_token: str, url: str, form: Mapping[str, str], signature: str) -> bool:
    """Whether Twilio signed this POST to this address of ours, query included.

    Without a token nothing is signed: an empty one would be anybody's.
    """
    if not auth_token or not signature:
        return False
    return bool(RequestValidator(auth_token).validate(url, form, signature))


class _Http(TwilioHttpClient):
    """The client's way out, with a time limit; the demo's leads to the simulator."""

    def __init__(self, api_base: str) -> None:
        super().__init__(timeout=ANSWER_SECONDS)
        host = urlsplit(api_base).hostname or ""
        if not (_is_loopback(host) or _is_twilio(api_base, host)):
            raise ValueError("TWILIO_API_BASE is neither Twilio's nor on this computer")
        if _is_loopback(host):
            self.session.trust_env = False  # no proxy on the way to ourselves
        self._base = api_base.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """The same request, at the base that the settings name."""
        answer: Response = super().request(method, self._base + url.removeprefix(API), *args, **kwargs)
        return answer


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_twilio(url: str, host: str) -> bool:
    return url.startswith("https://") and host.endswith(".twilio.com")


def _reply(made: MessageInstance) -> ProviderReply:
    status, code = status_of(str(made.status)), _number(made.error_code)
    return ProviderReply(str(made.sid), status, reason_of(status, code), _text(code))


def _sending_error(error: TwilioRestException) -> SmsError:
    """From 500 on Twilio may have taken the message before it stumbled; with 503 it has not."""
    if error.status == 503:
        return TransientError(Reason.PROVIDER_DOWN, "503")
    if error.status >= 500:
        return UnknownOutcome(Reason.NO_ANSWER, str(error.status))
    return error_of(error.status, _number(error.code))


def _asking_error(error: TwilioRestException) -> SmsError:
    if error.status >= 500:
        return TransientError(Reason.PROVIDER_DOWN, str(error.status))
    return error_of(error.status, _number(error.code))


def _broken_sending(error: Exception) -> SmsError:
    """Surely not taken only where no connection came about."""
    return TransientError(Reason.PROVIDER_DOWN) if _never_left(error) else UnknownOutcome(Reason.NO_ANSWER)


def _broken_asking(error: Exception) -> SmsError:
    return TransientError(Reason.PROVIDER_DOWN if _never_left(error) else Reason.NO_ANSWER)


def _never_left(error: Exception) -> bool:
    """Whether the request cannot have reached anybody: no address, no connection, no trust."""
    if isinstance(error, http.ConnectTimeout | http.ProxyError):
        return True
    cause = error.args[0] if isinstance(error, http.ConnectionError) and error.args else None
    reason = cause.reason if isinstance(cause, wire.MaxRetryError) else None
    if isinstance(reason, wire.SSLError):  # TLS may also break in the middle of an answer
        return bool(reason.args) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, wire.NewConnectionError | wire.ConnectTimeoutError)


def _number(code: object) -> int | None:
    try:
        return int(str(code))
    except ValueError:
        return None


def _text(code: int | None) -> str | None:
    return None if code is None else str(code)[:10]
