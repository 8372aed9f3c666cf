"""What the application reads: the QR, and the answers of API №1 and №2, checked as strictly as it does."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

SCHEME = "mobileSign:"
SIGN_METHOD = "CMS_SIGN_ONLY"
MIME = "@file/pdf"

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)", flags=re.ASCII)


class CannotSign(Exception):
    """The application shows an error instead of the papers; the text says which."""


@dataclass(frozen=True)
class Invitation:
    """What API №1 answered: who asks for signatures, until when, and where the papers are."""

    description: str
    expires_at: datetime
    organisation: dict[str, str]
    papers_url: str
    token: str | None


@dataclass(frozen=True)
class Paper:
    """One document to sign. `names` has nameRu, nameKz and nameEn, `facts` what stands beside it."""

    id: int
    names: dict[str, str]
    facts: tuple[tuple[str, str], ...]
    content: bytes


def address_in(text: str) -> str:
    """The address of API №1: from a QR, or from the link that opens the application. Raises CannotSign."""
    if text.startswith(SCHEME):
        address = text.removeprefix(SCHEME)
    else:
        parts = urlsplit(text)
        (address,) = parse_qs(parts.query).get("link", [""])
    if not re.fullmatch(r"https?://\S+", address):
        raise CannotSign("no address in the QR or link")
    return address


def read_invitation(body: bytes) -> Invitation:
    """The answer of API №1. Raises CannotSign."""
    values = _Fields(_json(body), "API 1")
    organisation, document = values.inner("organisation"), values.inner("document")
    bin = organisation.text("bin")
    if not re.fullmatch(r"\d{12}", bin, flags=re.ASCII):
        raise CannotSign("API 1: organisation.bin is no BIN")
    names = {name: organisation.text(name) for name in ("nameRu", "nameKz", "nameEn")}
    auth_type = document.text("auth_type")
    if auth_type not in ("Token", "None"):
        raise CannotSign(f"API 1: auth_type {auth_type} is not simulated")
    return Invitation(
        description=values.text("description"),
        expires_at=_moment(values.text("expiry_date")),
        organisation={**names, "bin": bin},
        papers_url=document.text("uri"),
        token=document.text("auth_token") if auth_type == "Token" else None,
    )


def read_papers(body: bytes) -> tuple[Paper, ...]:
    """The answer of API №2. Raises CannotSign."""
    values = _Fields(_json(body), "API 2")
    if (method := values.text("signMethod")) != SIGN_METHOD:
        raise CannotSign(f"API 2: signMethod {method} is not simulated")
    values.number("version")
    papers = tuple(_paper(document) for document in values.objects("documentsToSign"))
    if not papers:
        raise CannotSign("API 2: no documents")
    if len({paper.id for paper in papers}) != len(papers):
        raise CannotSign("API 2: two documents with one id")
    return papers


def _paper(document: "_Fields") -> Paper:
    file = document.inner("document").inner("file")
    try:
        content = base64.b64decode(file.text("data"), validate=True)
    except binascii.Error:
        raise CannotSign("API 2: data is not base64") from None
    is_pdf = content.startswith(b"%PDF")
    if file.values.get("mime") != (MIME if is_pdf else ""):
        raise CannotSign(f"API 2: mime {file.values.get('mime')!r}")
    return Paper(
        id=document.number("id"),
        names={name: document.text(name) for name in ("nameRu", "nameKz", "nameEn")},
        facts=tuple((fact.text("name"), fact.text("value")) for fact in document.objects("meta")),
        content=content,
    )


@dataclass(frozen=True)
class _Fields:
    """An object whose fields have to be there and of their type; `place` is for the error."""

    values: Any
    place: str

    def __post_init__(self) -> None:
        if not isinstance(self.values, dict):
            raise CannotSign(f"{self.place} is no object")

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise CannotSign(f"{self.place}: no {name}")
        return value

    def number(self, name: str) -> int:
        value = self.values.get(name)
        if type(value) is not int:
            raise CannotSign(f"{self.place}: {name} is no number")
        return value

    def inner(self, name: str) -> "_Fields":
        return _Fields(self.values.get(name), f"{self.place}: {name}")

    def objects(self, name: str) -> list["_Fields"]:
        values = self.values.get(name)
        if not isinstance(values, list):
            raise CannotSign(f"{self.place}: {name} is no list")
        return [_Fields(value, f"{self.place}: {name}") for value in values]


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise CannotSign("the answer is not JSON") from None


def _moment(text: str) -> datetime:
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise CannotSign("API 1: expiry_date is no moment with an offset")
    whole, fraction, offset = found.groups()
    try:
        return datetime.fromisoformat(f"{whole}{(fraction or '.0')[:7].ljust(7, '0')}{offset}")
    except ValueError:
        raise CannotSign("API 1: expiry_date is no moment") from None
