"""Which language a page speaks: Kazakh, Russian or English.

In this order: the signed-in person's setting, the cookie of an earlier choice,
Kazakh. `Accept-Language` is ignored, because phones here are often sold with a
language that their owner never chose.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, Response, current_app, has_request_context, make_response, redirect, request
from flask_babel import get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from clock import ALMATY
from extensions import babel
from web.security import cookie_name, is_https

COOKIE = "language"
DEFAULT = "kk"
_A_YEAR = 365 * 24 * 3600  # seconds

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Language:
    """A language of the site, named in itself."""

    code: str
    name: str
    short: str


LANGUAGES = (
    Language("kk", "Қазақша", "Қаз"),
    Language("ru", "Русский", "Рус"),
    Language("en", "English", "Eng"),
)
CODES = tuple(language.code for language in LANGUAGES)
_LOCALES = {code: Locale.parse(code) for code in CODES}


@dataclass(frozen=True)
class _Setting:
    """Where a signed-in person's own choice is kept; set by whoever wires the app."""

    read: Callable[[], str | None]
    write: Callable[[str], None]


def current_language() -> str:
    """The code of the language in which this request is answered."""
    return str(get_locale() or DEFAULT)


def select_language() -> str | None:
    """What flask-babel asks. None outside a request, where `force_locale` decides."""
    if not has_request_context():
        return None
    for code in (_own_setting(), request.cookies.get(_cookie())):
        if code in CODES:
            return code
    return DEFAULT


def language_url(code: str) -> str:
    """The address of the present page in another language."""
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{_path()}?{urlencode([*arguments, ('lang', code)])}"


def _translator() -> Callable[..., str]:
    """What `_()` is in templates: as Jinja's own, but it looks for the catalogue once for each language, and
    formats only what has something to fill in. A page calls it up to three hundred times."""
    sentences: dict[Locale | None, Callable[[str], str]] = {}

    @pass_eval_context
    def translated(eval_ctx: EvalContext, message: str, /, **variables: object) -> str:
        locale = get_locale()
        find = sentences.get(locale)
        if find is None:
            find = sentences[locale] = get_translations().ugettext
        text = find(message)
        if eval_ctx.autoescape:
            text = Markup(text)  # noqa: S704, what translators wrote
        return text % variables if "%" in text else text

    return translated


def _cookie() -> str:
    return cookie_name(COOKIE, current_app.config["SETTINGS"])


def _own_setting() -> str | None:
    setting = current_app.extensions["qyzmet_language"]
    if setting is None:
        return None
    try:
        return setting.read()
    except Exception:  # an error page must still be written when the database is gone
        log.warning("the person's language could not be read", exc_info=True)
        return None


def _path() -> str:
    """The request's path, which never begins with two slashes: that would name another host."""
    return "/" + request.path.lstrip("/\\")


def _take_choice() -> Response | None:
    """Keep what `?lang=` chose and go to the same page without it."""
    code = request.args.get("lang")
    if code is None or request.method not in ("GET", "HEAD"):
        return None
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    query = f"?{urlencode(arguments)}" if arguments else ""
    response = make_response(redirect(_path() + query, 303))
    if code in CODES:
        response.set_cookie(
            _cookie(),
            code,
            max_age=_A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=is_https(current_app.config["SETTINGS"]),
        )
        if (setting := current_app.extensions["qyzmet_language"]) is not None:
            setting.write(code)
    return response


def init_app(
    app: Flask,
    *,
    read: Callable[[], str | None] | None = None,
    write: Callable[[str], None] | None = None,
) -> None:
    """Speak three languages.

    `read` answers the signed-in person's or officer's setting, or None;
    `write` stores a new choice for them (and does nothing for a stranger).
    Both or neither: a setting that could be read but not changed would make
    the language switch do nothing.
    """
    if (read is None) != (write is None):
        raise ValueError("a language setting is both read and written")
    app.extensions["qyzmet_language"] = _Setting(read, write) if read and write else None
    babel.init_app(
        app,
        default_locale=DEFAULT,
        locale_selector=lambda: _LOCALES.get(select_language() or ""),  # the same each time: quick to compare
        timezone_selector=lambda: str(ALMATY),
    )
    app.before_request(_take_choice)
    app.jinja_env.globals.update(
        languages=LANGUAGES, language_url=language_url, current_language=current_language
    )
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"] = _translator()
