"""Who may open what. Every endpoint declares it; one that does not is closed to everybody."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, abort, current_app, g, request
from werkzeug.exceptions import HTTPException

from actions.audit import current_request
from domain.roles import Actor, Role
from domain.signing import Purpose, RequestState
from models.people import Officer
from models.signing import SigningRequest
from queries.signing import request_of_page
from web.htmx import done, wants_fragment
from web.request_id import request_id
from web.sessions import current_actors, current_officer, current_person, is_bound_browser, keep_alive
from web.still_here import kept_for_sign_in

View = TypeVar("View", bound=Callable[..., object])

PUBLIC = "public"
CITIZEN = "citizen"
OFFICER = "officer"
SIGNER = "signer"

SIGN_IN = {CITIZEN: "/sign-in/", OFFICER: "/staff/sign-in/"}
HOME = {CITIZEN: "/cabinet/", OFFICER: "/staff/"}
_BEFORE_ALL_ELSE = "/staff/password/"

_LONGEST_NEXT = 500

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Access:
    """What an endpoint declares. No roles: any officer."""

    audience: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    before_new_password: bool = False


def public(view: View) -> View:
    """Anybody may open it, signed in or not."""
    return _declare(view, Access(PUBLIC))


def citizen(view: View) -> View:
    """A citizen who is signed in may open it. Whose case it is, the view asks."""
    return _declare(view, Access(CITIZEN))


def officer(*roles: Role, before_new_password: bool = False) -> Callable[[View], View]:
    """An officer who holds one of the roles today, or stands in for one who does.

    `before_new_password` also lets in who still has to change a temporary password.
    """
    access = Access(OFFICER, frozenset(roles), before_new_password)
    return lambda view: _declare(view, access)


def signer(view: View) -> View:
    """Whoever is asked to sign the request whose `handle` stands in the address may open it.

    That is its citizen or its officer while they are signed in; for a sign-in, the browser that began it.
    """
    return _declare(view, Access(SIGNER))


def the_signing_request() -> SigningRequest:
    """The request whose page this is, for views marked `@signer`."""
    found: SigningRequest = g.signing_request
    return found


def page_audience() -> str | None:
    """For whom the page that is asked for is made: a signing page, for its signer."""
    view = current_app.view_functions.get(request.endpoint or "")
    access = declared(view) if view else None
    if access is None or access.audience != SIGNER:
        return access.audience if access else None
    found: SigningRequest | None = g.get("signing_request")
    return OFFICER if found is not None and found.officer_id is not None else CITIZEN


def declared(view: Callable[..., object]) -> Access | None:
    """What this view function declares, None when nothing."""
    access: Access | None = getattr(view, "access", None)
    return access


def is_public_page() -> bool:
    """Whether anybody may see the page that is asked for."""
    return page_audience() == PUBLIC


def actors_with(*roles: Role) -> tuple[Actor, ...]:
    """Those of the signed-in officer's actors that hold one of these roles."""
    return tuple(actor for actor in current_actors() if actor.role in roles)


def the_officer() -> Officer:
    """The signed-in officer; 403 where there is none, which a view marked `@officer` never meets."""
    who = current_officer()
    if who is None:
        abort(403)
    return who


def safe_next(default: str) -> str:
    """Where to go after the sign-in: the request's `next` if it is a page of ours, else `default`."""
    wanted = request.args.get("next", "")
    return wanted if _is_own_page(wanted) else default


def init_app(app: Flask) -> None:
    """Ask before every request whether whoever sends it may, and write down who was refused."""
    app.before_request(_guard)
    app.after_request(_note_refusal)


def _declare(view: View, access: Access) -> View:
    if declared(view) is not None:
        raise TypeError(f"{view!r} declares its access twice")
    view.access = access  # type: ignore[attr-defined]
    return view


def _guard() -> Response | None:
    current_request.set(request_id())
    if request.endpoint is None or request.endpoint == "static":
        return None  # no such page, or a file that everybody may have
    keep_alive()
    g.asking = _who_asks()
    access = declared(current_app.view_functions[request.endpoint])
    if access is None:
        abort(403)
    if access.audience == CITIZEN and current_person() is None:
        return _to_sign_in(CITIZEN)
    if access.audience == SIGNER:
        _guard_signer(str((request.view_args or {}).get("handle")))
    return _guard_officer(access) if access.audience == OFFICER else None


def _who_asks() -> str:
    officer, person = current_officer(), current_person()
    if officer is not None:
        return f"officer {officer.id}"
    return "a stranger" if person is None else f"person {person.id}"


def _note_refusal(response: Response) -> Response:
    """Whoever tries doors shows in the log. Ids and names of views only: addresses name cases."""
    if response.status_code in (403, 404) and request.endpoint not in (None, "static"):
        who = g.get("asking", "a stranger")
        log.info("refused %s %s to %s: %s", request.method, request.endpoint, who, response.status_code)
    return response


def _guard_officer(access: Access) -> Response | None:
    who = current_officer()
    if who is None:
        return _to_sign_in(OFFICER)
    if who.must_change_password and not access.before_new_password:
        return done(_BEFORE_ALL_ELSE)
    if access.roles and not any(actor.role in access.roles for actor in current_actors()):
        abort(403)
    return None


def _guard_signer(handle: str) -> None:
    """Whoever else comes learns nothing, not even that there is such a request: 404."""
    found = request_of_page(handle)
    if found is None or not _is_signer(found):
        abort(404)
    g.signing_request = found


def _is_signer(found: SigningRequest) -> bool:
    if is_bound_browser(found.browser_hash):
        return True
    if found.purpose == Purpose.SIGN_IN and found.state != RequestState.DONE:
        return False
    person, who = current_person(), current_officer()
    if found.officer_id is not None:
        return who is not None and who.id == found.officer_id
    return person is not None and person.id == found.person_id


def _to_sign_in(audience: str) -> Response:
    kept = kept_for_sign_in(SIGN_IN[audience])
    if kept is not None:
        return kept
    back = _page_behind()
    query = f"?{urlencode({'next': back})}" if back else ""
    return done(SIGN_IN[audience] + query)


def _page_behind() -> str | None:
    """The page to come back to: this one, or the page on which the form or the fragment's link stood."""
    if request.method == "GET" and not wants_fragment():
        page = request.full_path.rstrip("?")
    else:
        shown = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
        page = shown.path + (f"?{shown.query}" if shown.query else "")
        if shown.netloc != request.host:
            page = request.path
    return page if _is_own_page(page) else None


def _is_own_page(path: str) -> bool:
    """Whether this is the address of a page of ours that a browser can simply open.

    Anything that a browser could read as another host is not: a second slash or
    a backslash after the first, a control character, a scheme.
    """
    if not path.startswith("/") or path[1:2] in ("/", "\\") or len(path) > _LONGEST_NEXT:
        return False
    if "\\" in path or any(ord(letter) < 0x20 or ord(letter) == 0x7F for letter in path):
        return False
    target = urlsplit(path)
    if target.scheme or target.netloc or target.path in SIGN_IN.values():
        return False
    routes = current_app.url_map.bind(request.host)
    try:
        routes.match(target.path, method="GET")
    except HTTPException:
        return False
    return True
