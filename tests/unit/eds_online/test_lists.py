"""Revocation lists: kept, confirmed, never taken on trust, and the root's own."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509

from devkit.nca import profile
from devkit.nca.authority import Authority, Key
from devkit.nca.pairs import Kind, RsaPair
from devkit.nca.profile import Credential
from devkit.nca.server import NcaSimulator
from integrations.eds import revocation_lists, verify_crl
from integrations.eds.certificates import read_certificate
from integrations.eds.errors import NotAnswered, SignatureRejected
from integrations.eds.listed import genuine_list
from integrations.eds.online import check_revocation
from integrations.eds.revocation import LISTED_WITHIN, Revocation
from tests.support.loopback import Asked, Loopback, Said
from tests.support.revocation_lists import REVOKED_AT, make_list

IIN = "071399500014"
HOLD = "certificate_hold"
LATER = timedelta(minutes=11)


class Lists(Loopback):
    """A host of revocation lists, by path; says 304 where it is asked for what it gave before."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        super().__init__(self._give)

    def _give(self, asked: Asked) -> Said:
        body = self.held.get(asked.path)
        if body is None:
            return Said(status=404)
        tag = f'"{hash(body)}"'
        if asked.headers.get("if-none-match") == tag:
            return Said(status=304)
        return Said(body, headers={"ETag": tag, "Last-Modified": "Mon, 23 Nov 2026 05:00:00 GMT"})

    def put(self, path: str, body: bytes) -> str:
        """Hold a list at a path; its address."""
        self.held[path] = body
        return self.url + path.removeprefix("/")


@pytest.fixture
def lists() -> Iterator[Lists]:
    """A host without lists."""
    with Lists() as host:
        yield host


@pytest.fixture
def nca_key(authority: Authority) -> Key:
    """The key that is asked about."""
    return authority.key(IIN, "ТЕСТОВ ТЕСТ", kind="rsa")


@pytest.fixture
def issuer(authority: Authority, nca_key: Key) -> Credential:
    """The CA of that key."""
    return authority.chains[nca_key.kind].issuer


Ask = Callable[..., Revocation]


@pytest.fixture
def ask(nca_key: Key, authority: Authority, at: datetime, tmp_path: Path) -> Ask:
    """Asks the lists at these addresses about the key, with no OCSP."""

    def check(*urls: str, **other: Any) -> Revocation:
        options: dict[str, Any] = {
            "at": at,
            "trust": authority.trust,
            "ocsp_urls": (),
            "cache": tmp_path / "lists",
        }
        return check_revocation(
            nca_key.certificate,
            nca_key.chain[0],
            crl_urls=urls,
            **{**options, **other},
        )

    return check


