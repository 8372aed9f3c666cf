"""What a device keeps for times without a connection: a worker that keeps pages, and a page for the rest."""

import hashlib

from flask import make_response, render_template, url_for
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response

from blueprints.public import public_pages
from web.access import public
from web.assets import asset
from web.htmx import render_page
from web.locale import CODES

_SHELL = ("css/app.css", "img/mark.svg", "vendor/htmx.min.js", "js/app.js")


@public_pages.get("/sw.js")
@public
def worker() -> Response:
    """The service worker, at the root so that it may see all pages; browsers ask for it anew each day."""
    shell = [asset(name) for name in _SHELL]
    frame = hashlib.sha256(" ".join(shell).encode()).hexdigest()[:10]
    script = render_template(
        "worker.js", offline=url_for("public.offline"), shell=shell, frame_name=f"frame-{frame}"
    )
    response = make_response(script)
    response.mimetype = "text/javascript"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@public_pages.get("/offline/")
@public
def offline() -> Response:
    """That there is no connection; kept on a device beforehand."""
    sentences, cabinet = {}, {}
    for code in CODES:
        with force_locale(code):
            sentences[code] = [
                gettext("There is no connection, and this page is not kept on this device."),
                gettext(
                    "If you have just sent something, it may have arrived: look into your cases when the "
                    "connection is back. Nothing is done twice."
                ),
            ]
            cabinet[code] = gettext("My cases")
    return render_page("public/offline.html", sentences=sentences, cabinet=cabinet)
