"""eGov Mobile: the telephone asks what is signed (API №1), fetches and returns the papers (API №2).

The address holds a random name; the papers need the token that the first
answer gave. Whoever holds the address, as the one who reads the picture on the
screen does, can read the papers until the request ends; whose signature counts,
the key's IIN decides.
"""

import base64
import hmac
from typing import Any

from flask import Response, current_app, jsonify, request, url_for
from flask_babel import force_locale, gettext
from werkzeug.exceptions import RequestEntityTooLarge

import clock
from actions import signing
from blueprints.callbacks import callbacks
from database import transaction
from domain.errors import AlreadyDone
from domain.signing import Channel, RequestState
from domain.text import N_
from extensions import csrf, limiter
from integrations.eds import SignatureRejected
from integrations.storage import documents_storage
from models.signing import SigningPaper, SigningRequest
from queries.signing import READABLE, request_of_phone, state_of
from web.access import public
from web.locale import CODES
from web.signatures import receive
from web.signing_words import PHONE_ENDED, refusal

MOST_BYTES = 20 * 1024 * 1024
"""The largest answer that is read; a telephone returns one signature of a few kilobytes for each paper."""

_OFTEN = "120 per minute"

_NOTHING = N_("There is nothing to sign at this address. Scan the picture on the site again.")
_WRONG_TOKEN = N_(
    "These papers need the token that the site gave with their address. Scan the picture again."
)

_PDF = "@file/pdf"
"""How the app knows that it can show a paper; whatever else is signed has no kind."""

_DESCRIPTIONS = {
    "sign_in": N_("Signing in to Qyzmet: only if you began it yourself just now"),
    "application": N_("Application to the conscription commission"),
    "decision": N_("Decision of the conscription commission"),
}


@callbacks.get("/egov-mobile/<phone_handle>/")
@limiter.limit(_OFTEN)
@public
def show_request(phone_handle: str) -> Response:
    """API №1: what is signed, until when, where the papers are and with which token."""
    asked = request_of_phone(phone_handle)
    if asked is None:
        return _say(404, _NOTHING)
    if ended := _ended(asked):
        return ended
    with transaction():
        signing.note_fetched(asked.id)
    settings = current_app.config["SETTINGS"]
    with force_locale(_language(asked)):
        description = gettext(_DESCRIPTIONS[asked.purpose])
    return jsonify(
        {
            "description": description,
            "expiry_date": _expiry(asked),
            "organisation": {
                "nameRu": "Qyzmet",
                "nameKz": "Qyzmet",
                "nameEn": "Qyzmet",
                "bin": settings.egov_mobile_bin,
            },
            "document": {
                "uri": settings.public_url + url_for("callbacks.show_papers", phone_handle=phone_handle),
                "auth_type": "Token",
                "auth_token": signing.bearer(asked),
            },
        }
    )


@callbacks.get("/egov-mobile/<phone_handle>/papers/")
@limiter.limit(_OFTEN)
@public
def show_papers(phone_handle: str) -> Response:
    """API №2: the papers, to be signed without being put into the signature."""
    asked = request_of_phone(phone_handle)
    if asked is None:
        return _say(404, _NOTHING)
    if not _has_token(asked):
        return _say(403, _WRONG_TOKEN, asked)
    if ended := _ended(asked):
        return ended
    with transaction():
        signing.note_fetched(asked.id)
    return jsonify(
        {
            "signMethod": "CMS_SIGN_ONLY",
            "version": 1,
            "documentsToSign": [_document(paper) for paper in _signed(asked)],
        }
    )


@callbacks.put("/egov-mobile/<phone_handle>/papers/")
@csrf.exempt
@limiter.limit(_OFTEN)
@public
def take_papers(phone_handle: str) -> Response:
    """API №2: the same JSON with a signature in the place of each paper; the same one again is no fault."""
    request.max_content_length = MOST_BYTES
    asked = request_of_phone(phone_handle)
    if asked is None:
        return _say(404, _NOTHING)
    if not _has_token(asked):
        return _say(403, _WRONG_TOKEN, asked)
    try:
        texts = _signatures(request.get_json(force=True, silent=True), asked)
    except RequestEntityTooLarge:
        return _say(413, N_("This is larger than signatures are."), asked)
    except RecursionError:  # JSON within JSON without end
        texts = None
    if texts is None:
        return _say(400, N_("This is not what was asked to be signed."), asked)
    state = state_of(asked, clock.now())
    if state in (RequestState.EXPIRED, RequestState.WITHDRAWN):
        return _say(403, PHONE_ENDED[state], asked)
    try:
        receive(asked, texts, Channel.EGOV_MOBILE)
    except SignatureRejected as rejected:
        return _say(403, refusal(rejected.code).happened, asked)
    except AlreadyDone:
        return _say(403, N_("This has already been signed with another signature."), asked)
    return _say(200, N_("Signed. Go back to the site."), asked)


def _ended(asked: SigningRequest) -> Response | None:
    """The answer about a request that no longer waits."""
    state = state_of(asked, clock.now())
    return None if state == RequestState.WAITING else _say(403, PHONE_ENDED[state], asked)


def _has_token(asked: SigningRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(
        token.strip().encode(), signing.bearer(asked).encode()
    )


def _signed(asked: SigningRequest) -> list[SigningPaper]:
    return [paper for paper in asked.papers if paper.signed]


def _document(paper: SigningPaper) -> dict[str, Any]:
    with documents_storage().open(paper.storage_key) as file:
        content = base64.b64encode(file.read()).decode()
    return {
        "id": paper.position + 1,
        "nameRu": paper.title["ru"],
        "nameKz": paper.title["kk"],
        "nameEn": paper.title["en"],
        "meta": [],
        "document": {"file": {"mime": _PDF if paper.content_type == READABLE else "", "data": content}},
    }


def _signatures(body: object, asked: SigningRequest) -> list[str] | None:
    """What stands in the place of each paper, in the papers' order.

    None unless it is there once for each: nothing else of the answer is looked at.
    """
    try:
        found = [(item["id"], item["document"]["file"]["data"]) for item in body["documentsToSign"]]  # type: ignore[index]
    except (KeyError, TypeError):
        return None
    by_id = {id_: text for id_, text in found if type(id_) is int and isinstance(text, str)}
    ids = [paper.position + 1 for paper in _signed(asked)]
    if len(found) != len(ids) or set(by_id) != set(ids):
        return None
    return [by_id[id_] for id_ in ids]


def _expiry(asked: SigningRequest) -> str:
    """As the specification writes it: 2022-09-29T16:21:37.06+0600."""
    at = clock.local(asked.expires_at)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 10_000:02}{at:%z}"


def _language(asked: SigningRequest | None) -> str:
    """The telephone's own, if the site speaks it; else that in which the person reads the site."""
    usual = asked.language if asked else CODES[0]
    return request.accept_languages.best_match(CODES) or usual


def _say(status: int, words: str, asked: SigningRequest | None = None) -> Response:
    """An answer in the form in which the app shows it to the person."""
    with force_locale(_language(asked)):
        response = jsonify({"message": gettext(words)})
    response.status_code = status
    return response
