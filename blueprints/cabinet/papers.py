"""Papers that an applicant sends to a case: a mended one that was asked for, another unasked."""

from collections.abc import Mapping

from flask_babel import gettext
from werkzeug.wrappers import Response

import catalogue
import clock
from actions import documents
from blueprints.cabinet import cabinet
from blueprints.cabinet.forms import AdditionalPaperForm, PaperForm
from blueprints.cabinet.own import open_action, take, the_case, too_late
from domain.errors import InvalidData
from domain.uploads import UploadRefused
from models.cases import Case
from models.snapshots import snapshot_of
from queries.own_case import CorrectionRow, correction_of
from web.access import citizen
from web.handed_in import take_what_came
from web.htmx import render_page
from web.uploads import refusal_words


@cabinet.get("/cabinet/cases/<number>/corrections/<int:correction_id>/")
@citizen
def correction(number: str, correction_id: int) -> Response:
    """What has to be mended, by when, and a place for the new photographs."""
    case = the_case(number)
    row = correction_of(case.id, correction_id)
    if row is None:
        return too_late(case.number)
    return _correction_page(case, row, PaperForm())


@cabinet.post("/cabinet/cases/<number>/corrections/<int:correction_id>/")
@citizen
def answer_correction(number: str, correction_id: int) -> Response:
    """Put the mended document in the place of the old one."""
    case, form = the_case(number), PaperForm()
    take_what_came(form.files)
    row = correction_of(case.id, correction_id)
    if row is None:
        return too_late(case.number)
    if form.validate():
        answered = {"correction": correction_id}
        done = _send(
            case, "answer_correction", form, answered, gettext("The mended document is with the commission.")
        )
        if done is not None:
            return done
    return _correction_page(case, row, form, 422)


@cabinet.get("/cabinet/cases/<number>/papers/")
@citizen
def papers(number: str) -> Response:
    """A place for a paper that nobody asked for."""
    return _papers_page(the_case(number), AdditionalPaperForm())


@cabinet.post("/cabinet/cases/<number>/papers/")
@citizen
def add_paper(number: str) -> Response:
    """Add the paper to the case."""
    case, form = the_case(number), AdditionalPaperForm()
    take_what_came(form.files)
    if form.validate():
        done = _send(case, "add_document", form, {}, gettext("The paper is with your case."))
        if done is not None:
            return done
    return _papers_page(case, form, 422)


def _send(case: Case, code: str, form: PaperForm, data: Mapping[str, object], said: str) -> Response | None:
    """Take the files in and act with them; None where something is wrong, which the form then says."""
    try:
        paper = documents.receive([file.stream for file in form.files.data], title=form.paper_title)
        return take(case, code, {**data, "files": paper}, said)
    except UploadRefused as refused:
        form.files.errors = [refusal_words(refused)]
    except InvalidData:  # answered in another tab
        return too_late(case.number)
    return None


def _correction_page(case: Case, row: CorrectionRow, form: PaperForm, status: int = 200) -> Response:
    return render_page("cabinet/correction.html", case=case, row=row, form=form, status=status)


def _papers_page(case: Case, form: AdditionalPaperForm, status: int = 200) -> Response:
    service = catalogue.edition_of(case.service, case.edition)
    action = open_action(snapshot_of(case, service, clock.now()), "add_document")
    if action is None:
        return too_late(case.number)
    return render_page("cabinet/papers.html", case=case, action=action, form=form, status=status)
