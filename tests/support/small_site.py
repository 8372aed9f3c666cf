"""The page machinery with three pages of its own: no database, no blueprints."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, flash, redirect
from jinja2 import ChoiceLoader, DictLoader, StrictUndefined
from sqlalchemy.exc import OperationalError
from wtforms import StringField
from wtforms.validators import InputRequired

import extensions
from config import ROOT, Settings
from domain.errors import AlreadyDone
from web import assets, components, errors, filters, htmx, locale, navigation, request_id, security
from web.forms import Form
from web.htmx import done, render_page

PAGE = """
{% extends "layout/base.html" %}
{% block title %}A page{% endblock %}
{% block content %}{% block card %}
<div id="card">{{ ui.forms.error_summary(form) }}
{% call ui.forms.form("/page/", target="#card") %}
{{ ui.forms.field(form.name) }}{{ ui.forms.submit("Send") }}
{% endcall %}
<h2>Told: {{ told }}</h2></div>
{% endblock %}{% endblock %}
"""


class NameForm(Form):
    """One thing to fill in."""

    name = StringField("Name", validators=[InputRequired()])


def make_site(settings: Settings, **options: Any) -> Flask:
    """A small site. `options`: read and write of `locale`, viewer of `navigation`, what `security` takes."""
    app = Flask("small", root_path=str(ROOT))
    app.config.update(SETTINGS=settings, SECRET_KEY="for tests only", PROPAGATE_EXCEPTIONS=False)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(Path(ROOT) / "translations")
    app.jinja_loader = ChoiceLoader([DictLoader({"page.html": PAGE}), app.jinja_loader])  # type: ignore[list-item]
    app.jinja_env.undefined = StrictUndefined
    extensions.csrf.init_app(app)
    extensions.htmx.init_app(app)
    request_id.init_app(app)
    htmx.init_app(app)
    security.init_app(app, **{name: options[name] for name in ("is_public",) if name in options})
    errors.init_app(app)
    locale.init_app(app, **{name: options[name] for name in ("read", "write") if name in options})
    components.init_app(app)
    assets.init_app(app)
    filters.init_app(app)
    navigation.init_app(app, **{name: options[name] for name in ("viewer",) if name in options})
    _add_pages(app)
    return app


def _add_pages(app: Flask) -> None:
    @app.get("/page/")
    def show() -> Response:
        return render_page("page.html", block="card", form=NameForm(), told="nothing")

    @app.post("/page/")
    def send() -> Response:
        form = NameForm()
        if not form.validate_on_submit():
            return render_page("page.html", block="card", status=422, form=form, told="nothing")
        flash("Kept", "success")
        if form.name.data == "stay":
            return render_page("page.html", block="card", form=NameForm(), told="stay")
        return done("/page/")

    @app.get("/broken-block/")
    def broken_block() -> Response:
        return render_page("page.html", block="no_such_block", form=NameForm(), told="")

    @app.get("/members-only/")
    def members_only() -> Any:
        return redirect("/sign-in/")

    @app.get("/status/<int:code>/")
    def status(code: int) -> Response:
        abort(code)

    @app.get("/fails/<how>/")
    def fails(how: str) -> Response:
        raise {
            "bug": ZeroDivisionError("a secret detail"),
            "database": OperationalError("SELECT 1", {}, Exception("a secret detail")),
            "late": AlreadyDone(),
        }[how]
