"""Time stamps: over which signature, by whom, when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import tsp as asn1_tsp

from devkit.nca import profile, tsp
from devkit.nca.pairs import Kind
from devkit.nca.profile import Credential
from integrations.eds import der, oids, time_stamp_request, time_stamp_token, verify_time_stamp
from integrations.eds.digests import STRONG
from integrations.eds.timestamp import GOST_POLICY
from tests.unit.eds.support import (
    AT,
    IN_FORCE,
    Cms,
    attribute,
    certify,
    chain,
    extension,
    octets,
    pair,
    refusal,
    seq,
    stamp,
    stamp_info,
    stamping_extensions,
)

KINDS = pytest.mark.parametrize("kind", list(Kind))
GOST = chain(Kind.GOST)
SIGNATURE = b"the value of a signature"


def stamper(issuer: Credential = GOST.authority, extensions: Any = None, **options: Any) -> Credential:
    kind = issuer.pair.kind
    name = profile.service_name("TSA", kind)
    return certify(name, pair(kind, "tsa"), issuer, extensions or stamping_extensions(), serial=8, **options)


TSA = stamper()


def judge(token: bytes, signature: bytes = SIGNATURE, **options: Any) -> datetime:
    return verify_time_stamp(token, signature, **{"at": AT, "trust": GOST.trust, **options})


def why(token: bytes, signature: bytes = SIGNATURE, **options: Any) -> str:
    return refusal(lambda: judge(token, signature, **options))


@KINDS
@pytest.mark.parametrize("digest", list(STRONG))
def test_a_time_stamp_says_when(kind: Kind, digest: str) -> None:
    made = chain(kind)
    made_at = AT - timedelta(days=30)
    token = stamp(SIGNATURE, stamper(made.authority), made_at=made_at, digest=digest)
    assert verify_time_stamp(token, SIGNATURE, at=AT, trust=made.trust) == made_at


@KINDS
def test_time_stamps_written_by_another_library_are_understood(kind: Kind) -> None:
    made = chain(kind)
    credential = stamper(made.authority)
    token = tsp.token(tsp.imprint(SIGNATURE, credential.pair), credential, at=AT)
    assert verify_time_stamp(token, SIGNATURE, at=AT, trust=made.trust) == AT


def test_a_time_stamp_is_over_one_signature() -> None:
    assert why(stamp(SIGNATURE, TSA), SIGNATURE + b".") == "imprint"
    assert why(stamp(SIGNATURE, TSA, imprint=b"")) == "imprint"


def test_only_strong_hashes_stand_for_a_signature() -> None:
    info = stamp_info(SIGNATURE).replace(
        der.encode_oid(oids.STREEBOG_512), der.encode_oid(oids.LEGACY_DIGEST)
    )
    made = Cms(TSA, info, attached=True, content_type=oids.TST_INFO, version=3)
    assert why(made.encode()) == "legacy_algorithm"


def test_a_time_stamp_of_the_future_is_refused() -> None:
    assert judge(stamp(SIGNATURE, TSA, made_at=AT + timedelta(minutes=5))) > AT
    assert why(stamp(SIGNATURE, TSA, made_at=AT + timedelta(minutes=6))) == "not_fresh"


def test_the_authority_has_to_be_in_force_at_the_stamps_time_not_at_ours() -> None:
    long_after = IN_FORCE[1] + timedelta(days=3000)
    assert judge(stamp(SIGNATURE, TSA), at=long_after) == AT
    before = IN_FORCE[0] - timedelta(seconds=1)
    assert why(stamp(SIGNATURE, TSA, made_at=before)) == "not_in_force"


@pytest.mark.parametrize(
    ("extensions", "code"),
    [
        (lambda: stamping_extensions(critical=False), "extended_key_usage"),
        (lambda: stamping_extensions(oids.TIME_STAMPING, oids.EMAIL_PROTECTION), "extended_key_usage"),
        (lambda: stamping_extensions(oids.EMAIL_PROTECTION), "extended_key_usage"),
        (lambda: stamping_extensions(usage=("key_encipherment",)), "key_usage"),
    ],
    ids=["not critical", "not alone", "another", "may not sign"],
)
def test_a_stamping_key_does_nothing_else(extensions: Any, code: str) -> None:
    assert why(stamp(SIGNATURE, stamper(extensions=extensions()))) == code


def test_a_stamping_key_leads_to_a_pinned_root() -> None:
    assert why(stamp(SIGNATURE, TSA), trust=chain(Kind.RSA).trust) == "chain"


def test_a_forged_time_stamp_is_refused() -> None:
    forger = Credential(TSA.certificate, pair(Kind.GOST, "forger"))
    assert why(stamp(SIGNATURE, forger)) == "signature"


def test_a_signature_over_data_is_no_time_stamp() -> None:
    assert why(Cms(TSA, stamp_info(SIGNATURE), attached=True).encode()) == "content_type"


def test_a_time_stamp_carries_its_content_and_its_certificate() -> None:
    made = Cms(TSA, stamp_info(SIGNATURE), attached=True, content_type=oids.TST_INFO, version=3)
    assert judge(made.encode()) == AT
    assert why(made.but(attached=False).encode()) == "content_missing"
    assert why(made.but(certificates=()).encode()) == "certificate_missing"
    assert why(made.but(signers=2).encode()) == "signer_count"


def test_a_reference_to_the_certificate_has_to_fit() -> None:
    made = Cms(TSA, stamp_info(SIGNATURE), attached=True, content_type=oids.TST_INFO, version=3)
    for certificate, code in ((TSA.certificate, None), (GOST.person.certificate, "signing_certificate")):
        reference = seq(seq(seq(octets(STRONG[oids.SHA256](certificate)))))
        token = made.but(more_attributes=(attribute(oids.SIGNING_CERTIFICATE_V2, reference),)).encode()
        if code is None:
            assert judge(token) == AT
        else:
            assert why(token) == code


def test_an_unknown_critical_extension_is_refused() -> None:
    assert why(stamp(SIGNATURE, TSA, extensions=[extension("1.2.3.4", b"", critical=True)])) == "malformed"
    assert judge(stamp(SIGNATURE, TSA, extensions=[extension("1.2.3.4", b"")])) == AT


def test_a_token_beyond_measure_is_refused_unread() -> None:
    assert why(bytes(2_000_000)) == "too_large"


@pytest.mark.parametrize(
    ("policy", "digest"),
    [(None, oids.SHA256), ("1.2.398.3.3.2.6.2", oids.SHA256), (GOST_POLICY, oids.STREEBOG_512)],
)
def test_a_question_is_one_that_another_library_reads(policy: str | None, digest: str) -> None:
    question = asn1_tsp.TimeStampReq.load(
        time_stamp_request(SIGNATURE, nonce=2**64 + 3, policy=policy), strict=True
    )
    imprint = question["message_imprint"]
    assert imprint["hash_algorithm"]["algorithm"].dotted == digest
    assert imprint["hashed_message"].native == STRONG[digest](SIGNATURE)
    assert (question["nonce"].native, question["cert_req"].native) == (2**64 + 3, True)
    assert question["req_policy"].native == policy


def response(token: bytes | None, status: int = 0) -> bytes:
    """A TimeStampResp."""
    return seq(seq(der.encode_number(status)), *([] if token is None else [token]))


def test_a_granted_token_with_our_nonce_is_taken() -> None:
    token = stamp(SIGNATURE, TSA, nonce=5)
    assert time_stamp_token(response(token), nonce=5) == token
    assert time_stamp_token(response(token, 1), nonce=5) == token


def test_an_answer_without_a_token_of_ours_is_refused() -> None:
    token = stamp(SIGNATURE, TSA, nonce=5)
    assert refusal(lambda: time_stamp_token(response(token), nonce=6)) == "nonce"
    assert refusal(lambda: time_stamp_token(response(stamp(SIGNATURE, TSA)), nonce=5)) == "nonce"
    assert refusal(lambda: time_stamp_token(response(None, 2), nonce=5)) == "responder"
    assert refusal(lambda: time_stamp_token(response(None), nonce=5)) == "malformed"
    assert refusal(lambda: time_stamp_token(seq(seq()), nonce=5)) == "malformed"
    assert refusal(lambda: time_stamp_token(bytes(2_000_000), nonce=5)) == "too_large"


def test_fractions_of_a_second_are_kept() -> None:
    info = stamp_info(SIGNATURE).replace(b"\x18\x0f20260915060000Z", b"\x18\x1120260915060000.5Z")
    info = der.encode(der.SEQUENCE, info[2:])
    made = Cms(TSA, info, attached=True, content_type=oids.TST_INFO, version=3)
    assert judge(made.encode()) == datetime(2026, 9, 15, 6, 0, 0, 500_000, tzinfo=UTC)
