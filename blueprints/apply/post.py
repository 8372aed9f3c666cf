"""Applying for a post: the first step of a service in which one applies for a post (834 annex 1; CON-2)."""

from flask import abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import clock
from actions.cases import post_is_open
from actions.drafts import choose_post
from blueprints.apply import apply
from blueprints.apply.own import place, step_url
from database import transaction
from domain.schema import PublicService
from models.drafts import Draft
from queries import drafts
from queries.services import VACANCIES, season_now
from queries.vacancies import Post, find_post
from web.access import citizen
from web.citizens import the_citizen
from web.htmx import done, render_page
from web.locale import current_language


@apply.post("/vacancies/<int:vacancy_id>/apply/")
@citizen
def apply_for_post(vacancy_id: int) -> Response:
    """Begin an application for this post, or go on with the one that was begun, for this post."""
    post = find_post(vacancy_id)
    if post is None:
        abort(404)
    person = the_citizen()
    if drafts.open_case_number(person.id, post.service):
        return done(url_for("apply.choose_ground", code=post.service.code))
    if not post_is_open(vacancy_id):
        flash(gettext("Nobody is sought for this post any more. Choose another one."), "warning")
        return done(VACANCIES)
    with transaction():
        draft = choose_post(person, post.vacancy)
    return done(step_url("change_ground", draft))


def post_page(service: PublicService, draft: Draft | None) -> Response:
    """The post that was chosen, and the way to another; without one, the way to the posts."""
    post = drafts.chosen_post(draft) if draft else None
    return render_page(
        "apply/post.html",
        service=service,
        season=season_now(service, clock.today()),
        draft=draft,
        vacancies=VACANCIES,
        facts=post_facts(post) if post else None,
        is_open=post is not None and post_is_open(post.vacancy.id),
        open_case=drafts.open_case_number(the_citizen().id, service),
        place=place(service, draft, "change_ground"),
    )


def post_facts(post: Post) -> list[tuple[str, str]]:
    """What a candidate should know of a post, for `ui.case.facts`, in the reader's language."""
    language, vacancy = current_language(), post.vacancy
    rows = [
        (gettext("Post"), getattr(vacancy, f"title_{language}")),
        (gettext("Kind of post"), gettext(post.kind.label)),
        (gettext("Branch of troops"), gettext(post.branch)),
        (gettext("Region"), getattr(vacancy.region, f"name_{language}")),
        (gettext("Unit"), getattr(vacancy.unit, f"name_{language}")),
    ]
    if requirements := getattr(vacancy, f"requirements_{language}"):
        rows.append((gettext("What is required"), requirements))
    return rows
