"""What other systems report to us: requests with a proof of their own, not forms of our pages."""

from flask import Blueprint

callbacks = Blueprint("callbacks", __name__)

from blueprints.callbacks import egov_mobile, twilio  # noqa: E402, F401 - they add their views to `callbacks`
