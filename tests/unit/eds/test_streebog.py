"""Streebog: the standard's own examples, and two implementations that agree."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.eds import streebog
from integrations.eds.streebog import Hash, streebog256, streebog512

M1 = b"012345678901234567890123456789012345678901234567890123456789012"
M2 = bytes.fromhex(
    "d1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20f120eceef0ff20f1"
    "f2f0e5ebe0ece820ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb"
)
EXAMPLES = {
    (M1, 512): "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
    "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48",
    (M1, 256): "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500",
    (M2, 512): "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376"
    "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28",
    (M2, 256): "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50",
}
"""RFC 6986, section 10, lowest byte first."""


@pytest.mark.parametrize(
    "hash_it", streebog.implementations().values(), ids=streebog.implementations().keys()
)
@pytest.mark.parametrize(("message", "bits"), EXAMPLES, ids=["M1 512", "M1 256", "M2 512", "M2 256"])
def test_the_examples_of_the_standard_come_out(hash_it: Hash, message: bytes, bits: int) -> None:
    assert hash_it(message, bits).hex() == EXAMPLES[message, bits]


@given(data=st.binary(max_size=400), bits=st.sampled_from([256, 512]))
def test_all_implementations_agree_on_any_data(data: bytes, bits: int) -> None:
    assert len({hash_it(data, bits) for hash_it in streebog.implementations().values()}) == 1


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 127, 128, 129, 4096])
def test_all_implementations_agree_at_the_edges_of_blocks(length: int) -> None:
    data = random.Random(length).randbytes(length)
    assert len({hash_it(data, 512) for hash_it in streebog.implementations().values()}) == 1


def test_python_computes_where_the_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streebog, "LIBRARIES", ("libnowhere.so.1",))
    streebog._gcrypt.cache_clear()
    streebog._chosen.cache_clear()
    try:
        assert list(streebog.implementations()) == ["python"]
        assert streebog512(M1).hex() == EXAMPLES[M1, 512]
        assert streebog256(M1).hex() == EXAMPLES[M1, 256]
    finally:
        streebog._gcrypt.cache_clear()
        streebog._chosen.cache_clear()
