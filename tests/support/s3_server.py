"""A server that speaks S3, on loopback, in this process; its objects are in memory."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import boto3.session
from moto.server import ThreadedMotoServer

from integrations.storage.s3 import Bucket


@contextmanager
def s3_server() -> Iterator[str]:
    """Its address, on a free port, for the length of a `with` block."""
    # Its web server would tell each request.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def make_bucket(endpoint: str) -> Bucket:
    """A new bucket of this server."""
    bucket = Bucket(endpoint, f"papers-{secrets.token_hex(4)}", "us-east-1", "tests", "tests", True)
    client = boto3.session.Session(bucket.access_key, bucket.secret_key).client(
        "s3", endpoint_url=endpoint, region_name=bucket.region
    )
    client.create_bucket(Bucket=bucket.name)
    client.close()
    return bucket
