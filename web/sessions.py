"""Who is signed in here. A citizen's and an officer's session are independent, so one browser may hold both.

The signed cookie carries only random tokens; the rows say whose they are and until
when. What is known of this request is kept on `g`, so that asking again costs nothing.
"""

import hashlib
import hmac
import ipaddress
import secrets
from typing import Any

from flask import current_app, g, request, session

import clock
from actions import sessions
from actions.people import choose_language
from database import transaction
from domain.roles import Actor
from models.offices import actors_of
from models.people import Officer, Person, SignInSession
from queries import people
from web import found_ground

CITIZEN_KEY = "citizen"
OFFICER_KEY = "officer"

_SIGNING_IN = "signing_in"

_FIND = {CITIZEN_KEY: people.citizen_session, OFFICER_KEY: people.officer_session}


def current_person() -> Person | None:
    """The citizen who is signed in, if one is."""
    person: Person | None = _who(CITIZEN_KEY)
    return person


def current_officer() -> Officer | None:
    """The officer who is signed in, if one is."""
    officer: Officer | None = _who(OFFICER_KEY)
    return officer


def current_actors() -> tuple[Actor, ...]:
    """All that the signed-in officer may be today, own appointments first; empty for a stranger."""
    if "actors" not in g:
        officer = current_officer()
        g.actors = () if officer is None else actors_of(officer.id, clock.today())
    actors: tuple[Actor, ...] = g.actors
    return actors


def sign_in_citizen(person: Person) -> None:
    """Give this browser a new session of the citizen. Call it inside the transaction of the sign-in."""
    _replace(CITIZEN_KEY, sessions.open_session(person_id=person.id))


def sign_in_officer(officer: Officer) -> None:
    """Give this browser a new session of the officer. Call it inside the transaction of the sign-in."""
    _replace(OFFICER_KEY, sessions.open_session(officer_id=officer.id))


def officer_token() -> str | None:
    """The token of this browser's officer session: the one that a new password leaves alive."""
    return session.get(OFFICER_KEY)


def sign_out(key: str) -> None:
    """End this browser's session of a citizen or an officer. Call it inside a transaction."""
    token = session.pop(key, None)
    found_ground.forget()
    if token is not None:
        sessions.end_session(token)
    _forget(key)


def bind_browser() -> str:
    """The hash to which a sign-in with EDS is bound; what is hashed, only this browser's cookie knows."""
    session.setdefault(_SIGNING_IN, secrets.token_urlsafe(32))
    return sessions.token_hash(session[_SIGNING_IN])


def is_bound_browser(browser_hash: str | None) -> bool:
    """Whether this browser began the sign-in that is bound to this hash."""
    secret = session.get(_SIGNING_IN)
    if secret is None or browser_hash is None:
        return False
    return hmac.compare_digest(sessions.token_hash(secret), browser_hash)


def keep_alive() -> None:
    """Load the sessions of this request and give those in use their later end.

    The one write that reading a page may cause: at most one a minute and session.
    """
    for key in (CITIZEN_KEY, OFFICER_KEY):
        found = _load(key)
        until = sessions.kept_until(found[0]) if found else None
        if found and until:
            with transaction():
                sessions.keep(found[0].id, until)
            _forget(key)


def address_key() -> str:
    """What stands for the network address of this request in counts: a keyed hash of
    it, and of the whole subscriber's network for IPv6."""
    address = request.remote_addr or "unknown"
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        pass
    else:
        if parsed.version == 6:
            address = str(ipaddress.ip_network(f"{address}/64", strict=False))
    key = current_app.config["SETTINGS"].code_key.encode()
    return hmac.new(key, f"address|{address}".encode(), hashlib.sha256).hexdigest()


def own_language() -> str | None:
    """The setting of whoever is signed in, for web/locale.py."""
    whose = current_person() or current_officer()
    return None if whose is None else whose.language


def keep_own_language(code: str) -> None:
    """Store a new choice of whoever is signed in, for web/locale.py."""
    person, officer = current_person(), current_officer()
    if person or officer:
        with transaction():
            choose_language(code, person=person, officer=officer)


def _who(key: str) -> Any:
    found = _load(key)
    return None if found is None else found[1]


def _load(key: str) -> tuple[SignInSession, Any] | None:
    name = f"{key}_session"
    if name not in g:
        token = session.get(key)
        live = token and _FIND[key](sessions.token_hash(token), clock.now())
        setattr(g, name, live or None)
    found: tuple[SignInSession, Any] | None = getattr(g, name)
    return found


def _replace(key: str, token: str) -> None:
    """Put a new token into the cookie, and new everything else that an earlier user of the browser knew.

    What the finder found stays, which is no secret: for that people sign in.
    """
    old = session.get(key)
    if old is not None:
        sessions.end_session(old)
    for name in list(session):
        if name not in (CITIZEN_KEY, OFFICER_KEY, found_ground.KEY):
            del session[name]
    session[key] = token
    g.pop("csrf_token", None)  # where Flask-WTF keeps the request's own copy
    _forget(key)


def _forget(key: str) -> None:
    g.pop(f"{key}_session", None)
    if key == OFFICER_KEY:
        g.pop("actors", None)
