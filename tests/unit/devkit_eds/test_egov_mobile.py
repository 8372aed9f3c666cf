"""The simulated eGov Mobile before a site that does as the specification says, and before others."""

import base64
import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest

from devkit.egov_mobile.client import EgovMobile
from devkit.egov_mobile.modes import Mode
from devkit.egov_mobile.reading import CannotSign
from devkit.egov_mobile.transport import Answer
from devkit.nca.authority import Authority
from devkit.nca.holders import Holder, Name
from devkit.nca.pairs import Kind
from integrations.eds import SignatureRejected, verify
from tests.conftest import TestClock

IIN = "071301500014"
CITIZEN = Holder(IIN, Name("Сейітқали Ерлан Бекұлы"))
AT = datetime(2026, 11, 23, 5, 0, 30, tzinfo=UTC)
TOKEN = "the-bearer"
PAPERS = (b"%PDF-1.7 the first paper", b"%PDF-1.7 the second paper")


class Site:
    """Both APIs for two papers: takes what the citizen signed, refuses all else, remembers what was asked."""

    def __init__(self, authority: Authority, base: str = "http://127.0.0.1:9") -> None:
        self.authority = authority
        self.first_address, self.second_address = f"{base}/first?handle=1", f"{base}/second"
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.put: Any = None
        self.now = AT
        self.invitation: dict[str, Any] = {
            "description": "Signing an application",
            "expiry_date": "2026-11-23T10:05:30.06+0500",
            "organisation": {
                "nameRu": "Акимат",
                "nameKz": "Әкімдік",
                "nameEn": "Akimat",
                "bin": "931340005939",
            },
            "document": {"uri": self.second_address, "auth_type": "Token", "auth_token": TOKEN},
        }
        self.papers: dict[str, Any] = {
            "signMethod": "CMS_SIGN_ONLY",
            "version": 1,
            "documentsToSign": [
                self._document(number, content) for number, content in enumerate(PAPERS, start=1)
            ],
        }

    @staticmethod
    def _document(number: int, content: bytes) -> dict[str, Any]:
        return {
            "id": number,
            "nameRu": "Заявление",
            "nameKz": "Өтініш",
            "nameEn": "Application",
            "meta": [{"name": "Нөмірі", "value": "26-004821-7"}],
            "document": {"file": {"mime": "@file/pdf", "data": base64.b64encode(content).decode()}},
        }

    def answer(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        self.asked.append((method, url, dict(headers)))
        if (method, url) == ("GET", self.first_address):
            return self._say(200, self.invitation)
        if url != self.second_address:
            return self._say(404, {"message": "no such address"})
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return self._say(401, {"message": "who are you"})
        return self._say(200, self.papers) if method == "GET" else self._take(json.loads(body or b""))

    def _take(self, sent: Any) -> Answer:
        if self.now > AT + timedelta(minutes=5):
            return self._say(403, {"message": "too late"})
        self.put = sent
        try:
            for document, content in zip(sent["documentsToSign"], PAPERS, strict=True):
                cms = base64.b64decode(document["document"]["file"]["data"])
                signer = verify(cms, content, at=self.now, trust=self.authority.trust)
                if (signer.iin, signer.bin) != (IIN, None):
                    return self._say(403, {"message": "another person"})
        except SignatureRejected as refusal:
            return self._say(403, {"message": refusal.code})
        return self._say(200, {"message": "success"})

    @staticmethod
    def _say(status: int, values: object) -> Answer:
        return Answer(status, json.dumps(values).encode())


@pytest.fixture
def site(authority: Authority) -> Site:
    return Site(authority)


@pytest.fixture
def phone(authority: Authority, site: Site) -> EgovMobile:
    return EgovMobile(authority, CITIZEN, now=lambda: site.now, send=site.answer)


def change(values: dict[str, Any], path: str, value: object) -> None:
    """Set what stands at `a.b.0.c`; None takes it away."""
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner: Any = values
    for step in way:
        inner = inner[step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value


class TestOpening:
    def test_a_qr_shows_who_asks_for_what(self, phone: EgovMobile, site: Site) -> None:
        invitation = phone.open(f"mobileSign:{site.first_address}").invitation
        assert invitation.description == "Signing an application"
        assert invitation.organisation["nameKz"] == "Әкімдік"
        assert invitation.expires_at == AT + timedelta(minutes=5, milliseconds=60)
        assert site.asked == [("GET", site.first_address, {"Accept-Language": "kk"})]

    def test_the_link_on_the_same_telephone_leads_to_the_same(self, phone: EgovMobile, site: Site) -> None:
        link = f"https://m.egov.kz/mobileSign/?link={quote(site.first_address, safe='')}&isi=1476128386"
        assert phone.open(link) == phone.open(f"mobileSign:{site.first_address}")

    @pytest.mark.parametrize(
        "text",
        ["", "mobileSign:", "mobileSign:no address", "https://m.egov.kz/mobileSign/", "ftp://127.0.0.1/"],
    )
    def test_what_is_no_invitation_is_told(self, phone: EgovMobile, text: str) -> None:
        with pytest.raises(CannotSign, match="no address"):
            phone.open(text)

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("description", None),
            ("description", " "),
            ("expiry_date", None),
            ("expiry_date", "2026-11-23T10:05:30"),
            ("expiry_date", "2026-13-23T10:05:30.060+0500"),
            ("expiry_date", "23.11.2026 10:05"),
            ("organisation", None),
            ("organisation.nameRu", None),
            ("organisation.nameKz", ""),
            ("organisation.nameEn", None),
            ("organisation.bin", "12345678901"),
            ("document.uri", None),
            ("document.auth_type", "Eds"),
            ("document.auth_type", "Bearer"),
            ("document.auth_token", None),
        ],
    )
    def test_each_field_of_the_first_api_is_needed(
        self, phone: EgovMobile, site: Site, path: str, value: object
    ) -> None:
        change(site.invitation, path, value)
        with pytest.raises(CannotSign, match="API 1"):
            phone.open(f"mobileSign:{site.first_address}")

    @pytest.mark.parametrize(
        "text",
        ["2026-11-23T05:05:30.060+00:00", "2026-11-23T05:05:30Z", "2026-11-23T10:05:30.123456789+0500"],
    )
    def test_moments_are_written_in_several_ways(self, phone: EgovMobile, site: Site, text: str) -> None:
        site.invitation["expiry_date"] = text
        seen = phone.open(f"mobileSign:{site.first_address}").invitation.expires_at
        assert seen.replace(microsecond=0) == AT + timedelta(minutes=5)

    def test_an_invitation_of_yesterday_is_over(self, phone: EgovMobile, site: Site) -> None:
        site.now = AT + timedelta(days=1)
        with pytest.raises(CannotSign, match="expired"):
            phone.open(f"mobileSign:{site.first_address}")

    def test_the_sites_own_words_are_shown(self, phone: EgovMobile, site: Site) -> None:
        with pytest.raises(CannotSign, match="no such address"):
            phone.open("mobileSign:http://127.0.0.1:9/elsewhere")

    def test_an_answer_that_is_not_json_is_told(self, authority: Authority) -> None:
        broken = EgovMobile(authority, CITIZEN, now=lambda: AT, send=lambda *_: Answer(200, b"<html>"))
        with pytest.raises(CannotSign, match="not JSON"):
            broken.open("mobileSign:http://127.0.0.1:9/")

    def test_only_this_computer_is_called(self, authority: Authority) -> None:
        with pytest.raises(CannotSign, match="this computer only"):
            EgovMobile(authority, CITIZEN).open("mobileSign:https://qyzmet.example/first")

    def test_a_site_that_is_down_is_told(self, authority: Authority) -> None:
        with pytest.raises(CannotSign, match="does not answer"):
            EgovMobile(authority, CITIZEN).open("mobileSign:http://127.0.0.1:9/first")


