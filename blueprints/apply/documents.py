"""The papers: one card for each that the ground asks for, and room for others."""

import mimetypes
from collections.abc import Iterable
from uuid import UUID

from flask import abort, flash, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

import clock
from actions import documents
from actions.documents import ADDITIONAL
from blueprints.apply import apply
from blueprints.apply.forms import AdditionalUploadForm, UploadForm
from blueprints.apply.own import has_papers, place, step_url, the_draft
from database import transaction
from domain.applications import possible_documents
from domain.uploads import UploadRefused
from models.connected import is_connected
from models.drafts import Draft
from queries import drafts
from queries.documents import Paper, document_of_draft
from web.access import citizen
from web.citizens import citizen_actor
from web.downloads import send_stored
from web.handed_in import take_what_came
from web.htmx import done, render_page, wants_fragment
from web.names import paper_name
from web.uploads import refusal_words


@apply.get("/apply/<code>/<uuid:draft_id>/documents/")
@citizen
def show_documents(code: str, draft_id: UUID) -> Response:
    """What is asked for, what is there. Where registries answer for every paper, the next step."""
    draft = the_draft(code, draft_id)
    if not has_papers(drafts.service_of(draft), draft):
        return done(step_url("check", draft))
    return _documents_page(draft)


@apply.post("/apply/<code>/<uuid:draft_id>/documents/add/<kind>/")
@citizen
def add_paper(code: str, draft_id: UUID, kind: str) -> Response:
    """Take in the photographs or the PDF of one paper."""
    draft = the_draft(code, draft_id)
    if kind not in _kinds(draft):
        abort(404)
    form = _upload_form(kind)
    take_what_came(form.files)
    if not form.validate():
        return _documents_page(draft, form, 422)
    try:
        _take_in(draft, kind, form)
    except UploadRefused as refused:
        form.files.errors = [refusal_words(refused)]
        return _documents_page(draft, form, 422)
    flash(gettext("The paper is attached."), "success")
    return _shown(draft)


@apply.post("/apply/<code>/<uuid:draft_id>/documents/<uuid:paper_id>/remove/")
@citizen
def remove_paper(code: str, draft_id: UUID, paper_id: UUID) -> Response:
    """Take a paper out of the draft."""
    draft = the_draft(code, draft_id)
    document = document_of_draft(draft.id, str(paper_id))
    if document is None:
        abort(404)
    with transaction():
        documents.remove(document, citizen_actor())
    flash(gettext("The paper is removed."), "info")
    return _shown(draft)


@apply.get("/apply/<code>/<uuid:draft_id>/documents/<uuid:paper_id>/")
@citizen
def show_paper(code: str, draft_id: UUID, paper_id: UUID) -> Response:
    """The paper itself, as it was attached."""
    document = document_of_draft(the_draft(code, draft_id).id, str(paper_id))
    if document is None:
        abort(404)
    name = f"{document.kind}-{document.id}{mimetypes.guess_extension(document.content_type) or ''}"
    return send_stored(document.storage_key, name=name, content_type=document.content_type)


def _take_in(draft: Draft, kind: str, form: UploadForm) -> None:
    title = form.title.data if isinstance(form, AdditionalUploadForm) else ""
    paper = documents.receive([file.stream for file in form.files.data], title=title or "")
    with transaction():
        documents.attach_to_draft(draft, paper, kind, citizen_actor())


def _kinds(draft: Draft) -> set[str]:
    """What can be attached: nothing for which a connected registry answers (834 annex 1; CON-1)."""
    service = drafts.service_of(draft)
    if not has_papers(service, draft):
        return set()
    subtype = service.subtype(draft.subtype or "")
    return {document.code for document in possible_documents(subtype, is_connected)} | {ADDITIONAL}


def _upload_form(kind: str, *, empty: bool = False) -> UploadForm:
    """The form of one card; the prefix keeps the cards of a page apart."""
    made = AdditionalUploadForm if kind == ADDITIONAL else UploadForm
    form = made(None, prefix=kind) if empty else made(prefix=kind)
    form.kind = kind
    return form


def _shown(draft: Draft) -> Response:
    return _documents_page(draft) if wants_fragment() else done(step_url("show_documents", draft))


def paper_items(draft: Draft, papers: Iterable[Paper], *, removable: bool) -> list[dict[str, object]]:
    """Papers for `ui.document.files`."""
    return [
        {
            "name": paper_name(paper.kind, paper.title),
            "url": url_for(
                "apply.show_paper", code=draft.service, draft_id=draft.id, paper_id=paper.public_id
            ),
            "size": paper.size,
            "note": ngettext("%(num)s page", "%(num)s pages", paper.pages),
            "remove": removable
            and url_for(
                "apply.remove_paper", code=draft.service, draft_id=draft.id, paper_id=paper.public_id
            ),
        }
        for paper in papers
    ]


def _documents_page(draft: Draft, wrong: UploadForm | None = None, status: int = 200) -> Response:
    """`wrong` is the form of the card whose file was refused."""
    prepared = drafts.preparation(draft, clock.now())

    def form(kind: str) -> UploadForm:
        return wrong if wrong is not None and wrong.kind == kind else _upload_form(kind, empty=True)

    def files(papers: Iterable[Paper]) -> list[dict[str, object]]:
        return paper_items(draft, papers, removable=True)

    return render_page(
        "apply/documents.html",
        block="papers",
        prepared=prepared,
        slots=[(slot.document, files(slot.papers), form(slot.document.code)) for slot in prepared.slots],
        other=files(prepared.other_papers),
        additional=form(ADDITIONAL),
        missing=bool(prepared.missing_papers),
        wrong=wrong,
        place=place(prepared.service, draft, "show_documents"),
        status=status,
    )
