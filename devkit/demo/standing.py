"""How the demo's telephone, computer and certification authority stand now, in words."""

from pathlib import Path

from flask import current_app
from flask_babel import gettext, ngettext
from sqlalchemy import select

import clock
from database import db
from devkit.demo.eds_forms import COMPUTER_MODES, SERVICE_MODES, SERVICES
from devkit.nca.modes import FILE as AUTHORITY
from devkit.nca.modes import Behaviour, Mode, Service, read_wishes
from devkit.ncalayer.modes import FILE as COMPUTER
from devkit.ncalayer.modes import Wish
from domain.signing import RequestState
from models.signing import SigningRequest


def waiting_requests() -> list[SigningRequest]:
    """What somebody in this demo could sign now, the newest first."""
    open_now = SigningRequest.state == RequestState.WAITING, SigningRequest.expires_at > clock.now()
    return list(
        db.session.scalars(select(SigningRequest).where(*open_now).order_by(SigningRequest.id.desc()))
    )


def telephone_now() -> str:
    """How much waits for it, or else what it is for."""
    waiting = len(waiting_requests())
    if not waiting:
        return gettext("Reads the QR of a signing page and signs its papers.")
    return ngettext("%(num)s request waits to be signed.", "%(num)s requests wait to be signed.", waiting)


def computer_now() -> str:
    """Whose key it has, and what comes of a wish to sign."""
    wish = Wish.of(read_wishes(file_of(COMPUTER)))
    return gettext(
        "Whose key: %(name)s. What happens: %(mode)s.",
        name=wish.name or gettext("Whoever is expected"),
        mode=gettext(COMPUTER_MODES[wish.mode]),
    )


def authority_now() -> str:
    """Which of its services misbehave, and how."""
    behaviour = Behaviour(file_of(AUTHORITY))
    modes = {service: behaviour.of(service) for service in Service}
    told = [
        f"{gettext(SERVICES[service])}: {gettext(SERVICE_MODES[mode])}."
        for service, mode in modes.items()
        if mode is not Mode.OK
    ]
    return " ".join(told) or gettext("All its services answer.")


def file_of(name: str) -> Path:
    """A simulator's file in this demo's data folder."""
    folder: Path = current_app.config["SETTINGS"].data_dir
    return folder / name
