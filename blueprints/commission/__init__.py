"""The commission together: several papers decided in one sitting, and who sits in it."""

from flask import Blueprint

from web.still_here import offer_again

commission = Blueprint("commission", __name__)
offer_again(commission)

from blueprints.commission import members, sitting  # noqa: E402, F401 - they add their views
