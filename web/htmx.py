"""The one place that reads `HX-Request`, and the answers that depend on it.

A page is one template with named blocks. Asked normally it is rendered whole;
asked by htmx, one block of it is rendered, and the waiting messages go along
out of band. Everything works without JavaScript, so each answer has both forms.
"""

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request
from jinja2.utils import concat

from extensions import htmx

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def wants_fragment() -> bool:
    """Whether this request wants a piece of a page.

    Boosted links and restored history come from htmx too, but want whole pages.
    """
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_page(template: str, *, block: str | None = None, status: int = 200, **context: object) -> Response:
    """The page, or with htmx the named block of it and the flashed messages.

    `block` is chosen by the view, never by the client, and has to stand in the
    template itself. Only the block runs: what the template sets or imports at
    its top level is not there, so everything it needs comes in `context`.
    Raises LookupError where the template has no such block.
    """
    if block and wants_fragment():
        html = render_block(template, block, **context) + _out_of_band()
    else:
        html = render_template(template, **context)
    response = make_response(html, status)
    response.vary.add("HX-Request")
    return response


def render_block(template: str, block: str, **context: object) -> str:
    """One named block of a template, rendered alone. Raises LookupError where there is none."""
    page = current_app.jinja_env.get_template(template)
    if block not in page.blocks:
        raise LookupError(f"{template} has no block {block}")
    current_app.update_template_context(context)
    return concat(page.blocks[block](page.new_context(context)))


def done(url: str) -> Response:
    """What a view answers after it has done what was asked: go and look at `url`.

    A 303; for htmx it becomes an `HX-Redirect`, see `init_app`. Commit first,
    then flash, then this.
    """
    return make_response(redirect(url, 303))


def _out_of_band() -> str:
    """The live regions, for an answer that replaces only a part of the page.

    They are sent when there is something to say, and after each deed to clear
    what was said before it; a page that only asks how things stand leaves them.
    """
    return render_template("layout/out_of_band.html", clear_errors=request.method != "GET")


def _redirect_whole_page(response: Response) -> Response:
    """Turn a redirect into `HX-Redirect` where htmx would put its target into a fragment's place.

    The browser follows a redirect by itself and keeps the htmx headers, so the
    sign-in page would otherwise land inside a card of the page that was left.
    """
    if response.status_code in _REDIRECTS and response.location and wants_fragment():
        response.headers["HX-Redirect"] = response.headers.pop("Location")
        response.status_code = 200
        response.set_data(b"")
        response.vary.add("HX-Request")
    return response


def _with_htmx() -> str:
    """Called by whatever carries attributes of htmx: its page comes with the script (layout/base.html)."""
    g.with_htmx = True
    return ""


def init_app(app: Flask) -> None:
    """Answer redirects to fragments in a way that moves the whole page; give the templates `with_htmx()`."""
    app.after_request(_redirect_whole_page)
    app.jinja_env.globals["with_htmx"] = _with_htmx
