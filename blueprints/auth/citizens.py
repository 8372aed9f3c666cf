"""Signing in with an IIN and a one-time password or with EDS, and out again.

`next` travels in the addresses of these pages, so that two tabs do not mix theirs up.
"""

from datetime import datetime, timedelta

from flask import Response, session, url_for
from flask_babel import gettext, ngettext

import clock
from actions import codes
from actions.people import take_in
from blueprints.auth import auth
from blueprints.auth.forms import CodeForm, SignInForm
from blueprints.auth.keys import KEYS_AN_ADDRESS, ask_for_key
from database import transaction
from extensions import limiter
from models.people import OneTimeCode
from queries.people import sign_in_code
from web.access import CITIZEN, HOME, public, safe_next
from web.codes import counting_tries
from web.filters import moment
from web.htmx import done, render_page
from web.locale import current_language
from web.security import forget_pages
from web.sessions import CITIZEN_KEY, address_key, current_person, sign_in_citizen, sign_out

_HANDLE = "sign_in_code"


@auth.get("/sign-in/")
@public
def sign_in() -> Response:
    """Ask for the IIN."""
    if current_person() is not None:
        return done(safe_next(HOME[CITIZEN]))
    return _sign_in_page(SignInForm())


@auth.post("/sign-in/")
@public
def ask_for_code() -> Response:
    """Have a code sent. The answer is the same for every IIN, whether anybody has it or not."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form, 422)
    return _new_code(form, form.iin.data or "")


@auth.post("/sign-in/eds/")
@limiter.limit(KEYS_AN_ADDRESS)
@public
def sign_in_with_key() -> Response:
    """Begin a sign-in with EDS: the key says who comes in."""
    return ask_for_key(None, safe_next(HOME[CITIZEN]))


@auth.get("/sign-in/otp/")
@public
def enter_code() -> Response:
    """Ask for the code."""
    code = _code()
    if current_person() is not None or code is None:
        return _to_sign_in()
    return _code_page(CodeForm(), code)


@auth.post("/sign-in/otp/")
@public
def check_code() -> Response:
    """Let in whoever knows the code."""
    form, code = CodeForm(), _code()
    if code is None:
        return _to_sign_in()
    if not form.validate():
        return _code_page(form, code, 422)
    try:
        with counting_tries():
            sign_in_citizen(take_in(codes.check_code(code.handle, form.code.data or "", codes.SIGN_IN)))
    except codes.CodeRefused as refused:
        if refused.code in ("used", "unknown"):  # a second tap: the first one may have signed in
            return _to_sign_in()
        form.code.errors = [_refusal(refused)]
        return _code_page(form, code, 422)
    return done(safe_next(HOME[CITIZEN]))


@auth.post("/sign-in/otp/again/")
@public
def ask_again() -> Response:
    """Have another code sent to the same IIN."""
    code = _code()
    return _to_sign_in() if code is None else _new_code(CodeForm(formdata=None), code.iin)


@auth.get("/help/phone/")
@public
def help_phone() -> Response:
    """How a number is linked to an IIN, and what to do when the code does not come."""
    return render_page("auth/help_phone.html")


@auth.post("/sign-out/")
@public
def sign_out_citizen() -> Response:
    """End the citizen's session in this browser."""
    with transaction():
        sign_out(CITIZEN_KEY)
    return forget_pages(done("/"))


def _new_code(form: SignInForm | CodeForm, iin: str) -> Response:
    """Prepare a code and go to its page; or say on the form's own page why there is none now."""
    code = _code()
    try:
        with transaction():
            session[_HANDLE] = codes.request_sign_in_code(iin, current_language(), address_key())
    except codes.CodeLimited as limited:
        asked_here = code is not None and code.iin == iin
        if limited.code == "cool_down" and asked_here and isinstance(form, SignInForm):
            return done(_with_next("auth.enter_code"))  # their code is on its way already
        if isinstance(form, CodeForm) and code is not None:
            form.code.errors = [_limit(limited)]
            return _code_page(form, code, 429)
        form.iin.errors = [_limit(limited)]
        return _sign_in_page(form, 429)
    return done(_with_next("auth.enter_code"))


def _code() -> OneTimeCode | None:
    """The code that this browser has asked for last."""
    handle = session.get(_HANDLE)
    return sign_in_code(handle) if handle else None


def _sign_in_page(form: SignInForm, status: int = 200) -> Response:
    return render_page(
        "auth/sign_in.html",
        form=form,
        action=_with_next("auth.ask_for_code"),
        eds=_with_next("auth.sign_in_with_key"),
        status=status,
    )


def _code_page(form: CodeForm, code: OneTimeCode, status: int = 200) -> Response:
    return render_page(
        "auth/code.html",
        form=form,
        iin=code.iin,
        good_until=code.expires_at if code.expires_at > clock.now() else None,
        again_from=_whole_minute(code.created_at + codes.code_limits().cool_down),
        action=_with_next("auth.check_code"),
        again=_with_next("auth.ask_again"),
        other=_with_next("auth.sign_in"),
        status=status,
    )


def _to_sign_in() -> Response:
    return done(_with_next("auth.sign_in"))


def _with_next(endpoint: str) -> str:
    return url_for(endpoint, next=safe_next("") or None)


def _refusal(refused: codes.CodeRefused) -> str:
    if refused.code == "wrong":
        return ngettext(
            "This code is not right. You can try %(num)s more time.",
            "This code is not right. You can try %(num)s more times.",
            refused.tries_left,
        )
    if refused.code == "too_many_tries":
        return gettext("Five wrong codes were entered, so this one is void. Ask for a new code below.")
    return gettext("This code is no longer good: its five minutes are over, or a newer one was asked for.")


def _limit(limited: codes.CodeLimited) -> str:
    again = moment(_whole_minute(limited.again_at))
    if limited.code == "cool_down":
        return gettext("A code was asked for a moment ago. Ask for the next one from %(time)s.", time=again)
    if limited.code == "too_many_for_iin":
        return gettext("Too many codes were asked for with this IIN. Ask again from %(time)s.", time=again)
    return gettext(
        "Too many codes were asked for from your network. Ask again from %(time)s. "
        "Mobile internet instead of Wi-Fi may help.",
        time=again,
    )


def _whole_minute(at: datetime) -> datetime:
    """The first full minute from then on: pages show no seconds, and must not promise too soon."""
    return (at + timedelta(minutes=1, microseconds=-1)).replace(second=0, microsecond=0)
