"""A time stamp from the authority: over our signature, made now, or none."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from devkit.nca.authority import Authority
from devkit.nca.modes import Mode, Service
from devkit.nca.pairs import Kind
from devkit.nca.server import NcaSimulator
from integrations.eds import verify_time_stamp
from integrations.eds.errors import NotAnswered
from integrations.eds.online import LARGEST_ANSWER, fetch_time_stamp
from integrations.eds.transport import exchange
from tests.support.loopback import Loopback, Said

SIGNATURE = b"the value of a signature"

Fetch = Callable[..., tuple[bytes, datetime]]


@pytest.fixture
def fetch(nca: NcaSimulator, authority: Authority, at: datetime) -> Fetch:
    """Asks the simulator for a stamp over SIGNATURE, unless told otherwise."""

    def fetch(**other: object) -> tuple[bytes, datetime]:
        options = {"at": at, "trust": authority.trust, "url": nca.tsa_url}
        return fetch_time_stamp(SIGNATURE, **{**options, **other})  # type: ignore[arg-type]

    return fetch


def test_a_token_proves_the_moment(fetch: Fetch, authority: Authority, at: datetime) -> None:
    token, made_at = fetch()
    assert made_at == at
    assert verify_time_stamp(token, SIGNATURE, at=at, trust=authority.trust) == at


@pytest.mark.parametrize(
    "mode", [Mode.DOWN, Mode.TRY_LATER, Mode.UNKNOWN, Mode.STALE, Mode.FORGED, Mode.WRONG_CERT]
)
def test_an_authority_that_misbehaves_gives_none(fetch: Fetch, nca: NcaSimulator, mode: Mode) -> None:
    nca.behaviour.put(mode, service=Service.TSP)
    with pytest.raises(NotAnswered):
        fetch()


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_clock_that_differs_by_more_than_five_minutes_is_not_believed(
    fetch: Fetch, at: datetime, minutes: int
) -> None:
    with pytest.raises(NotAnswered, match="not_fresh"):
        fetch(at=at + timedelta(minutes=minutes))


@pytest.mark.parametrize("minutes", [-4, 4])
def test_a_clock_may_differ_a_little(fetch: Fetch, at: datetime, minutes: int) -> None:
    assert fetch(at=at + timedelta(minutes=minutes))[1] == at


def test_a_token_that_was_made_for_another_question_is_none(fetch: Fetch, nca: NcaSimulator) -> None:
    def relay(document: bytes) -> bytes:
        return exchange(nca.tsa_url, document, headers={}, largest=LARGEST_ANSWER).body

    overheard: list[bytes] = []
    with Loopback(lambda asked: Said(overheard[0] if overheard else relay(asked.body))) as server:
        fetch(url=server.url)
        overheard.append(relay(server.asked[0].body))
        with pytest.raises(NotAnswered, match="nonce"):
            fetch(url=server.url)


@pytest.mark.parametrize(
    "said",
    [Said(b"<html>"), Said(b"0" * (LARGEST_ANSWER + 1)), Said(status=403)],
    ids=["page", "much", "403"],
)
def test_what_is_no_token_is_none(fetch: Fetch, said: Said) -> None:
    with Loopback(lambda _: said) as server, pytest.raises(NotAnswered):
        fetch(url=server.url)


def test_a_stamp_of_an_authority_that_nobody_trusts_is_none(fetch: Fetch, authority: Authority) -> None:
    chain = authority.chains[Kind.GOST]
    gost = (chain.root.certificate, chain.issuer.certificate)
    with pytest.raises(NotAnswered, match="chain"):
        fetch(trust=[one for one in authority.trust if one not in gost])
