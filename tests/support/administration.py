"""An administrator in front of their pages."""

from flask import Flask
from flask.testing import FlaskClient

from database import db
from domain.roles import Actor, BodyKind, Role
from tests.support.factories import make_body, make_officer
from tests.support.officers_at_work import at_desk, post
from tests.support.signing_in import counted_statements, form_token


def make_admin(login: str = "site.admin") -> Actor:
    """An administrator of the site."""
    return make_officer(login, Role.ADMIN, make_body(BodyKind.ADMINISTRATION, name="Administration"))


class AdminDesk:
    """A browser in which an administrator is signed in and reads in English."""

    def __init__(self, app: Flask, actor: Actor | None = None) -> None:
        self.actor = actor or make_admin()
        self.client: FlaskClient = at_desk(app, self.actor)

    def page(self, path: str, status: int = 200) -> str:
        """The page of this address."""
        answer = self.client.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return answer.text

    def send(self, path: str, *, to: str | None = None, status: int = 303, **fields: object) -> str:
        """Open a page and send a form of it; the page that follows, or the one that says what is wrong."""
        token = form_token(self.client.get(path))
        answer = post(self.client, to or path, token, fields)
        db.session.rollback()  # what the request has changed is seen from here on
        assert answer.status_code == status, f"{to or path}: {answer.status_code} {answer.text}"
        return self.page(answer.location) if status == 303 else answer.text

    def statements(self, path: str) -> list[str]:
        """The SQL that opening a page takes."""
        self.page(path)  # the first visit of a minute prolongs the session
        with counted_statements() as statements:
            self.page(path)
        return statements
