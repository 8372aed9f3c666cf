"""Revocation lists: whose they are, how old, and what they say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from devkit.nca.pairs import Kind
from integrations.eds import RevocationList, Revoked, der, oids, verify_crl
from integrations.eds.list_parts import LARGEST_LIST
from tests.unit.eds.support import (
    AT,
    authority_extensions,
    certify,
    chain,
    crl,
    crl_entry,
    extension,
    pair,
    refusal,
    seq,
)

KINDS = pytest.mark.parametrize("kind", list(Kind))
GOST = chain(Kind.GOST)
SINCE = datetime(2026, 5, 8, 14, 57, 29, tzinfo=UTC)


def judge(encoded: bytes, **options: Any) -> RevocationList:
    return verify_crl(encoded, GOST.authority.certificate, **{"at": AT, **options})


def why(encoded: bytes, **options: Any) -> str:
    return refusal(lambda: judge(encoded, **options))


def reason(code: int) -> bytes:
    return extension(oids.CRL_REASON, der.encode(der.ENUMERATED, bytes([code])))


@KINDS
def test_a_list_says_who_is_revoked_since_when_and_why(kind: Kind) -> None:
    made = chain(kind)
    entries = [
        crl_entry(5, SINCE, reason(6)),
        crl_entry(made.person.serial, SINCE, reason(4)),
        crl_entry(2**159 + 7, SINCE),
    ]
    listed = verify_crl(crl(made.authority, entries), made.authority.certificate, at=AT)
    assert (listed.this_update, listed.next_update) == (AT - timedelta(hours=1), AT + timedelta(days=1))
    assert listed.revoked(made.person.serial) == Revoked(SINCE, "superseded")
    assert listed.revoked(5) == Revoked(SINCE, "certificate_hold")
    assert listed.revoked(2**159 + 7) == Revoked(SINCE, None)
    assert listed.revoked(6) is None


def test_a_number_that_another_one_begins_with_is_not_listed() -> None:
    listed = judge(crl(GOST.authority, [crl_entry(0x0506, SINCE)]))
    assert listed.revoked(0x05) is None
    assert listed.revoked(0x0506) == Revoked(SINCE, None)


def test_nobody_is_on_an_empty_list() -> None:
    assert judge(crl(GOST.authority)).revoked(5) is None


@pytest.mark.parametrize(
    ("this_update", "next_update", "fresh"),
    [
        (AT - timedelta(days=90), AT, True),
        (AT - timedelta(days=90), AT - timedelta(seconds=1), False),
        (AT + timedelta(minutes=5), AT + timedelta(days=1), True),
        (AT + timedelta(minutes=6), AT + timedelta(days=1), False),
        (AT - timedelta(days=1), None, False),
    ],
)
def test_a_list_has_its_time(this_update: datetime, next_update: datetime | None, fresh: bool) -> None:
    encoded = crl(GOST.authority, this_update=this_update, next_update=next_update)
    if fresh:
        assert judge(encoded).this_update == this_update
    else:
        assert why(encoded) == "not_fresh"


def test_a_delta_list_is_no_list() -> None:
    delta = extension(oids.DELTA_CRL_INDICATOR, der.encode_number(165), critical=True)
    assert why(crl(GOST.authority, extensions=[delta])) == "malformed"
    unmarked = extension(oids.DELTA_CRL_INDICATOR, der.encode_number(165))
    assert why(crl(GOST.authority, extensions=[unmarked])) == "malformed"


def test_a_list_for_all_users_is_whole() -> None:
    scope = seq(der.encode(der.context(1, constructed=False), b"\xff"))
    assert judge(
        crl(GOST.authority, extensions=[extension(oids.ISSUING_DISTRIBUTION_POINT, scope, critical=True)])
    )


@pytest.mark.parametrize("part", [2, 3, 4, 5], ids=["authorities", "reasons", "indirect", "attributes"])
def test_a_list_of_a_part_is_no_list(part: int) -> None:
    scope = seq(der.encode(der.context(part, constructed=False), b"\xff"))
    listed = crl(
        GOST.authority, extensions=[extension(oids.ISSUING_DISTRIBUTION_POINT, scope, critical=True)]
    )
    assert why(listed) == "malformed"


def test_unknown_critical_extensions_are_refused() -> None:
    strange = extension("1.2.3.4", b"\x05\x00", critical=True)
    assert why(crl(GOST.authority, extensions=[strange])) == "malformed"
    listed = judge(crl(GOST.authority, [crl_entry(5, SINCE, strange)]))
    assert refusal(lambda: listed.revoked(5)) == "malformed"
    assert judge(crl(GOST.authority, extensions=[extension("1.2.3.4", b"\x05\x00")])).revoked(5) is None


def test_a_list_of_another_authority_is_none() -> None:
    assert why(crl(GOST.root)) == "wrong_certificate"


def test_a_forged_list_is_refused() -> None:
    assert why(crl(GOST.authority, signer=GOST.person)) == "signature"


def test_an_authority_that_may_not_sign_lists_signs_none() -> None:
    name, key = GOST.authority.name, pair(Kind.GOST, "nca")
    issuer = certify(name, key, GOST.root, authority_extensions(usage=("key_cert_sign",)))
    assert refusal(lambda: verify_crl(crl(issuer), issuer.certificate, at=AT)) == "key_usage"


def test_an_authority_that_has_ended_gives_no_list() -> None:
    listed = crl(GOST.authority, next_update=AT + timedelta(days=9000))
    assert why(listed, at=AT + timedelta(days=5000)) == "not_in_force"


def test_a_list_beyond_measure_is_refused_unread() -> None:
    assert why(bytes(LARGEST_LIST + 1)) == "too_large"
