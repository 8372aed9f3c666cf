"""Checking a result document by its code: what the QR on it leads to."""

from flask import request, url_for
from werkzeug.wrappers import Response

import catalogue
from blueprints.public import public_pages
from domain.schema import ResultKind
from domain.verification import normalise
from extensions import limiter
from queries import verification
from web.access import public
from web.htmx import done, render_page

_LONGEST_CODE = 60


@public_pages.get("/verify/")
@public
def verify() -> Response:
    """Ask for the code, or go to the page of the one that was entered."""
    code = normalise(request.args.get("code", "")[:_LONGEST_CODE]).replace("/", "")
    return done(url_for("public.verdict", code=code)) if code else render_page("public/verify.html")


@public_pages.get("/verify/<code>/")
@limiter.limit("60 per minute")
@public
def verdict(code: str) -> Response:
    """Genuine, replaced, annulled or not known."""
    found = verification.lookup(code[:_LONGEST_CODE])
    label = None
    if found.document:
        service = catalogue.edition_of(found.document.service, found.document.edition)
        label = service.result(ResultKind(found.document.kind)).label
    return render_page("public/verdict.html", found=found, label=label, status=200 if found.document else 404)
