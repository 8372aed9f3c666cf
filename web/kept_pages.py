"""Pages that a citizen's device may keep, if they have asked it to (templates/worker.js)."""

from flask import Response

from web.citizens import the_citizen
from web.viewer import device_mark


def may_be_kept(page: Response) -> Response:
    """Say whose page this is, in a mark that says nothing else. It stays `no-store` for every other cache."""
    page.headers["Page-Of"] = device_mark(the_citizen().id)
    return page
