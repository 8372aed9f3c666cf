"""Which files of the store the database names, and what they have to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import InstrumentedAttribute

from database import db
from models.candidates import DrawnUpPaper, SpecialCheck
from models.documents import Document, DocumentState, ResultDocument
from models.signing import Signature, SigningPaper
from queries.documents import CLAIMS

_DIGESTS = {
    Document.storage_key: Document.sha256,
    ResultDocument.storage_key: ResultDocument.sha256,
    SpecialCheck.storage_key: SpecialCheck.sha256,
    DrawnUpPaper.storage_key: DrawnUpPaper.sha256,
    SigningPaper.storage_key: SigningPaper.sha256,
    Signature.cms_key: Signature.cms_sha256,
}
"""The SHA-256 of the plain content, for each column of keys that has one beside it."""

_AT_ONCE = 500


@dataclass(frozen=True)
class NamedFile:
    """A file by its key; `named_by` is table and column, `sha256` what is known of its content."""

    key: str
    sha256: str | None
    named_by: str


def named_files() -> Iterator[NamedFile]:
    """Every file that a row names, in batches; no transaction stays open while one is looked at.

    Some are named by two rows. The bytes of a superseded paper are nobody's (CON-1).
    """
    for column in (Document.storage_key, *CLAIMS):
        yield from _named_in(column)


def sha256_of(key: str) -> str | None:
    """The SHA-256 that a row knows of this file, None where no row does; six queries at most."""
    for column, digest in _DIGESTS.items():
        known = db.session.scalar(select(digest).where(column == key).limit(1))
        if known is not None:
            return known
    return None


def _named_in(column: InstrumentedAttribute[Any]) -> Iterator[NamedFile]:
    model = column.class_
    row_id = inspect(model).primary_key[0]
    digest = _DIGESTS.get(column)
    columns = [row_id, column] if digest is None else [row_id, column, digest]
    wanted = select(*columns).where(column.is_not(None)).order_by(row_id).limit(_AT_ONCE)
    if model is Document:
        wanted = wanted.where(Document.state != DocumentState.SUPERSEDED)
    named_by = f"{model.__tablename__}.{column.key}"
    last = 0
    while rows := db.session.execute(wanted.where(row_id > last)).all():
        db.session.rollback()
        for row in rows:
            yield NamedFile(row[1], row[2] if digest is not None else None, named_by)
        last = rows[-1][0]
