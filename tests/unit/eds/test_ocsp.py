"""What a responder says about a certificate, and who may say it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import core
from asn1crypto import ocsp as asn1_ocsp

from devkit.nca import profile
from devkit.nca.pairs import Kind
from devkit.nca.profile import Credential
from integrations.eds import OcspAnswer, der, ocsp_request, oids, verify_ocsp
from tests.unit.eds.support import (
    AT,
    GOOD,
    UNKNOWN,
    certificate_id,
    certify,
    chain,
    extension,
    leaf_extensions,
    ocsp,
    octets,
    pair,
    refusal,
    revoked,
)

KINDS = pytest.mark.parametrize("kind", list(Kind))
GOST = chain(Kind.GOST)
NAMED = certificate_id(GOST.person, GOST.authority)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MAY_2026 = datetime(2026, 5, 8, 14, 57, 29, tzinfo=UTC)


def responder(
    issuer: Credential = GOST.authority, purpose: str = oids.OCSP_SIGNING, **options: Any
) -> Credential:
    """A key that the authority certified for this."""
    kind = issuer.pair.kind
    extensions = leaf_extensions(("digital_signature",), (purpose,))
    return certify(
        profile.service_name("OCSP", kind), pair(kind, "ocsp"), issuer, extensions, serial=7, **options
    )


DELEGATED = responder()


def judge(answer: bytes, **options: Any) -> OcspAnswer:
    given = {"at": AT, "trust": GOST.trust, **options}
    return verify_ocsp(answer, GOST.person.certificate, GOST.authority.certificate, **given)


def why(answer: bytes, **options: Any) -> str:
    return refusal(lambda: judge(answer, **options))


@KINDS
@pytest.mark.parametrize("delegated", [True, False], ids=["a responder", "the authority"])
@pytest.mark.parametrize("by_key", [True, False], ids=["by key", "by name"])
@pytest.mark.parametrize("digest", [oids.SHA1, oids.SHA256], ids=["SHA-1", "SHA-256"])
def test_the_authority_or_its_responder_answers(
    kind: Kind, delegated: bool, by_key: bool, digest: str
) -> None:
    made = chain(kind)
    who = responder(made.authority) if delegated else made.authority
    answer = ocsp(certificate_id(made.person, made.authority, digest=digest), who, by_key=by_key)
    found = verify_ocsp(answer, made.person.certificate, made.authority.certificate, at=AT, trust=made.trust)
    assert found == OcspAnswer("good", None, None, AT)


def test_the_authority_need_not_send_its_certificate() -> None:
    assert judge(ocsp(NAMED, GOST.authority, carried=())).status == "good"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (GOOD, ("good", None, None)),
        (UNKNOWN, ("unknown", None, None)),
        (revoked(MAY_2026, 4), ("revoked", MAY_2026, "superseded")),
        (revoked(MAY_2026), ("revoked", MAY_2026, None)),
        (revoked(MAY_2026, 6), ("revoked", MAY_2026, "certificate_hold")),
        (revoked(EPOCH, 6), ("unknown", None, None)),
        (revoked(EPOCH), ("revoked", EPOCH, None)),
        (revoked(EPOCH, 1), ("revoked", EPOCH, "key_compromise")),
    ],
    ids=["good", "unknown", "superseded", "no reason", "hold", "hold of 1970", "1970", "compromise of 1970"],
)
def test_an_answer_is_read(status: bytes, expected: tuple[str, datetime | None, str | None]) -> None:
    assert judge(ocsp(NAMED, DELEGATED, status=status)) == OcspAnswer(*expected, AT)


def test_an_unknown_reason_is_refused() -> None:
    assert why(ocsp(NAMED, DELEGATED, status=revoked(MAY_2026, 7))) == "malformed"


@pytest.mark.parametrize(
    ("this_update", "next_update", "code"),
    [
        (AT - timedelta(hours=1), None, None),
        (AT - timedelta(hours=1, seconds=1), None, "not_fresh"),
        (AT + timedelta(minutes=5), None, None),
        (AT + timedelta(minutes=5, seconds=1), None, "not_fresh"),
        (AT - timedelta(days=3), AT, None),
        (AT - timedelta(days=3), AT - timedelta(seconds=1), "not_fresh"),
        (AT - timedelta(minutes=2), AT - timedelta(minutes=1), "not_fresh"),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), None, "not_fresh"),
    ],
)
def test_an_answer_has_its_time(
    this_update: datetime, next_update: datetime | None, code: str | None
) -> None:
    answer = ocsp(NAMED, DELEGATED, this_update=this_update, next_update=next_update)
    if code is None:
        found = judge(answer)
        assert (found.this_update, found.next_update) == (this_update, next_update)
    else:
        assert why(answer) == code


def test_how_long_an_answer_is_fresh_is_the_callers_choice() -> None:
    answer = ocsp(NAMED, DELEGATED, this_update=AT - timedelta(hours=5))
    assert judge(answer, fresh_for=timedelta(hours=6)).status == "good"


def test_an_answer_to_a_question_with_a_nonce_has_that_nonce() -> None:
    assert judge(ocsp(NAMED, DELEGATED, nonce=octets(b"ours")), nonce=b"ours").status == "good"
    assert judge(ocsp(NAMED, DELEGATED, nonce=b"ours"), nonce=b"ours").status == "good"
    assert judge(ocsp(NAMED, DELEGATED, nonce=octets(b"somebody's"))).status == "good"
    assert why(ocsp(NAMED, DELEGATED), nonce=b"ours") == "nonce"
    assert why(ocsp(NAMED, DELEGATED, nonce=octets(b"another")), nonce=b"ours") == "nonce"


def test_an_answer_about_another_certificate_is_none() -> None:
    number = certificate_id(GOST.person, GOST.authority, serial=5)
    issuer = certificate_id(GOST.person, GOST.root)
    for named in (number, issuer):
        assert why(ocsp(named, DELEGATED)) == "wrong_certificate"


def test_two_answers_about_one_certificate_are_none() -> None:
    assert why(ocsp(NAMED, DELEGATED, times=2)) == "wrong_certificate"


def test_a_certificate_of_another_issuer_is_not_asked_about() -> None:
    rsa = chain(Kind.RSA)
    answer = ocsp(certificate_id(rsa.person, GOST.authority), DELEGATED)
    assert (
        refusal(
            lambda: verify_ocsp(
                answer, rsa.person.certificate, GOST.authority.certificate, at=AT, trust=GOST.trust
            )
        )
        == "wrong_certificate"
    )


def test_issuers_are_named_by_listed_hashes() -> None:
    assert (
        why(ocsp(certificate_id(GOST.person, GOST.authority, digest=oids.SHA512), DELEGATED)) == "algorithm"
    )


def test_a_forged_answer_is_refused() -> None:
    assert why(ocsp(NAMED, DELEGATED, signer=GOST.person)) == "signature"
    assert why(ocsp(NAMED, GOST.authority, signer=GOST.person)) == "signature"


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(lambda: responder(purpose=oids.EMAIL_PROTECTION), id="for another purpose"),
        pytest.param(lambda: responder(GOST.root), id="of another authority"),
        pytest.param(lambda: responder(GOST.person), id="of a person"),
        pytest.param(lambda: GOST.person, id="a person"),
        pytest.param(lambda: GOST.root, id="the root"),
        pytest.param(lambda: chain(Kind.RSA).authority, id="the other authority"),
    ],
)
def test_nobody_else_answers(who: Any) -> None:
    assert why(ocsp(NAMED, who())) == "responder"


def test_a_responder_that_certified_itself_does_not_answer() -> None:
    forger = Credential(GOST.authority.certificate, pair(Kind.GOST, "forger"))
    assert why(ocsp(NAMED, responder(forger))) == "responder"


def test_a_responders_certificate_has_to_come_along() -> None:
    assert why(ocsp(NAMED, DELEGATED, carried=())) == "responder"
    assert why(ocsp(NAMED, DELEGATED, carried=[GOST.person])) == "responder"


def test_a_responders_certificate_has_to_be_in_force() -> None:
    ended = (AT - timedelta(days=9), AT - timedelta(days=1))
    assert why(ocsp(NAMED, responder(span=ended))) == "not_in_force"


def test_a_responder_may_sign() -> None:
    extensions = leaf_extensions(("key_encipherment",), (oids.OCSP_SIGNING,))
    name = profile.service_name("OCSP", Kind.GOST)
    who = certify(name, pair(Kind.GOST, "ocsp"), GOST.authority, extensions)
    assert why(ocsp(NAMED, who)) == "responder"


def test_unknown_critical_extensions_are_refused_wherever_they_are() -> None:
    strange, harmless = (extension("1.2.3.4", b"\x05\x00", critical=critical) for critical in (True, False))
    assert why(ocsp(NAMED, DELEGATED, extensions=[strange])) == "malformed"
    assert why(ocsp(NAMED, DELEGATED, single_extensions=[strange])) == "malformed"
    assert judge(ocsp(NAMED, DELEGATED, extensions=[harmless], single_extensions=[harmless])).status == "good"
    certified = leaf_extensions(("digital_signature",), (oids.OCSP_SIGNING,))
    certified.put("1.2.3.4", core.ParsableOctetString(b"\x05\x00"), critical=True)
    name = profile.service_name("OCSP", Kind.GOST)
    who = certify(name, pair(Kind.GOST, "ocsp"), GOST.authority, certified)
    assert why(ocsp(NAMED, who)) == "malformed"


def test_an_authority_that_has_ended_says_nothing() -> None:
    at = AT + timedelta(days=5000)
    assert why(ocsp(NAMED, GOST.authority, this_update=at), at=at) == "not_in_force"


def test_an_issuer_that_is_not_pinned_does_not_count() -> None:
    assert why(ocsp(NAMED, DELEGATED), trust=GOST.trust[:1]) == "chain"


@pytest.mark.parametrize("status", [1, 2, 3, 5, 6])
def test_an_answer_that_is_none_is_refused(status: int) -> None:
    assert why(der.encode(der.SEQUENCE, der.encode(der.ENUMERATED, bytes([status])))) == "responder"


def test_a_question_is_one_that_another_library_reads() -> None:
    question = ocsp_request(GOST.person.certificate, GOST.authority.certificate, nonce=b"sixteen bytes ..")
    read = asn1_ocsp.OCSPRequest.load(question, strict=True)
    assert read.dump(force=True) == question
    (asked,) = read["tbs_request"]["request_list"]
    assert asked["req_cert"].dump() == NAMED
    assert read.nonce_value.native == b"sixteen bytes .."
