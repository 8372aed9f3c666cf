"""The folder of pinned certificates: roots and the authorities below them."""

import base64
import binascii
import re
from pathlib import Path

from integrations.eds.certificates import read_certificate
from integrations.eds.errors import SignatureRejected
from integrations.eds.names import read_name

SUFFIXES = frozenset((".cer", ".crt", ".pem"))
PEM = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----")

DEVELOPMENT_ORGANISATION = "QYZMET DEVELOPMENT CA"
DEVELOPMENT_PREFIX = "DEV "


def read_trust(folder: Path) -> tuple[bytes, ...]:
    """The certificates (DER) in *.cer, *.crt and *.pem, by file name, each once.

    A file is DER, or PEM with one certificate or several. Raises ValueError
    with the file's name when one holds something else, OSError when the folder
    cannot be read.
    """
    found: dict[bytes, None] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in SUFFIXES:
            for encoded in _certificates(path):
                found[encoded] = None
    return tuple(found)


def _certificates(path: Path) -> list[bytes]:
    stored = path.read_bytes()
    try:
        listed = [base64.b64decode(text) for text in PEM.findall(stored)] or [stored]
        for encoded in listed:
            read_certificate(encoded)
    except (SignatureRejected, binascii.Error) as error:
        raise ValueError(f"{path.name} is no certificate: {error}") from None
    return listed


def is_development(certificate: bytes) -> bool:
    """Whether a certificate (DER) is of the development authority, which nobody may trust in production."""
    read = read_certificate(certificate)
    names = [read_name(read.subject), read_name(read.issuer)]
    return any(
        name.organisation == DEVELOPMENT_ORGANISATION or name.common_name.startswith(DEVELOPMENT_PREFIX)
        for name in names
    )
