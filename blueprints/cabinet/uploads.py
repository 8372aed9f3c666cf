"""Files in pieces, for a script on a bad network; a form then names them instead of holding them."""

from uuid import UUID

from flask import abort, jsonify, request
from werkzeug.wrappers import Response

from actions import uploads
from blueprints.cabinet import cabinet
from database import transaction
from domain.uploads import PART_BYTES, UploadRefused
from queries.uploads import own_upload
from web.access import citizen
from web.citizens import the_citizen


@cabinet.post("/cabinet/uploads/")
@citizen
def begin_upload() -> Response:
    """Begin a file, or find how far it had come; a file that cannot be taken is refused by its code."""
    size = request.form.get("size", type=int) or 0
    try:
        with transaction():
            upload = uploads.begin(the_citizen().id, size, request.form.get("sha256", ""))
            answer = {"id": upload.id, "received": upload.received, "part": PART_BYTES}
    except UploadRefused as refused:
        return _json({"refused": refused.code}, 422)
    return _json(answer, 201)


@cabinet.patch("/cabinet/uploads/<uuid:upload_id>/")
@citizen
def continue_upload(upload_id: UUID) -> Response:
    """Take the next piece; one that does not fit is answered with how much has come."""
    upload = own_upload(the_citizen().id, str(upload_id))
    if upload is None:
        abort(404)
    starts_at, length = request.headers.get("Upload-Offset", -1, type=int), request.content_length or 0
    try:
        uploads.check_part(upload, starts_at, length)
        content = request.stream.read(length)
        key = uploads.store_part(content)
        with transaction():
            received = uploads.add_part(upload.id, starts_at, len(content), key)
    except uploads.OutOfPlace as out_of_place:
        return _json({"received": out_of_place.received}, 409)
    return _json({"received": received}, 200)


def _json(content: dict[str, object], status: int) -> Response:
    response = jsonify(content)
    response.status_code = status
    return response
