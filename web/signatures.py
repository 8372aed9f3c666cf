"""Signatures as they come in, from the person's computer or from their telephone."""

import logging
from collections.abc import Sequence

from actions import signatures, signing
from database import transaction
from domain.signing import Channel
from integrations.eds import SignatureRejected
from models.signing import SigningRequest

log = logging.getLogger(__name__)


def receive(request: SigningRequest, texts: Sequence[str], channel: Channel) -> None:
    """Verify and keep the signatures over the request's papers, in the order of the papers.

    `texts` are base64, in PEM armour or without. Raises SignatureRejected, after
    the reason has been written down, and AlreadyDone for a request that no longer
    waits. Call it outside of a transaction.
    """
    request_id = request.id
    try:
        accepted = signatures.accept(request, [text.encode("ascii", "replace") for text in texts])
        with transaction():
            signatures.keep(request_id, accepted, channel)
    except SignatureRejected as rejected:
        log.info("refused a signature of request %s: %s", request_id, rejected)
        with transaction():
            signing.note_refusal(request_id, rejected.code)
        raise
