"""A signed paper, and the package that somebody takes with them."""

from dataclasses import replace
from datetime import datetime

from devkit.nca.authority import Key
from integrations.eds import asic
from integrations.eds.evidence import KeptSignature

IIN = "071399500014"
PDF = asic.File("conclusion.pdf", "application/pdf", b"%PDF-2.0 the paper\n%%EOF\n")


def package_of(kept: KeptSignature, key: Key, at: datetime) -> bytes:
    """A package with this signature beside the PDF, and one without time stamp over its manifest."""
    manifest = asic.manifest([PDF])
    beside = asic.Signed(kept.cms, b"chain", kept.ocsp, kept.lists, kept.time_stamp)
    over_manifest = replace(beside, cms=key.sign(manifest, at=at), time_stamp=None)
    return asic.package([PDF], signed_manifest=manifest, signature=over_manifest, beside={PDF.name: beside})
