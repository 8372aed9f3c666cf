"""The store of papers that this running application uses: encrypted, in a folder or a bucket."""

from flask import Flask, current_app

from config import Settings
from integrations.storage.encrypted import EncryptedStorage
from integrations.storage.local import LocalStorage
from integrations.storage.protocol import (
    NotStored,
    Storage,
    StorageAway,
    StorageError,
    StoredFile,
    Unreadable,
)
from integrations.storage.sealing import Keyring

__all__ = [
    "EncryptedStorage",
    "LocalStorage",
    "NotStored",
    "Storage",
    "StorageAway",
    "StorageError",
    "StoredFile",
    "Unreadable",
    "documents_storage",
    "init_app",
]

_STORAGE = "qyzmet_documents"


def init_app(app: Flask, settings: Settings) -> None:
    """Give the app its store. Made before workers fork, and connects only when first used."""
    app.extensions[_STORAGE] = EncryptedStorage(
        _backend(settings), Keyring(dict(settings.storage_keys)), plain_allowed=settings.storage_plain
    )


def documents_storage() -> EncryptedStorage:
    """The app's store of papers; needs an application context."""
    storage: EncryptedStorage = current_app.extensions[_STORAGE]
    return storage


def _backend(settings: Settings) -> Storage:
    if not settings.s3_bucket:
        return LocalStorage(settings.data_dir / "documents")
    from integrations.storage.s3 import Bucket, S3Storage  # its library takes memory that a folder does not

    return S3Storage(
        Bucket(
            settings.s3_endpoint,
            settings.s3_bucket,
            settings.s3_region,
            settings.s3_access_key,
            settings.s3_secret_key,
            settings.s3_path_style,
        )
    )
