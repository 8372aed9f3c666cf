"""The wizard: ground, data, documents, check, certify. What is entered is kept at each step."""

from flask import Blueprint

from web.still_here import offer_again

apply = Blueprint("apply", __name__)
offer_again(apply)

from blueprints.apply import certify, check, data, documents, ground  # noqa: E402, F401 - they add their views
