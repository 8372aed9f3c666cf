"""The posts for which the ministry seeks candidates (834 annex 1; CON-2): open to everybody."""

from flask import abort, request
from werkzeug.wrappers import Response

import clock
from blueprints.public import public_pages
from domain.troops import BRANCHES
from queries import vacancies as posts
from queries.services import ServiceCard, season_now, service_cards
from queries.vacancies import Wish
from web.access import public
from web.htmx import render_page

_LONGEST_ID = 9  # digits: what is longer is no id of ours


@public_pages.get("/vacancies/")
@public
def vacancies() -> Response:
    """The open posts that fit what is looked for."""
    wish = _wish()
    return render_page(
        "public/vacancies.html",
        block="posts",
        wish=wish,
        posts=posts.open_posts(wish, request.args.get("page", 1, int)),
        cards=[card for card in service_cards(clock.today()) if card.service.by_vacancy],
    )


@public_pages.get("/vacancies/<int:vacancy_id>/")
@public
def vacancy(vacancy_id: int) -> Response:
    """One post, in whatever state, and the way to apply for it."""
    post = posts.find_post(vacancy_id)
    if post is None:
        abort(404)
    card = ServiceCard(post.service, season_now(post.service, clock.today()))
    return render_page("public/vacancy.html", post=post, card=card)


def _wish() -> Wish:
    """What the address asks for; what no post can have is not asked."""
    asked = request.args.get
    region, unit = asked("region", ""), asked("unit", "")
    return Wish(
        kind=_one_of(asked("kind", ""), {kind.code for kind in posts.kinds()}),
        branch=_one_of(asked("branch", ""), set(BRANCHES)),
        region=region if _is_id(region) else "",
        unit=unit if _is_id(unit) else "",
    )


def _one_of(value: str, known: set[str]) -> str:
    return value if value in known else ""


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= _LONGEST_ID
