"""The ground finder: questions about a life, the grounds that fit, and all grounds to look through.

What is ticked is health, family, courts: it comes by POST, stands in no address and is not stored.
"""

from flask import redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import clock
from blueprints.public import public_pages
from catalogue.finder import CHAPTERS, FACTS
from catalogue.topics import TOPICS
from domain.finder import Fact
from queries import finder, services
from web import found_ground
from web.access import public
from web.forms import Form
from web.htmx import render_page

_LONGEST_SEARCH = 100


@public_pages.get("/find/")
@public
def find() -> Response:
    """Ask."""
    return _questions(Form(formdata=None))


@public_pages.post("/find/")
@public
def found() -> Response:
    """Say which grounds fit, and why the others do not."""
    form, said = Form(), _said()
    if not form.validate():
        return _questions(form, 422)
    if not said:
        form.form_errors.append(gettext("Tick what is so in your life. One tick is enough."))
        return _questions(form, 422)
    return render_page(
        "public/found.html",
        found=finder.find(said, clock.today()),
        chapters=_chapters(),
        said=said,
    )


@public_pages.post("/find/begin/")
@public
def begin_found() -> Response:
    """Go on to the application with a ground that fits, else begin anew; what was said for it goes along."""
    code, _, subtype = request.form.get("ground", "").partition(" ")
    ground = finder.find(_said(), clock.today()).ground(code, subtype)
    if ground is None:
        return redirect(url_for("public.find"), 303)
    found_ground.keep(code, subtype, ground.answers)
    return redirect(services.begin(ground.service), 303)


@public_pages.get("/find/all/")
@public
def all_grounds() -> Response:
    """All grounds in plain words, to be narrowed by a word or a topic."""
    words = request.args.get("q", "").strip()[:_LONGEST_SEARCH]
    topic = request.args.get("topic", "")
    return render_page(
        "public/grounds.html",
        block="grounds",
        words=words,
        topic=topic,
        topics=TOPICS,
        found=services.find_grounds(words, topic, gettext),
    )


def _said() -> frozenset[str]:
    return frozenset(request.form.getlist("fact")) & FACTS.keys()


def _questions(form: Form, status: int = 200) -> Response:
    return render_page("public/find.html", form=form, chapters=_chapters(), said=frozenset(), status=status)


def _chapters() -> list[tuple[str, tuple[Fact, ...]]]:
    """Each chapter of the questions: its topic's heading, and the facts."""
    labels = {topic.code: topic.label for topic in TOPICS}
    return [(labels[chapter.topic], chapter.facts) for chapter in CHAPTERS]
