"""Signing with EDS: one page for all who sign, whatever they sign."""

from flask import Blueprint

from web.still_here import offer_again

signing = Blueprint("signing", __name__)
offer_again(signing)

from blueprints.signing import pages, papers  # noqa: E402, F401 - they add their views to `signing`
