"""Signed papers as people take them with them: unchanged, with their signatures and the evidence for each."""

from collections.abc import Sequence

from sqlalchemy import Row, select

from database import db
from domain.signing import CheckedBy
from integrations.eds import asic, der
from integrations.storage import documents_storage
from models.signing import Signature, SigningPaper
from queries.signatures import SignedPaper, other_signatures


def package_of(signed: SignedPaper) -> bytes:
    """The ASiC-E package of what was signed together with this paper, and the signatures of other sides
    under the same bytes; two queries.

    Raises NotStored when bytes of it are gone.
    """
    rows = db.session.execute(
        select(SigningPaper, Signature)
        .outerjoin(Signature, Signature.paper_id == SigningPaper.id)
        .where(SigningPaper.request_id == signed.request_id, SigningPaper.deed_id == signed.deed_id)
        .order_by(SigningPaper.position)
    ).all()
    manifest, its_signature = next((paper, row) for paper, row in rows if paper.name == asic.MANIFEST)
    return asic.package(
        [_file(paper) for paper, _signature in rows if paper is not manifest],
        signed_manifest=_bytes(manifest.storage_key),
        signature=_evidence(its_signature),
        beside={
            paper.name: _evidence(signature)
            for paper, signature in rows
            if signature is not None and paper is not manifest
        },
        further={signed.name: tuple(map(_evidence, _other_sides(rows, signed)))},
    )


def _other_sides(rows: Sequence[Row[SigningPaper, Signature]], signed: SignedPaper) -> list[Signature]:
    """The signatures of others under this paper that led to something, the oldest first (834 annex 1)."""
    own = next(signature for paper, signature in rows if paper.id == signed.paper_id)
    if own.case_id is None:
        return []
    others = db.session.execute(other_signatures(own.case_id, signed.sha256, signed.storage_key))
    return [signature for signature, _role in others]


def _file(paper: SigningPaper) -> asic.File:
    return asic.File(paper.name, paper.content_type, _bytes(paper.storage_key))


def _evidence(signature: Signature) -> asic.Signed:
    """What the site keeps of a signature that counts, which has the NCA's word by a constraint."""
    answers = der.values(_bytes(str(signature.revocation_key)))
    by_ocsp = signature.checked_by == CheckedBy.OCSP
    return asic.Signed(
        cms=_bytes(signature.cms_key),
        chain=_bytes(signature.chain_key),
        ocsp=answers[0] if by_ocsp else None,
        lists=answers[1:] if by_ocsp else answers,
        time_stamp=_bytes(signature.token_key) if signature.token_key else None,
    )


def _bytes(key: str) -> bytes:
    with documents_storage().open(key) as file:
        return file.read()
