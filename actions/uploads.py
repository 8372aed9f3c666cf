"""Files that come in pieces: begun, continued where they broke off, put together.

A piece's bytes go into the store of papers, encrypted as they are, before its row is written.
What comes together here is not trusted: it is handed in as a paper like any other file
(actions/documents.py: receive), and checked there.
"""

import hashlib
import re
import uuid
from io import BytesIO
from typing import BinaryIO

from sqlalchemy import func, select

import clock
from database import db, lock_row
from domain.errors import QyzmetError
from domain.uploads import MAX_FILE_BYTES, MAX_WAITING_BYTES, PART_BYTES, UploadRefused
from integrations.storage import documents_storage
from models.people import Person
from models.uploads import Upload, UploadPart

_SHA256 = re.compile(r"[0-9a-f]{64}")


class OutOfPlace(QyzmetError):
    """A piece that does not begin where the file ends so far, or has not the length of a piece."""

    code = "out_of_place"

    def __init__(self, received: int) -> None:
        super().__init__(self.code)
        self.received = received


def begin(person_id: int, size: int, sha256: str) -> Upload:
    """The person's file of this size and hash, begun now or before a break.

    Raises UploadRefused: empty, too_large, damaged (no hash), too_large_together (more than may
    wait of one person at a time).
    """
    if size < 1:
        raise UploadRefused("empty")
    if size > MAX_FILE_BYTES:
        raise UploadRefused("too_large")
    if not _SHA256.fullmatch(sha256):
        raise UploadRefused("damaged")
    lock_row(Person, person_id)  # two at once would both find room
    begun = db.session.scalar(
        select(Upload).where(Upload.person_id == person_id, Upload.sha256 == sha256, Upload.size == size)
    )
    if begun is not None:
        begun.touched_at = clock.now()
        return begun
    waiting = db.session.scalar(select(func.sum(Upload.size)).where(Upload.person_id == person_id)) or 0
    if waiting + size > MAX_WAITING_BYTES:
        raise UploadRefused("too_large_together")
    now = clock.now()
    upload = Upload(
        id=str(uuid.uuid4()), person_id=person_id, size=size, sha256=sha256, created_at=now, touched_at=now
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def check_part(upload: Upload, starts_at: int, length: int) -> None:
    """Raise OutOfPlace for a piece that cannot be the next one. All but the last are of one length,
    so that nobody fills the store with crumbs."""
    if starts_at != upload.received or length != min(PART_BYTES, upload.size - upload.received):
        raise OutOfPlace(upload.received)


def store_part(content: bytes) -> str:
    """Keep the bytes of a piece, before `transaction()`; returns their key."""
    return documents_storage().put(content).key


def add_part(upload_id: str, starts_at: int, length: int, storage_key: str) -> int:
    """Add a stored piece to its file; how many bytes have come now. Raises OutOfPlace."""
    upload = lock_row(Upload, upload_id)
    check_part(upload, starts_at, length)
    db.session.add(UploadPart(upload_id=upload.id, starts_at=starts_at, storage_key=storage_key))
    upload.received += length
    upload.touched_at = clock.now()
    db.session.flush()
    return upload.received


def put_together(upload: Upload) -> BinaryIO:
    """The whole file. Raises UploadRefused("damaged") where a piece is missing or it is another file."""
    parts = select(UploadPart.storage_key).where(UploadPart.upload_id == upload.id)
    whole = bytearray()
    for key in db.session.scalars(parts.order_by(UploadPart.starts_at)).all():
        with documents_storage().open(key) as file:
            whole += file.read()
    if len(whole) != upload.size or hashlib.sha256(whole).hexdigest() != upload.sha256:
        raise UploadRefused("damaged")
    return BytesIO(bytes(whole))
