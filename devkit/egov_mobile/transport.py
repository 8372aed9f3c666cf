"""How the application reaches the site: over HTTP, and on this computer only."""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from devkit.egov_mobile.reading import CannotSign

TIMEOUT = 30.0  # seconds


@dataclass(frozen=True)
class Answer:
    """Status and body of an answer."""

    status: int
    body: bytes


Send = Callable[[str, str, Mapping[str, str], bytes | None], Answer]
"""Method, address, headers and body to an answer."""


def over_http(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    """Ask a server on this computer. Raises CannotSign for any other, and when it does not answer."""
    if not _is_on_this_computer(urlsplit(url).hostname or ""):
        raise CannotSign("the simulator calls this computer only")
    try:
        response = requests.request(
            method, url, headers=dict(headers), data=body, timeout=TIMEOUT, allow_redirects=False
        )
    except requests.RequestException as error:
        raise CannotSign("the site does not answer") from error
    return Answer(response.status_code, response.content)


def _is_on_this_computer(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
