"""The demo's telephone with eGov Mobile: reads the QR of a signing page, shows the papers, signs them.

It speaks to the site over HTTP as the real application does, and works without JavaScript.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

import clock
from devkit.demo import clock as demo_clock
from devkit.demo import holders
from devkit.demo.eds_forms import PURPOSES, PhoneForm, chosen_holder, read
from devkit.demo.posted import as_json, posted
from devkit.demo.standing import waiting_requests
from devkit.egov_mobile.client import EgovMobile, Language, Result, Shown
from devkit.egov_mobile.modes import Mode
from devkit.egov_mobile.reading import SCHEME, CannotSign, Paper, address_in
from devkit.egov_mobile.transport import over_http
from devkit.gateway.people import CITIZENS
from devkit.nca.holders import Holder
from devkit.nca.pairs import Kind
from domain.signing import LIFETIME
from extensions import csrf
from models.signing import SigningRequest
from queries.signing import request_of_phone
from web.access import public
from web.htmx import render_page
from web.locale import current_language
from web.plain_input import takes_json
from web.security import allow_framing

telephone = Blueprint("demo_telephone", __name__, url_prefix="/demo")

THINKING = 5.0
"""Seconds for which a slow person looks at the papers."""


@dataclass(frozen=True)
class Opened:
    """What the telephone shows after it has read a QR: who asks for what, until when, and the papers."""

    request: SigningRequest
    shown: Shown
    papers: tuple[Paper, ...]


@telephone.get("/egov-mobile/")
@public
def egov_mobile() -> Response:
    """What waits to be signed in this demo; with a `link`, what it asks to sign."""
    text = request.args.get("link", "").strip()
    if not text:
        return _page(status=200)
    try:
        return _page(status=200, text=text, opened=_open(text))
    except CannotSign as problem:
        return _page(status=409, text=text, problem=str(problem))


@telephone.post("/egov-mobile/")
@takes_json
@csrf.exempt
@public
def sign() -> Response:
    """Sign what the `link` asks for: with the key of `holder`, of this `kind`, as the `mode` has it."""
    given = posted()
    form, text = read(PhoneForm, given), str(given.get("link", "")).strip()
    try:
        opened = _open(text)
        if not form.validate():
            if request.is_json:
                return as_json(422, errors=form.errors)
            return _page(status=422, text=text, opened=opened, form=form)
        result = _sign(opened, form)
    except CannotSign as problem:
        if request.is_json:
            return as_json(409, error=str(problem))
        return _page(status=409, text=text, problem=str(problem))
    if request.is_json:
        answers = [answer.status for answer in result.answers]
        return as_json(200, status=result.status, message=result.message, answers=answers, page=_back(opened))
    return _page(status=200, opened=opened, result=result)


@telephone.get("/egov-mobile/papers/<int:number>/")
@public
def show_paper(number: int) -> Response:
    """One paper as the telephone got it."""
    try:
        opened = _open(request.args.get("link", ""))
    except CannotSign:
        abort(404)
    paper = next((paper for paper in opened.papers if paper.id == number), None)
    if paper is None:
        abort(404)
    response = make_response(paper.content)
    response.mimetype = "application/pdf" if paper.content.startswith(b"%PDF") else "text/plain"
    return allow_framing(response)


@telephone.get("/signing.json")
@public
def signing() -> Response:
    """What waits to be signed, for whoever tests the site: with the text of its QR and its page."""
    return jsonify(
        [
            {
                "purpose": asked.purpose,
                "iin": asked.iin,
                "bin": asked.bin,
                "until": clock.local(asked.expires_at).isoformat(),
                "qr": _qr(asked),
                "page": url_for("signing.sign", handle=asked.handle),
            }
            for asked in waiting_requests()
        ]
    )


def _page(*, status: int, text: str = "", problem: str = "", **shown: Any) -> Response:
    opened: Opened | None = shown.get("opened")
    result: Result | None = shown.get("result")
    return render_page(
        "demo/egov_mobile.html",
        status=status,
        text=text,
        problem=problem,
        opened=opened,
        papers=_papers(opened, text) if opened else [],
        organisation=_in_my_language(opened.shown.invitation.organisation) if opened else "",
        signer=_signer(opened.request) if opened else "",
        whoever_comes_first=CITIZENS[0].name,
        form=shown.get("form") or read(PhoneForm, None),
        result=result,
        back=_back(opened) if opened else None,
        waiting=[] if opened else [_door(asked) for asked in waiting_requests()],
    )


def _papers(opened: Opened, text: str) -> list[dict[str, Any]]:
    return [
        {
            "name": _in_my_language(paper.names),
            "url": url_for(".show_paper", number=paper.id, link=text),
            "size": len(paper.content),
        }
        for paper in opened.papers
    ]


def _in_my_language(names: Mapping[str, str]) -> str:
    return names[{"kk": "nameKz", "ru": "nameRu"}.get(current_language(), "nameEn")]


def _door(asked: SigningRequest) -> dict[str, str]:
    until = f"{clock.local(asked.expires_at):%H:%M}"
    return {
        "url": url_for(".egov_mobile", link=_qr(asked)),
        "purpose": gettext(PURPOSES[asked.purpose]),
        "text": gettext("%(name)s, until %(time)s", name=_signer(asked), time=until),
    }


def _signer(asked: SigningRequest) -> str:
    """The name of whoever is asked; nobody's, where the key itself says who signs in."""
    return holders.expected(asked).name.full if asked.iin else gettext("whoever signs in")


