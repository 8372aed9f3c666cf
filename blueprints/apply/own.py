"""What the wizard's pages begin with: the service, the person's own draft, the steps."""

from dataclasses import dataclass
from uuid import UUID

from flask import abort, url_for
from flask_babel import gettext

from domain.applications import takes_papers
from domain.schema import Certifying, PublicService
from models.connected import is_connected
from models.drafts import Draft
from queries import drafts
from queries.services import current_service
from queries.signing import being_checked
from web.citizens import the_citizen
from web.htmx import done


@dataclass(frozen=True)
class Place:
    """Where a page stands in the wizard: the names and addresses of its steps; `current` counts from 1."""

    names: tuple[str, ...]
    urls: tuple[str, ...]
    current: int

    @property
    def back(self) -> tuple[str, str]:
        """Address and name of the step before."""
        return self.urls[self.current - 2], self.names[self.current - 2]

    @property
    def onward(self) -> str:
        """Address of the step after."""
        return self.urls[self.current]


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


def place(service: PublicService, draft: Draft | None, view: str) -> Place:
    """The place of this view among the steps of the service."""
    views = _steps(service, draft)
    names = tuple(views.values())
    urls = tuple(step_url(step, draft) if draft else "" for step in views)
    return Place(names, urls, list(views).index(view) + 1)


def has_papers(service: PublicService, draft: Draft) -> bool:
    """Whether papers are attached to this application: a step of its own, or none."""
    return takes_papers(service.subtype(draft.subtype or ""), is_connected)


def _steps(service: PublicService, draft: Draft | None) -> dict[str, str]:
    """The names of the steps by the views that show them."""
    steps = {
        "change_ground": gettext("Post") if service.by_vacancy else gettext("Ground"),
        "show_data": gettext("Data"),
    }
    if service.questionnaire:
        steps["show_questionnaire"] = gettext("Questionnaire")
    if draft is None or has_papers(service, draft):
        steps["show_documents"] = gettext("Papers")
    steps["check"] = gettext("Consent and check") if service.consent else gettext("Check")
    steps["show_certify"] = gettext("Certify") if Certifying.OTP in service.certified_by else gettext("Sign")
    return steps
