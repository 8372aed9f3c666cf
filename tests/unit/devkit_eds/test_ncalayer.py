"""The simulated NCALayer: its protocol as pages meet it, and signatures that the verifier judges."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from devkit.nca.authority import Authority
from devkit.nca.holders import COMPANY, STRANGER, Name
from devkit.nca.modes import write_wishes
from devkit.nca.pairs import Kind
from devkit.nca.profile import Role
from devkit.ncalayer.modes import Mode, Wish
from devkit.ncalayer.server import NcaLayerSimulator
from integrations.eds import SignatureRejected, Signer, verify, verify_time_stamp

AT = datetime(2026, 11, 23, 5, 0, 30, tzinfo=UTC)
CITIZEN, OTHER = "071301500014", "061315500019"
BIN = "931340005939"
CONTENT = b"%PDF-1.7 the frozen paper"
SIGNING = {"decode": True, "encapsulate": False, "digested": False, "tsaProfile": {}}


def people(iin: str, bin: str | None) -> Name:
    return Name("Сейітқали Ерлан Бекұлы", "Әкімдік" if bin else "")


@pytest.fixture
def wishes(tmp_path: Path) -> Path:
    return tmp_path / "ncalayer.json"


@pytest.fixture
def ncalayer(authority: Authority, wishes: Path) -> Iterator[NcaLayerSimulator]:
    with NcaLayerSimulator(authority, people, default_iin=OTHER, now=lambda: AT, wishes=wishes) as simulator:
        yield simulator


@pytest.fixture
def socket(ncalayer: NcaLayerSimulator) -> Iterator[ClientConnection]:
    """A page that has connected and heard the greeting."""
    with connect(ncalayer.url, compression=None, max_size=None) as connection:
        assert json.loads(connection.recv(5)) == {"result": {"version": "1.4"}}
        yield connection


def say(socket: ClientConnection, request: object) -> Any:
    socket.send(request if isinstance(request, str) else json.dumps(request))
    return json.loads(socket.recv(5))


def wish_to_sign(
    *contents: bytes,
    signing: dict[str, Any] | None = None,
    signer: dict[str, Any] | None = None,
    **other: Any,
) -> dict[str, Any]:
    """A request as the page sends it, for detached signatures of these documents."""
    data = [base64.b64encode(content).decode() for content in contents or (CONTENT,)]
    arguments = {
        "allowedStorages": None,
        "format": "cms",
        "data": data,
        "signingParams": SIGNING if signing is None else signing,
        "signerParams": {"extKeyUsageOids": ["1.3.6.1.5.5.7.3.4"], "iin": CITIZEN}
        if signer is None
        else signer,
        "locale": "kk",
        **other,
    }
    return {"module": "kz.gov.pki.knca.basics", "method": "sign", "args": arguments}


def signatures(reply: Any) -> list[bytes]:
    assert reply["status"] is True
    return [pem.unarmor(text.encode())[2] for text in reply["body"]["result"]]


def sign(socket: ClientConnection, authority: Authority, **request: Any) -> Signer:
    """The one signature of CONTENT that comes back, verified."""
    (cms,) = signatures(say(socket, wish_to_sign(**request)))
    return verify(cms, CONTENT, at=AT, trust=authority.trust)


class TestProtocol:
    def test_the_probe_for_another_program_finds_nothing(self, socket: ClientConnection) -> None:
        probe = {"module": "kz.digiflow.mobile.extensions", "method": "getVersion"}
        assert say(socket, probe) == {"success": False, "errorCode": "MODULE_NOT_FOUND"}

    @pytest.mark.parametrize("text", ["not json", "[]", '"text"'])
    def test_what_is_no_json_object_is_told(self, socket: ClientConnection, text: str) -> None:
        assert say(socket, text) == {"success": False, "code": "COMMON_JSON_WRAPPING_EXCEPTION"}

    def test_a_heartbeat_comes_back(self, socket: ClientConnection) -> None:
        socket.send("--heartbeat--")
        assert socket.recv(5) == "--heartbeat--"

    def test_there_are_no_hardware_tokens(self, socket: ClientConnection) -> None:
        request = {"module": "kz.gov.pki.knca.commonUtils", "method": "getActiveTokens", "uuid": "a1"}
        assert say(socket, request) == {"responseObject": [], "code": "200", "uuid": "a1"}

    def test_other_methods_are_not_simulated(self, socket: ClientConnection) -> None:
        old = say(
            socket, {"module": "kz.gov.pki.knca.commonUtils", "method": "getKeyInfo", "args": ["PKCS12"]}
        )
        assert old["code"] == "500"
        new = say(socket, {"module": "kz.gov.pki.knca.basics", "method": "unknown"})
        assert (new["status"], new["code"]) == (False, "INVOCATION_ERROR")

    def test_what_was_asked_is_kept(self, ncalayer: NcaLayerSimulator, socket: ClientConnection) -> None:
        say(socket, wish_to_sign())
        assert ncalayer.requests == [wish_to_sign()]
        ncalayer.reset()
        assert ncalayer.requests == []

    def test_several_pages_are_served(self, ncalayer: NcaLayerSimulator, socket: ClientConnection) -> None:
        with connect(ncalayer.url) as another:
            another.recv(5)
            assert say(another, wish_to_sign())["status"] is say(socket, wish_to_sign())["status"] is True


class TestSigning:
    def test_the_reply_is_a_list_of_armoured_cms(self, socket: ClientConnection) -> None:
        reply = say(socket, wish_to_sign())
        assert list(reply) == ["status", "body"]
        (text,) = reply["body"]["result"]
        assert text.startswith("-----BEGIN CMS-----\n")
        assert text.rstrip().endswith("-----END CMS-----")

    def test_it_is_the_key_of_whom_the_page_asks_for(
        self, socket: ClientConnection, authority: Authority
    ) -> None:
        signer = sign(socket, authority)
        assert (signer.iin, signer.bin, signer.common_name) == (CITIZEN, None, "СЕЙІТҚАЛИ ЕРЛАН")
        assert signer.algorithm.startswith("GOST")

    def test_a_page_that_asks_for_nobody_gets_who_sits_there(
        self, socket: ClientConnection, authority: Authority
    ) -> None:
        assert sign(socket, authority, signer={}).iin == OTHER

    def test_a_time_stamp_comes_along_when_it_is_asked_for(
        self, socket: ClientConnection, authority: Authority
    ) -> None:
        stamped = sign(socket, authority)
        assert stamped.time_stamp is not None
        assert verify_time_stamp(stamped.time_stamp, stamped.signature, at=AT, trust=authority.trust) == AT
        assert sign(socket, authority, signing={**SIGNING, "tsaProfile": None}).time_stamp is None

    def test_several_papers_get_a_signature_each_in_their_order(
        self, socket: ClientConnection, authority: Authority
    ) -> None:
        papers = [b"the first", b"the second", b"the third"]
        for paper, cms in zip(papers, signatures(say(socket, wish_to_sign(*papers))), strict=True):
            assert verify(cms, paper, at=AT, trust=authority.trust).iin == CITIZEN

    def test_a_single_string_gives_a_list_of_one(
        self, socket: ClientConnection, authority: Authority
    ) -> None:
        assert sign(socket, authority, data=base64.b64encode(CONTENT).decode()).content is None

    def test_text_is_signed_as_it_is_and_enclosed_by_default(
        self, socket: ClientConnection, authority: Authority
    ) -> None:
        (cms,) = signatures(say(socket, wish_to_sign(signing={}, data="Өтініш")))
        assert verify(cms, None, at=AT, trust=authority.trust).content == "Өтініш".encode()

    def test_a_large_paper_passes(self, socket: ClientConnection, authority: Authority) -> None:
        paper = bytes(5_000_000)
        (cms,) = signatures(say(socket, wish_to_sign(paper)))
        assert verify(cms, paper, at=AT, trust=authority.trust).iin == CITIZEN

    @pytest.mark.parametrize(
        "wrong",
        [
            {"format": "xml"},
            {"signing": {**SIGNING, "digested": True}},
            {"signing": []},
            {"data": []},
            {"data": [7]},
            {"data": "not base64"},
            {"signer": {"chain": ["not PEM"]}},
        ],
    )
    def test_parameters_that_make_no_sense_are_refused(
        self, socket: ClientConnection, wrong: dict[str, Any]
    ) -> None:
        reply = say(socket, wish_to_sign(**wrong))
        assert (reply["status"], reply["code"]) == (False, "INVALID_SIGNING_PARAMS")
        assert reply["message"]
        assert reply["details"]


class TestFilters:
    CANCELLED = {"status": True, "body": {}}  # noqa: RUF012 - never changed

    def test_a_bin_gives_the_key_of_an_employee(self, socket: ClientConnection, authority: Authority) -> None:
        signer = sign(socket, authority, signer={"iin": CITIZEN, "bin": BIN})
        assert (signer.bin, signer.organisation) == (BIN, "Әкімдік")
        assert "1.2.398.3.3.4.1.2.5" in signer.roles

    def test_the_role_is_the_one_that_the_page_accepts(
        self, socket: ClientConnection, authority: Authority
    ) -> None:
        oids = ["1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.2.1"]
        signer = sign(socket, authority, signer={"iin": CITIZEN, "bin": BIN, "extKeyUsageOids": oids})
        assert signer.roles == ("1.2.398.3.3.4.1.2", "1.2.398.3.3.4.1.2.1")

    @pytest.mark.parametrize(
        "filters",
        [
            {"iin": CITIZEN, "extKeyUsageOids": ["1.3.6.1.5.5.7.3.2"]},
            {"iin": CITIZEN, "bin": BIN, "extKeyUsageOids": ["1.2.398.3.3.4.1.1"]},
        ],
    )
    def test_where_no_key_may_be_chosen_the_person_cancels(
        self, socket: ClientConnection, filters: dict[str, Any]
    ) -> None:
        assert say(socket, wish_to_sign(signer=filters)) == self.CANCELLED

    def test_keys_lie_in_files(self, socket: ClientConnection) -> None:
        assert say(socket, wish_to_sign(allowedStorages=["AKKaztokenStore"])) == self.CANCELLED
        assert say(socket, wish_to_sign(allowedStorages=["AKKaztokenStore", "PKCS12"]))["body"]["result"]

    def test_a_chain_names_who_may_have_issued_the_key(
        self, socket: ClientConnection, authority: Authority
    ) -> None:
        issuers = {
            kind: pem.armor("CERTIFICATE", chain.issuer.certificate).decode()
            for kind, chain in authority.chains.items()
        }
        assert sign(socket, authority, signer={"iin": CITIZEN, "chain": [issuers[Kind.GOST]]}).iin == CITIZEN
        assert sign(socket, authority, signer={"iin": CITIZEN, "chain": []}).iin == CITIZEN
        elsewhere = wish_to_sign(signer={"iin": CITIZEN, "chain": [issuers[Kind.RSA]]})
        assert say(socket, elsewhere) == self.CANCELLED

    def test_another_ones_computer_has_no_fitting_key(
        self, ncalayer: NcaLayerSimulator, socket: ClientConnection
    ) -> None:
        ncalayer.put(Wish(iin=OTHER))
        assert say(socket, wish_to_sign()) == self.CANCELLED

    def test_the_owner_of_the_computer_signs_with_their_own(
        self, ncalayer: NcaLayerSimulator, socket: ClientConnection, authority: Authority
    ) -> None:
        ncalayer.put(
            Wish(iin=CITIZEN, bin=BIN, name="Ли Марина", organisation="Мектеп", kind=Kind.RSA, role=Role.HEAD)
        )
        signer = sign(socket, authority, signer={})
        assert (signer.common_name, signer.organisation) == ("ЛИ МАРИНА", "Мектеп")
        assert signer.algorithm.startswith("RSA")
        assert "1.2.398.3.3.4.1.2.1" in signer.roles


class TestModes:
    def test_cancel_is_success_without_a_result(
        self, ncalayer: NcaLayerSimulator, socket: ClientConnection
    ) -> None:
        ncalayer.put(Mode.CANCEL)
        assert say(socket, wish_to_sign()) == {"status": True, "body": {}}

    def test_an_error_is_told_as_the_program_does(
        self, ncalayer: NcaLayerSimulator, socket: ClientConnection
    ) -> None:
        ncalayer.put(Mode.ERROR)
        reply = say(socket, wish_to_sign())
        assert (reply["status"], reply["code"]) == (False, "INVOCATION_ERROR")
        assert reply["message"] == "An invoked method threw an exception."

    @pytest.mark.parametrize(
        ("mode", "iin", "bin"),
        [
            (Mode.OTHER_PERSON, STRANGER[0], None),
            (Mode.HEAD, CITIZEN, COMPANY[0]),
            (Mode.REVOKED, CITIZEN, None),
        ],
    )
    def test_keys_that_only_the_sites_own_check_can_tell(
        self,
        ncalayer: NcaLayerSimulator,
        socket: ClientConnection,
        authority: Authority,
        mode: Mode,
        iin: str,
        bin: str | None,
    ) -> None:
        ncalayer.put(mode)
        signer = sign(socket, authority)
        assert (signer.iin, signer.bin) == (iin, bin)
        entry = authority.register.find(Kind.GOST, int(signer.serial, 16))
        assert entry is not None
        assert (entry.revoked_at is not None) is (mode is Mode.REVOKED)

    @pytest.mark.parametrize(
        ("mode", "code"),
        [
            (Mode.EXPIRED, "not_in_force"),
            (Mode.AUTH_ONLY, "key_usage"),
            (Mode.TAMPERED, "message_digest"),
        ],
    )
    def test_signatures_that_the_verifier_refuses(
        self,
        ncalayer: NcaLayerSimulator,
        socket: ClientConnection,
        authority: Authority,
        mode: Mode,
        code: str,
    ) -> None:
        ncalayer.put(mode)
        with pytest.raises(SignatureRejected) as refusal:
            sign(socket, authority)
        assert refusal.value.code == code

    def test_a_program_that_ends_hangs_up(
        self, ncalayer: NcaLayerSimulator, socket: ClientConnection
    ) -> None:
        ncalayer.put(Mode.CLOSED)
        socket.send(json.dumps(wish_to_sign()))
        with pytest.raises(ConnectionClosed):
            socket.recv(5)

    def test_a_slow_program_answers_when_it_is_slow_no_more(
        self, ncalayer: NcaLayerSimulator, socket: ClientConnection
    ) -> None:
        ncalayer.put(Mode.SLOW)
        socket.send(json.dumps(wish_to_sign()))
        with pytest.raises(TimeoutError):
            socket.recv(0.1)
        ncalayer.put(Mode.OK)
        assert json.loads(socket.recv(5))["body"]["result"]

    def test_closing_lets_go_of_whoever_waits(self, authority: Authority) -> None:
        simulator = NcaLayerSimulator(authority, people, default_iin=OTHER, now=lambda: AT).start()
        simulator.put(Mode.SLOW)
        with connect(simulator.url) as waiting:
            waiting.recv(5)
            waiting.send(json.dumps(wish_to_sign()))
            simulator.stop()
            with pytest.raises(ConnectionClosed):
                waiting.recv(5)

    def test_the_file_is_read_at_every_request(
        self, socket: ClientConnection, authority: Authority, wishes: Path
    ) -> None:
        assert sign(socket, authority).algorithm.startswith("GOST")
        write_wishes(wishes, {"mode": "ok", "iin": CITIZEN, "name": "Ли Марина", "kind": "rsa"})
        signer = sign(socket, authority)
        assert (signer.common_name, signer.algorithm) == ("ЛИ МАРИНА", "RSA-SHA256")
        write_wishes(wishes, {"mode": "cancel"})
        assert say(socket, wish_to_sign()) == {"status": True, "body": {}}

    @pytest.mark.parametrize("values", [{"mode": "unheard of"}, {"kind": "dsa"}, {"role": "king"}])
    def test_a_file_that_makes_no_sense_is_an_error(self, values: dict[str, str]) -> None:
        with pytest.raises(ValueError, match="is not a valid"):
            Wish.of(values)
