"""Choosing the ground: the first step, and the way back to it. For a service with posts: see post.py."""

from uuid import UUID

from flask import abort, request
from werkzeug.wrappers import Response

import clock
from actions import drafts as actions
from blueprints.apply import apply
from blueprints.apply.forms import GroundForm
from blueprints.apply.own import place, step_url, the_draft, the_service
from blueprints.apply.post import post_page
from database import transaction
from domain.schema import PublicService
from models.drafts import Draft, open_draft
from queries import drafts
from queries.services import season_now
from web import found_ground
from web.access import citizen
from web.citizens import the_citizen
from web.htmx import done, render_page


@apply.get("/apply/<code>/")
@citizen
def choose_ground(code: str) -> Response:
    """Offer the grounds; a draft that was begun before is gone on with."""
    service, draft = the_service(code), open_draft(the_citizen().id, code)
    return post_page(service, draft) if service.by_vacancy else _ground_page(service, draft)


@apply.get("/apply/<code>/<uuid:draft_id>/ground/")
@citizen
def change_ground(code: str, draft_id: UUID) -> Response:
    """Offer the grounds for a draft that has one."""
    service, draft = the_service(code), the_draft(code, draft_id)
    return post_page(service, draft) if service.by_vacancy else _ground_page(service, draft)


@apply.post("/apply/<code>/")
@citizen
def start(code: str) -> Response:
    """Begin a draft on the chosen ground, or move the person's draft to it."""
    service, person = the_service(code), the_citizen()
    if service.by_vacancy:
        abort(404)
    draft = open_draft(person.id, code)
    form = GroundForm()
    form.offer(drafts.ground_choices(service, person, draft, clock.today()))
    if drafts.open_case_number(person.id, service) or not form.validate():
        return _ground_page(service, draft, form, 422)
    found = found_ground.found_for(code)
    with transaction():
        draft = actions.start_draft(person, code, form.ground.data)
        if found and found.subtype == draft.subtype and not draft.answers:
            actions.save_answers(draft, found.answers, draft.explanation)
    found_ground.forget()
    return done(step_url("show_data", draft))


@apply.post("/apply/<code>/<uuid:draft_id>/discard/")
@citizen
def discard(code: str, draft_id: UUID) -> Response:
    """Throw the draft away."""
    draft = the_draft(code, draft_id)
    with transaction():
        actions.discard_draft(draft)
    return done("/cabinet/")


def _likely(service: PublicService, draft: Draft | None) -> str | None:
    """What the applicant has most probably in mind: the ground of the link, of the finder, of the draft."""
    found = found_ground.found_for(service.code)
    asked = request.args.get("ground") or (found.subtype if found else None)
    return asked or (draft.subtype if draft else None)


def _ground_page(
    service: PublicService, draft: Draft | None, form: GroundForm | None = None, status: int = 200
) -> Response:
    person = the_citizen()
    choices = drafts.ground_choices(service, person, draft, clock.today())
    if form is None:
        form = GroundForm(ground=_likely(service, draft))
        form.offer(choices)
    return render_page(
        "apply/ground.html",
        service=service,
        season=season_now(service, clock.today()),
        draft=draft,
        form=form,
        choices=choices,
        open_case=drafts.open_case_number(person.id, service),
        place=place(service, draft, "change_ground"),
        status=status,
    )
