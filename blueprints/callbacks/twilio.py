"""Twilio's word on what became of a message."""

import logging

from flask import Response, current_app, request

from actions.receipts import record_receipt
from blueprints.callbacks import callbacks
from database import transaction
from extensions import csrf
from integrations.sms import twilio
from web.access import public

logger = logging.getLogger(__name__)


@callbacks.post("/callbacks/twilio/status/")
@csrf.exempt
@public
def twilio_status() -> Response:
    """Keep a receipt. 403 without Twilio's signature, 404 for a message that is none of ours."""
    settings = current_app.config["SETTINGS"]
    # What Twilio signed is the public address, whatever the proxies made of it.
    address = settings.public_url + request.full_path.removesuffix("?")
    signature = request.headers.get("X-Twilio-Signature", "")
    if not twilio.is_signed(settings.twilio_auth_token, address, request.form, signature):
        logger.warning("a status callback without Twilio's signature")
        return Response(status=403)
    receipt = twilio.read_receipt(request.args, request.form)
    if receipt is None:
        return Response(status=400)
    with transaction():
        known = record_receipt(receipt)
    return Response(status=204 if known else 404)
