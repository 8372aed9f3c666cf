"""What needs an administrator's hand."""

from flask import Response

import clock
from blueprints.admin import admin
from domain.registry_facts import REGISTRY_TITLES
from domain.roles import Role
from queries import administration
from web.access import officer
from web.htmx import render_page


@admin.get("/admin/")
@officer(Role.ADMIN)
def overview() -> Response:
    """What is stuck, missing or late, each with the page where it is mended."""
    return render_page(
        "admin/overview.html",
        overview=administration.overview(clock.now()),
        registry_titles=REGISTRY_TITLES,
        hours=administration.REGISTRY_HOURS,
    )
