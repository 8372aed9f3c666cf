"""The store of papers that this running application uses."""

from pathlib import Path

from flask import current_app

from integrations.storage.local import LocalStorage
from integrations.storage.protocol import NotStored, Storage, StoredFile

__all__ = ["LocalStorage", "NotStored", "Storage", "StoredFile", "documents_storage"]


def documents_storage() -> Storage:
    """The store under the data directory of the settings; needs an application context."""
    return LocalStorage(Path(current_app.config["SETTINGS"].data_dir) / "documents")
