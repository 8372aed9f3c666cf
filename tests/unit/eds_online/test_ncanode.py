"""NCANode as a second opinion: agreement only where it surely looked at this signature.

The shapes are those of its version 3 (`POST /cms/verify`), as its sources and the
reports in its tracker have them; the server itself was never run against this.
"""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest

from devkit.nca.authority import Authority
from integrations.eds import Signer, verify
from integrations.eds.errors import NotAnswered
from integrations.eds.ncanode import LARGEST_REPORT, Opinion, second_opinion
from tests.support.loopback import Loopback, Said

IIN = "071399500014"
CONTENT = b"what was signed"

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def cms(authority: Authority, at: datetime) -> bytes:
    """A detached signature without a time stamp."""
    return authority.key(IIN, "ТЕСТОВ ТЕСТ", kind="rsa").sign(CONTENT, at=at)


@pytest.fixture
def signer(cms: bytes, authority: Authority, at: datetime) -> Signer:
    """What our verifier says of it."""
    return verify(cms, CONTENT, at=at, trust=authority.trust)


@pytest.fixture
def report(signer: Signer) -> dict[str, Any]:
    """What NCANode says of a signature that it found right."""
    certificate = {
        "valid": True,
        "revocations": [{"revoked": False, "by": "OCSP", "revocationTime": None, "reason": "OK"}],
        "notBefore": "2026-05-08T05:49:56.000+00:00",
        "notAfter": "2027-05-07T05:49:56.000+00:00",
        "keyUsage": "SIGN",
        "serialNumber": f"{int(signer.serial, 16):x}",
        "signAlg": "SHA256WITHRSAENCRYPTION",
        "keyUser": ["INDIVIDUAL"],
        "publicKey": "MIIBIjANBgkq",
        "signature": "S9tP6okU2l3c",
        "subject": {"commonName": "ТЕСТОВ ТЕСТ", "surName": "ТЕСТОВ", "iin": IIN, "country": "KZ"},
        "issuer": {"commonName": "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (RSA)", "country": "KZ"},
    }
    return {
        "status": 200,
        "message": "OK",
        "valid": True,
        "signers": [{"certificates": [certificate], "tsp": None}],
    }


