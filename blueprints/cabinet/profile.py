"""Who I am to the site: language, number, who has looked at my cases, and all of it to take with me."""

from flask import flash, request, url_for
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response

import clock
from actions import audit, contacts
from actions.people import choose_language
from blueprints.cabinet import cabinet
from blueprints.cabinet.forms import LanguageForm
from database import transaction
from extensions import limiter
from queries import looks
from queries.own_data import own_data
from web.access import citizen
from web.citizens import citizen_actor, the_citizen
from web.data_package import send_data
from web.htmx import done, render_page
from web.locale import current_language


@cabinet.get("/cabinet/profile/")
@citizen
def profile() -> Response:
    """The page."""
    return _profile_page(LanguageForm(formdata=None, language=current_language()))


@cabinet.post("/cabinet/profile/language/")
@citizen
def save_language() -> Response:
    """Speak and write in another language from now on."""
    form = LanguageForm()
    if not form.validate():
        return _profile_page(form, 422)
    with transaction():
        choose_language(form.language.data, person=the_citizen(), officer=None)
    with force_locale(form.language.data):
        flash(gettext("The language is changed. SMS come in it too."), "success")
    return done(url_for("cabinet.profile"))


@cabinet.post("/cabinet/profile/phone/")
@citizen
def refresh_phone() -> Response:
    """Ask the registry anew which number is linked to my IIN."""
    with transaction():
        asked = contacts.ask_for_number(the_citizen().id)
    if asked:
        flash(gettext("The mobile citizens database is being asked. The number changes by itself."), "info")
    else:
        flash(gettext("It was asked a moment ago. Wait a minute."), "info")
    return done(url_for("cabinet.profile"))


@cabinet.post("/cabinet/profile/data/")
@citizen
@limiter.limit("10 per hour", key_func=lambda: f"own data {the_citizen().id}")
def download_data() -> Response:
    """Everything that the site holds about me as I may see it, in one file; by POST, so that no link
    that somebody sends me does it, and no cache keeps it."""
    with transaction():
        audit.record("own_data_taken", citizen_actor())
    return send_data(own_data(the_citizen(), clock.now(), gettext, current_language()))


def _profile_page(form: LanguageForm, status: int = 200) -> Response:
    person = the_citizen()
    return render_page(
        "cabinet/profile.html",
        block="phone",
        form=form,
        person=person,
        asked=contacts.last_question(person.id),
        looks=looks.looks_at(person.id, request.args.get("page", 1, type=int)),
        status=status,
    )
