"""The hand that signs in the demo's stories: what it signs is done, and it says so when it is not."""

import pytest
from sqlalchemy import select

from database import db
from devkit.demo import holders
from devkit.nca.modes import Mode
from devkit.nca.pairs import Kind
from devkit.nca.server import NcaSimulator
from devkit.signing_hand import NotTaken, sign_and_take
from domain.errors import AlreadyDone
from domain.signing import Channel
from models.cases import Case
from models.signing import Signature, SigningRequest
from tests.support import factories as make
from tests.support.eds import authority

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(autouse=True)
def own_authority(nca: NcaSimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys come from the authority whose services run."""
    monkeypatch.setattr(holders, "authority", authority)


@pytest.mark.parametrize(
    ("kind", "channel", "algorithm"),
    [
        (Kind.RSA, Channel.NCALAYER, "RSA-SHA256"),
        (Kind.GOST, Channel.EGOV_MOBILE, "GOST34.10-2015-512"),
    ],
)
def test_what_it_signs_is_done_and_stamped(
    commission: make.Commission, case_id: int, kind: Kind, channel: Channel, algorithm: str
) -> None:
    sign_and_take(case_id, "conclude", commission.chair, make.CONCLUSION, kind=kind, channel=channel)
    assert db.session.get_one(Case, case_id, populate_existing=True).status == "concluded"
    request = db.session.scalars(select(SigningRequest).order_by(SigningRequest.id.desc()).limit(1)).one()
    assert request.channel == channel
    signatures = db.session.scalars(select(Signature).where(Signature.request_id == request.id)).all()
    assert [signature.algorithm for signature in signatures] == [algorithm, algorithm]
    assert all(signature.stamped_at for signature in signatures)


def test_it_says_when_nobody_confirms_the_key(
    commission: make.Commission, case_id: int, nca: NcaSimulator
) -> None:
    nca.behaviour.put(Mode.DOWN)
    with pytest.raises(NotTaken, match="received"):
        sign_and_take(case_id, "conclude", commission.chair, make.CONCLUSION)
    assert db.session.get_one(Case, case_id, populate_existing=True).status == "examined"


def test_it_does_not_sign_what_is_not_open(commission: make.Commission, nca: NcaSimulator) -> None:
    case_id = make.make_case(commission, at="concluded")
    with pytest.raises(AlreadyDone):
        sign_and_take(case_id, "conclude", commission.chair, make.CONCLUSION)
    assert not nca.asked
