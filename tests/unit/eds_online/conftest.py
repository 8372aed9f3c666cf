"""A development authority, its services, and a moment."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devkit.nca.authority import Authority, Key
from devkit.nca.server import NcaSimulator
from integrations.eds import verify
from integrations.eds.evidence import KeptSignature
from integrations.eds.online import check_revocation, fetch_time_stamp
from tests.support.kept_signatures import IIN, PDF

AT = datetime(2026, 11, 23, 5, tzinfo=UTC)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One for all tests: its RSA keys take a second."""
    return Authority.at(tmp_path_factory.mktemp("nca"))


@pytest.fixture
def at() -> datetime:
    """The moment at which everything happens."""
    return AT


@pytest.fixture
def nca(authority: Authority) -> Iterator[NcaSimulator]:
    """OCSP, time stamps and revocation lists, well-behaved until told otherwise."""
    with NcaSimulator(authority, now=lambda: AT) as simulator:
        yield simulator


@pytest.fixture(params=["gost", "rsa"])
def key(request: pytest.FixtureRequest, authority: Authority) -> Key:
    """Whose key signs."""
    return authority.key(IIN, "ТЕСТОВ ТЕСТ", kind=request.param)


@pytest.fixture
def kept(key: Key, authority: Authority, nca: NcaSimulator, at: datetime, tmp_path: Path) -> KeptSignature:
    """A signature over PDF with all its evidence."""
    cms = key.sign(PDF.content, at=at)
    signer = verify(cms, PDF.content, at=at, trust=authority.trust)
    revocation = check_revocation(
        key.certificate,
        key.chain[0],
        at=at,
        trust=authority.trust,
        ocsp_urls=nca.ocsp_urls,
        crl_urls=(),
        cache=tmp_path,
    )
    token, _ = fetch_time_stamp(signer.signature, at=at, trust=authority.trust, url=nca.tsa_url)
    return KeptSignature(PDF.name, cms, PDF.content, ocsp=revocation.evidence, time_stamp=token)
