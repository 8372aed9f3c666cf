"""A store in a bucket of S3 or of what speaks as it does (MinIO, Ceph, a provider's object storage)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO, cast

import boto3.session
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from integrations.storage.measured import Measured
from integrations.storage.protocol import KEY, NotStored, StorageAway, StoredFile, new_key
from integrations.storage.reading import Positioned

_MEGABYTE = 1024 * 1024
_MISSING = frozenset({"NoSuchKey", "404"})

CONNECT_SECONDS = 3
READ_SECONDS = 20
TRIES = 3


@dataclass(frozen=True)
class Bucket:
    """Where a bucket is and who may use it. `path_style`: its name in the path instead of the host."""

    endpoint: str
    name: str
    region: str
    access_key: str
    secret_key: str = field(repr=False)
    path_style: bool


class S3Storage:
    """Objects in one bucket, which has to be there. One client is used by all threads.

    An object is there whole or not at all; a put that fails leaves nothing that can be
    read. Parts of a large one that a killed process left are for the bucket's own rule
    (AbortIncompleteMultipartUpload) to remove.
    """

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket.name
        session = boto3.session.Session(
            aws_access_key_id=bucket.access_key, aws_secret_access_key=bucket.secret_key
        )
        self._client = session.client(
            "s3",
            endpoint_url=bucket.endpoint,
            region_name=bucket.region,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"mode": "standard", "total_max_attempts": TRIES},
                proxies={},  # those of the environment are not followed
                signature_version="s3v4",
                s3={"addressing_style": "path" if bucket.path_style else "virtual"},
                # Not every store that speaks S3 knows the checksums that AWS has added; we have our own.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        # In this thread: no pool of threads for each upload; one part in memory.
        self._transfer = TransferConfig(use_threads=False, multipart_chunksize=8 * _MEGABYTE)

    def put(self, content: bytes | BinaryIO, *, key: str | None = None) -> StoredFile:
        """Send it in one piece, or in parts where it is large."""
        key = _checked(key or new_key())
        source = Measured(BytesIO(content) if isinstance(content, bytes) else content)
        with _errors_of(key):
            self._client.upload_fileobj(source, self._bucket, key, Config=self._transfer)
        return StoredFile(key, source.sha256, source.size)

    def open(self, key: str) -> BinaryIO:
        """The object as a file; reading on elsewhere in it costs another request."""
        return cast(BinaryIO, _Object(self._client, self._bucket, _checked(key)))

    def delete(self, key: str) -> None:
        """Remove the object; S3 does not mind one that is gone."""
        with _errors_of(key):
            self._client.delete_object(Bucket=self._bucket, Key=_checked(key))

    def keys(self, *, stored_before: datetime) -> Iterator[str]:
        """Keys of objects last written before the moment, by the store's clock; a page of them at a time."""
        with _errors_of("the bucket"):
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket):
                for found in page.get("Contents", ()):
                    if found["LastModified"] < stored_before and KEY.fullmatch(found["Key"]):
                        yield found["Key"]


class _Object(Positioned):
    """Reads an object from the place where one is, always the same version of it.

    Going elsewhere and back is free, as long as nothing was read there.
    """

    def __init__(self, client: Any, bucket: str, key: str) -> None:
        self._ask = client.get_object
        self._named = {"Bucket": bucket, "Key": key}
        self._key = key
        with _errors_of(key):
            answer = self._ask(**self._named)
        self._size: int = answer["ContentLength"]
        self._version: str = answer["ETag"]
        self._body: Any = answer["Body"]
        self._body_at = 0

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """As many bytes as fit; fewer only at the end."""
        given = self._next(len(buffer))
        buffer[: len(given)] = given
        return len(given)

    def readall(self) -> bytes:
        """All the rest."""
        return self._next(None)

    def close(self) -> None:
        """Give up what is still on its way."""
        self._body.close()
        super().close()

    def _next(self, length: int | None) -> bytes:
        if self._at >= self._size:
            return b""
        with _errors_of(self._key):
            if self._body_at != self._at:
                self._body.close()
                wanted = {"Range": f"bytes={self._at}-", "IfMatch": self._version}
                self._body = self._ask(**self._named, **wanted)["Body"]
            given: bytes = self._body.read(length)
        self._at = self._body_at = self._at + len(given)
        return given


@contextmanager
def _errors_of(key: str) -> Iterator[None]:
    """The library's errors as those of the protocol; of an answer only its code, which names nobody."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in _MISSING:
            raise NotStored(key) from None
        raise StorageAway(f"{key}: {code}") from error
    except (BotoCoreError, Boto3Error) as error:
        raise StorageAway(f"{key}: {type(error).__name__}") from error


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise NotStored(key)
    return key
