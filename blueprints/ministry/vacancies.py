"""The posts of the head's unit: published, closed, and the candidates who compete for each (CON-2)."""

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext

import clock
from actions import posts as deeds
from actions.audit import record_look
from blueprints.ministry import ministry
from blueprints.ministry.giving import head_bodies
from blueprints.ministry.post_form import PostForm, post_form
from database import transaction
from domain.errors import AlreadyDone, InvalidData
from domain.roles import Actor, BodyKind, Role
from queries import vacancies as posts
from queries.competition import CHECKS, EXAMINATIONS, competition
from queries.places import active_bodies
from queries.vacancies import STATES, Post
from web.access import actors_with, officer
from web.forms.refusals import refuse
from web.htmx import done, render_page


@ministry.get("/ministry/vacancies/")
@officer(Role.HEAD)
def vacancies() -> Response:
    """The posts of my unit: state, places, how many compete."""
    asked = request.args.get("state", "")
    state = asked if asked in STATES else ""
    return render_page(
        "ministry/vacancies.html",
        block="posts",
        posts=posts.unit_posts(head_bodies(), state, request.args.get("page", 1, int)),
        state=state,
        states=STATES,
    )


@ministry.get("/ministry/vacancies/new/")
@officer(Role.HEAD)
def new_vacancy() -> Response:
    """Ask for a post."""
    return _form_page(_form())


@ministry.post("/ministry/vacancies/new/")
@officer(Role.HEAD)
def publish_vacancy() -> Response:
    """Publish a post; candidates see it at once."""
    form = _form()
    if not form.validate() or not _publish(form):
        return _form_page(form, 422)
    flash(gettext("The post is published: candidates see it now."), "success")
    return done(url_for("ministry.vacancies"))


@ministry.get("/ministry/vacancies/<int:vacancy_id>/close/")
@officer(Role.HEAD)
def confirm_closing(vacancy_id: int) -> Response:
    """What closing this post means, and who is told of it."""
    post = _own_post(vacancy_id)
    return render_page("ministry/close.html", post=post, waiting=posts.who_waits(vacancy_id))


@ministry.post("/ministry/vacancies/<int:vacancy_id>/close/")
@officer(Role.HEAD)
def close_vacancy(vacancy_id: int) -> Response:
    """Seek nobody for this post any more."""
    post = _own_post(vacancy_id)
    try:
        with transaction():
            deeds.close(_head_of(post.vacancy.body_id), vacancy_id)
    except AlreadyDone:
        flash(gettext("Nobody is sought for this post any more: somebody was first."), "warning")
    else:
        flash(gettext("The post is closed, and its candidates are told."), "success")
    return done(url_for("ministry.vacancies"))


@ministry.get("/ministry/vacancies/<int:vacancy_id>/candidates/")
@officer(Role.HEAD)
def candidates(vacancy_id: int) -> Response:
    """The candidates for one post side by side; that the head looked at each is recorded before."""
    post = _own_post(vacancy_id)
    found = competition(vacancy_id, clock.now())
    head, seen = _head_of(post.vacancy.body_id), [candidate.case_id for candidate in found.candidates]
    with transaction():
        for case_id in seen:
            record_look(head, case_id=case_id)
    return render_page(
        "ministry/candidates.html",
        post=_own_post(vacancy_id),
        found=found,
        checks=CHECKS,
        examinations=EXAMINATIONS,
    )


def _head_of(body_id: int) -> Actor:
    return next(actor for actor in actors_with(Role.HEAD) if actor.body_id == body_id)


def _own_post(vacancy_id: int) -> Post:
    """The post, if the officer's unit published it; else 404, as if it did not exist."""
    post = posts.find_post(vacancy_id)
    if post is None or post.vacancy.body_id not in head_bodies():
        abort(404)
    return post


def _form() -> PostForm:
    own = head_bodies()
    return post_form([body for body in active_bodies(BodyKind.MINISTRY) if body.id in own])


def _form_page(form: PostForm, status: int = 200) -> Response:
    return render_page("ministry/vacancy_form.html", status=status, form=form)


def _publish(form: PostForm) -> bool:
    """Whether it was taken; what was wrong stands in the form then."""
    body_id = form.body.data if "body" in form else min(head_bodies())
    try:
        with transaction():
            deeds.publish(
                _head_of(body_id),
                kind=form.kind.data,
                branch=form.branch.data,
                region_code=form.region.data,
                unit_id=int(form.unit.data),
                titles=form.texts("title"),
                requirements=form.texts("requirements"),
                places=form.places.data or 0,
            )
    except InvalidData as refused:
        refuse(form, refused.problems)
        return False
    return True
