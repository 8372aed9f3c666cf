"""What is late, and how a commission decides."""

from flask import Blueprint

oversight = Blueprint("oversight", __name__)

from blueprints.oversight import views  # noqa: E402, F401 - it adds its view
