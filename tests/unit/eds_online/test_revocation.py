"""Whether a key is revoked: OCSP at every host, then a list, and otherwise no answer."""

import logging
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import ocsp

from devkit.nca.authority import REVOKED_AT, Authority, Key
from devkit.nca.modes import Mode, Service
from devkit.nca.server import NcaSimulator
from integrations.eds import online, transport, verify_crl, verify_ocsp
from integrations.eds.errors import NotAnswered
from integrations.eds.online import LARGEST_ANSWER, check_revocation
from integrations.eds.revocation import ANSWERED_WITHIN, LISTED_WITHIN, Revocation, counts_as_good
from tests.support.loopback import Asked, Loopback, Said
from tests.unit.eds import support

IIN = "071399500014"
BAD = (Mode.DOWN, Mode.TRY_LATER, Mode.STALE, Mode.FORGED, Mode.WRONG_CERT)

Ask = Callable[..., Revocation]


def key(authority: Authority, kind: str = "rsa", state: str = "valid") -> Key:
    return authority.key(IIN, "ТЕСТОВ ТЕСТ", kind=kind, state=state)


@pytest.fixture
def ask(nca: NcaSimulator, authority: Authority, at: datetime, tmp_path: Path) -> Ask:
    """Asks about a key; the addresses are the simulator's OCSP hosts and no lists, unless told otherwise."""

    def check(asked: Key, **other: Any) -> Revocation:
        options = {"at": at, "trust": authority.trust, "ocsp_urls": nca.ocsp_urls, "crl_urls": ()}
        return check_revocation(asked.certificate, asked.chain[0], cache=tmp_path, **{**options, **other})

    return check


