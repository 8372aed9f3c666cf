"""The SMS that the demo's phones got: asked of the simulator that stands for the provider."""

from typing import Any

import requests
from flask import current_app

TIMEOUT = 3  # seconds; the simulator is on this computer


def messages_to(phone: str) -> list[dict[str, Any]]:
    """What the simulator took for this number, newest last; empty while it is starting."""
    base = current_app.config["SETTINGS"].twilio_api_base
    try:
        answer = requests.get(f"{base}/demo/messages", params={"phone": phone}, timeout=TIMEOUT)
        answer.raise_for_status()
    except requests.RequestException:
        return []
    messages: list[dict[str, Any]] = answer.json()
    return messages
