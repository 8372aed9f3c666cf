"""What I sent, as a paper."""

from flask import Response

from blueprints.cabinet import cabinet
from blueprints.cabinet.own import the_case
from web.access import citizen
from web.application_paper import application_paper


@cabinet.get("/cabinet/cases/<number>/application/")
@citizen
def show_application(number: str) -> Response:
    """My application in the form of the act's annex 1, as a PDF."""
    case = the_case(number)
    return application_paper(case, case.body)