def _open(text: str) -> Opened:
    """Ask the site what is to be signed. Raises CannotSign."""
    scanned = text if text.startswith(SCHEME) or "link=" in text else SCHEME + text
    asked = _request_at(address_in(scanned))
    # Whose key it is does not matter for looking.
    telephone = _telephone(holders.expected(asked))
    shown = telephone.open(scanned)
    return Opened(asked, shown, telephone.sign(shown, Mode.CANCEL).papers)


def _sign(opened: Opened, form: PhoneForm) -> Result:
    mode = Mode(form.mode.data)
    holder = chosen_holder(form) or holders.expected(opened.request, kind=Kind(form.kind.data))
    return _telephone(holder, mode).sign(opened.shown, mode)


def _telephone(holder: Holder, mode: Mode = Mode.OK) -> EgovMobile:
    language: Language = "kk" if current_language() == "kk" else "ru" if current_language() == "ru" else "en"
    return EgovMobile(
        holders.authority(), holder, language=language, send=over_http, pause=lambda: _pause(mode)
    )


def _pause(mode: Mode) -> None:
    """What passes before a slow person signs: seconds, or by the demo's clock more than they have."""
    if mode is Mode.LATE_PUT:
        demo_clock.set_now(current_app.config["SETTINGS"].data_dir, clock.now() + LIFETIME)
    else:
        time.sleep(THINKING)


def _request_at(address: str) -> SigningRequest:
    """The request at an address of this site's own. Raises CannotSign for any other."""
    site = current_app.config["SETTINGS"].public_url
    if not address.startswith(f"{site}/"):
        raise CannotSign(gettext("This demo's telephone knows this site only."))
    try:
        _endpoint, values = current_app.url_map.bind("").match(urlsplit(address).path, method="GET")
    except HTTPException:
        values = {}
    asked = request_of_phone(str(values.get("phone_handle", "")))
    if asked is None:
        raise CannotSign(gettext("There is nothing to sign at this address."))
    return asked


def _qr(asked: SigningRequest) -> str:
    """What the QR on its page says."""
    site = current_app.config["SETTINGS"].public_url
    return f"{SCHEME}{site}{url_for('callbacks.show_request', phone_handle=asked.phone_handle)}"


def _back(opened: Opened) -> str:
    return url_for("signing.sign", handle=opened.request.handle)
