"""What other systems report to us: signed requests, not forms of our pages."""

from flask import Blueprint

callbacks = Blueprint("callbacks", __name__)

from blueprints.callbacks import twilio  # noqa: E402, F401 - it adds its view to `callbacks`
