"""What anybody may see: the services, the ground finder, the check of a document."""

from flask import Blueprint

public_pages = Blueprint("public", __name__)

from blueprints.public import (  # noqa: E402, F401 - they add views
    accessibility,
    finder,
    health,
    metrics,
    offline,
    services,
    vacancies,
    verify,
)