class TestOcsp:
    @pytest.mark.parametrize("kind", ["gost", "rsa"])
    def test_a_good_key_is_good_with_an_answer_that_proves_it(
        self, ask: Ask, authority: Authority, at: datetime, kind: str
    ) -> None:
        asked = key(authority, kind)
        revocation = ask(asked)
        assert (revocation.status, revocation.by, revocation.revoked_at) == ("good", "ocsp", None)
        answer = verify_ocsp(
            revocation.evidence, asked.certificate, asked.chain[0], at=at, trust=authority.trust
        )
        assert (answer.status, answer.this_update) == ("good", revocation.at)

    def test_a_revoked_key_is_revoked_since_a_moment(self, ask: Ask, authority: Authority) -> None:
        revocation = ask(key(authority, state="revoked"))
        assert (revocation.status, revocation.revoked_at) == ("revoked", REVOKED_AT)
        assert revocation.reason

    def test_a_certificate_that_the_nca_does_not_know_is_not_asked_about_twice(
        self, ask: Ask, nca: NcaSimulator, authority: Authority
    ) -> None:
        nca.behaviour.put(Mode.UNKNOWN, service=Service.OCSP)
        revocation = ask(key(authority), crl_urls=nca.crl_urls)
        assert revocation.status == "unknown"
        assert nca.asked == {Service.OCSP: 1}

    @pytest.mark.parametrize("mode", BAD)
    def test_when_one_host_fails_the_other_is_asked(
        self, ask: Ask, nca: NcaSimulator, authority: Authority, mode: Mode
    ) -> None:
        nca.behaviour.put(mode, service=Service.OCSP)
        revocation = ask(key(authority), crl_urls=nca.crl_urls)
        assert (revocation.status, revocation.by) == ("good", "ocsp")
        assert (nca.asked[Service.OCSP], nca.asked[Service.OCSP1]) == (1, 1)

    def test_a_host_that_is_slow_is_left(
        self, ask: Ask, nca: NcaSimulator, authority: Authority, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(online, "exchange", partial(transport.exchange, seconds=0.2))
        nca.behaviour.put(Mode.SLOW, service=Service.OCSP)
        assert ask(key(authority)).status == "good"

    def test_yesterdays_answer_to_somebody_elses_question_is_none(
        self, ask: Ask, authority: Authority
    ) -> None:
        overheard = ask(key(authority)).evidence
        with Loopback(lambda _: Said(overheard)) as server, pytest.raises(NotAnswered):
            ask(key(authority), ocsp_urls=[server.url])

    @pytest.mark.parametrize("nonce", [True, False], ids=["old", "old and to no question"])
    def test_an_old_answer_is_not_played_again_however_long_it_says_that_it_holds(
        self, ask: Ask, authority: Authority, at: datetime, nonce: bool
    ) -> None:
        asked = key(authority)
        chain = authority.chains[asked.kind]
        named = support.certificate_id(asked.credential, chain.issuer)

        def replay(question: Asked, since: timedelta = ANSWERED_WITHIN) -> Said:
            echoed = ocsp.OCSPRequest.load(question.body).nonce_value.dump() if nonce else None
            times = {"this_update": at - since, "next_update": at + timedelta(days=180)}
            return Said(support.ocsp(named, chain.responder, nonce=echoed, **times))

        second = timedelta(seconds=1)
        with (
            Loopback(lambda question: replay(question, ANSWERED_WITHIN + second)) as server,
            pytest.raises(NotAnswered),
        ):
            ask(asked, ocsp_urls=[server.url])
        with Loopback(replay) as server:
            if nonce:
                assert ask(asked, ocsp_urls=[server.url]).at == at - ANSWERED_WITHIN
            else:
                with pytest.raises(NotAnswered):
                    ask(asked, ocsp_urls=[server.url])

    def test_where_a_host_leaves_our_nonce_out_the_next_one_is_asked(
        self, ask: Ask, nca: NcaSimulator, authority: Authority, caplog: pytest.LogCaptureFixture
    ) -> None:
        asked = key(authority)
        chain = authority.chains[asked.kind]
        recorded = support.ocsp(
            support.certificate_id(asked.credential, chain.issuer), chain.responder, this_update=nca.now()
        )
        with Loopback(lambda _: Said(recorded)) as server:
            revocation = ask(asked, ocsp_urls=[server.url, nca.ocsp_urls[1]])
        assert (revocation.status, revocation.by) == ("good", "ocsp")
        assert revocation.evidence != recorded
        assert [record.message.rpartition(" ")[2] for record in caplog.records] == ["nonce"]

    @pytest.mark.parametrize(
        "said",
        [
            Said(b""),
            Said(b"<html>"),
            Said(status=500),
            Said(status=307, headers={"Location": "/again"}),
        ],
        ids=["nothing", "a page", "an error", "a redirect"],
    )
    def test_what_is_no_answer_is_none(self, ask: Ask, authority: Authority, said: Said) -> None:
        with Loopback(lambda _: said) as server, pytest.raises(NotAnswered):
            ask(key(authority), ocsp_urls=[server.url])
        assert len(server.asked) == 1

    def test_an_answer_has_a_measure(
        self, ask: Ask, authority: Authority, caplog: pytest.LogCaptureFixture
    ) -> None:
        sizes = iter((LARGEST_ANSWER, LARGEST_ANSWER + 1))
        with Loopback(lambda _: Said(b"0" * next(sizes))) as server, pytest.raises(NotAnswered):
            ask(key(authority), ocsp_urls=[server.url] * 2)
        assert [record.message.rpartition(" ")[2] == "too_large" for record in caplog.records] == [
            False,
            True,
        ]

    def test_an_answer_under_another_status_than_200_does_not_count(
        self, ask: Ask, nca: NcaSimulator, authority: Authority
    ) -> None:
        def relay(asked: Any) -> Said:
            answer = transport.exchange(nca.ocsp_urls[0], asked.body, headers={}, largest=LARGEST_ANSWER)
            return Said(answer.body, status=203)

        with Loopback(relay) as server, pytest.raises(NotAnswered):
            ask(key(authority), ocsp_urls=[server.url])

    def test_only_the_hosts_of_the_settings_are_spoken_to(
        self, ask: Ask, nca: NcaSimulator, authority: Authority, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        called: list[Any] = []
        connect = socket.create_connection
        monkeypatch.setattr(
            socket,
            "create_connection",
            lambda address, *rest, **named: (called.append(address), connect(address, *rest, **named))[1],
        )
        nca.behaviour.put(Mode.DOWN)
        with pytest.raises(NotAnswered):
            ask(key(authority), crl_urls=nca.crl_urls)
        port = int(nca.origin.rpartition(":")[2])
        assert called == [("127.0.0.1", port)] * (2 + len(nca.crl_urls))

    def test_the_log_tells_the_failures_and_not_whose_key_it_was(
        self, ask: Ask, nca: NcaSimulator, authority: Authority, caplog: pytest.LogCaptureFixture
    ) -> None:
        nca.behaviour.put(Mode.FORGED)
        asked = key(authority)
        with caplog.at_level(logging.DEBUG), pytest.raises(NotAnswered):
            ask(asked, crl_urls=nca.crl_urls)
        assert len(caplog.records) == 2 + len(nca.crl_urls)
        assert IIN not in caplog.text
        assert "ТЕСТОВ" not in caplog.text
        assert f"{asked.serial:x}" not in caplog.text


class TestListsAfterOcsp:
    @pytest.mark.parametrize("kind", ["gost", "rsa"])
    @pytest.mark.parametrize("mode", BAD)
    def test_when_no_host_answers_a_list_does(
        self, ask: Ask, nca: NcaSimulator, authority: Authority, at: datetime, mode: Mode, kind: str
    ) -> None:
        for service in (Service.OCSP, Service.OCSP1):
            nca.behaviour.put(mode, service=service)
        asked = key(authority, kind)
        revocation = ask(asked, crl_urls=nca.crl_urls)
        assert (revocation.status, revocation.by) == ("good", "crl")
        assert verify_crl(revocation.evidence, asked.chain[0], at=at).revoked(asked.serial) is None

    def test_a_listed_key_is_revoked(self, ask: Ask, nca: NcaSimulator, authority: Authority) -> None:
        asked = key(authority, state="revoked")
        revocation = ask(asked, ocsp_urls=[], crl_urls=nca.crl_urls)
        assert (revocation.status, revocation.by) == ("revoked", "crl")
        assert (revocation.revoked_at, revocation.reason) == (REVOKED_AT, "cessation_of_operation")

    @pytest.mark.parametrize("mode", [*BAD, Mode.UNKNOWN])
    def test_with_a_bad_list_too_there_is_no_answer(
        self, ask: Ask, nca: NcaSimulator, authority: Authority, mode: Mode
    ) -> None:
        nca.behaviour.put(mode, service=Service.CRL)
        lists = [url for url in nca.crl_urls if "rsa" in url]
        with pytest.raises(NotAnswered):
            ask(key(authority), ocsp_urls=[], crl_urls=lists)

    def test_without_lists_there_is_no_answer(
        self, ask: Ask, nca: NcaSimulator, authority: Authority
    ) -> None:
        nca.behaviour.put(Mode.DOWN)
        with pytest.raises(NotAnswered, match="revocation"):
            ask(key(authority))


class TestFreshness:
    AT = datetime.fromisoformat("2026-11-23T10:00+05:00")
    SECOND = timedelta(seconds=1)

    @pytest.mark.parametrize(("by", "within"), [("ocsp", ANSWERED_WITHIN), ("crl", LISTED_WITHIN)])
    def test_an_answer_speaks_for_a_signature_that_is_not_much_later(
        self, by: Any, within: timedelta
    ) -> None:
        answer = Revocation("good", by, b"", self.AT)
        assert answer.is_fresh(self.AT + within)
        assert not answer.is_fresh(self.AT + within + self.SECOND)
        assert answer.is_fresh(self.AT - timedelta(days=900)), "what is known later is known better"

    @pytest.mark.parametrize("by", ["ocsp", "crl"])
    def test_an_answer_speaks_no_longer_than_it_says(self, by: Any) -> None:
        answer = Revocation("good", by, b"", self.AT, until=self.AT + self.SECOND)
        assert answer.is_fresh(self.AT + self.SECOND)
        assert not answer.is_fresh(self.AT + 2 * self.SECOND)


class TestCounting:
    REVOKED = datetime.fromisoformat("2026-11-23T10:00+05:00")

    @pytest.mark.parametrize(
        ("status", "reason", "since_revoked", "good"),
        [
            ("good", None, None, True),
            ("good", None, timedelta(0), True),
            ("revoked", "superseded", None, False),
            ("revoked", "superseded", timedelta(seconds=-1), True),
            ("revoked", "superseded", timedelta(0), False),
            ("revoked", "superseded", timedelta(seconds=1), False),
            ("revoked", "certificate_hold", timedelta(seconds=1), False),
            ("unknown", "certificate_hold", timedelta(days=-1), False),
            ("unknown", None, None, False),
        ],
    )
    def test_a_signature_stands_if_it_surely_existed_before_its_key_was_revoked(
        self, status: Any, reason: str | None, since_revoked: timedelta | None, good: bool
    ) -> None:
        revoked_at = self.REVOKED if status == "revoked" else None
        revocation = Revocation(status, "ocsp", b"", self.REVOKED, revoked_at, reason)
        signed_at = None if since_revoked is None else self.REVOKED + since_revoked
        assert counts_as_good(revocation, signed_at) is good
