"""Checking a result document: by its code, which the QR on it leads to, or by its file."""

from flask import current_app, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import catalogue
import clock
from blueprints.public import public_pages
from blueprints.public.forms import MEGABYTES, FileForm
from blueprints.public.words import damage, fault
from domain.schema import ResultKind
from domain.verification import normalise
from extensions import limiter
from integrations.eds import read_trust
from queries import file_check, verification
from queries.file_check import FileCheck, Outcome
from queries.verification import CheckedDocument
from web.access import public
from web.htmx import done, render_page

_LONGEST_CODE = 60


@public_pages.get("/verify/")
@public
def verify() -> Response:
    """Ask for the code or the file, or go to the page of the code that was entered."""
    code = normalise(request.args.get("code", "")[:_LONGEST_CODE]).replace("/", "")
    return done(url_for("public.verdict", code=code)) if code else _asking_page(FileForm())


@public_pages.get("/verify/file/")
@public
def ask_for_file() -> Response:
    """Where somebody lands who opens the address of an answer again: the file is not kept."""
    return done(url_for("public.verify"))


@public_pages.post("/verify/file/")
@limiter.limit("20 per minute")
@public
def check_file() -> Response:
    """What a file is worth: a PDF, or a package with its signatures."""
    form = FileForm()
    if not form.validate():
        return _asking_page(form, 422)
    content = form.file.data.read()
    if not file_check.is_checkable(content):
        form.file.errors = [
            gettext("This is neither a PDF nor a package (.asice). Choose the file as you received it.")
        ]
        return _asking_page(form, 422)
    settings = current_app.config["SETTINGS"]
    trust = read_trust(settings.eds_trust_dir) if settings.eds_trust_dir else ()
    check = file_check.check_file(content, trust=trust, gost_256=settings.eds_gost_256)
    if check.outcome == Outcome.GENUINE and check.document:
        return _verdict_page(check.document, check)
    return render_page(
        "public/checked_file.html",
        check=check,
        reason=_reason(check),
        label=_label(check.document.document) if check.document else None,
    )


@public_pages.get("/verify/<code>/")
@limiter.limit("60 per minute")
@public
def verdict(code: str) -> Response:
    """Genuine, replaced, annulled or not known."""
    return _verdict_page(verification.lookup(code[:_LONGEST_CODE]))


def _asking_page(form: FileForm, status: int = 200) -> Response:
    return render_page("public/verify.html", form=form, megabytes=MEGABYTES, status=status)


def _verdict_page(found: verification.Verification, check: FileCheck | None = None) -> Response:
    return render_page(
        "public/verdict.html",
        now=clock.now(),
        found=found,
        label=_label(found.document),
        check=check,
        status=200 if found.document or found.filing else 404,
    )


def _label(document: CheckedDocument | None) -> str | None:
    """The title of a result document; a source string."""
    if document is None:
        return None
    service = catalogue.edition_of(document.service, document.edition)
    return service.result(ResultKind(document.kind)).label


def _reason(check: FileCheck) -> str | None:
    """Why the file does not stand, where there is more to say; a source string."""
    if check.reason is None:
        return None
    return fault(check.reason) if check.outcome == Outcome.SIGNATURE else damage(check.reason)
