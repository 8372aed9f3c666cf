"""What an applicant may do to a case in words: withdraw it, object, ask to move the hearing, choose
another post."""

from flask_babel import gettext
from werkzeug.wrappers import Response

import catalogue
import clock
from blueprints.cabinet import cabinet
from blueprints.cabinet.own import open_action, take, the_case, too_late
from blueprints.cabinet.words import post_words
from domain.errors import InvalidData
from domain.needs import Kind
from domain.text import N_
from domain.workflow import needed_fields
from models.snapshots import snapshot_of
from queries.own_post import posts_instead
from web.access import citizen
from web.forms.actions import action_form
from web.htmx import render_page

_DONE: dict[str, str] = {
    "withdraw": N_("The application is withdrawn."),
    "object": N_("Your objection is with the commission."),
    "ask_to_move_hearing": N_(
        "The commission has your wish. It tells you of a new time, if it moves the hearing."
    ),
    "tell_ground_ended": N_("Thank you. The commission and the military administration body have been told."),
    "choose_vacancy": N_("The post is chosen. Your application goes on with it."),
}
"""What is said afterwards, by the code of the action."""


@cabinet.get("/cabinet/cases/<number>/withdraw/")
@citizen
def withdraw(number: str) -> Response:
    """Ask whether the application is really to be withdrawn."""
    return _deed(number, "withdraw", sent=False)


@cabinet.post("/cabinet/cases/<number>/withdraw/")
@citizen
def confirm_withdrawal(number: str) -> Response:
    """Withdraw the application."""
    return _deed(number, "withdraw", sent=True)


@cabinet.get("/cabinet/cases/<number>/objection/")
@citizen
def objection(number: str) -> Response:
    """Ask for the objection to the preliminary decision."""
    return _deed(number, "object", sent=False)


@cabinet.post("/cabinet/cases/<number>/objection/")
@citizen
def send_objection(number: str) -> Response:
    """Give the objection to the commission."""
    return _deed(number, "object", sent=True)


@cabinet.get("/cabinet/cases/<number>/move-hearing/")
@citizen
def move_hearing(number: str) -> Response:
    """Ask why the hearing should be moved, and to when."""
    return _deed(number, "ask_to_move_hearing", sent=False)


@cabinet.post("/cabinet/cases/<number>/move-hearing/")
@citizen
def send_wish(number: str) -> Response:
    """Give the wish to the commission."""
    return _deed(number, "ask_to_move_hearing", sent=True)


@cabinet.get("/cabinet/cases/<number>/post/")
@citizen
def choose_post(number: str) -> Response:
    """Show the open posts of the same unit of the ministry, when my own has gone to somebody else (CON-2)."""
    return _deed(number, "choose_vacancy", sent=False)


@cabinet.post("/cabinet/cases/<number>/post/")
@citizen
def confirm_post(number: str) -> Response:
    """Go on with another post."""
    return _deed(number, "choose_vacancy", sent=True)


@cabinet.get("/cabinet/cases/<number>/ground-ended/")
@citizen
def ground_ended(number: str) -> Response:
    """Ask since when the ground of my deferral no longer holds."""
    return _deed(number, "tell_ground_ended", sent=False)


@cabinet.post("/cabinet/cases/<number>/ground-ended/")
@citizen
def tell_ground_ended(number: str) -> Response:
    """Tell the commission and the military body."""
    return _deed(number, "tell_ground_ended", sent=True)


def _deed(number: str, code: str, *, sent: bool) -> Response:
    """The page of an action, or the action itself; nothing is lost of what was typed wrongly."""
    case = the_case(number)
    service = catalogue.edition_of(case.service, case.edition)
    snapshot = snapshot_of(case, service, clock.now())
    action = open_action(snapshot, code)
    if action is None:
        return too_late(case.number)
    fields = needed_fields(snapshot, action)
    posts = posts_instead(case) if any(field.kind is Kind.VACANCY for field in fields) else None
    form = action_form(fields, vacancies=[(post.id, post_words(post)) for post in posts or ()])
    if sent and form.validate():
        try:
            return take(case, code, form.entered(), gettext(_DONE[code]))
        except InvalidData as invalid:
            form.refuse(invalid.problems)
    return render_page(
        "cabinet/deed.html",
        case=case,
        action=action,
        form=form,
        nothing_to_choose=posts == [],
        status=422 if sent else 200,
    )
