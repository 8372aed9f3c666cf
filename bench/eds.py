"""How long a signature takes to verify, by size of what was signed: `make bench-eds`.

Ours is `integrations.eds.verify`, whole: CMS, chain to the root, signature,
digest of the content. Beside it: for GOST the package gostcrypto, which gets the
same digests and the same two signatures without any parsing; for RSA the command
`openssl cms -verify`, with its start as a process. Keys are of the development CA.

Each round runs every measurement once, in an order drawn anew, so that a slow
minute of the machine meets all alike. Shown are medians.
"""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from ssl import DER_cert_to_PEM_cert
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import gostcrypto

from devkit.nca.authority import Authority, Key
from devkit.nca.cms import signature_value
from devkit.nca.pairs import Kind
from integrations.eds import oids, streebog, verify
from integrations.eds.certificates import read_certificate
from integrations.eds.cms import read_signed_data

AT = datetime(2026, 9, 15, 6, tzinfo=UTC)
SIZES = {"1 KB": 1 << 10, "100 KB": 100 << 10, "1 MB": 1 << 20, "5 MB": 5 << 20}
ROUNDS = 7
SLOW, SLOW_ROUNDS = 2.0, 3
"""Seconds from which a measurement is repeated less often."""
LONGEST = 10.0
"""Seconds; what is expected to take longer is left out."""
CURVE = "id-tc26-gost-3410-12-512-paramSetA"

Run = Callable[[], object]
History = dict[str, list[tuple[int, float]]]
"""Sizes and seconds of each measurement, in the order in which they were made."""


@dataclass(frozen=True)
class Sample:
    """A content, and its detached signature."""

    content: bytes
    cms: bytes
    key: Key


def main() -> None:
    """Print the tables."""
    with TemporaryDirectory() as folder:
        authority = Authority.at(Path(folder) / "nca")
        keys = {kind: authority.key("001399000015", "АЛМАСОВ АЛМАС", kind=kind) for kind in Kind}
        draw = random.Random(0)
        history: History = {}
        for name, size in SIZES.items():
            content = draw.randbytes(size)
            samples = {kind: Sample(content, key.sign(content, at=AT), key) for kind, key in keys.items()}
            runs = _verifications(samples, authority.trust, Path(folder)) | _hashes(content)
            _print(name, *_measured(runs, size, history))


def _verifications(samples: Mapping[Kind, Sample], trust: tuple[bytes, ...], folder: Path) -> dict[str, Run]:
    gost, rsa = samples[Kind.GOST], samples[Kind.RSA]
    runs: dict[str, Run] = {
        "verify GOST-512, ours": lambda: verify(gost.cms, gost.content, at=AT, trust=trust),
        "verify GOST-512, gostcrypto": lambda: _by_gostcrypto(gost),
        "verify RSA-2048, ours": lambda: verify(rsa.cms, rsa.content, at=AT, trust=trust),
    }
    if shutil.which("openssl"):
        runs["verify RSA-2048, openssl cms"] = _openssl(rsa, folder)
    return runs


def _hashes(content: bytes) -> dict[str, Run]:
    found: dict[str, Run] = {
        f"Streebog-512, {name}": partial(hash_it, content, 512)
        for name, hash_it in streebog.implementations().items()
    }
    return found | {"Streebog-512, gostcrypto": lambda: _gostcrypto_hash(content)}


def _gostcrypto_hash(data: bytes) -> bytearray:
    digest: bytearray = gostcrypto.gosthash.new("streebog512", data=bytearray(data)).digest()
    return digest


def _by_gostcrypto(sample: Sample) -> None:
    """The digest of the content, and both signatures: over the attributes and of the certificate."""
    signer = read_signed_data(sample.cms, oids.DATA).signer
    if bytes(_gostcrypto_hash(sample.content)) not in sample.cms:
        raise AssertionError("digest")
    certificate = read_certificate(sample.key.certificate)
    _check(sample.key.credential.pair.key_bits, signer.signed, signature_value(sample.cms))
    issuer = read_certificate(sample.key.chain[0])
    _check(issuer.key.bits, certificate.signed, certificate.signature)


def _check(key_bits: bytes, signed: bytes, signature: bytes) -> None:
    """gostcrypto reads numbers big-endian: each half, and the digest, the other way round."""
    signatures = gostcrypto.gostsignature
    scheme = signatures.new(signatures.MODE_512, signatures.CURVES_R_1323565_1_024_2019[CURVE])
    digest = _gostcrypto_hash(signed)[::-1]
    if not scheme.verify(_turned(key_bits[-128:]), digest, _turned(signature)):
        raise AssertionError("signature")


def _turned(halves: bytes) -> bytearray:
    return bytearray(halves[:64][::-1] + halves[64:][::-1])


def _openssl(sample: Sample, folder: Path) -> Run:
    cms, content, roots = folder / "signature.cms", folder / "content", folder / "roots.pem"
    cms.write_bytes(sample.cms)
    content.write_bytes(sample.content)
    roots.write_text("".join(map(DER_cert_to_PEM_cert, sample.key.chain)))
    command = [
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(cms), "-content", str(content),
        "-CAfile", str(roots), "-purpose", "any", "-attime", str(int(AT.timestamp())), "-out", "/dev/null",
    ]  # fmt: skip
    return lambda: subprocess.run(command, check=True, capture_output=True)


def _measured(runs: Mapping[str, Run], size: int, before: History) -> tuple[dict[str, float], list[str]]:
    """Seconds, and what was left out. `before` has what smaller sizes took, and gets this one."""
    first = {}
    for name, run in runs.items():
        if _foretold(before.setdefault(name, []), size) <= LONGEST:
            first[name] = _seconds(run)
            before[name].append((size, first[name]))
    kept = [name for name, taken in first.items() if taken <= LONGEST]
    times: dict[str, list[float]] = {name: [] for name in kept}
    for round_ in range(ROUNDS):
        order = [name for name in kept if round_ < SLOW_ROUNDS or first[name] < SLOW]
        random.Random(round_).shuffle(order)
        for name in order:
            times[name].append(_seconds(runs[name]))
    return {name: median(seen) for name, seen in times.items()}, [name for name in runs if name not in kept]


def _seconds(run: Run) -> float:
    began = perf_counter()
    run()
    return perf_counter() - began


def _foretold(seen: list[tuple[int, float]], size: int) -> float:
    """In a straight line through the last two sizes."""
    if len(seen) < 2:
        return 0.0
    (small, little), (large, much) = seen[-2:]
    return much + (much - little) / (large - small) * (size - large)


def _print(name: str, seen: Mapping[str, float], left_out: list[str]) -> None:
    print(f"\n{name}")
    ours = {"verify GOST": "verify GOST-512, ours", "verify RSA": "verify RSA-2048, ours"}
    quickest = {**ours, "Streebog": next(each for each in seen if each.startswith("Streebog"))}
    for each, seconds in seen.items():
        base = seen[next(quickest[start] for start in quickest if each.startswith(start))]
        print(f"  {each:32} {seconds * 1000:10.2f} ms {seconds / base:9.1f} x")
    for each in left_out:
        print(f"  {each:32}   left out: over {LONGEST:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
