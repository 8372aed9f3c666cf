"""What commands share: the settings of the site that they work for, and how they write a moment."""

from datetime import datetime

from flask import current_app

import clock
from config import Settings


def site_settings() -> Settings:
    """Those of the running application."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def shown(moment: datetime) -> str:
    """A moment as clocks in Almaty show it, to the second, with its offset."""
    return clock.local(moment).strftime("%Y-%m-%d %H:%M:%S %z")
