"""What production must have and must not have, and where the demo and the tests must not go."""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from config.declared import Declared
from config.site import SiteSettings
from config.storage import StorageSettings

#: What the demo makes up for itself begins with this, so that production can tell it.
DEMO_MARK = "demo-"

_SECRETS = ("QYZMET_SECRET_KEY", "QYZMET_CODE_KEY", "QYZMET_METRICS_TOKEN")
_SECRET_LENGTH = 32  # characters
_WEAK = ("change", "example", "secret", "password", "xxxx", "0000")


def production_faults(texts: Mapping[str, str], declared: Iterable[Declared]) -> Iterator[str]:
    """What is missing, weak or the demo's; `texts` are the variables as they were given."""
    for item in declared:
        if fault := _fault(item, texts[item.env]):
            yield f"{item.env} {fault}"


def production_conflicts(site: SiteSettings, storage: StorageSettings) -> Iterator[str]:
    """What only the values tell."""
    if site.secret_key and site.secret_key == site.code_key:
        yield "QYZMET_CODE_KEY is the same as QYZMET_SECRET_KEY"
    for key_id, key in storage.storage_keys:
        if key_id.startswith(DEMO_MARK):
            yield "QYZMET_STORAGE_KEYS has the demo's key in it"
        elif len(set(key)) < 10:
            yield "QYZMET_STORAGE_KEYS has a key in it that is easy to guess"
    if site.starts_at is not None:
        yield "QYZMET_NOW moves the clock, which only the demo may"
    if site.bench:
        yield "QYZMET_BENCH is for measuring, which production is not there for"


def sandbox_faults(mode: str, texts: Mapping[str, str], declared: Iterable[Declared]) -> Iterator[str]:
    """Made-up people must not reach real telephones, registries or the NCA."""
    for item in declared:
        urls = texts[item.env].split()
        if item.outside and not all(_is_loopback(urlsplit(url).hostname or "") for url in urls):
            yield f"{item.env} leaves this computer, which mode {mode} must not"


def _fault(item: Declared, text: str) -> str:
    """What is wrong with one of production's; empty when nothing is."""
    if not text:
        return "is not set" if item.in_production else ""
    if item.in_production and text.startswith(DEMO_MARK):
        return "is the demo's"
    if item.env in _SECRETS:
        return _secret_fault(text)
    return _public_url_fault(text) if item.public else ""


def _secret_fault(secret: str) -> str:
    if secret.startswith(DEMO_MARK):
        return "is the demo's"
    if len(secret) < _SECRET_LENGTH:
        return f"is shorter than {_SECRET_LENGTH} characters"
    if len(set(secret)) < 10 or any(word in secret.lower() for word in _WEAK):
        return "is easy to guess"
    return ""


def _public_url_fault(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return "does not begin with https://"
    if _is_loopback(parts.hostname):
        return "names this computer itself"
    return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
