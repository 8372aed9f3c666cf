"""The page on which somebody signs, follows what becomes of it, and is led on."""

import json
from datetime import timedelta

from flask import Response, current_app, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

import clock
from actions import passwords
from actions import signing as requests
from actions.signed_requests import come_in
from blueprints.signing import signing
from blueprints.signing.ways import again_url, ncalayer, phone
from database import transaction
from domain.errors import AlreadyDone
from domain.signing import Channel, DeedState, Purpose, RequestState
from integrations.eds import SignatureRejected
from models.people import Officer
from models.signing import SigningRequest
from queries.signing import ToSign, state_of, to_sign
from web.access import CITIZEN, HOME, signer, the_signing_request
from web.htmx import done, render_page, wants_fragment
from web.security import allow_connecting
from web.sessions import current_officer, current_person, sign_in_citizen, sign_in_officer
from web.signatures import receive
from web.signing_words import refusal
from web.viewer import officer_home

_SOON = timedelta(seconds=30)
"""After so long without an answer of the NCA the page says that nothing is lost."""


@signing.get("/sign/<handle>/")
@signer
def sign(handle: str) -> AnyResponse:
    """What is to be signed and how; then what becomes of it.

    The part that asks again by itself names the state that it shows in `seen`:
    when there is another one, the whole page is loaded anew.
    """
    asked = the_signing_request()
    state = state_of(asked, clock.now())
    if state == RequestState.DONE:
        return _done(asked)
    if wants_fragment() and request.args.get("seen") != state:
        return done(url_for("signing.sign", handle=handle))
    return _page(asked, state)


@signing.post("/sign/<handle>/signatures/")
@signer
def take_signatures(handle: str) -> AnyResponse:
    """The signatures that NCALayer made, one for each paper, in a form of our page."""
    asked = the_signing_request()
    try:
        receive(asked, request.form.getlist("cms"), Channel.NCALAYER)
    except SignatureRejected:
        asked = the_signing_request()
        return _page(asked, state_of(asked, clock.now()), 422)
    except AlreadyDone:
        pass  # the page says what has become of the request meanwhile
    return done(url_for("signing.sign", handle=handle))


@signing.post("/sign/<handle>/withdraw/")
@signer
def withdraw(handle: str) -> AnyResponse:
    """Do not sign this; back to where it began, with what was entered."""
    asked = the_signing_request()
    back = again_url(asked)
    try:
        with transaction():
            requests.withdraw(asked.id)
    except AlreadyDone:
        return done(url_for("signing.sign", handle=handle))
    return done(back)


def _page(asked: SigningRequest, state: RequestState, status: int = 200) -> Response:
    settings = current_app.config["SETTINGS"]
    now = clock.now()
    waiting = state == RequestState.WAITING
    response = render_page(
        "signing/sign.html",
        block="follow",
        status=status,
        wanted=to_sign(asked),
        state=state,
        host=settings.public_url.partition("://")[2],
        refused=refusal(asked.reason) if asked.reason else None,
        long_ago=asked.received_at is not None and now - asked.received_at > _SOON,
        again=again_url(asked),
        ncalayer=json.dumps(ncalayer(asked)) if waiting else None,
        phone=phone(asked) if waiting else None,
    )
    return allow_connecting(response, settings.ncalayer_url) if waiting else response


def _done(asked: SigningRequest) -> AnyResponse:
    """Lead on: to the case, the receipt, or in."""
    if asked.purpose == Purpose.SIGN_IN:
        return done(_let_in(asked))
    wanted = to_sign(asked)
    if asked.back == url_for("commission.sitting"):
        return done(url_for("commission.sitting", signed=asked.handle))
    if wanted.deeds:
        _tell(wanted)
    return done(asked.back)


def _let_in(asked: SigningRequest) -> str:
    """Open the session of who signed, once; who asks again is in already. Returns where to go."""
    back, is_officer = asked.back, asked.officer_id is not None
    try:
        with transaction():
            who = come_in(asked.id)
            if isinstance(who, Officer):
                passwords.record_sign_in(who)
                sign_in_officer(who)
            else:
                sign_in_citizen(who)
    except AlreadyDone:
        if (current_officer() if is_officer else current_person()) is None:
            flash(gettext("This sign-in is over. Sign in again."), "error")
            return again_url(asked)
    return back or (officer_home() if is_officer else HOME[CITIZEN])


def _tell(wanted: ToSign) -> None:
    """Say what was signed and done, for the next page."""
    kept = gettext("Your signature is kept with the case.")
    for deed in wanted.deeds:
        if deed.state == DeedState.DONE:
            said = gettext("%(number)s: %(what)s.", number=deed.number, what=gettext(deed.done_label))
            flash(f"{said} {kept}", "success")
        else:
            why = gettext(refusal(deed.reason or "already_done").happened)
            flash(gettext("%(number)s: %(why)s", number=deed.number, why=why), "error")
