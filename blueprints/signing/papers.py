"""The frozen papers of a request: to read, and for the program that signs them."""

from flask import Response, abort

from blueprints.signing import signing
from web.access import signer, the_signing_request
from web.downloads import send_stored


@signing.get("/sign/<handle>/papers/<int:position>/")
@signer
def show_paper(handle: str, position: int) -> Response:
    """One paper, byte for byte as it will be signed."""
    papers = the_signing_request().papers
    paper = next((paper for paper in papers if paper.position == position), None)
    if paper is None:
        abort(404)
    name = paper.name.rpartition("/")[2]
    return send_stored(paper.storage_key, name=name, content_type=paper.content_type)
