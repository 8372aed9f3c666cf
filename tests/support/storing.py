"""Stores of papers of a test's own."""

import dataclasses
from typing import Any

import pytest
from flask import Flask

from config import Settings
from integrations import storage
from integrations.storage import EncryptedStorage


def with_settings(app: Flask, monkeypatch: pytest.MonkeyPatch, **changed: Any) -> EncryptedStorage:
    """The app with these settings changed, and the store that it has by them, until the test ends."""
    settings: Settings = dataclasses.replace(app.config["SETTINGS"], **changed)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    monkeypatch.setattr(app, "extensions", dict(app.extensions))
    storage.init_app(app, settings)
    return storage.documents_storage()
