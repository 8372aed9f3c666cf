"""A person's data as one ZIP, made while it is sent: data.json and papers, a piece at a time in memory."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import date
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Response

import clock
from database import db
from integrations.storage import Storage, StorageError, documents_storage
from queries.own_data import OwnData
from web.request_id import request_id

CONTENT = "data.json"
MISSING = "missing.txt"

_PIECE = 64 * 1024

log = logging.getLogger(__name__)


def send_data(data: OwnData) -> Response:
    """The answer with the package; all that the database knows has been read by now."""
    db.session.rollback()  # no transaction stays open while somebody's telephone loads it
    pieces = _package(data, documents_storage(), request_id())  # made after this request has ended
    response = Response(pieces, mimetype="application/zip")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="qyzmet-data-{clock.today().isoformat()}.zip"'
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _package(data: OwnData, papers: Storage, request: str) -> Iterator[bytes]:
    """The bytes of the ZIP. A paper that cannot be read is named in it instead of ending the download."""
    sink = _Sink()
    missing = []
    with ZipFile(cast(IO[bytes], sink), "w", ZIP_DEFLATED) as package:
        package.writestr(CONTENT, _json(data))
        for file in data.files:
            try:
                with papers.open(file.storage_key) as paper:
                    first = paper.read(_PIECE)
                    with package.open(file.name, "w") as entry:
                        entry.write(first)
                        while piece := paper.read(_PIECE):
                            entry.write(piece)
                            yield sink.taken()
            except StorageError as error:
                log.error("a paper of somebody's own data cannot be read: %s, request %s", error, request)
                missing.append(file.name)
            yield sink.taken()
        if missing:
            package.writestr(MISSING, "\n".join(missing))
    yield sink.taken()


def _json(data: OwnData) -> str:
    return json.dumps(data.content, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    raise TypeError(type(value).__name__)


class _Sink(io.RawIOBase):
    """Where the ZIP is written to, and taken from piece by piece."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        """Always; but nobody can go back in it."""
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        """Keep it until it is taken."""
        self._written += piece
        return len(piece)

    def taken(self) -> bytes:
        """What was written since the last time."""
        piece = bytes(self._written)
        self._written.clear()
        return piece
