"""A revocation list taken apart (RFC 5280, 5), complete or delta; nothing of it is verified here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from integrations.eds import der, oids
from integrations.eds.algorithms import Algorithm, read_algorithm
from integrations.eds.certificates import Extension, read_explicit_extensions
from integrations.eds.errors import SignatureRejected

LARGEST_LIST = 64 * 1024 * 1024
"""Bytes; the NCA's list has some 20 MB."""


@dataclass(frozen=True)
class ListParts:
    """What stands in a list.

    `issuer` is the name's DER, `number` the list's own; `base`, None of a
    complete list, is the number of the oldest complete list to which a delta
    list may be applied.
    """

    signed: bytes = field(repr=False)
    algorithm: Algorithm
    signature: bytes
    issuer: bytes
    this_update: datetime
    next_update: datetime | None
    entries: der.Element | None = field(repr=False)
    extensions: Mapping[str, Extension]
    number: int | None
    base: int | None

    def continues(self, complete: "ListParts") -> bool:
        """Whether this is a delta list that says more than the complete one, and begins no later."""
        if self.base is None or self.number is None or complete.number is None:
            return False
        return self.base <= complete.number < self.number


def read_list(crl: bytes) -> ListParts:
    """Take a list apart, DER. Raises SignatureRejected: too_large or malformed."""
    if len(crl) > LARGEST_LIST:
        raise SignatureRejected("too_large", "crl")
    outer = der.read(crl).fields()
    signed, algorithm, signature = outer.next(), read_algorithm(outer.next()), der.bits(outer.next())
    outer.done()
    fields = signed.fields()
    if der.number(fields.next()) != 1:
        der.malformed("version of the list")
    if read_algorithm(fields.next()) != algorithm:
        der.malformed("two signature algorithms")
    issuer, this_update = fields.next(der.SEQUENCE).encoded, der.moment(fields.next())
    next_update = fields.maybe(der.UTC_TIME, der.GENERALIZED_TIME)
    entries = fields.maybe(der.SEQUENCE)
    extensions = read_explicit_extensions(fields.maybe(der.context(0)))
    fields.done()
    return ListParts(
        signed=signed.encoded,
        algorithm=algorithm,
        signature=signature,
        issuer=issuer,
        this_update=this_update,
        next_update=None if next_update is None else der.moment(next_update),
        entries=entries,
        extensions=extensions,
        number=_number(extensions, oids.CRL_NUMBER),
        base=_number(extensions, oids.DELTA_CRL_INDICATOR),
    )


def _number(extensions: Mapping[str, Extension], oid: str) -> int | None:
    extension = extensions.get(oid)
    return None if extension is None else der.number(der.read(extension.value))
