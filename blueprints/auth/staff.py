"""Officers' sign-in with login and password, then their key; their new password, and the way out."""

from flask import Response, flash, url_for
from flask_babel import gettext

from actions import passwords
from actions.signed_deeds import MissingKey
from blueprints.auth import auth
from blueprints.auth.forms import NewPasswordForm, StaffSignInForm
from blueprints.auth.keys import ask_for_key
from database import transaction
from domain.errors import InvalidData
from domain.passwords import MIN_LENGTH
from extensions import limiter
from web.access import officer, public, safe_next
from web.forms.refusals import refuse
from web.htmx import done, render_page
from web.security import forget_pages
from web.sessions import OFFICER_KEY, current_officer, officer_token, sign_out
from web.viewer import officer_home

_FAILURES_AN_ADDRESS = "50 per hour"
"""So that nobody locks out a whole office by trying every login; right passwords do not count."""


@auth.get("/staff/sign-in/")
@public
def staff_sign_in() -> Response:
    """Ask for login and password."""
    if current_officer() is not None:
        return done(safe_next(officer_home()))
    return _sign_in_page(StaffSignInForm())


@auth.post("/staff/sign-in/")
@limiter.limit(_FAILURES_AN_ADDRESS, deduct_when=lambda response: response.status_code == 422)
@public
def check_password() -> Response:
    """Ask whoever knows the password for their key (ALL-11).

    One sentence answers an unknown login, a wrong password and a locked login.
    """
    form = StaffSignInForm()
    if not form.validate():
        return _sign_in_page(form, 422)
    with transaction():
        attempt = passwords.begin_sign_in(form.login.data or "")
    if passwords.password_fits(attempt, form.password.data or ""):
        with transaction():
            who = passwords.accept_password(attempt)
        try:
            return ask_for_key(who, safe_next(""))
        except MissingKey as missing:
            refuse(form, missing.problems)
            return _sign_in_page(form, 403)
    with transaction():
        passwords.refuse_sign_in(attempt)
    form.form_errors.append(
        gettext(
            "Login or password is not right. After five wrong passwords a login is locked for 15 minutes; "
            "then even the right one is not taken. Lost passwords are replaced by your administrator."
        )
    )
    return _sign_in_page(form, 422)


@auth.get("/staff/password/")
@officer(before_new_password=True)
def new_password() -> Response:
    """Ask for a new password."""
    return _password_page(NewPasswordForm())


@auth.post("/staff/password/")
@officer(before_new_password=True)
def change_password() -> Response:
    """Take the new password; other browsers of this officer are signed out."""
    form, who = NewPasswordForm(), current_officer()
    if who is None or not form.validate():
        return _password_page(form, 422)
    try:
        with transaction():
            passwords.change_password(
                who.id, form.password.data or "", form.new_password.data or "", token=officer_token()
            )
    except InvalidData as invalid:
        for name, code in invalid.problems.items():
            form[name].errors = [_problem(code)]
        return _password_page(form, 422)
    flash(gettext("Your password is changed. In other browsers you are signed out."), "success")
    return done(officer_home())


@auth.post("/staff/sign-out/")
@public
def sign_out_officer() -> Response:
    """End the officer's session in this browser."""
    with transaction():
        sign_out(OFFICER_KEY)
    return forget_pages(done("/staff/sign-in/"))


def _sign_in_page(form: StaffSignInForm, status: int = 200) -> Response:
    action = url_for("auth.check_password", next=safe_next("") or None)
    return render_page("auth/staff_sign_in.html", form=form, action=action, status=status)


def _password_page(form: NewPasswordForm, status: int = 200) -> Response:
    who = current_officer()
    return render_page(
        "auth/password.html",
        form=form,
        least=MIN_LENGTH,
        temporary=who is not None and who.must_change_password,
        status=status,
    )


def _problem(code: str) -> str:
    match code:
        case "password_wrong":
            return gettext("This is not your present password.")
        case "password_short":
            return gettext("Too short: write at least %(count)d characters.", count=MIN_LENGTH)
        case "password_long":
            return gettext("Too long: nobody types this without a mistake.")
        case "password_login":
            return gettext("Your login stands in this password. Choose one without it.")
        case "password_same":
            return gettext("This is the password you have. Choose another one.")
        case _:
            return gettext("This is too easy to guess. Three or four odd words do well.")
