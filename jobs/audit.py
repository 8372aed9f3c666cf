"""Sealing the audit log and the cases' histories; the anchors outside of the database; their time stamps."""

import logging

from flask import current_app

import clock
from actions import sealing, signatures
from database import db, transaction
from domain.audit_chain import Anchor
from integrations import anchor_file
from integrations.eds.online import fetch_time_stamp
from queries import audit_chain

log = logging.getLogger(__name__)

MOST_BATCHES = 100
"""In one run: a long backlog is worked off in several, so that the relay goes on meanwhile."""


def seal() -> int:
    """Chain what was written since the last run, and anchor the day that ended; returns how many rows.

    Safe to interrupt and to run beside itself: each batch is a transaction, and
    what a run leaves undone the next one finds.
    """
    now, day = clock.now(), sealing.yesterday()
    day_ended = audit_chain.is_anchor_due(day)
    # What was committed unusually late lies far back. Once a day it is looked for everywhere.
    found_from = audit_chain.first_unsealed() if day_ended else audit_chain.look_back()
    db.session.rollback()
    sealed = 0
    for number in range(MOST_BATCHES):
        if number and not day_ended:
            found_from = audit_chain.look_back(2 * sealing.BATCH)
        with transaction():
            count = sealing.seal_batch(found_from, now)
        sealed += count
        if not count:
            break
    else:
        day_ended = False  # there may be more, which belongs before the anchor
    if day_ended:
        with transaction():
            sealing.end_day(day, stamped=bool(current_app.config["SETTINGS"].eds_tsa_url))
    _file_anchors()
    return sealed


def stamp_anchor(anchor_id: int) -> None:
    """Have the anchor time-stamped. Raises NotAnswered while the authority is silent: asked again later."""
    settings = current_app.config["SETTINGS"]
    anchor, token = audit_chain.anchor_of(anchor_id)
    db.session.rollback()
    if token is not None or not settings.eds_tsa_url:
        return
    token, _at = fetch_time_stamp(
        anchor.line.encode(),
        at=clock.now(),
        trust=signatures.trusted(),
        url=settings.eds_tsa_url,
        gost_256=settings.eds_gost_256,
    )
    with transaction():
        sealing.record_token(anchor_id, token)


def _file_anchors() -> None:
    """Write what is not in the file yet, and tell the log, whose stream may go to another machine."""
    path = current_app.config["SETTINGS"].data_dir / anchor_file.NAME
    for anchor_id, anchor in audit_chain.unfiled_anchors():
        db.session.rollback()
        anchor_file.append(path, anchor.line)
        log.info("audit anchor day=%s sequence=%s hash=%s", anchor.day, anchor.sequence, _grouped(anchor))
        with transaction():
            sealing.record_filed(anchor_id)


def _grouped(anchor: Anchor) -> str:
    """The hash in groups: twelve digits in a row would be masked in the log as somebody's IIN."""
    return ":".join(anchor.hash[place : place + 8] for place in range(0, len(anchor.hash), 8))
