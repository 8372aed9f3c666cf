"""The whole application once more before it is certified."""

from uuid import UUID

from werkzeug.wrappers import Response

import clock
from actions.cases import why_not_fileable
from blueprints.apply import apply
from blueprints.apply.documents import paper_items
from blueprints.apply.own import steps, the_draft
from blueprints.apply.words import obstacle
from queries import drafts
from web.access import citizen
from web.citizens import the_citizen
from web.htmx import render_page


@apply.get("/apply/<code>/<uuid:draft_id>/check/")
@citizen
def check(code: str, draft_id: UUID) -> Response:
    """What will be sent, what is missing, and when the answer would be due."""
    draft = the_draft(code, draft_id)
    prepared = drafts.preparation(draft, clock.now())
    reason = why_not_fileable(draft)
    return render_page(
        "apply/check.html",
        prepared=prepared,
        person=the_citizen(),
        answers=drafts.answer_rows(prepared),
        papers=paper_items(draft, prepared.papers, removable=False),
        obstacle=obstacle(reason, draft) if reason else None,
        terms=drafts.terms_if_sent(prepared.service, clock.now()),
        steps=steps(draft, 4),
    )
