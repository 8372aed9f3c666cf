"""People who sign on our pages: with NCALayer's form, or with the telephone."""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

import clock
from database import db
from devkit.egov_mobile.client import EgovMobile
from devkit.egov_mobile.transport import Answer
from devkit.nca.authority import Key
from devkit.nca.holders import Holder, Name
from devkit.nca.pairs import Kind
from devkit.nca.profile import Role
from jobs import signatures as job
from models.people import Officer
from models.signing import SigningRequest
from tests.support.citizens import token_of
from tests.support.eds import authority, sign_all

HTMX = {"HX-Request": "true"}


def request_at(page: str) -> SigningRequest:
    """The request whose page this is, as the database has it now."""
    handle = urlsplit(page).path.split("/")[2]
    db.session.rollback()
    query = select(SigningRequest).where(SigningRequest.handle == handle)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def key_of_person(iin: str, **other: str) -> Key:
    """A citizen's own key."""
    return authority().key(iin, "Сейітқали Ерлан", kind=Kind.RSA, **other)


def texts_of(page: str, key: Key) -> list[str]:
    """What NCALayer gives for the papers of the page: base64."""
    return [base64.b64encode(cms).decode() for cms in sign_all(request_at(page), key)]


def sign_with_ncalayer(client: FlaskClient, page: str, key: Key) -> TestResponse:
    """Open the page and send what its script sends."""
    return send_signatures(client, page, texts_of(page, key))


def send_signatures(client: FlaskClient, page: str, texts: list[str]) -> TestResponse:
    """Send these in the form of the page."""
    token = token_of(client.get(page))
    return client.post(f"{page}signatures/", data={"csrf_token": token, "cms": texts})


def check(page: str) -> None:
    """What the worker does once signatures are there. Raises NotAnswered."""
    job.check_signatures(request_at(page).id)
    db.session.rollback()


def officers_phone(app: Flask, officer_id: int, **other: Any) -> EgovMobile:
    """The telephone of this officer."""
    officer = db.session.get_one(Officer, officer_id)
    name = Name("Төраға Тест", "A body")
    holder = Holder(officer.iin or "", name, officer.bin, Kind.RSA, Role.EMPLOYEE)
    return phone(app, holder, **other)


def persons_phone(app: Flask, iin: str, **other: Any) -> EgovMobile:
    """The telephone of this citizen."""
    return phone(app, Holder(iin, Name("Сейітқали Ерлан"), kind=Kind.RSA), **other)


def phone(app: Flask, holder: Holder, **other: Any) -> EgovMobile:
    """A telephone that reaches the app without a network."""
    client = app.test_client()

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        answer = client.open(urlsplit(url).path, method=method, headers=dict(headers), data=body)
        return Answer(answer.status_code, answer.data)

    return EgovMobile(authority(), holder, clock.now, "en", send, **other)


def qr_of(client: FlaskClient, page: str) -> str:
    """The text in the picture on the page."""
    return client.get(page).text.split('data-text="')[1].split('"')[0]
