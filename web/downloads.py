"""Handing out stored files. Who may have one, the view that calls this has asked."""

import logging
from io import SEEK_END, BytesIO
from typing import BinaryIO

from flask import Response, abort, request, send_file

from integrations.eds import asic
from integrations.storage import NotStored, documents_storage
from queries.packages import package_of
from queries.signatures import SignedPaper
from web.security import allow_framing

log = logging.getLogger(__name__)


def send_stored(key: str, *, name: str, content_type: str, attachment: bool = False) -> Response:
    """The stored file of this key as an answer; 404 when its bytes are gone.

    `name` is made by us of codes and numbers, never of what somebody typed.
    Shown in the browser unless `attachment` is set; nothing keeps a copy on the way.
    """
    try:
        content = documents_storage().open(key)
    except NotStored:
        log.error("stored file %s is missing", key)
        abort(404)
    return _send(content, name=name, content_type=content_type, attachment=attachment)


def send_package(signed: SignedPaper, *, name: str) -> Response:
    """A signed paper with its signatures and their evidence, to keep; 404 when bytes of it are gone."""
    try:
        content = package_of(signed)
    except NotStored as missing:
        log.error("a file of the package is missing: %s", missing)
        abort(404)
    return _send(BytesIO(content), name=f"{name}.asice", content_type=asic.CONTENT_TYPE, attachment=True)


def _send(content: BinaryIO, *, name: str, content_type: str, attachment: bool) -> Response:
    size = content.seek(0, SEEK_END)
    content.seek(0)
    response = send_file(
        content,
        mimetype=content_type,
        as_attachment=attachment,
        download_name=name,
        conditional=False,
        etag=False,
        max_age=None,
    )
    # A length, so that an answer that breaks off is seen to; parts, so that a viewer can begin anywhere.
    response.content_length = size
    response.make_conditional(request, accept_ranges=True, complete_length=size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return allow_framing(response)
