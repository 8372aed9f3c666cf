"""Whose keys are used in the journeys and by which program, and how the authority behind them behaves."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from devkit.demo.clock import DemoClock
from devkit.demo.names import known
from devkit.demo.officers import OFFICERS
from devkit.egov_mobile.client import EgovMobile
from devkit.nca import modes as nca
from devkit.nca.authority import FOLDER, Authority
from devkit.nca.holders import Holder
from devkit.nca.profile import Role
from devkit.ncalayer import modes as ncalayer
from tests.support.site import Site

_OFFICERS = {officer.login: officer for officer in OFFICERS}


def of_citizen(iin: str) -> Holder:
    """A citizen's own key."""
    return Holder(iin, known(iin, None))


def of_officer(login: str) -> Holder:
    """The key that an officer has as an employee of their body."""
    officer = _OFFICERS[login]
    bin = officer.organisation.bin
    return Holder(officer.iin, known(officer.iin, bin), bin, role=Role.EMPLOYEE)


def telephone(site: Site, holder: Holder, pause: Callable[[], object] = lambda: None) -> EgovMobile:
    """eGov Mobile on a telephone that goes by the site's clock."""
    folder = _data(site)
    return EgovMobile(_authority(folder / FOLDER), holder, DemoClock(folder), pause=pause)


def put_into_computer(site: Site, holder: Holder, mode: ncalayer.Mode = ncalayer.Mode.OK) -> None:
    """From now on NCALayer finds this key, and behaves so."""
    wishes = {
        "mode": mode,
        "iin": holder.iin,
        "bin": holder.bin,
        "name": holder.name.full,
        "organisation": holder.name.organisation,
        "kind": holder.kind,
    }
    nca.write_wishes(_data(site) / ncalayer.FILE, wishes)


def let_the_nca_be(site: Site, mode: nca.Mode) -> None:
    """All its services behave so: OCSP, lists, time stamps."""
    nca.write_wishes(_data(site) / nca.FILE, {nca.ANY: mode})


def _data(site: Site) -> Path:
    return Path(site.environment["QYZMET_DATA_DIR"])


@cache
def _authority(folder: Path) -> Authority:
    return Authority.at(folder)
