"""The first page of the cabinet, a case, its receipt."""

from flask_babel import gettext
from werkzeug.wrappers import Response

import clock
from blueprints.cabinet import cabinet
from blueprints.cabinet.own import the_case
from blueprints.cabinet.words import history_rows
from queries import cabinet as overviews
from queries.own_case import OwnCase, own_case
from web.access import citizen
from web.citizens import the_citizen
from web.htmx import render_page
from web.kept_pages import may_be_kept
from web.signing_words import refusal


@cabinet.get("/cabinet/")
@citizen
def home() -> Response:
    """What waits for me, my cases, my drafts, my documents."""
    return may_be_kept(
        render_page(
            "cabinet/home.html",
            overview=overviews.overview(the_citizen().id, clock.now()),
            signing_refusal=refusal,
            shown_at=clock.now(),
        )
    )


@cabinet.get("/cabinet/cases/<number>/")
@citizen
def show_case(number: str) -> Response:
    """One case; asked by htmx, the part that changes."""
    of_case = own_case(the_case(number), clock.now())
    return may_be_kept(
        render_page(
            "cabinet/case.html",
            block="live",
            own=of_case,
            history=history_rows(of_case),
            way=_way(of_case),
            signing_refusal=refusal,
            shown_at=clock.now(),
        )
    )


def _way(own: OwnCase) -> list[str] | None:
    """The names of the steps; the one that is reached is called as the case stands."""
    if own.way is None:
        return None
    titles, reached = own.way
    return [gettext(own.step.title if at == reached else title) for at, title in enumerate(titles, 1)]


@cabinet.get("/cabinet/cases/<number>/receipt/")
@citizen
def receipt(number: str) -> Response:
    """That it was sent: number, time, SHA-256, the day on which the answer is due."""
    return render_page("cabinet/receipt.html", own=own_case(the_case(number), clock.now()))
