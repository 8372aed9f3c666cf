"""The two ways of signing, and the way back: what the page has to know of each."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import current_app, url_for

from domain.signing import Purpose
from models.signing import SigningRequest
from queries.signing import to_sign
from web.locale import current_language
from web.qr import qr_picture

_APP = {"isi": "1476128386", "ibi": "kz.egov.mobile", "apn": "kz.mobile.mgov"}
"""eGov Mobile in the shops of Apple and Google, for a telephone that does not have it yet."""

_LOCALES = {"kk": "kk"}
"""NCALayer speaks Kazakh and Russian."""


@dataclass(frozen=True)
class PhoneWay:
    """How a telephone comes to the papers: a link for the same one, a picture for another one to read."""

    link: str
    qr: str
    text: str


def ncalayer(request: SigningRequest) -> dict[str, Any]:
    """What static/js/sign.js needs.

    `anyChain`: NCALayer offers only keys of the NCA, unless it is told to offer
    every one, as the development keys of a demo.
    """
    settings = current_app.config["SETTINGS"]
    return {
        "url": settings.ncalayer_url,
        "papers": [
            url_for("signing.show_paper", handle=request.handle, position=paper.position)
            for paper in request.papers
            if paper.signed
        ],
        "iin": request.iin,
        "bin": request.bin,
        "anyChain": settings.mode != "production",
        "locale": _LOCALES.get(current_language(), "ru"),
    }


def phone(request: SigningRequest) -> PhoneWay:
    """The link and the QR of eGov Mobile; both name the address at which it asks what is signed."""
    settings = current_app.config["SETTINGS"]
    address = settings.public_url + url_for("callbacks.show_request", phone_handle=request.phone_handle)
    text = f"mobileSign:{address}"
    qr = qr_picture(text)
    return PhoneWay(f"{settings.egov_mobile_link}?{urlencode({'link': address, **_APP})}", qr, text)


def again_url(request: SigningRequest) -> str:
    """Where this request began: the form, with what was entered, or the door."""
    match Purpose(request.purpose):
        case Purpose.SIGN_IN:
            door = "auth.staff_sign_in" if request.officer_id is not None else "auth.sign_in"
            return url_for(door, next=request.back or None)
        case Purpose.DECISION if request.officer_id and request.back != url_for("commission.sitting"):
            deed = to_sign(request).deeds[0]
            return url_for("officers.ask_action", number=deed.number, action=request.deeds[0].action)
        case _:
            return request.back
