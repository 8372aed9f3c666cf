"""Revocation lists (CRL, RFC 5280, 5): who gave one, for when, and what it says of a certificate."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from integrations.eds import der, oids
from integrations.eds.algorithms import check_signature
from integrations.eds.certificates import CRL_SIGN, Extension, read_extensions, read_pinned
from integrations.eds.errors import SignatureRejected
from integrations.eds.list_parts import ListParts, read_list
from integrations.eds.reasons import reason_of

SKEW = timedelta(minutes=5)

ONLY_USER_CERTIFICATES = der.context(1, constructed=False)
DISTRIBUTION_POINT = der.context(0)


@dataclass(frozen=True)
class Revoked:
    """Since when, and why: one of RFC 5280's reasons with underscores, if the list says."""

    at: datetime
    reason: str | None


@dataclass(frozen=True)
class RevocationList:
    """A list whose signature and dates were found right."""

    this_update: datetime
    next_update: datetime
    _entries: der.Element | None = field(repr=False)

    def revoked(self, serial: int) -> Revoked | None:
        """What the list says about the certificate of this number of its issuer, None if it is not listed.

        Looks through the list anew: some tenths of a second for hundreds of
        thousands of entries. Raises SignatureRejected (malformed).
        """
        if self._entries is None:
            return None
        wanted = der.encode_number(serial)
        entry = next((entry for entry in self._entries if entry.source.startswith(wanted, entry.body)), None)
        return None if entry is None else _revoked(entry)


def verify_crl(crl: bytes, issuer: bytes, *, at: datetime, gost_256: bool = False) -> RevocationList:
    """The complete list of this authority, DER, if it is the one for `at`.

    A list that is past its nextUpdate proves nothing, nor does one without.
    Raises SignatureRejected: too_large, malformed (also a delta list, or one
    for other authorities), wrong_certificate (of another issuer), key_usage,
    not_in_force, not_fresh, signature, algorithm or legacy_algorithm.
    """
    parts = read_list(crl)
    if parts.base is not None:
        der.malformed("delta list")
    return verify_list(parts, issuer, at=at, gost_256=gost_256)


def verify_list(parts: ListParts, issuer: bytes, *, at: datetime, gost_256: bool) -> RevocationList:
    """What a list of this authority names, for `at`: a complete one, or the changes of a delta list.

    A change with the reason remove_from_crl takes back what the complete list
    says (RFC 5280, 5.2.4). Raises SignatureRejected, as verify_crl.
    """
    authority = read_pinned(issuer)
    if parts.issuer != authority.subject:
        raise SignatureRejected("wrong_certificate", "issuer of the list")
    for oid, extension in parts.extensions.items():
        _check_extension(oid, extension)
    if not authority.may(CRL_SIGN):
        raise SignatureRejected("key_usage", "issuer of the list")
    authority.check_in_force(at)
    if parts.next_update is None or parts.this_update > at + SKEW or at > parts.next_update:
        raise SignatureRejected("not_fresh", "crl")
    check_signature(authority.key, parts.algorithm, parts.signed, parts.signature, gost_256=gost_256)
    return RevocationList(parts.this_update, parts.next_update, parts.entries)


def _check_extension(oid: str, extension: Extension) -> None:
    """A list of this authority's own, for all its certificates. RFC 5280, 5.2.4 and 5.2.5."""
    if oid == oids.ISSUING_DISTRIBUTION_POINT:
        scope = {part.tag for part in der.read(extension.value).expect(der.SEQUENCE)}
        if not scope <= {DISTRIBUTION_POINT, ONLY_USER_CERTIFICATES}:
            der.malformed("list of a part")
    elif extension.critical and oid != oids.DELTA_CRL_INDICATOR:
        der.malformed("unknown critical extension")


def _revoked(entry: der.Element) -> Revoked:
    fields = entry.fields()
    fields.next()
    since = der.moment(fields.next())
    tagged = fields.maybe(der.SEQUENCE)
    fields.done()
    extensions = {} if tagged is None else read_extensions(tagged)
    reason = extensions.get(oids.CRL_REASON)
    if any(extension.critical and oid != oids.CRL_REASON for oid, extension in extensions.items()):
        der.malformed("unknown critical extension")
    return Revoked(since, None if reason is None else reason_of(der.read(reason.value)))
