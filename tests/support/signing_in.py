"""Coming in as a citizen or an officer, for tests that need somebody signed in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from werkzeug.test import TestResponse

import clock
from actions import appointments, codes, officers, passwords
from database import db, transaction
from domain.registry_facts import Answer, BoundPhone, QueryStatus, RegistryKind
from domain.roles import ROLE_BODY_KINDS, SITE, BodyKind, Role
from integrations.registries.protocol import Question
from jobs import codes as code_jobs
from models.bodies import Body
from models.people import Officer, OneTimeCode
from models.signing import SigningRequest
from tests.support.factories import key_of
from tests.support.signing import quick_papers, sign_made_up

LONG_AGO = date(2026, 1, 1)

LINKED = "071301500014"
ALSO_LINKED = "061301500304"
UNLINKED = "071309500454"
UNKNOWN = "021323501073"
PHONE = "+77010000014"
OTHER_PHONE = "+77010000304"

PASSWORD = "brown teapot seven"


class Numbers:
    """The mobile citizens database: who has which number, and who was asked about."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.linked: dict[str, str | None] = {LINKED: PHONE, ALSO_LINKED: OTHER_PHONE, UNLINKED: None}
        self.asked: list[str] = []
        self.failure: Exception | None = None
        monkeypatch.setattr(code_jobs, "registry_for", self._registry_for)

    def _registry_for(self, kind: str, _settings: object) -> "Numbers":
        assert kind == RegistryKind.MOBILE_CITIZENS
        return self

    def ask(self, question: Question) -> Answer:
        self.asked.append(question.iin)
        if self.failure is not None:
            raise self.failure
        phone = self.linked.get(question.iin)
        status = QueryStatus.ANSWERED if phone else QueryStatus.ABSENT
        fact = BoundPhone(source=RegistryKind.MOBILE_CITIZENS, answered_at=clock.now(), phone=phone)
        return Answer(status, clock.now(), (fact,))


def form_token(page: TestResponse) -> str:
    """The CSRF token of the first form on a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, f"no form on {page.request.path}, status {page.status_code}"
    return found[1]


def submit(
    client: FlaskClient, path: str, *, to: str | None = None, htmx: bool = False, **fields: str
) -> TestResponse:
    """Open the page and send its form, as a browser does."""
    token = form_token(client.get(path))
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{path}"} if htmx else {}
    return client.post(to or path, data={"csrf_token": token, **fields}, headers=headers)


def newest_code(purpose: str = codes.SIGN_IN) -> OneTimeCode:
    """The code that was asked for last."""
    db.session.rollback()
    return db.session.scalars(
        select(OneTimeCode).where(OneTimeCode.purpose == purpose).order_by(OneTimeCode.id.desc()).limit(1)
    ).one()


def deliver() -> str:
    """Run the job for the newest code and return its digits, as the SMS would hold them."""
    otp_id = newest_code().id
    code_jobs.send_code(otp_id)
    db.session.rollback()
    return codes.reveal(otp_id)


def sign_in_citizen(client: FlaskClient, iin: str = LINKED, next_page: str = "") -> TestResponse:
    """Walk through both pages; the answer is that of the right code."""
    query = f"?next={next_page}" if next_page else ""
    asked = submit(client, f"/sign-in/{query}", iin=iin)
    assert asked.status_code == 303, asked.text
    return submit(client, f"/sign-in/otp/{query}", code=deliver())


def add_body(kind: BodyKind) -> int:
    """A body of this kind; returns its id."""
    with transaction():
        body = Body(kind=kind, name_kk="Орган", name_ru="Орган", name_en="A body", active=True)
        db.session.add(body)
        db.session.flush()
        return body.id


def add_officer(login: str, role: Role | None = None, *, seat: str | None = None, body: int = 0) -> int:
    """An officer with the usual password of the tests and, if given, a role; returns the id."""
    body = body or (add_body(min(ROLE_BODY_KINDS[role])) if role else 0)
    with transaction():
        officer, _ = officers.create_officer(
            SITE, login=login, name=login.title(), language="en", **key_of(login)
        )
        officer.password_hash = passwords.hash_password(PASSWORD)
        officer.must_change_password = False
        db.session.flush()
        if role:
            appointments.appoint(SITE, officer.id, role=role, body_id=body, starts_on=LONG_AGO, seat=seat)
        return officer.id


def send_password(
    client: FlaskClient, login: str, password: str = PASSWORD, *, next_page: str = ""
) -> TestResponse:
    """Send the officers' sign-in form; the right password leads on to signing."""
    query = f"?next={next_page}" if next_page else ""
    with quick_papers():
        return submit(client, f"/staff/sign-in/{query}", login=login, password=password)


def sign_in_officer(
    client: FlaskClient, login: str, password: str = PASSWORD, *, next_page: str = ""
) -> TestResponse:
    """Send the officers' sign-in form and, if the password is right, a made-up signature.

    The answer is that of the page that opens the session, or of the wrong password.
    """
    answer = send_password(client, login, password, next_page=next_page)
    return sign_asked(client, answer) if answer.status_code == 303 else answer


def sign_asked(client: FlaskClient, answer: TestResponse) -> TestResponse:
    """Give the made-up signature that this answer leads to, and open the signing page: it leads on."""
    assert answer.status_code == 303, answer.text
    return sign_at(client, answer.location)


def sign_at(client: FlaskClient, page: str) -> TestResponse:
    """Give the made-up signature for which this signing page asks, and open it: it leads on."""
    handle = page.split("/sign/")[1].split("/")[0]
    db.session.rollback()
    request_id = db.session.scalars(select(SigningRequest.id).where(SigningRequest.handle == handle)).one()
    sign_made_up(request_id)
    return client.get(page)


def officer_row(officer_id: int) -> Officer:
    """The officer as the database has them now."""
    db.session.rollback()
    return db.session.get_one(Officer, officer_id)


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The SQL statements that run inside the block."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
