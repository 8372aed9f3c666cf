"""Sending messages, asking what became of them, and minding those that nobody minds."""

import logging
from contextlib import suppress

from flask import current_app

import clock
from actions import codes, delivery, message_sweeps, receipts, rehearsal
from actions.delivery import Outgoing
from actions.messages import SEND
from database import db, transaction
from integrations.sms import sms_provider
from integrations.sms.errors import PermanentError, RefusedError, SmsError, TransientError, UnknownOutcome
from integrations.sms.protocol import ProviderReply, Sms

logger = logging.getLogger(__name__)


class _TakenBack(Exception):
    """Ends a transaction of which nothing is to stay."""


def rehearse() -> None:
    """Do once what a job does over and over, and take it back, so that the worker's jobs know how."""
    with suppress(_TakenBack), transaction():
        rehearsal.send_one()
        raise _TakenBack


def send_message(message_id: int) -> None:
    """Hand the message to the provider once, or find out what became of an earlier attempt.

    That an attempt begins is committed before the provider is called and what
    came of it after, so a crash leaves a trace whichever way it falls.
    """
    with transaction():
        outgoing = delivery.start(message_id)
    if outgoing is None:
        return
    sms = _sms(outgoing)
    if outgoing.look_up:
        _look_up(outgoing, sms)
    else:
        _send(outgoing, sms)


def check_message(message_id: int) -> None:
    """Ask the provider about a message of which no receipt came."""
    with transaction():
        sid = receipts.sid_to_check(message_id)
    reply = _fetch(message_id, sid) if sid is not None else None
    with transaction():
        receipts.record_check(message_id, reply)


def sweep() -> None:
    """Put into the outbox again what nobody minds, and end what never answers."""
    now = clock.now()
    for message_id in message_sweeps.given_up():
        with transaction():
            message_sweeps.end_given_up(message_id)
        logger.error("message %s: its job kept failing", message_id)
    for message_id in message_sweeps.left_behind(now):
        with transaction():
            message_sweeps.revive(message_id, SEND)
        logger.warning("message %s: was left behind", message_id)
    for message_id in message_sweeps.silent(now):
        with transaction():
            message_sweeps.revive(message_id, message_sweeps.CHECK)
    for message_id in message_sweeps.silent_too_long(now):
        with transaction():
            receipts.record_check(message_id, None)


def _sms(outgoing: Outgoing) -> Sms:
    text, valid_for = outgoing.text, None
    if outgoing.otp_id is not None:
        text = text.format(code=codes.reveal(outgoing.otp_id))
        db.session.rollback()  # no transaction stays open while the network is waited for
    if outgoing.expires_at is not None:
        valid_for = outgoing.expires_at - clock.now()
    return Sms(outgoing.phone, text, outgoing.reference, valid_for)


def _send(outgoing: Outgoing, sms: Sms) -> None:
    try:
        reply = sms_provider(current_app.config["SETTINGS"]).send(sms)
    except PermanentError as error:
        _record(delivery.record_impossible, outgoing, error)
    except (TransientError, RefusedError) as error:
        _record(delivery.record_not_taken, outgoing, error)
    except UnknownOutcome as error:
        _record(delivery.record_unanswered, outgoing, error)
    else:
        with transaction():
            delivery.record_taken(outgoing.message_id, outgoing.reference, reply)
        logger.info("message %s: %s", outgoing.message_id, reply.status)


def _look_up(outgoing: Outgoing, sms: Sms) -> None:
    try:
        found = sms_provider(current_app.config["SETTINGS"]).find(sms, outgoing.started_at)
    except SmsError as error:
        _record(delivery.record_look_up_failed, outgoing, error)
        return
    with transaction():
        delivery.record_look_up(outgoing.message_id, outgoing.reference, found)
    logger.info("message %s: looked up, %s found", outgoing.message_id, len(found))


def _fetch(message_id: int, sid: str) -> ProviderReply | None:
    try:
        return sms_provider(current_app.config["SETTINGS"]).fetch(sid)
    except SmsError as error:
        logger.warning("message %s: cannot be asked about: %s", message_id, error)
        return None


def _record(record: delivery.RecordError, outgoing: Outgoing, error: SmsError) -> None:
    with transaction():
        record(outgoing.message_id, outgoing.reference, error)
    level = logging.ERROR if isinstance(error, RefusedError) else logging.WARNING
    logger.log(level, "message %s: %s", outgoing.message_id, error)
