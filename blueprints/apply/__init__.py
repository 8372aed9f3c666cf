"""The wizard: ground or post, data, questionnaire, documents, check, certify. All that is entered is kept."""

from flask import Blueprint

from web.still_here import offer_again

apply = Blueprint("apply", __name__)
offer_again(apply)

from blueprints.apply import (  # noqa: E402, F401 - they add their views
    certify,
    check,
    data,
    documents,
    ground,
    post,
    questionnaire,
)
