"""The whole application once more before it is certified, and the consent."""

from contextlib import suppress
from uuid import UUID

from flask import abort
from flask_babel import gettext
from werkzeug.wrappers import Response

import clock
from actions import drafts as actions
from actions import openings
from actions.cases import why_not_fileable
from blueprints.apply import apply
from blueprints.apply.documents import paper_items
from blueprints.apply.forms import ConsentForm
from blueprints.apply.own import place, step_url, the_draft
from blueprints.apply.post import post_facts
from blueprints.apply.questionnaire import section_url, told
from blueprints.apply.words import obstacle
from database import transaction
from domain.errors import ActionNotOpen
from domain.questionnaires import says_none
from models.drafts import Draft
from queries import drafts
from web.access import citizen
from web.citizens import the_citizen
from web.htmx import done, render_page


@apply.get("/apply/<code>/<uuid:draft_id>/check/")
@citizen
def check(code: str, draft_id: UUID) -> Response:
    """What will be sent, what is missing, and when the answer would be due."""
    return _check_page(the_draft(code, draft_id))


@apply.post("/apply/<code>/<uuid:draft_id>/consent/")
@citizen
def give_consent(code: str, draft_id: UUID) -> Response:
    """Keep that the applicant agrees, with the words as they read them (834 p.2; CON-2)."""
    draft = the_draft(code, draft_id)
    asked = drafts.service_of(draft).consent
    if asked is None:
        abort(404)
    form = ConsentForm()
    if not form.validate():
        return _check_page(draft, form, 422)
    if draft.consented_at is None:
        with transaction():
            actions.consent(draft, gettext(asked.text))
    return done(step_url("check", draft))


@apply.post("/apply/<code>/<uuid:draft_id>/opening-sms/")
@citizen
def want_opening_sms(code: str, draft_id: UUID) -> Response:
    """Have an SMS sent when applications are taken again."""
    draft = the_draft(code, draft_id)
    with suppress(ActionNotOpen), transaction():
        openings.ask_for_sms(draft)
    return done(step_url("check", draft))


def _check_page(draft: Draft, form: ConsentForm | None = None, status: int = 200) -> Response:
    now = clock.now()
    prepared = drafts.preparation(draft, now)
    reason = why_not_fileable(draft)
    return render_page(
        "apply/check.html",
        prepared=prepared,
        person=the_citizen(),
        post=post_facts(prepared.post) if prepared.post else None,
        answers=drafts.answer_rows(prepared),
        chapters=[
            (
                section,
                [told(section, row) for row in rows],
                says_none(section, draft.questionnaire),
                section_url(draft, section),
            )
            for section, rows in prepared.chapters
        ],
        papers=paper_items(draft, prepared.papers, removable=False),
        obstacle=obstacle(reason, draft) if reason else None,
        consent_form=form or ConsentForm(formdata=None),
        terms=drafts.terms_if_sent(prepared.service, now),
        place=place(prepared.service, draft, "check"),
        status=status,
    )
