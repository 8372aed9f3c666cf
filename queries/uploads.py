"""Files that have come in pieces, for whoever sends them."""

from database import db
from models.uploads import Upload


def own_upload(person_id: int, upload_id: str) -> Upload | None:
    """This person's file of this id."""
    upload = db.session.get(Upload, upload_id)
    return upload if upload is not None and upload.person_id == person_id else None
