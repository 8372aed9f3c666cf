"""What the wizard's pages begin with: the service, the person's own draft, the steps."""

from uuid import UUID

from flask import abort, url_for
from flask_babel import gettext

from domain.schema import PublicService
from models.drafts import Draft
from queries import drafts
from queries.services import current_service
from queries.signing import being_checked
from web.citizens import the_citizen
from web.htmx import done


def the_service(code: str) -> PublicService:
    """The public service in the address; 404 for one that does not exist."""
    service = current_service(code)
    if service is None:
        abort(404)
    return service


def the_draft(code: str, draft_id: UUID) -> Draft:
    """The person's own draft in the address. A sent one leads to its receipt, one that has been signed
    to where that stands, so that it does not change meanwhile; anything else is a 404."""
    draft = drafts.own_draft(the_citizen().id, code, str(draft_id))
    if draft is None:
        abort(404)
    if draft.status == "submitted":
        abort(done(receipt_url(draft.id)))
    if handle := being_checked(draft.id):
        abort(done(url_for("signing.sign", handle=handle)))
    return draft


def receipt_url(draft_id: str) -> str:
    """Where the receipt of a sent draft stands."""
    return url_for("cabinet.receipt", number=drafts.number_of(draft_id))


def step_url(step: str, draft: Draft) -> str:
    """The address of a step of this draft; `step` is the view's name."""
    return url_for(f"apply.{step}", code=draft.service, draft_id=draft.id)


def steps(draft: Draft | None, current: int) -> dict[str, object]:
    """What the step indicator needs; `current` counts from 1."""
    names = (gettext("Ground"), gettext("Data"), gettext("Papers"), gettext("Check"), gettext("Certify"))
    views = ("change_ground", "show_data", "show_documents", "check", "show_certify")
    urls = [step_url(view, draft) if draft else "" for view in views]
    return {"names": names, "current": current, "urls": urls}