@contextmanager
def ncanode(said: dict[str, Any] | bytes, status: int = 200) -> Iterator[Loopback]:
    """A server that always says this."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    with Loopback(lambda _: Said(body, status=status)) as server:
        yield server


def first(report: dict[str, Any]) -> dict[str, Any]:
    """The certificate in a report."""
    certificate: dict[str, Any] = report["signers"][0]["certificates"][0]
    return certificate


def ask(said: dict[str, Any] | bytes, cms: bytes, signer: Signer, *, status: int = 200) -> Opinion:
    """Ask a server that says this."""
    with ncanode(said, status) as server:
        return second_opinion(cms, CONTENT, signer, url=server.url)


def test_it_agrees_when_everything_fits(cms: bytes, signer: Signer, report: dict[str, Any]) -> None:
    assert ask(report, cms, signer) == Opinion(
        True, "agrees", {"valid": True, "signers": 1, "tsp": False, "revoked": [False]}
    )


def test_it_is_asked_about_these_bytes_and_about_revocation(
    cms: bytes, signer: Signer, report: dict[str, Any]
) -> None:
    with ncanode(report) as server:
        second_opinion(cms, CONTENT, signer, url=server.url.rstrip("/"))
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/cms/verify")
    question = json.loads(asked.body)
    assert b64decode(question["cms"]) == cms
    assert b64decode(question["data"]) == CONTENT
    assert question["revocationCheck"] == ["OCSP"]


class TestHoles:
    """What version 3 calls valid and is not, one by one."""

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (lambda report: report.update(signers=[]), "signer_count"),
            (lambda report: report.update(signers=report["signers"] * 2), "signer_count"),
            (lambda report: report["signers"][0].update(certificates=[]), "certificate_missing"),
            (lambda report: first(report).update(serialNumber="1"), "wrong_certificate"),
            (lambda report: first(report).update(serialNumber="no number"), "wrong_certificate"),
            (lambda report: first(report).pop("serialNumber"), "wrong_certificate"),
            (lambda report: first(report)["subject"].update(iin="071399500015"), "wrong_certificate"),
            (lambda report: first(report).update(subject=None), "wrong_certificate"),
            (lambda report: first(report)["revocations"][0].update(revoked=True), "revoked"),
            (lambda report: report["signers"][0].update(tsp={"hash": "00"}), "imprint"),
        ],
        ids=[
            "no signer",
            "two signers",
            "no certificate",
            "another number",
            "no number",
            "number missing",
            "another person",
            "nobody",
            "revoked",
            "a stamp that we did not see",
        ],
    )
    def test_valid_alone_is_not_believed(
        self, cms: bytes, signer: Signer, report: dict[str, Any], change: Change, code: str
    ) -> None:
        change(report)
        opinion = ask(report, cms, signer)
        assert (opinion.agrees, opinion.code) == (False, code)

    def test_an_unasked_revocation_is_no_agreement(
        self, cms: bytes, signer: Signer, report: dict[str, Any]
    ) -> None:
        first(report)["revocations"] = []
        with pytest.raises(NotAnswered, match="revocation_not_checked"):
            ask(report, cms, signer)

    def test_a_signature_over_other_content_is_found_before_asking(
        self, authority: Authority, at: datetime, report: dict[str, Any]
    ) -> None:
        attached = authority.key(IIN, "ТЕСТОВ ТЕСТ", kind="rsa").sign(b"other content", at=at, attached=True)
        signer = verify(attached, None, at=at, trust=authority.trust)
        with ncanode(report) as server:
            opinion = second_opinion(attached, CONTENT, signer, url=server.url)
        assert (opinion.agrees, opinion.code) == (False, "content_differs")
        assert not server.asked

    def test_an_attached_signature_is_sent_without_data_that_would_be_ignored(
        self, authority: Authority, at: datetime, report: dict[str, Any]
    ) -> None:
        attached = authority.key(IIN, "ТЕСТОВ ТЕСТ", kind="rsa").sign(CONTENT, at=at, attached=True)
        signer = verify(attached, CONTENT, at=at, trust=authority.trust)
        with ncanode(report) as server:
            assert second_opinion(attached, CONTENT, signer, url=server.url).agrees
        assert "data" not in json.loads(server.asked[0].body)

    def test_a_detached_signature_needs_its_content(
        self, cms: bytes, signer: Signer, report: dict[str, Any]
    ) -> None:
        with ncanode(report) as server:
            assert second_opinion(cms, None, signer, url=server.url).code == "content_missing"

    @pytest.mark.parametrize(
        ("tsp", "agrees"),
        [
            ({"hash": "{digest}", "tspHashAlgorithm": "SHA-256", "policy": "1.2.398.3.3.2.6.4"}, True),
            ({"hash": "{DIGEST}"}, True),
            ({"hash": sha256(b"another signature").hexdigest()}, False),
            ({"hash": None}, False),
            ({}, False),
            ("a word", False),
            (None, False),
        ],
    )
    def test_a_time_stamp_has_to_be_over_this_signature(
        self, cms: bytes, signer: Signer, report: dict[str, Any], tsp: Any, agrees: bool
    ) -> None:
        digest = sha256(signer.signature).hexdigest()
        if isinstance(tsp, dict) and tsp.get("hash"):
            tsp = {**tsp, "hash": tsp["hash"].replace("{digest}", digest).replace("{DIGEST}", digest.upper())}
        report["signers"][0]["tsp"] = tsp
        opinion = ask(report, cms, replace(signer, time_stamp=b"a token"))
        assert (opinion.agrees, opinion.code) == (agrees, "agrees" if agrees else "imprint")


class TestDisagreement:
    def test_a_certificate_that_stands_under_a_signature_that_does_not(
        self, cms: bytes, signer: Signer, report: dict[str, Any]
    ) -> None:
        report["valid"] = False
        assert ask(report, cms, signer).code == "signature"

    def test_a_cms_that_it_cannot_read(self, cms: bytes, signer: Signer) -> None:
        said = {"status": 400, "message": "Malformed content.", "details": None}
        opinion = ask(said, cms, signer, status=400)
        assert (opinion.agrees, opinion.code) == (False, "unreadable")

    def test_the_report_that_is_kept_names_nobody(
        self, cms: bytes, signer: Signer, report: dict[str, Any]
    ) -> None:
        first(report)["revocations"][0]["revoked"] = True
        kept = json.dumps(ask(report, cms, signer).report, ensure_ascii=False)
        assert IIN not in kept
        assert "ТЕСТОВ" not in kept


class TestNoOpinion:
    """Neither agreement nor disagreement: asked again."""

    def test_its_own_ocsp_was_silent(self, cms: bytes, signer: Signer, report: dict[str, Any]) -> None:
        report["valid"] = first(report)["valid"] = False
        first(report)["revocations"][0]["reason"] = "ocsp.pki.gov.kz: Try again"
        with pytest.raises(NotAnswered, match="report_unfinished"):
            ask(report, cms, signer)

    def test_it_did_not_understand_the_question(self, cms: bytes, signer: Signer) -> None:
        with pytest.raises(NotAnswered, match="report_empty"):
            ask({"status": 200, "message": "OK", "valid": False, "signers": []}, cms, signer)

    @pytest.mark.parametrize(
        "change",
        [
            lambda report: report.update(valid="true"),
            lambda report: report.update(valid=1),
            lambda report: report.pop("valid"),
            lambda report: report.pop("signers"),
            lambda report: report.update(signers={"certificates": []}),
            lambda report: report.update(signers=[None]),
            lambda report: report.update(status=500),
            lambda report: report["signers"][0].pop("certificates"),
            lambda report: report["signers"][0].update(certificates=[None]),
            lambda report: first(report).pop("revocations"),
            lambda report: first(report).update(revocations=["OCSP"]),
            lambda report: first(report)["revocations"][0].update(revoked="false"),
        ],
    )
    def test_fields_of_another_kind(
        self, cms: bytes, signer: Signer, report: dict[str, Any], change: Change
    ) -> None:
        change(report)
        with pytest.raises(NotAnswered, match="report_malformed"):
            ask(report, cms, signer)

    @pytest.mark.parametrize(
        "said",
        [b"", b"OK", b"[]", b"null", b"\xff\xfe{}", b"[" * 100_000],
        ids=["", "OK", "[]", "null", "bytes", "deep"],
    )
    def test_what_is_no_report(self, cms: bytes, signer: Signer, said: bytes) -> None:
        with pytest.raises(NotAnswered, match="report_malformed"):
            ask(said, cms, signer)

    def test_a_report_that_is_too_large(self, cms: bytes, signer: Signer, report: dict[str, Any]) -> None:
        with pytest.raises(NotAnswered, match="too_large"):
            ask({**report, "message": "x" * LARGEST_REPORT}, cms, signer)

    @pytest.mark.parametrize("status", [302, 401, 404, 500, 503])
    def test_other_statuses(self, cms: bytes, signer: Signer, report: dict[str, Any], status: int) -> None:
        with pytest.raises(NotAnswered, match="http_status"):
            ask(report, cms, signer, status=status)

    def test_a_server_that_is_not_there(self, cms: bytes, signer: Signer) -> None:
        with pytest.raises(NotAnswered, match="unreachable"):
            second_opinion(cms, CONTENT, signer, url="http://127.0.0.1:9")