class TestSigning:
    def test_all_papers_are_signed_and_sent_back(self, phone: EgovMobile, site: Site) -> None:
        before = deepcopy(site.papers)
        result = phone.sign(phone.open(f"mobileSign:{site.first_address}"))
        assert (result.accepted, result.status, result.message) == (True, 200, "success")
        assert [paper.content for paper in result.papers] == list(PAPERS)
        assert result.papers[0].facts == (("Нөмірі", "26-004821-7"),)
        for document, old in zip(site.put["documentsToSign"], before["documentsToSign"], strict=True):
            assert document["document"]["file"].pop("data") != old["document"]["file"].pop("data")
        assert site.put == before, "nothing but the data has changed"

    def test_the_papers_are_asked_for_and_sent_with_the_token(self, phone: EgovMobile, site: Site) -> None:
        phone.sign(phone.open(f"mobileSign:{site.first_address}"))
        assert [(method, url) for method, url, _ in site.asked] == [
            ("GET", site.first_address),
            ("GET", site.second_address),
            ("PUT", site.second_address),
        ]
        for _, _, headers in site.asked[1:]:
            assert headers["Authorization"] == f"Bearer {TOKEN}"
            assert headers["Accept-Language"] == "kk"

    def test_a_site_that_wants_no_token_gets_none(self, phone: EgovMobile, site: Site) -> None:
        site.invitation["document"] = {"uri": site.second_address, "auth_type": "None"}
        with pytest.raises(CannotSign, match="who are you"):
            phone.sign(phone.open(f"mobileSign:{site.first_address}"))
        assert "Authorization" not in site.asked[-1][2]

    def test_an_rsa_key_signs_as_well(self, authority: Authority, site: Site) -> None:
        holder = Holder(IIN, CITIZEN.name, kind=Kind.RSA)
        phone = EgovMobile(authority, holder, now=lambda: AT, language="ru", send=site.answer)
        assert phone.sign(phone.open(f"mobileSign:{site.first_address}")).accepted
        assert site.asked[-1][2]["Accept-Language"] == "ru"

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("signMethod", "XML"),
            ("version", None),
            ("documentsToSign", None),
            ("documentsToSign", []),
            ("documentsToSign.0.id", "1"),
            ("documentsToSign.0.id", 2),
            ("documentsToSign.0.nameRu", None),
            ("documentsToSign.0.nameKz", None),
            ("documentsToSign.0.nameEn", None),
            ("documentsToSign.0.meta", None),
            ("documentsToSign.0.meta.0.value", None),
            ("documentsToSign.1.document", None),
            ("documentsToSign.1.document.file.mime", "application/pdf"),
            ("documentsToSign.1.document.file.data", "not base64"),
        ],
    )
    def test_each_field_of_the_second_api_is_needed(
        self, phone: EgovMobile, site: Site, path: str, value: object
    ) -> None:
        change(site.papers, path, value)
        with pytest.raises(CannotSign, match="API 2"):
            phone.sign(phone.open(f"mobileSign:{site.first_address}"))


