"""The application: from a QR to the site's answer to the signatures."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import clock
from devkit.egov_mobile.modes import Mode
from devkit.egov_mobile.reading import (
    CannotSign,
    Invitation,
    Paper,
    address_in,
    read_invitation,
    read_papers,
)
from devkit.egov_mobile.transport import Answer, Send, over_http
from devkit.nca.authority import Authority
from devkit.nca.holders import Holder, key_of

Language = Literal["kk", "ru", "en"]


@dataclass(frozen=True)
class Shown:
    """What the telephone shows after the QR was read; the papers come only with the wish to sign."""

    invitation: Invitation


@dataclass(frozen=True)
class Result:
    """What became of it: the papers seen, and the site's answer to each time the signatures were sent.

    `message` is the word for the person, as the site or the application has it.
    """

    papers: tuple[Paper, ...]
    answers: tuple[Answer, ...]
    message: str

    @property
    def status(self) -> int | None:
        """The HTTP status of the last answer; None when nothing was sent."""
        return self.answers[-1].status if self.answers else None

    @property
    def accepted(self) -> bool:
        """Whether the site took the signatures."""
        return self.status == 200


@dataclass(frozen=True)
class EgovMobile:
    """A telephone with one person's key.

    `send` is how the site is reached, `pause` what passes between reading and
    sending in the modes that take their time.
    """

    authority: Authority
    holder: Holder
    now: Callable[[], datetime] = clock.now
    language: Language = "kk"
    send: Send = over_http
    pause: Callable[[], object] = lambda: None

    def open(self, text: str) -> Shown:
        """Read a QR (`mobileSign:…`) or the link that opens the application, and ask API №1.

        Raises CannotSign when the site refuses, answers what the application
        does not understand, or the invitation has expired.
        """
        answer = self._ask("GET", address_in(text))
        if answer.status != 200:
            raise CannotSign(_message(answer))
        invitation = read_invitation(answer.body)
        if invitation.expires_at <= self.now():
            raise CannotSign("the invitation has expired")
        return Shown(invitation)

    def sign(self, shown: Shown, mode: Mode | str = Mode.OK) -> Result:
        """Get the papers from API №2, sign each, and send them back, as the mode has it.

        Raises CannotSign when the papers cannot be had or understood.
        """
        mode, url = Mode(mode), shown.invitation.papers_url
        authorisation = self._authorisation(shown.invitation, mode)
        fetched = self._ask("GET", url, authorisation)
        if fetched.status != 200:
            raise CannotSign(_message(fetched))
        papers = read_papers(fetched.body)
        if mode is Mode.CANCEL:
            return Result(papers, (), "cancelled")
        if mode in (Mode.SLOW, Mode.LATE_PUT):
            self.pause()
        if mode is not Mode.LATE_PUT and shown.invitation.expires_at <= self.now():
            return Result(papers, (), "the invitation has expired")
        body = self._signed(fetched.body, papers, mode)
        headers = {**authorisation, "Content-Type": "application/json"}
        times = 2 if mode is Mode.DOUBLE_PUT else 1
        answers = tuple(self._ask("PUT", url, headers, body) for _ in range(times))
        return Result(papers, answers, _message(answers[-1]))

    def _authorisation(self, invitation: Invitation, mode: Mode) -> dict[str, str]:
        if invitation.token is None:
            return {}
        token = invitation.token[::-1] if mode is Mode.WRONG_TOKEN else invitation.token
        return {"Authorization": f"Bearer {token}"}

    def _ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] = {},
        body: bytes | None = None,
    ) -> Answer:
        return self.send(method, url, {"Accept-Language": self.language, **headers}, body)

    def _signed(self, fetched: bytes, papers: tuple[Paper, ...], mode: Mode) -> bytes:
        """The JSON that was fetched, with a CMS in place of each document's bytes."""
        key = key_of(self.authority, self.holder, mode.flaw)
        values: dict[str, Any] = json.loads(fetched)
        for document, paper in zip(values["documentsToSign"], papers, strict=True):
            content = paper.content + b"\n" if mode is Mode.TAMPERED else paper.content
            cms = key.sign(content, at=self.now())
            document["document"]["file"]["data"] = base64.b64encode(cms).decode()
        return json.dumps(values, ensure_ascii=False).encode()


def _message(answer: Answer) -> str:
    """What the site says, or else its status."""
    try:
        values = json.loads(answer.body)
    except ValueError:
        values = None
    message = values.get("message") if isinstance(values, dict) else None
    return message if isinstance(message, str) and message else f"HTTP {answer.status}"
