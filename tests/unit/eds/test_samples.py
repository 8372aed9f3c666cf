"""The NCA's own output: every case of the samples is decided as docs/eds.md says."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from integrations.eds import (
    SignatureRejected,
    Subject,
    verify,
    verify_certificate,
    verify_crl,
    verify_ocsp,
    verify_raw,
    verify_time_stamp,
)
from tests.unit.eds.support import NCA, manifest, needs_fixtures, refusal

pytestmark = needs_fixtures

CASES = {case["id"]: case for case in manifest()} if NCA.is_dir() else {}
CODES = {
    "person_2024_expired": "not_in_force",
    "person_2026_wrong_root": "chain",
    "vector_selfsigned": "chain",
    "two_signers_attached": "signer_count",
    "two_signers_detached": "signer_count",
    "gost512_person_attached_expired": "not_in_force",
    "gost512_person_attached_wrong_root": "chain",
    "gost512_person_attached_other_content": "content_differs",
    "gost512_person_detached_no_content": "content_missing",
    "gost512_person_detached_other_content": "message_digest",
    "rsa_person_attached_expired": "not_in_force",
    "rsa_good_stale": "not_fresh",
    "test_nca_gost_2022_20260811_stale": "not_fresh",
    "person_2026_revoked": "revoked",
    "head_2026_revoked": "revoked",
    "employee_2026_after_revocation": "revoked",
}
"""Why the cases with one right answer are refused; `revoked` is what the list says of one that stands."""

POLICY = {
    "test_root_gost_2018": "legacy_algorithm",
    "test_nca_gost_2019": "legacy_algorithm",
    "head_gost2004_2022": "legacy_algorithm",
    "gost2004_head_attached": "legacy_algorithm",
    "gost512_head_attached_tst": None,
    "rsa_person_attached": None,
}
"""The cases that depend on a choice, and ours: the code of the refusal, or None."""


def stored(name: str) -> bytes:
    return (NCA / name).read_bytes()


def named(case: dict[str, Any], subject: Subject) -> None:
    """The subject is the one that the case expects."""
    signer = case["signer"]
    assert (subject.iin, subject.bin, subject.common_name, list(subject.roles)) == (
        signer["iin"],
        signer["bin"],
        signer["common_name"],
        signer["roles"],
    )
    assert (subject.not_before, subject.not_after) == (
        datetime.fromisoformat(case["not_before"]),
        datetime.fromisoformat(case["not_after"]),
    )


def decide_certificate(case: dict[str, Any], at: datetime, trust: list[bytes]) -> None:
    subject = verify_certificate(stored(case["file"]), at=at, trust=trust)
    named(case, subject)
    listed = case.get("revocation")
    if listed is None:
        return
    issuer = next(encoded for encoded in trust if encoded == subject.chain[0])
    found = verify_crl(stored(listed["crl"]), issuer, at=at).revoked(int(subject.serial, 16))
    if found is None:
        assert listed["status"] == "not-listed"
    else:
        assert (found.at, found.reason) == (datetime.fromisoformat(listed["at"]), listed["reason"])
        raise SignatureRejected("revoked")


def decide_cms(case: dict[str, Any], at: datetime, trust: list[bytes]) -> None:
    content = stored(case["content"]) if case["content"] else None
    named(case, verify(stored(case["file"]), content, at=at, trust=trust))


def decide_raw(case: dict[str, Any], at: datetime, trust: list[bytes]) -> None:
    verify_raw(stored(case["file"]), stored(case["content"]), stored(case["certificate"]))


def decide_ocsp(case: dict[str, Any], at: datetime, trust: list[bytes]) -> None:
    issuer, certificate = stored(case["issuer"]), stored(case["certificate"])
    answer = verify_ocsp(stored(case["file"]), certificate, issuer, at=at, trust=trust)
    assert answer.status == {"unknown-serial": "unknown"}.get(case["cert_status"], case["cert_status"])
    assert answer.this_update == datetime.fromisoformat(case["this_update"])


def decide_crl(case: dict[str, Any], at: datetime, trust: list[bytes]) -> None:
    found = verify_crl(stored(case["file"]), stored(case["issuer"]), at=at)
    assert found.this_update == datetime.fromisoformat(case["this_update"])
    assert found.next_update == datetime.fromisoformat(case["next_update"])


DECIDE: dict[str, Callable[[dict[str, Any], datetime, list[bytes]], None]] = {
    "ca": decide_certificate,
    "certificate": decide_certificate,
    "cms": decide_cms,
    "cms-armoured": decide_cms,
    "raw-signature": decide_raw,
    "ocsp": decide_ocsp,
    "crl": decide_crl,
}


def decision(case: dict[str, Any]) -> str | None:
    """The code of the refusal, None when it stands."""
    at = datetime.fromisoformat(case["verify_at"])
    try:
        DECIDE[case["kind"]](case, at, [stored(name) for name in case["trust"]])
    except SignatureRejected as refused:
        return refused.code
    return None


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["level"] == "core"])
def test_a_case_with_one_right_answer_is_decided_so(name: str) -> None:
    case, code = CASES[name], decision(CASES[name])
    assert code == CODES.get(name)
    assert case["expected"] == {None: "valid", "content_missing": "error"}.get(code, "invalid")


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["level"] == "policy"])
def test_a_case_of_policy_is_decided_on_purpose(name: str) -> None:
    assert decision(CASES[name]) == POLICY[name]


def test_the_document_names_every_case_with_our_decision() -> None:
    rows = {}
    for line in (Path(__file__).parents[3] / "docs" / "eds.md").read_text().splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if cells[0] in CASES:
            rows[cells[0]] = cells[1]
    assert rows == {
        name: code or "stands" for name in CASES for code in [CODES.get(name) or POLICY.get(name)]
    }


def test_a_key_for_signing_in_stands_as_a_certificate_and_signs_nothing() -> None:
    case = CASES["person_rsa_auth_2022"]
    trust, at = [stored(name) for name in case["trust"]], datetime.fromisoformat(case["verify_at"])
    assert (
        refusal(lambda: verify_certificate(stored(case["file"]), at=at, trust=trust, signing=True))
        == "key_usage"
    )


def test_the_time_stamp_of_the_old_test_authority_gives_no_time() -> None:
    case = CASES["gost512_head_attached_tst"]
    trust, at = [stored(name) for name in case["trust"]], datetime.fromisoformat(case["verify_at"])
    signer = verify(stored(case["file"]), None, at=at, trust=trust)
    token = signer.time_stamp
    assert token is not None
    assert (
        refusal(lambda: verify_time_stamp(token, signer.signature, at=at, trust=trust)) == "legacy_algorithm"
    )


def test_a_raw_signature_is_over_its_own_content_only() -> None:
    signature, certificate = stored("raw/vector.sig"), stored("certs/vector_selfsigned.cer")
    assert refusal(lambda: verify_raw(signature, b"other bytes", certificate)) == "signature"
    assert (
        refusal(lambda: verify_raw(signature[::-1], stored("content/vector.bin"), certificate)) == "signature"
    )
