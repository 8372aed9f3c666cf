"""The proof that an application was filed: for a patrol, a summons, a dean's office."""

from flask import abort, current_app, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import clock
from actions.proofs import prove_filing
from blueprints.cabinet import cabinet
from blueprints.cabinet.own import case_url, the_case
from database import transaction
from domain.errors import ActionNotOpen
from domain.verification import grouped
from queries.own_case import own_case
from queries.verification import proof_code
from web.access import citizen
from web.citizens import citizen_actor
from web.htmx import done, render_page
from web.qr import qr_picture


@cabinet.post("/cabinet/cases/<number>/proof/")
@citizen
def make_proof(number: str) -> Response:
    """Make it, once; then show it."""
    case = the_case(number)
    try:
        with transaction():
            prove_filing(case.id, citizen_actor())
    except ActionNotOpen:
        flash(gettext("The application is decided: there is nothing under review to prove."), "warning")
        return done(case_url(number))
    return done(url_for("cabinet.show_proof", number=number))


@cabinet.get("/cabinet/cases/<number>/proof/")
@citizen
def show_proof(number: str) -> Response:
    """The proof with its QR, to be shown on the telephone or printed; it says when it counts no longer."""
    case = the_case(number)
    code = proof_code(case.id)
    if code is None:
        abort(404)
    address = current_app.config["SETTINGS"].public_url + url_for("public.verdict", code=code)
    return render_page(
        "cabinet/proof.html",
        own=own_case(case, clock.now()),
        code=grouped(code),
        address=address,
        qr=qr_picture(address),
    )
