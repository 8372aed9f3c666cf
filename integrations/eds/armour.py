"""What comes around the bytes of a CMS: size, PEM armour, white space (RFC 7468)."""

import base64
import binascii
import re

from integrations.eds.der import SEQUENCE, malformed
from integrations.eds.errors import SignatureRejected

MEGABYTE = 1024 * 1024
LARGEST_CMS = MEGABYTE
"""Bytes of a CMS beside the content that it may carry."""
LARGEST_CONTENT = 20 * MEGABYTE
"""Bytes of the content inside a CMS."""
LARGEST = LARGEST_CMS + LARGEST_CONTENT
LARGEST_TEXT = LARGEST * 3 // 2
"""Characters of base64: a third more than bytes, and line ends."""

ARMOUR = re.compile(rb"-----BEGIN (CMS|PKCS7)-----([^-]*)-----END \1-----")
SPACE = b" \t\r\n"


def unwrap(received: bytes) -> bytes:
    """The DER inside: of DER as it is, of base64 with or without armour, with white space anywhere.

    Raises SignatureRejected: too_large or malformed.
    """
    if received[:1] == bytes((SEQUENCE,)):
        encoded = received
    else:
        if len(received) > LARGEST_TEXT:
            raise SignatureRejected("too_large", "text")
        armoured = ARMOUR.fullmatch(received.strip(SPACE))
        encoded = _decoded(armoured[2] if armoured else received)
    if len(encoded) > LARGEST:
        raise SignatureRejected("too_large", "cms")
    return encoded


def _decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(text.translate(None, SPACE), validate=True)
    except binascii.Error:
        malformed("neither DER nor base64")