class TestModes:
    def test_whoever_cancels_sends_nothing(self, phone: EgovMobile, site: Site) -> None:
        result = phone.sign(phone.open(f"mobileSign:{site.first_address}"), Mode.CANCEL)
        assert (result.status, result.accepted, result.message) == (None, False, "cancelled")
        assert len(result.papers) == 2
        assert [method for method, _, _ in site.asked] == ["GET", "GET"]

    @pytest.mark.parametrize(
        ("mode", "kind", "message"),
        [
            (Mode.OTHER_PERSON, Kind.GOST, "another person"),
            (Mode.HEAD, Kind.GOST, "another person"),
            (Mode.EXPIRED, Kind.GOST, "not_in_force"),
            (Mode.AUTH_ONLY, Kind.GOST, "key_usage"),
            (Mode.TAMPERED, Kind.GOST, "message_digest"),
            (Mode.EXPIRED, Kind.RSA, "not_in_force"),
            (Mode.TAMPERED, Kind.RSA, "message_digest"),
        ],
    )
    def test_what_the_site_has_to_refuse(
        self, authority: Authority, site: Site, mode: Mode, kind: Kind, message: str
    ) -> None:
        phone = EgovMobile(authority, Holder(IIN, CITIZEN.name, kind=kind), now=lambda: AT, send=site.answer)
        result = phone.sign(phone.open(f"mobileSign:{site.first_address}"), mode)
        assert (result.status, result.message) == (403, message)

    def test_a_revoked_key_is_seen_by_whoever_asks_the_ca(
        self, phone: EgovMobile, site: Site, authority: Authority
    ) -> None:
        phone.sign(phone.open(f"mobileSign:{site.first_address}"), Mode.REVOKED)
        data = site.put["documentsToSign"][0]["document"]["file"]["data"]
        signer = verify(base64.b64decode(data), PAPERS[0], at=AT, trust=authority.trust)
        entry = authority.register.find(Kind.GOST, int(signer.serial, 16))
        assert entry is not None
        assert entry.revoked_at is not None

    def test_a_double_put_sends_the_same_twice(self, phone: EgovMobile, site: Site) -> None:
        result = phone.sign(phone.open(f"mobileSign:{site.first_address}"), Mode.DOUBLE_PUT)
        assert [answer.status for answer in result.answers] == [200, 200]
        assert [method for method, _, _ in site.asked] == ["GET", "GET", "PUT", "PUT"]

    def test_anothers_token_opens_nothing(self, phone: EgovMobile, site: Site) -> None:
        with pytest.raises(CannotSign, match="who are you"):
            phone.sign(phone.open(f"mobileSign:{site.first_address}"), Mode.WRONG_TOKEN)

    @pytest.mark.parametrize(
        ("mode", "minutes", "status", "message"),
        [
            (Mode.SLOW, 2, 200, "success"),
            (Mode.SLOW, 6, None, "the invitation has expired"),
            (Mode.LATE_PUT, 6, 403, "too late"),
        ],
    )
    def test_who_takes_their_time(
        self, authority: Authority, site: Site, mode: Mode, minutes: int, status: int | None, message: str
    ) -> None:
        def pause() -> None:
            site.now += timedelta(minutes=minutes)

        phone = EgovMobile(authority, CITIZEN, now=lambda: site.now, send=site.answer, pause=pause)
        result = phone.sign(phone.open(f"mobileSign:{site.first_address}"), mode)
        assert (result.status, result.message) == (status, message)


class TestOverHttp:
    @pytest.fixture
    def served(self, authority: Authority) -> Iterator[Site]:
        """The same site on a port of this computer."""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                answer = site.answer(self.command, f"{base}{self.path}", self.headers, body)
                self.send_response(answer.status)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            do_PUT = do_GET

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        base = f"http://127.0.0.1:{server.server_port}"
        site = Site(authority, base)
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield site
        server.shutdown()
        thread.join()
        server.server_close()

    @pytest.mark.parametrize(("mode", "status"), [(Mode.OK, 200), (Mode.TAMPERED, 403)])
    def test_the_whole_walk_over_a_socket(
        self, authority: Authority, served: Site, clock: TestClock, mode: Mode, status: int
    ) -> None:
        clock.set(AT)
        phone = EgovMobile(authority, CITIZEN)
        result = phone.sign(phone.open(f"mobileSign:{served.first_address}"), mode)
        assert result.status == status
        assert served.asked[-1][2]["Content-Type"] == "application/json"
