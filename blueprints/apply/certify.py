"""Certifying by a one-time password or with EDS, which sends the application."""

from uuid import UUID

from flask import url_for
from werkzeug.wrappers import Response

import clock
from actions import certifying, codes, signing
from actions.cases import why_not_fileable
from actions.signing_requests import freeze_for_signing, prepare_application
from blueprints.apply import apply
from blueprints.apply.forms import CodeForm
from blueprints.apply.own import place, step_url, the_draft
from blueprints.apply.words import code_limited, code_refused, obstacle
from catalogue.acts import CERTIFYING_PARAGRAPHS
from database import transaction
from domain.errors import FilingRefused
from domain.schema import Certifying, Source
from models.drafts import Draft
from queries import drafts
from web.access import citizen
from web.citizens import the_citizen
from web.codes import counting_tries
from web.htmx import done, render_page
from web.locale import current_language


@apply.get("/apply/<code>/<uuid:draft_id>/certify/")
@citizen
def show_certify(code: str, draft_id: UUID) -> Response:
    """Say what is certified; ask for the code once one is on its way."""
    return _certify_page(the_draft(code, draft_id))


@apply.post("/apply/<code>/<uuid:draft_id>/certify/send/")
@citizen
def send_code(code: str, draft_id: UUID) -> Response:
    """Freeze the application and send the code that certifies it."""
    draft = the_draft(code, draft_id)
    form = CodeForm(formdata=None)
    try:
        with transaction():
            certifying.send_certifying_code(draft.id)
    except codes.CodeLimited as limited:
        form.form_errors.append(code_limited(limited))
        return _certify_page(draft, form, 429)
    except FilingRefused as refused:
        return _certify_page(draft, form, 422, refused.code)
    return done(step_url("show_certify", draft))


@apply.post("/apply/<code>/<uuid:draft_id>/certify/")
@citizen
def certify(code: str, draft_id: UUID) -> Response:
    """Take the code and send the application. Sent is sent: a second tap finds the same case."""
    draft = the_draft(code, draft_id)
    form = CodeForm()
    if not form.validate():
        return _certify_page(draft, form, 422)
    try:
        with counting_tries():
            number = certifying.certify_and_submit(draft.id, form.code.data or "").number
    except codes.CodeRefused as refused:
        form.code.errors = [code_refused(refused)]
        return _certify_page(draft, form, 422)
    except FilingRefused as refused:
        return _certify_page(draft, form, 422, refused.code)
    return done(url_for("cabinet.receipt", number=number))


@apply.post("/apply/<code>/<uuid:draft_id>/certify/eds/")
@citizen
def sign(code: str, draft_id: UUID) -> Response:
    """Freeze the application and ask for the applicant's signature. This page leads on to the receipt."""
    draft = the_draft(code, draft_id)
    back = step_url("show_certify", draft)
    try:
        with transaction():
            freeze_for_signing(draft.id)
        prepared = prepare_application(draft.id, language=current_language(), back=back)
    except FilingRefused as refused:
        return _certify_page(draft, status=422, refused=refused.code)
    with transaction():
        handle = signing.ask_for(prepared).handle
    return done(url_for("signing.sign", handle=handle))


def _certify_page(
    draft: Draft, form: CodeForm | None = None, status: int = 200, refused: str | None = None
) -> Response:
    now = clock.now()
    prepared = drafts.preparation(draft, now)
    reason = refused or why_not_fileable(draft)
    service = prepared.service
    code = certifying.latest_code(draft.id)
    alive = code is not None and code.bound_sha256 == draft.frozen_sha256 and code.expires_at > now
    return render_page(
        "apply/certify.html",
        prepared=prepared,
        post_title=getattr(prepared.post.vacancy, f"title_{current_language()}") if prepared.post else None,
        person=the_citizen(),
        form=form or CodeForm(formdata=None),
        code=code if alive else None,
        again_from=code.created_at + codes.code_limits().cool_down if code else None,
        terms=drafts.terms_if_sent(service, now),
        source=Source(service.act, service.rules, None, CERTIFYING_PARAGRAPHS.get(service.act, "")),
        by_code=Certifying.OTP in service.certified_by,
        by_eds=Certifying.EDS in service.certified_by,
        obstacle=obstacle(reason, draft) if reason else None,
        place=place(service, draft, "show_certify"),
        status=status,
    )
