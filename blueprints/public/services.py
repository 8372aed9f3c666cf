"""The start page and the passports of the services."""

from flask import abort, request
from werkzeug.wrappers import Response

import clock
from blueprints.public import public_pages
from queries import services
from web.access import public
from web.htmx import render_page
from web.sessions import current_person


@public_pages.get("/")
@public
def home() -> Response:
    """What can I do here."""
    return render_page(
        "public/home.html",
        cards=services.service_cards(clock.today()),
        signed_in=current_person() is not None,
    )


@public_pages.get("/services/<code>/")
@public
def passport(code: str) -> Response:
    """All that the act says about one public service."""
    service = services.current_service(code)
    if service is None:
        abort(404)
    today = clock.today()
    return render_page(
        "public/passport.html",
        service=service,
        ground=request.args.get("ground"),
        season=services.season_now(service, today),
        season_days=services.season_days(service, today.year),
        begin={subtype.code: services.begin(service, subtype) for subtype in service.subtypes},
        begin_any=services.begin(service),
        documents={subtype.code: services.papers_asked_now(subtype) for subtype in service.subtypes},
        conceals_grounds=services.conceals_grounds(service),
    )
