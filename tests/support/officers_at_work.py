"""Officers in front of their pages: signed in, reading in English, sending forms as a browser does."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from actions.sessions import open_session
from database import db, transaction
from domain.roles import Actor
from models.audit import AuditEntry
from models.cases import Case
from models.people import Officer
from tests.support.signing import quick_papers
from tests.support.signing_in import form_token, sign_asked
from web.sessions import OFFICER_KEY


def at_desk(app: Flask, actor: Actor) -> FlaskClient:
    """A browser in which this officer is signed in; how they sign in is tested elsewhere."""
    with transaction():
        db.session.get_one(Officer, actor.id).language = "en"
        token = open_session(officer_id=actor.id)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[OFFICER_KEY] = token
    return client


def rows(query: Any) -> list[Any]:
    """What a query finds now, after what other transactions have done."""
    db.session.rollback()
    return list(db.session.scalars(query))


def number_of(case_id: int) -> str:
    """The case's number."""
    db.session.rollback()
    return db.session.scalars(select(Case.number).where(Case.id == case_id)).one()


def status_of(case_id: int) -> str:
    """Where the case stands now."""
    db.session.rollback()
    return db.session.scalars(select(Case.status).where(Case.id == case_id)).one()


def case_path(case_id: int, *parts: str) -> str:
    """The address of a case's page, or of a page below it."""
    return "/".join(["/staff/cases", number_of(case_id), *parts, ""])


def send(client: FlaskClient, path: str, *, htmx: bool = False, **fields: Any) -> TestResponse:
    """Open a page and send its first form with these fields, beside what the form already holds."""
    page = client.get(path)
    assert page.status_code == 200, f"{path}: {page.status_code}"
    filled = {**prefilled(page), **fields}
    return post(client, path, form_token(page), filled, htmx=htmx)


def post(
    client: FlaskClient, path: str, token: str, fields: Mapping[str, Any], *, htmx: bool = False
) -> TestResponse:
    """Send a form whose page was opened before."""
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{path}"} if htmx else {}
    return client.post(path, data={"csrf_token": token, **fields}, headers=headers)


def send_and_sign(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    """Send the form of an action that is signed, and sign it; the answer leads on from the signing page."""
    with quick_papers():
        answer = send(client, path, **fields)
    return sign_asked(client, answer)


def prefilled(page: TestResponse) -> dict[str, Any]:
    """What the text areas of a page hold when it is opened, by name."""
    found = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', page.text, re.S)
    return {name: text.strip() for name, text in found if text.strip()}


def looks(case_id: int) -> list[tuple[str, int | None]]:
    """Who has looked at the case or a paper of it: code and officer, the oldest first."""
    db.session.rollback()
    rows = db.session.execute(
        select(AuditEntry.code, AuditEntry.officer_id)
        .where(AuditEntry.case_id == case_id, AuditEntry.code.in_(("case_seen", "document_seen")))
        .order_by(AuditEntry.id)
    )
    return [(code, officer) for code, officer in rows]