class TestKeeping:
    def test_a_list_is_asked_for_once_in_ten_minutes_and_then_only_if_it_changed(
        self, ask: Ask, lists: Lists, issuer: Credential, at: datetime
    ) -> None:
        url = lists.put("/a", make_list(issuer, at=at))
        for moment in (at, at + timedelta(minutes=9), at + LATER, at + LATER + timedelta(minutes=1)):
            assert ask(url, at=moment).status == "good"
        first, second = lists.asked
        assert "if-none-match" not in first.headers
        assert second.headers["if-none-match"]
        assert second.headers["if-modified-since"] == "Mon, 23 Nov 2026 05:00:00 GMT"

    def test_a_newer_list_takes_the_place_of_the_older(
        self, ask: Ask, lists: Lists, issuer: Credential, nca_key: Key, at: datetime
    ) -> None:
        url = lists.put("/a", make_list(issuer, at=at))
        assert ask(url).status == "good"
        lists.put("/a", make_list(issuer, at=at + LATER, revoked={nca_key.serial: "key_compromise"}))
        revocation = ask(url, at=at + LATER)
        assert (revocation.status, revocation.reason) == ("revoked", "key_compromise")
        assert (revocation.revoked_at, revocation.at) == (REVOKED_AT, at + LATER)

    def test_an_older_list_does_not_bring_a_revoked_key_back(
        self, ask: Ask, lists: Lists, issuer: Credential, nca_key: Key, at: datetime
    ) -> None:
        url = lists.put("/a", make_list(issuer, at=at, revoked={nca_key.serial: HOLD}))
        assert ask(url).status == "revoked"
        lists.put("/a", make_list(issuer, at=at - timedelta(hours=1)))
        assert ask(url, at=at + LATER).status == "revoked"

    def test_a_kept_list_speaks_for_a_day_when_its_host_is_silent(
        self, ask: Ask, lists: Lists, issuer: Credential, at: datetime
    ) -> None:
        url = lists.put("/a", make_list(issuer, at=at, lasts=timedelta(days=180)))
        ask(url)
        lists.held.clear()
        assert ask(url, at=at + timedelta(hours=24)).status == "good"
        with pytest.raises(NotAnswered):
            ask(url, at=at + timedelta(hours=24, seconds=1))

    def test_an_old_list_that_is_still_in_force_does_not_hide_a_revocation_since(
        self,
        ask: Ask,
        lists: Lists,
        issuer: Credential,
        at: datetime,
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        made, half_a_year = at - LISTED_WITHIN, timedelta(days=180)
        url = lists.put("/a", make_list(issuer, at=made, lasts=half_a_year))
        assert ask(url).at == made
        lists.put("/a", make_list(issuer, at=made - timedelta(seconds=1), lasts=half_a_year))
        with pytest.raises(NotAnswered):
            ask(url, cache=tmp_path / "another")
        assert "too old" in caplog.text

    def test_a_kept_list_grows_old_although_its_host_confirms_it(
        self, ask: Ask, lists: Lists, issuer: Credential, at: datetime
    ) -> None:
        url = lists.put("/a", make_list(issuer, at=at, lasts=timedelta(days=180)))
        assert ask(url, at=at + LISTED_WITHIN).status == "good"
        with pytest.raises(NotAnswered):
            ask(url, at=at + LISTED_WITHIN + timedelta(seconds=1))

    def test_an_expired_list_proves_nothing_even_if_its_host_confirms_it(
        self, ask: Ask, lists: Lists, issuer: Credential, nca_key: Key, at: datetime
    ) -> None:
        revoked = {nca_key.serial: "superseded"}
        url = lists.put("/a", make_list(issuer, at=at, revoked=revoked, lasts=timedelta(hours=1)))
        assert ask(url).status == "revoked"
        with pytest.raises(NotAnswered):
            ask(url, at=at + timedelta(hours=2))

    def test_a_kept_list_that_is_damaged_is_fetched_anew(
        self, ask: Ask, lists: Lists, issuer: Credential, at: datetime, tmp_path: Path
    ) -> None:
        url = lists.put("/a", make_list(issuer, at=at))
        ask(url)
        (kept,) = (tmp_path / "lists").glob("*.crl")
        kept.write_bytes(kept.read_bytes()[:-1])
        assert ask(url, at=at + LATER).status == "good"
        assert "if-none-match" not in lists.asked[1].headers

    def test_what_is_known_of_a_list_may_be_unreadable(
        self, ask: Ask, lists: Lists, issuer: Credential, at: datetime, tmp_path: Path
    ) -> None:
        url = lists.put("/a", make_list(issuer, at=at))
        ask(url)
        (known,) = (tmp_path / "lists").glob("*.json")
        known.write_text('{"issuer": 1}')
        assert ask(url, at=at + LATER).status == "good"

    def test_a_list_has_a_measure(
        self, ask: Ask, lists: Lists, issuer: Credential, at: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        body = make_list(issuer, at=at)
        url = lists.put("/a", body)
        monkeypatch.setattr(revocation_lists, "LARGEST_LIST", len(body) - 1)
        with pytest.raises(NotAnswered):
            ask(url)

    def test_a_page_that_is_no_list_leaves_the_kept_one_alone(
        self, ask: Ask, lists: Lists, issuer: Credential, at: datetime
    ) -> None:
        url = lists.put("/a", make_list(issuer, at=at))
        ask(url)
        lists.put("/a", b"<html>")
        assert ask(url, at=at + LATER).status == "good"

    @pytest.mark.parametrize("status", [203, 304, 404])
    def test_a_list_comes_with_status_200(
        self, ask: Ask, issuer: Credential, at: datetime, status: int
    ) -> None:
        said = Said(make_list(issuer, at=at), status=status)
        with Loopback(lambda _: said) as server, pytest.raises(NotAnswered):
            ask(server.url)

    def test_a_list_of_another_authority_says_nothing(
        self, ask: Ask, lists: Lists, authority: Authority, at: datetime
    ) -> None:
        with pytest.raises(NotAnswered):
            ask(lists.put("/a", make_list(authority.chains[Kind.GOST].issuer, at=at)))

    def test_a_list_that_only_bears_the_authoritys_name_is_not_kept(
        self, ask: Ask, lists: Lists, issuer: Credential, at: datetime, tmp_path: Path
    ) -> None:
        impostor = profile.issue(
            issuer.name,
            RsaPair.make(),
            None,
            serial=1,
            span=profile.IN_FORCE,
            extensions=profile.authority_extensions(root=True),
        )
        with pytest.raises(NotAnswered):
            ask(lists.put("/a", make_list(impostor, at=at)))
        assert not (tmp_path / "lists").exists()


class TestDelta:
    @pytest.mark.parametrize(
        ("complete", "delta", "number", "base", "status"),
        [
            ({}, {}, 6, 5, "good"),
            ({}, "superseded", 6, 5, "revoked"),
            ({}, "superseded", 6, 4, "revoked"),
            ({}, "superseded", 6, 6, "good"),
            ({}, "superseded", 5, 4, "good"),
            ("superseded", {}, 6, 5, "revoked"),
            (HOLD, "remove_from_crl", 6, 5, "good"),
            (HOLD, "remove_from_crl", 6, 6, "revoked"),
            (HOLD, "key_compromise", 6, 5, "revoked"),
        ],
    )
    def test_a_delta_list_goes_before_the_complete_one_that_it_continues(
        self,
        ask: Ask,
        lists: Lists,
        issuer: Credential,
        nca_key: Key,
        at: datetime,
        complete: Any,
        delta: Any,
        number: int,
        base: int,
        status: str,
    ) -> None:
        def entries(reason: Any) -> Mapping[int, str]:
            return {nca_key.serial: reason} if reason else {}

        day = timedelta(days=1)
        urls = (
            lists.put("/delta", make_list(issuer, at=at, revoked=entries(delta), number=number, base=base)),
            lists.put("/complete", make_list(issuer, at=at - day, revoked=entries(complete), number=5)),
        )
        assert ask(*urls).status == status

    def test_a_good_answer_rests_on_both(
        self, ask: Ask, lists: Lists, issuer: Credential, at: datetime
    ) -> None:
        complete = make_list(issuer, at=at - timedelta(days=1), number=5)
        delta = make_list(issuer, at=at, number=6, base=5)
        revocation = ask(lists.put("/complete", complete), lists.put("/delta", delta))
        assert (revocation.evidence, revocation.more_evidence) == (complete, (delta,))
        assert revocation.at == at

    def test_a_complete_list_may_be_older_than_the_newest_delta_list(
        self, ask: Ask, lists: Lists, issuer: Credential, nca_key: Key, at: datetime
    ) -> None:
        before, half_a_year = at - timedelta(days=30), timedelta(days=180)
        delta = lists.put("/delta", make_list(issuer, at=at, number=6, base=5))
        urls = (lists.put("/good", make_list(issuer, at=before, number=5, lasts=half_a_year)), delta)
        assert (ask(*urls).status, ask(*urls).at) == ("good", at)
        revoked = make_list(
            issuer, at=before, number=5, lasts=half_a_year, revoked={nca_key.serial: "superseded"}
        )
        assert ask(lists.put("/revoked", revoked), delta).status == "revoked"

    def test_a_delta_list_is_read_as_strictly_as_a_complete_one(
        self, ask: Ask, lists: Lists, issuer: Credential, nca_key: Key, at: datetime
    ) -> None:
        taken_back = {nca_key.serial: "remove_from_crl"}
        complete = lists.put("/complete", make_list(issuer, at=at, revoked={nca_key.serial: HOLD}, number=5))
        delta = make_list(issuer, at=at, revoked=taken_back, number=6, base=5)
        assert ask(complete, lists.put("/delta", delta)).status == "good"
        unversioned = make_list(issuer, at=at, revoked=taken_back, number=6, base=5, version=None)
        assert ask(complete, lists.put("/unversioned", unversioned)).status == "revoked"

    def test_a_delta_list_of_an_authority_that_has_ended_is_left_out(
        self, authority: Authority, issuer: Credential
    ) -> None:
        ended = read_certificate(issuer.certificate).not_after + timedelta(seconds=1)
        delta = make_list(issuer, at=ended, number=6, base=5)
        with pytest.raises(SignatureRejected, match="not_in_force"):
            genuine_list(delta, at=ended, trust=authority.trust, gost_256=False)

    def test_a_delta_list_alone_says_nothing(
        self, ask: Ask, lists: Lists, issuer: Credential, at: datetime
    ) -> None:
        with pytest.raises(NotAnswered):
            ask(lists.put("/delta", make_list(issuer, at=at, number=6, base=5)))

    def test_an_expired_delta_list_is_left_out(
        self, ask: Ask, lists: Lists, issuer: Credential, nca_key: Key, at: datetime
    ) -> None:
        before = at - timedelta(hours=3)
        revoked = {nca_key.serial: "superseded"}
        delta = make_list(issuer, at=before, revoked=revoked, number=6, base=5, lasts=timedelta(hours=2))
        complete = make_list(issuer, at=before, number=5)
        assert ask(lists.put("/delta", delta), lists.put("/complete", complete)).status == "good"

    def test_a_forged_delta_list_is_left_out(
        self, ask: Ask, lists: Lists, issuer: Credential, nca_key: Key, at: datetime
    ) -> None:
        taken_back = {nca_key.serial: "remove_from_crl"}
        delta = bytearray(make_list(issuer, at=at, revoked=taken_back, number=6, base=5))
        delta[-1] ^= 1
        complete = make_list(issuer, at=at, revoked={nca_key.serial: HOLD}, number=5)
        assert ask(lists.put("/delta", bytes(delta)), lists.put("/complete", complete)).status == "revoked"


class TestTheIssuerItself:
    @pytest.fixture
    def root(self, authority: Authority, nca_key: Key) -> Credential:
        """The root above the CA."""
        return authority.chains[nca_key.kind].root

    def test_an_issuer_that_the_roots_list_names_makes_its_keys_revoked(
        self, ask: Ask, lists: Lists, nca: NcaSimulator, root: Credential, issuer: Credential, at: datetime
    ) -> None:
        url = lists.put("/root", make_list(root, at=at, revoked={issuer.serial: "ca_compromise"}))
        revocation = ask(url, ocsp_urls=nca.ocsp_urls)
        assert (revocation.status, revocation.by) == ("revoked", "crl")
        assert (revocation.revoked_at, revocation.reason) == (REVOKED_AT, "ca_compromise")

    def test_a_root_that_does_not_name_it_is_kept_as_evidence(
        self, ask: Ask, lists: Lists, nca: NcaSimulator, root: Credential, at: datetime
    ) -> None:
        url = lists.put("/root", make_list(root, at=at))
        revocation = ask(url, ocsp_urls=nca.ocsp_urls)
        assert (revocation.status, revocation.by) == ("good", "ocsp")
        (evidence,) = revocation.more_evidence
        assert verify_crl(evidence, root.certificate, at=at).this_update == at

    def test_without_a_list_of_the_root_the_issuer_is_taken_as_pinned(
        self, ask: Ask, lists: Lists, nca: NcaSimulator, issuer: Credential, at: datetime
    ) -> None:
        url = lists.put("/nca", make_list(issuer, at=at))
        revocation = ask(url, ocsp_urls=nca.ocsp_urls)
        assert (revocation.status, revocation.more_evidence) == ("good", ())

    def test_a_roots_list_speaks_as_long_as_it_says(
        self, ask: Ask, lists: Lists, nca: NcaSimulator, root: Credential, at: datetime
    ) -> None:
        old = make_list(root, at=at - timedelta(days=100), lasts=timedelta(days=180))
        revocation = ask(lists.put("/root", old), ocsp_urls=nca.ocsp_urls)
        assert (revocation.status, revocation.more_evidence) == ("good", (old,))

    def test_a_roots_list_that_was_there_once_has_to_be_in_force(
        self, ask: Ask, lists: Lists, nca: NcaSimulator, root: Credential, at: datetime
    ) -> None:
        url = lists.put("/root", make_list(root, at=at, lasts=timedelta(minutes=20)))
        assert ask(url, ocsp_urls=nca.ocsp_urls).status == "good"
        with pytest.raises(NotAnswered, match="authority_not_checked"):
            ask(url, ocsp_urls=nca.ocsp_urls, at=at + timedelta(minutes=30))

    def test_a_roots_list_that_the_issuer_names_has_to_be_had(
        self, lists: Lists, authority: Authority, root: Credential, nca_key: Key, at: datetime, tmp_path: Path
    ) -> None:
        url = lists.url + "root"
        issuer = issuer_that_names(url, root)
        leaf = profile.issue(
            profile.person_name("ТЕСТОВ ТЕСТ", IIN, bin=None, organisation=""),
            nca_key.credential.pair,
            issuer,
            serial=77,
            span=profile.IN_FORCE,
            extensions=profile.signing_extensions(nca_key.kind, profile.Role.PERSON),
        )

        def check() -> Revocation:
            return check_revocation(
                leaf.certificate,
                issuer.certificate,
                at=at,
                trust=(root.certificate, issuer.certificate),
                ocsp_urls=(),
                crl_urls=(url, lists.put("/nca", make_list(issuer, at=at))),
                cache=tmp_path,
            )

        with pytest.raises(NotAnswered, match="authority_not_checked"):
            check()
        lists.put("/root", make_list(root, at=at))
        assert check().status == "good"


def issuer_that_names(url: str, root: Credential) -> Credential:
    """A CA under this root whose certificate says where the root's list is, as the NCA's does."""
    address = x509.GeneralName(name="uniform_resource_identifier", value=x509.URI(url))
    names = x509.DistributionPointName(name="full_name", value=x509.GeneralNames([address]))
    points = x509.CRLDistributionPoints([{"distribution_point": names}])
    extensions = profile.authority_extensions(root=False).put("crl_distribution_points", points)
    name = profile.distinguished_name(("common_name", "DEV CA THAT NAMES A LIST"), ("country_name", "KZ"))
    return profile.issue(name, RsaPair.make(), root, serial=5, span=profile.IN_FORCE, extensions=extensions)
