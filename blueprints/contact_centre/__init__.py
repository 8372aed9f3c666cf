"""The contact centre 1414: how a case stands, by its number (ALL-12)."""

from flask import Blueprint

contact_centre = Blueprint("contact_centre", __name__)

from blueprints.contact_centre import views  # noqa: E402, F401 - it adds its view
