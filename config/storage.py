"""Settings of the store of papers: under which keys, and where if not in the data folder."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

from config.declared import ADDRESS, SWITCH, TEXT, Kind, setting

_KEY_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,15}")
_KEY_BYTES = 32


def _keys(text: str) -> tuple[tuple[str, bytes], ...]:
    return tuple(_key(item) for item in text.split())


def _key(item: str) -> tuple[str, bytes]:
    key_id, _colon, written = item.partition(":")
    key = base64.b64decode(written, validate=True)
    if not _KEY_ID.fullmatch(key_id) or len(key) != _KEY_BYTES:
        raise ValueError
    return key_id, key


KEYS = Kind(
    _keys,
    "id:key, the id of small letters, digits and hyphens, "
    f"the key {_KEY_BYTES} bytes in base64; several with spaces between",
    quoted=False,
)


@dataclass(frozen=True)
class StorageSettings:
    """The store of papers."""

    storage_keys: tuple[tuple[str, bytes], ...] = setting(
        "QYZMET_STORAGE_KEYS", KEYS, (), secret=True, required=True
    )
    storage_plain: bool = setting("QYZMET_STORAGE_PLAIN", SWITCH, False)
    s3_endpoint: str = setting("S3_ENDPOINT", ADDRESS, "", outside=True)
    s3_bucket: str = setting("S3_BUCKET", TEXT, "")
    s3_region: str = setting("S3_REGION", TEXT, "us-east-1")
    s3_access_key: str = setting("S3_ACCESS_KEY", TEXT, "")
    s3_secret_key: str = setting("S3_SECRET_KEY", TEXT, "", secret=True)
    s3_path_style: bool = setting("S3_PATH_STYLE", SWITCH, True)


def storage_faults(settings: StorageSettings) -> Iterator[str]:
    """What does not go together, in every mode."""
    keys = settings.storage_keys
    if len(dict(keys)) < len(keys) or len({key for _id, key in keys}) < len(keys):
        yield "QYZMET_STORAGE_KEYS has an id or a key twice"
    # A bucket is described whole or not at all: half of it would mean a folder without a word.
    bucket = {
        "S3_ENDPOINT": settings.s3_endpoint,
        "S3_BUCKET": settings.s3_bucket,
        "S3_ACCESS_KEY": settings.s3_access_key,
        "S3_SECRET_KEY": settings.s3_secret_key,
    }
    if any(bucket.values()):
        yield from (f"{name} is not set" for name, value in bucket.items() if not value)
    if settings.s3_endpoint and not settings.s3_endpoint.startswith(("http://", "https://")):
        yield "S3_ENDPOINT does not begin with http:// or https://"
