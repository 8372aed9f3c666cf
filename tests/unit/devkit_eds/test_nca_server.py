"""The services of the development CA, met over HTTP by the verifier and by OpenSSL, in every mode."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import pem

from devkit.nca.authority import REVOKED_AT, Authority, Key
from devkit.nca.modes import Mode, Service, write_wishes
from devkit.nca.pairs import Kind
from devkit.nca.server import NcaSimulator
from integrations.eds import (
    OcspAnswer,
    SignatureRejected,
    ocsp_request,
    time_stamp_request,
    time_stamp_token,
    verify_crl,
    verify_ocsp,
    verify_time_stamp,
)

AT = datetime(2026, 11, 23, 5, 0, 30, tzinfo=UTC)
IIN, NAME = "071301500014", "Сейітқали Ерлан Бекұлы"
NONCE = bytes(range(16))
SIGNATURE = b"the value of a signature"
RSA_POLICY, GOST_POLICY = "1.2.398.3.3.2.6.2", "1.2.398.3.3.2.6.4"

KINDS = pytest.mark.parametrize("kind", list(Kind))


@pytest.fixture
def modes(tmp_path: Path) -> Path:
    """The file in which the demo says how the services behave."""
    return tmp_path / "nca.json"


@pytest.fixture
def nca(authority: Authority, modes: Path) -> Iterator[NcaSimulator]:
    with NcaSimulator(authority, now=lambda: AT, modes=modes) as simulator:
        yield simulator


def post(url: str, body: bytes, seconds: float = 5) -> bytes:
    answer = requests.post(url, data=body, timeout=seconds)
    assert answer.status_code == 200
    return answer.content


def key(nca: NcaSimulator, kind: Kind = Kind.RSA, state: str = "valid") -> Key:
    return nca.authority.key(IIN, NAME, kind=kind, state=state)


def asked(
    nca: NcaSimulator, about: Key, *, host: int = 0, fresh_for: timedelta = timedelta(hours=1)
) -> OcspAnswer:
    issuer = about.chain[0]
    response = post(nca.ocsp_urls[host], ocsp_request(about.certificate, issuer, nonce=NONCE))
    return verify_ocsp(
        response,
        about.certificate,
        issuer,
        at=AT,
        trust=nca.authority.trust,
        fresh_for=fresh_for,
        nonce=NONCE,
    )


def stamped(nca: NcaSimulator, policy: str | None = None) -> datetime:
    response = post(nca.tsa_url, time_stamp_request(SIGNATURE, nonce=77, policy=policy))
    token = time_stamp_token(response, nonce=77)
    return verify_time_stamp(token, SIGNATURE, at=AT, trust=nca.authority.trust)


def refused(ask: Callable[[], object]) -> str:
    with pytest.raises(SignatureRejected) as refusal:
        ask()
    return refusal.value.code


class TestOcsp:
    @KINDS
    @pytest.mark.parametrize("host", [0, 1])
    def test_a_good_key_is_good_at_both_hosts(self, nca: NcaSimulator, kind: Kind, host: int) -> None:
        assert asked(nca, key(nca, kind), host=host) == OcspAnswer("good", None, None, AT)
        assert nca.asked == {(Service.OCSP, Service.OCSP1)[host]: 1}

    @KINDS
    def test_a_revoked_key_is_revoked(self, nca: NcaSimulator, kind: Kind) -> None:
        answer = asked(nca, key(nca, kind, "revoked"))
        assert (answer.status, answer.revoked_at) == ("revoked", REVOKED_AT)
        assert answer.reason == "cessation_of_operation"

    def test_a_key_that_another_process_issued_is_known(self, nca: NcaSimulator) -> None:
        elsewhere = Authority.at(nca.authority.folder)
        issued = elsewhere.key("061315500019", "Ковалёв Дмитрий Сергеевич", kind="gost")
        assert asked(nca, issued).status == "good"

    def test_a_number_that_nobody_issued_is_the_ncas_unknown(self, nca: NcaSimulator) -> None:
        issuer = nca.authority.chains[Kind.RSA].issuer
        number = asn1_ocsp.OCSPRequest.load(
            ocsp_request(key(nca).certificate, issuer.certificate, nonce=NONCE)
        )
        number["tbs_request"]["request_list"][0]["req_cert"]["serial_number"] = 4711
        response = post(nca.ocsp_urls[0], number.dump(force=True))
        (single,) = asn1_ocsp.OCSPResponse.load(response).response_data["responses"]
        status = single["cert_status"].native
        assert status["revocation_time"] == datetime(1970, 1, 1, tzinfo=UTC)
        assert status["revocation_reason"] == "certificate_hold"

    def test_the_answer_has_no_end_and_gives_the_nonce_back(self, nca: NcaSimulator) -> None:
        request = ocsp_request(key(nca).certificate, key(nca).chain[0], nonce=NONCE)
        response = asn1_ocsp.OCSPResponse.load(post(nca.ocsp_urls[0], request))
        assert response.response_data["responses"][0]["next_update"].native is None
        extensions = {each["extn_id"].native: each for each in response.response_data["response_extensions"]}
        assert set(extensions) == {"nonce", "extended_revoke"}
        assert extensions["nonce"]["extn_value"].parsed.native == NONCE

    @pytest.mark.parametrize(
        ("mode", "code"),
        [
            (Mode.TRY_LATER, "responder"),
            (Mode.STALE, "not_fresh"),
            (Mode.FORGED, "signature"),
            (Mode.WRONG_CERT, "wrong_certificate"),
        ],
    )
    @KINDS
    def test_bad_answers_prove_nothing(self, nca: NcaSimulator, kind: Kind, mode: Mode, code: str) -> None:
        nca.behaviour.put(mode)
        assert refused(lambda: asked(nca, key(nca, kind))) == code

    def test_a_stale_answer_is_right_but_for_its_age(self, nca: NcaSimulator) -> None:
        nca.behaviour.put(Mode.STALE)
        assert asked(nca, key(nca), fresh_for=timedelta(days=2)).this_update == AT - timedelta(days=1)

    def test_a_responder_that_does_not_know_says_it_as_the_nca_does(self, nca: NcaSimulator) -> None:
        nca.behaviour.put(Mode.UNKNOWN)
        assert asked(nca, key(nca)).status == "unknown"

    def test_garbage_and_strange_authorities_are_refused(self, nca: NcaSimulator, tmp_path: Path) -> None:
        stranger = Authority.at(tmp_path).key(IIN, NAME)
        foreign = ocsp_request(stranger.certificate, stranger.chain[0], nonce=NONCE)
        for request, status in ((b"garbage", "malformed_request"), (foreign, "unauthorized")):
            response = asn1_ocsp.OCSPResponse.load(post(nca.ocsp_urls[0], request))
            assert response["response_status"].native == status

    def test_openssl_asks_and_believes(self, nca: NcaSimulator, openssl: str, tmp_path: Path) -> None:
        """By SHA-1, as OpenSSL names certificates; the age of the answer goes by the computer's clock."""
        asked_about = key(nca)
        chain = {"good.pem": asked_about.certificate, "issuer.pem": asked_about.chain[0]}
        for name, certificate in {**chain, "root.pem": asked_about.chain[1]}.items():
            (tmp_path / name).write_bytes(pem.armor("CERTIFICATE", certificate))
        done = subprocess.run(
            [
                openssl, "ocsp", "-url", nca.ocsp_urls[0], "-CAfile", "root.pem", "-issuer", "issuer.pem",
                "-cert", "good.pem", "-attime", str(int(AT.timestamp())),
                "-validity_period", str(10**9),
            ],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "Response verify OK" in done.stdout + done.stderr
        assert "good.pem: good" in done.stdout


class TestTimeStamps:
    @pytest.mark.parametrize("policy", [None, RSA_POLICY, GOST_POLICY])
    def test_a_stamp_verifies(self, nca: NcaSimulator, policy: str | None) -> None:
        assert stamped(nca, policy) == AT

    def test_the_policy_chooses_the_key(self, nca: NcaSimulator) -> None:
        sizes = set()
        for policy in (RSA_POLICY, GOST_POLICY):
            response = post(nca.tsa_url, time_stamp_request(SIGNATURE, nonce=1, policy=policy))
            kind = Kind.RSA if policy == RSA_POLICY else Kind.GOST
            assert nca.authority.chains[kind].time_stamping.certificate in response
            sizes.add(len(response))
        assert len(sizes) == 2

    @pytest.mark.parametrize(
        ("mode", "code"),
        [
            (Mode.TRY_LATER, "responder"),
            (Mode.UNKNOWN, "responder"),
            (Mode.FORGED, "signature"),
            (Mode.WRONG_CERT, "imprint"),
        ],
    )
    @pytest.mark.parametrize("policy", [RSA_POLICY, GOST_POLICY])
    def test_bad_stamps_prove_nothing(self, nca: NcaSimulator, policy: str, mode: Mode, code: str) -> None:
        nca.behaviour.put(mode, service=Service.TSP)
        assert refused(lambda: stamped(nca, policy)) == code

    def test_a_stale_stamp_tells_its_time(self, nca: NcaSimulator) -> None:
        nca.behaviour.put(Mode.STALE)
        assert stamped(nca) == AT - timedelta(days=1)

    @pytest.mark.parametrize(
        "request_body", [b"garbage", time_stamp_request(SIGNATURE, nonce=1, policy="1.2.3")]
    )
    def test_what_it_does_not_understand_it_rejects(self, nca: NcaSimulator, request_body: bytes) -> None:
        assert refused(lambda: time_stamp_token(post(nca.tsa_url, request_body), nonce=1)) == "responder"

    @pytest.mark.parametrize("with_certificate", [False, True])
    def test_openssl_asks_and_believes(
        self, nca: NcaSimulator, openssl: str, tmp_path: Path, with_certificate: bool
    ) -> None:
        chain = nca.authority.chains[Kind.RSA]
        for name, credential in {
            "root.pem": chain.root, "issuer.pem": chain.issuer, "tsa.pem": chain.time_stamping
        }.items():  # fmt: skip
            (tmp_path / name).write_bytes(pem.armor("CERTIFICATE", credential.certificate))
        (tmp_path / "data").write_bytes(SIGNATURE)
        untrusted = (tmp_path / "issuer.pem").read_bytes() + (tmp_path / "tsa.pem").read_bytes()
        (tmp_path / "untrusted.pem").write_bytes(untrusted)
        certificate = ["-cert"] if with_certificate else []
        subprocess.run(
            [openssl, "ts", "-query", "-data", "data", "-sha256", "-tspolicy", RSA_POLICY, *certificate,
             "-out", "query"],
            cwd=tmp_path, check=True, capture_output=True,
        )  # fmt: skip
        (tmp_path / "reply").write_bytes(post(nca.tsa_url, (tmp_path / "query").read_bytes()))
        done = subprocess.run(
            [openssl, "ts", "-verify", "-queryfile", "query", "-in", "reply", "-CAfile", "root.pem",
             "-untrusted", "untrusted.pem"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "Verification: OK" in done.stdout + done.stderr, done.stdout + done.stderr


class TestRevocationLists:
    @KINDS
    def test_the_full_list_names_the_revoked(self, nca: NcaSimulator, kind: Kind) -> None:
        good, revoked = key(nca, kind), key(nca, kind, "revoked")
        body = requests.get(f"{nca.origin}/crl/{kind}.crl", timeout=5).content
        listed = verify_crl(body, good.chain[0], at=AT)
        assert listed.revoked(good.serial) is None
        entry = listed.revoked(revoked.serial)
        assert entry is not None
        assert entry.at == REVOKED_AT
        assert listed.next_update - listed.this_update == timedelta(days=2)

    @KINDS
    def test_the_delta_list_names_its_base_and_nobody(self, nca: NcaSimulator, kind: Kind) -> None:
        key(nca, kind, "revoked")
        body = requests.get(f"{nca.origin}/crl/{kind}_delta.crl", timeout=5).content
        listed = asn1_crl.CertificateList.load(body)
        assert not listed["tbs_cert_list"]["revoked_certificates"]
        assert 0 < listed.delta_crl_indicator_value.native < listed.crl_number_value.native

    def test_every_list_of_the_settings_is_there(self, nca: NcaSimulator) -> None:
        assert len(nca.crl_urls) == 4
        for url in nca.crl_urls:
            assert asn1_crl.CertificateList.load(requests.get(url, timeout=5).content).crl_number_value
        assert requests.get(f"{nca.origin}/crl/other.crl", timeout=5).status_code == 404

    @pytest.mark.parametrize(
        ("mode", "code"),
        [(Mode.STALE, "not_fresh"), (Mode.FORGED, "signature"), (Mode.WRONG_CERT, "wrong_certificate")],
    )
    @KINDS
    def test_bad_lists_prove_nothing(self, nca: NcaSimulator, kind: Kind, mode: Mode, code: str) -> None:
        nca.behaviour.put(mode, service=Service.CRL)
        body = requests.get(f"{nca.origin}/crl/{kind}.crl", timeout=5).content
        assert refused(lambda: verify_crl(body, key(nca, kind).chain[0], at=AT)) == code

    @pytest.mark.parametrize(("mode", "status"), [(Mode.TRY_LATER, 503), (Mode.UNKNOWN, 404)])
    def test_a_server_may_have_no_list(self, nca: NcaSimulator, mode: Mode, status: int) -> None:
        nca.behaviour.put(mode)
        assert requests.get(f"{nca.origin}/crl/gost.crl", timeout=5).status_code == status

    def test_openssl_verifies_the_rsa_list(self, nca: NcaSimulator, openssl: str, tmp_path: Path) -> None:
        (tmp_path / "list").write_bytes(requests.get(f"{nca.origin}/crl/rsa.crl", timeout=5).content)
        issuer = nca.authority.chains[Kind.RSA].issuer
        (tmp_path / "issuer.pem").write_bytes(pem.armor("CERTIFICATE", issuer.certificate))
        done = subprocess.run(
            [openssl, "crl", "-inform", "der", "-in", "list", "-CAfile", "issuer.pem", "-noout"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "verify OK" in done.stderr


class TestSilence:
    def test_a_service_that_is_down_hangs_up(self, nca: NcaSimulator) -> None:
        nca.behaviour.put(Mode.DOWN)
        for url in (*nca.ocsp_urls, nca.tsa_url):
            with pytest.raises(requests.ConnectionError):
                post(url, b"")
        with pytest.raises(requests.ConnectionError):
            requests.get(nca.crl_urls[0], timeout=5)

    def test_a_slow_service_answers_when_it_is_slow_no_more(self, nca: NcaSimulator) -> None:
        nca.behaviour.put(Mode.SLOW, service=Service.OCSP)
        with pytest.raises(requests.ReadTimeout):
            post(nca.ocsp_urls[0], b"", seconds=0.2)
        assert asked(nca, key(nca), host=1).status == "good"
        nca.behaviour.reset()
        assert asked(nca, key(nca)).status == "good"

    def test_closing_lets_go_of_whoever_waits(self, authority: Authority) -> None:
        with NcaSimulator(authority, now=lambda: AT) as nca:
            nca.behaviour.put(Mode.SLOW)
            with pytest.raises(requests.ReadTimeout):
                post(nca.tsa_url, b"", seconds=0.2)


class TestModes:
    def test_the_file_is_read_at_every_request(self, nca: NcaSimulator, modes: Path) -> None:
        write_wishes(modes, {"ocsp": "unknown"})
        assert asked(nca, key(nca)).status == "unknown"
        assert asked(nca, key(nca), host=1).status == "good"
        write_wishes(modes, {"*": "unknown", "ocsp": "ok"})
        assert asked(nca, key(nca)).status == "good"
        assert asked(nca, key(nca), host=1).status == "unknown"

    def test_what_this_process_sets_goes_first(self, nca: NcaSimulator, modes: Path) -> None:
        write_wishes(modes, {"ocsp": "unknown"})
        nca.behaviour.put(Mode.OK, service=Service.OCSP)
        assert asked(nca, key(nca)).status == "good"
        nca.behaviour.reset()
        assert asked(nca, key(nca)).status == "unknown"
