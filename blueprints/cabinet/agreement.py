"""The agreement on entering a contract: read and signed with EDS, before the head signs it (834 annex 1)."""

from datetime import date

from flask import Response, abort, url_for
from werkzeug.wrappers import Response as AnyResponse

import catalogue
import clock
from actions import signing
from actions.signed_deeds import WantedDeed, prepare_own_deed
from blueprints.cabinet import cabinet
from blueprints.cabinet.own import case_url, open_action, the_case, too_late
from database import db, transaction
from domain.errors import ActionNotOpen
from domain.needs import CONTRACT_YEARS
from domain.roles import Role
from models.candidates import DrawnUpPaper
from models.cases import Case
from models.snapshots import snapshot_of
from queries.own_post import paper_to_sign, post_of
from web.access import citizen
from web.citizens import citizen_actor, the_citizen
from web.downloads import send_stored
from web.htmx import done, render_page
from web.locale import current_language

CODE = "sign_agreement"


@cabinet.get("/cabinet/cases/<number>/agreement/")
@citizen
def agreement(number: str) -> AnyResponse:
    """The agreement to read, and until when it is signed."""
    case = the_case(number)
    service = catalogue.edition_of(case.service, case.edition)
    snapshot = snapshot_of(case, service, clock.now())
    action, paper = open_action(snapshot, CODE), _paper(case)
    if action is None or paper is None:
        return too_late(case.number)
    return render_page(
        "cabinet/agreement.html",
        case=case,
        action=action,
        paper=paper,
        post=post_of(case),
        years=dict(CONTRACT_YEARS)[paper.draft["facts"]["years"]],
        serves_from=date.fromisoformat(paper.draft["facts"]["serves_from"]),
        until=next((task.due_at for task in snapshot.tasks if task.role is Role.CITIZEN), None),
    )


@cabinet.post("/cabinet/cases/<number>/agreement/")
@citizen
def sign_agreement(number: str) -> AnyResponse:
    """Freeze these very bytes and ask for the candidate's signature; that page leads back to the case."""
    case = the_case(number)
    number, wanted = case.number, WantedDeed(case.id, CODE, citizen_actor(), {})
    person_id, language = the_citizen().id, current_language()
    try:
        prepared = prepare_own_deed(person_id, wanted, language=language, back=case_url(number))
    except ActionNotOpen:
        return too_late(number)
    db.session.rollback()
    with transaction():
        handle = signing.ask_for(prepared).handle
    return done(url_for("signing.sign", handle=handle))


@cabinet.get("/cabinet/cases/<number>/agreement/paper/")
@citizen
def show_agreement(number: str) -> Response:
    """The agreement as it was drawn up: the PDF that both sides sign."""
    case = the_case(number)
    paper = _paper(case)
    if paper is None:
        abort(404)
    return send_stored(paper.storage_key, name=f"{case.number}-agreement.pdf", content_type="application/pdf")


def _paper(case: Case) -> DrawnUpPaper | None:
    service = catalogue.edition_of(case.service, case.edition)
    return paper_to_sign(case, service.workflow.step(case.shown_status))
