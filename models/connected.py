"""Which registries the site is connected to."""

from flask import current_app


def is_connected(kind: str) -> bool:
    """Whether the site asks this registry; while it does not, a paper stands in (834 annex 1; CON-1)."""
    return kind not in current_app.config["SETTINGS"].registries_not_connected
