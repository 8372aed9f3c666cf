"""Sending one-time passwords, to the number that the state has linked to the IIN and to no other."""

import logging
from uuid import uuid4

from flask import current_app

from actions import codes
from database import db, transaction
from domain.registry_facts import BoundPhone, RegistryKind
from integrations.registries import registry_for
from integrations.registries.errors import Permanent, Refused
from integrations.registries.protocol import Question

logger = logging.getLogger(__name__)


def send_code(otp_id: int) -> None:
    """Ask which number is linked to the code's IIN and send the code there.

    Nothing is sent where no number is linked, and nothing to a code that has
    ended meanwhile. Raises Transient when the registry cannot be asked now, so
    that the queue tries again; the code's own five minutes end the trying.
    """
    iin = codes.waiting_iin(otp_id)
    db.session.rollback()  # no transaction stays open while the network is waited for
    if iin is None:
        return
    try:
        phone = _linked_phone(iin)
    except (Permanent, Refused) as error:
        logger.error("code %s: the registry of numbers cannot be asked: %s", otp_id, error.code)
        return
    with transaction():
        codes.send(otp_id, phone)
    logger.info("code %s: %s", otp_id, "sent on" if phone else "no number is linked")


def _linked_phone(iin: str) -> str | None:
    registry = registry_for(RegistryKind.MOBILE_CITIZENS, current_app.config["SETTINGS"])
    answer = registry.ask(Question(iin=iin, message_id=str(uuid4()), correlation_id=str(uuid4())))
    return next((fact.phone for fact in answer.facts if isinstance(fact, BoundPhone)), None)
