"""What I sent, as a paper."""

from flask import Response, abort

from blueprints.cabinet import cabinet
from blueprints.cabinet.own import the_case
from queries.signatures import signed_application
from web.access import citizen
from web.application_paper import application_paper
from web.downloads import send_package


@cabinet.get("/cabinet/cases/<number>/application/")
@citizen
def show_application(number: str) -> Response:
    """My application in the form of the act's annex 1, as a PDF."""
    case = the_case(number)
    return application_paper(case, case.body)


@cabinet.get("/cabinet/cases/<number>/application/package/")
@citizen
def download_application_package(number: str) -> Response:
    """My application as I signed it, with the signatures and the evidence for them, as an ASiC-E package."""
    case = the_case(number)
    signed = signed_application(case.id)
    if signed is None:
        abort(404)
    return send_package(signed, name=f"{case.number}-application")
