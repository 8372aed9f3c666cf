"""The words of the messages: changed within what the template allows, and put back."""

from dataclasses import dataclass

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext

from actions.messages import set_text
from blueprints.admin import admin
from blueprints.admin.forms import LONGEST_TEXT, TextsForm
from blueprints.admin.who import administrator
from blueprints.admin.words import KIND_TITLES, TEXT_PROBLEMS
from database import transaction
from domain.messages import LANGUAGES, LONGEST, MessageTemplate
from domain.roles import Role
from domain.sms import Encoding, encoding, length, segments
from queries.message_texts import TemplateTexts, all_texts, texts_of
from web.access import officer
from web.htmx import done, render_page


@dataclass(frozen=True)
class Measure:
    """How long a text is with the longest values of its variables, in the signs of its alphabet."""

    signs: int
    segments: int
    cyrillic: bool


@admin.get("/admin/messages/")
@officer(Role.ADMIN)
def messages() -> Response:
    """All that the site tells by SMS."""
    return render_page("admin/messages.html", templates=all_texts())


@admin.get("/admin/messages/<code>/")
@officer(Role.ADMIN)
def show_message(code: str) -> Response:
    """One message in three languages, with its length; htmx asks again while somebody types."""
    found = _template(code)
    now = {language: text.text for language, text in found.texts.items()}
    typed = {language: request.args.get(language, now[language])[:LONGEST_TEXT] for language in LANGUAGES}
    return _page(found, TextsForm(None, data=typed))


@admin.post("/admin/messages/<code>/")
@officer(Role.ADMIN)
def change_message(code: str) -> Response:
    """Put these texts in place of the present ones: all three, or none where one of them is wrong."""
    found, form = _template(code), TextsForm()
    typed = {language: _plain(form[language].data) for language in LANGUAGES}
    if not _fits(found.template, form, typed):
        return _page(found, form, 422)
    changed = [
        language for language, text in found.texts.items() if typed[language] != text.text or text.unfit
    ]
    with transaction():
        for language in changed:
            set_text(code, language, typed[language], administrator())
    flash(gettext("The texts are kept. The next message of this kind has them."), "success")
    return done(url_for("admin.show_message", code=code))


@admin.post("/admin/messages/<code>/restore/")
@officer(Role.ADMIN)
def restore_message(code: str) -> Response:
    """Go back to the site's own text in one language."""
    found, language = _template(code), request.form.get("language", "")
    if language not in LANGUAGES:
        abort(404)
    with transaction():
        set_text(code, language, found.template.texts[language], administrator())
    flash(gettext("The site's own text is back."), "success")
    return done(url_for("admin.show_message", code=code))


def measure(template: MessageTemplate, text: str) -> Measure | None:
    """How long the text is; None where its variables cannot be filled in."""
    if {"braces", "variable_unknown"} & set(template.problems(text)):
        return None
    longest = template.longest(text)
    return Measure(length(longest), segments(longest), encoding(longest) is Encoding.UCS_2)


def _template(code: str) -> TemplateTexts:
    found = texts_of(code)
    if found is None:
        abort(404)
    return found


def _plain(text: str | None) -> str:
    """As it is sent: browsers write line ends as two characters."""
    return (text or "").replace("\r\n", "\n").strip()


def _fits(template: MessageTemplate, form: TextsForm, typed: dict[str, str]) -> bool:
    """Whether all three texts can stand; what is wrong is said beside each."""
    fits = form.validate()
    for language in LANGUAGES:
        problems = template.problems(typed[language]) if not form[language].errors else ()
        form[language].errors = [*form[language].errors, *(gettext(TEXT_PROBLEMS[code]) for code in problems)]
        fits = fits and not problems
    return fits


def _page(found: TemplateTexts, form: TextsForm, status: int = 200) -> Response:
    return render_page(
        "admin/message.html",
        block="lengths",
        status=status,
        found=found,
        form=form,
        measures={language: measure(found.template, _plain(form[language].data)) for language in LANGUAGES},
        variables={
            name: (KIND_TITLES[kind], LONGEST[kind]) for name, kind in found.template.variables.items()
        },
    )
