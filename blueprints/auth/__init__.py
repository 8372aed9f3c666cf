"""The doors: citizens come in with their IIN and a code, officers with login and password."""

from flask import Blueprint

auth = Blueprint("auth", __name__)

from blueprints.auth import citizens, staff  # noqa: E402, F401 - they add their views to `auth`
