"""What a signature proves later by what was kept with it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from devkit.nca.authority import Authority, Key
from devkit.nca.server import NcaSimulator
from integrations.eds import SignatureRejected, asic, verify
from integrations.eds.asic_reading import read_package
from integrations.eds.evidence import KeptSignature, examine, signatures_of
from integrations.eds.ocsp import SKEW
from integrations.eds.online import check_revocation, fetch_time_stamp
from integrations.eds.revocation import ANSWERED_WITHIN, LISTED_WITHIN
from tests.support.kept_signatures import IIN, PDF, package_of
from tests.support.loopback import Loopback, Said
from tests.support.revocation_lists import REVOKED_AT, make_list

YEARS_LATER = timedelta(days=2000)
HOUR = timedelta(hours=1)


class TestEvidence:
    def test_with_all_of_it_a_signature_stands_years_later(
        self, kept: KeptSignature, authority: Authority, at: datetime
    ) -> None:
        found = examine(kept, now=at + YEARS_LATER, trust=authority.trust)
        assert (found.signer.iin, found.at, found.stamped, found.stamp_refused) == (IIN, at, True, None)
        assert found.key is not None
        assert (found.key.status, found.key.by, found.key.at) == ("good", "ocsp", at)

    def test_the_moment_may_be_given(self, kept: KeptSignature, authority: Authority, at: datetime) -> None:
        found = examine(kept, now=at, trust=authority.trust, at=at + HOUR)
        assert (found.at, found.stamped) == (at + HOUR, False)

    def test_without_a_time_stamp_the_key_has_to_be_in_force_now(
        self, kept: KeptSignature, authority: Authority, at: datetime
    ) -> None:
        bare = replace(kept, time_stamp=None)
        assert not examine(bare, now=at, trust=authority.trust).stamped
        with pytest.raises(SignatureRejected, match="not_in_force"):
            examine(bare, now=datetime.fromisoformat("2041-01-01T00:00Z"), trust=authority.trust)

    def test_a_time_stamp_over_another_signature_proves_no_moment(
        self, kept: KeptSignature, authority: Authority, nca: NcaSimulator, at: datetime
    ) -> None:
        token, _ = fetch_time_stamp(b"another", at=at, trust=authority.trust, url=nca.tsa_url)
        found = examine(replace(kept, time_stamp=token), now=at + HOUR, trust=authority.trust)
        assert (found.at, found.stamped, found.stamp_refused) == (at + HOUR, False, "imprint")

    def test_a_token_inside_the_cms_counts_as_well(
        self, key: Key, authority: Authority, at: datetime
    ) -> None:
        cms = authority.sign_with_time_stamp(key, PDF.content, at=at)
        found = examine(KeptSignature("", cms, PDF.content), now=at + YEARS_LATER, trust=authority.trust)
        assert (found.at, found.stamped, found.key) == (at, True, None)

    def test_an_answer_about_another_key_is_refused(
        self, kept: KeptSignature, authority: Authority, nca: NcaSimulator, at: datetime, tmp_path: Path
    ) -> None:
        other = authority.key("071399500015", "БАСҚА АДАМ", kind="rsa")
        answer = check_revocation(
            other.certificate,
            other.chain[0],
            at=at,
            trust=authority.trust,
            ocsp_urls=nca.ocsp_urls,
            crl_urls=(),
            cache=tmp_path,
        )
        with pytest.raises(SignatureRejected):
            examine(replace(kept, ocsp=answer.evidence), now=at, trust=authority.trust)

    @pytest.mark.parametrize("bytes_", [b"", b"0", b"\x30\x00", b"\x30\x03\x0a\x01\x06"])
    def test_evidence_that_is_none_is_refused(
        self, kept: KeptSignature, authority: Authority, at: datetime, bytes_: bytes
    ) -> None:
        for bad in (replace(kept, ocsp=bytes_), replace(kept, ocsp=None, lists=(bytes_,))):
            with pytest.raises(SignatureRejected):
                examine(bad, now=at, trust=authority.trust)

    def test_a_list_behind_an_answer_is_no_part_of_it(
        self, kept: KeptSignature, key: Key, authority: Authority, at: datetime
    ) -> None:
        glued = (kept.ocsp or b"") + make_list(authority.chains[key.kind].root, at=at)
        with pytest.raises(SignatureRejected, match="malformed"):
            examine(replace(kept, ocsp=glued), now=at, trust=authority.trust)

    def test_an_answer_from_long_before_the_time_stamp_hides_no_revocation_since(
        self, kept: KeptSignature, authority: Authority, nca: NcaSimulator, at: datetime
    ) -> None:
        value = verify(kept.cms, PDF.content, at=at, trust=authority.trust).signature

        def stamped(later: timedelta) -> KeptSignature:
            nca.now = lambda: at + later
            token, _ = fetch_time_stamp(value, at=at + later, trust=authority.trust, url=nca.tsa_url)
            return replace(kept, time_stamp=token)

        assert examine(stamped(ANSWERED_WITHIN + SKEW), now=at + YEARS_LATER, trust=authority.trust).stamped
        late = stamped(ANSWERED_WITHIN + SKEW + timedelta(seconds=1))
        with pytest.raises(SignatureRejected, match="not_fresh"):
            examine(late, now=at + YEARS_LATER, trust=authority.trust)
        known = examine(late, now=at + YEARS_LATER, trust=authority.trust, at=at)
        assert (known.at, known.stamped) == (at, False), "for a moment that the examiner knows"


class TestListsAsEvidence:
    @pytest.fixture
    def listed(
        self, kept: KeptSignature, key: Key, authority: Authority, at: datetime
    ) -> Callable[..., KeptSignature]:
        """The signature with lists of these reasons as its evidence, and the root's list behind them."""
        chain = authority.chains[key.kind]

        def listed(
            complete: str = "",
            delta: str = "",
            *,
            made: datetime = at,
            lasts: timedelta = timedelta(days=7),
        ) -> KeptSignature:
            def entries(reason: str) -> dict[int, str]:
                return {key.serial: reason} if reason else {}

            lists = [make_list(chain.issuer, at=made, revoked=entries(complete), number=5, lasts=lasts)]
            if delta:
                lists.append(make_list(chain.issuer, at=made, revoked=entries(delta), number=6, base=5))
            lists.append(make_list(chain.root, at=made))
            return replace(kept, ocsp=None, lists=tuple(lists))

        return listed

    def test_a_list_that_does_not_name_the_key_proves_it(
        self, listed: Callable[..., KeptSignature], authority: Authority, at: datetime
    ) -> None:
        found = examine(listed(), now=at + YEARS_LATER, trust=authority.trust)
        assert found.key is not None
        assert (found.key.status, found.key.by, found.key.at) == ("good", "crl", at)

    @pytest.mark.parametrize(
        ("complete", "delta", "stands"),
        [
            ("certificate_hold", "", False),
            ("", "superseded", False),
            ("certificate_hold", "remove_from_crl", True),
        ],
    )
    def test_all_lists_are_read_together(
        self,
        listed: Callable[..., KeptSignature],
        authority: Authority,
        at: datetime,
        complete: str,
        delta: str,
        stands: bool,
    ) -> None:
        evidence = listed(complete, delta)
        if stands:
            assert examine(evidence, now=at, trust=authority.trust).key
        else:
            with pytest.raises(SignatureRejected, match="revoked"):
                examine(evidence, now=at, trust=authority.trust)

    def test_a_signature_that_was_stamped_before_the_revocation_stands(
        self,
        listed: Callable[..., KeptSignature],
        authority: Authority,
        nca: NcaSimulator,
        at: datetime,
    ) -> None:
        evidence = listed("superseded")
        nca.now = lambda: REVOKED_AT - HOUR
        value = verify(evidence.cms, PDF.content, at=at, trust=authority.trust).signature
        token, _ = fetch_time_stamp(value, at=REVOKED_AT - HOUR, trust=authority.trust, url=nca.tsa_url)
        assert examine(replace(evidence, time_stamp=token), now=at, trust=authority.trust).stamped

    def test_a_list_from_long_before_the_signature_hides_no_revocation_since(
        self, listed: Callable[..., KeptSignature], authority: Authority, at: datetime
    ) -> None:
        oldest = at - LISTED_WITHIN - SKEW
        assert examine(listed(made=oldest), now=at, trust=authority.trust)
        with pytest.raises(SignatureRejected, match="not_fresh"):
            examine(listed(made=oldest - timedelta(seconds=1)), now=at, trust=authority.trust)

    def test_a_list_that_had_ended_when_the_signature_was_made_proves_nothing_of_it(
        self, listed: Callable[..., KeptSignature], authority: Authority, at: datetime
    ) -> None:
        made = at - HOUR
        assert examine(listed(made=made, lasts=HOUR - SKEW), now=at, trust=authority.trust)
        ended = listed(made=made, lasts=HOUR - SKEW - timedelta(seconds=1))
        with pytest.raises(SignatureRejected, match="not_fresh"):
            examine(ended, now=at, trust=authority.trust)

    def test_what_the_site_counted_by_a_list_our_own_tool_counts(
        self, kept: KeptSignature, key: Key, authority: Authority, at: datetime, tmp_path: Path
    ) -> None:
        made = make_list(authority.chains[key.kind].issuer, at=at - LISTED_WITHIN, lasts=LISTED_WITHIN)
        with Loopback(lambda _: Said(made)) as server:
            revocation = check_revocation(
                key.certificate,
                key.chain[0],
                at=at,
                trust=authority.trust,
                ocsp_urls=(),
                crl_urls=(server.url,),
                cache=tmp_path,
            )
        found = examine(replace(kept, ocsp=None, lists=(revocation.evidence,)), now=at, trust=authority.trust)
        assert found.key == revocation

    def test_the_roots_list_alone_says_nothing_of_the_key(
        self, kept: KeptSignature, key: Key, authority: Authority, at: datetime
    ) -> None:
        alone = make_list(authority.chains[key.kind].root, at=at)
        with pytest.raises(SignatureRejected, match="wrong_certificate"):
            examine(replace(kept, ocsp=None, lists=(alone,)), now=at, trust=authority.trust)


def test_a_package_gives_its_signatures_with_their_evidence(
    kept: KeptSignature, key: Key, at: datetime
) -> None:
    kept = replace(kept, lists=(b"one list", b"another"))
    over_manifest, beside = signatures_of(read_package(package_of(kept, key, at)))
    assert beside == kept
    assert (over_manifest.over, over_manifest.content) == ("manifest", asic.manifest([PDF]))
    assert (over_manifest.ocsp, over_manifest.lists) == (kept.ocsp, kept.lists)
    assert over_manifest.time_stamp is None


def test_a_list_that_is_too_large_for_a_package_leaves_no_half_truth_in_it(
    kept: KeptSignature, key: Key, authority: Authority, at: datetime
) -> None:
    complete = make_list(authority.chains[key.kind].issuer, at=at, number=5)
    by_lists = replace(kept, ocsp=None, lists=(complete, bytes(asic.LISTS_ALONG)))
    for signature in signatures_of(read_package(package_of(by_lists, key, at))):
        assert (signature.ocsp, signature.lists) == (None, ())
        assert examine(signature, now=at, trust=authority.trust).key is None
