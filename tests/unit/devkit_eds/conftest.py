"""One development CA for all tests of the simulators: making its RSA keys takes half a second."""

import shutil

import pytest

from devkit.nca.authority import Authority
from tests.support.missing import is_missing


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.at(tmp_path_factory.mktemp("nca"))


@pytest.fixture(scope="session")
def openssl() -> str:
    """The program, which knows nothing of us and nothing of GOST."""
    return shutil.which("openssl") or is_missing("the program openssl")
