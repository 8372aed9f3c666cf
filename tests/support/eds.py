"""A development authority for tests whose signatures are real, and the app set up to ask it."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

import clock
from actions import signatures
from database import db, transaction
from devkit.nca.authority import Authority, Key
from devkit.nca.pairs import Kind
from devkit.nca.server import NcaSimulator
from domain.signing import Channel
from integrations.storage import documents_storage
from models.people import Officer
from models.signing import SigningPaper, SigningRequest
from tests.support.storing import with_settings


@cache
def authority() -> Authority:
    """The authority of this test process."""
    return Authority.at(Path(tempfile.mkdtemp(prefix="qyzmet-nca-")))


@contextmanager
def asking_the_nca(app: Flask, **changed: object) -> Iterator[NcaSimulator]:
    """Run the authority's services, and have the app trust and ask them."""
    with NcaSimulator(authority()) as nca, pytest.MonkeyPatch.context() as patch:
        with_settings(
            app,
            patch,
            eds_trust_dir=authority().trust_folder,
            eds_ocsp_urls=nca.ocsp_urls,
            eds_crl_urls=(),
            eds_tsa_url=nca.tsa_url,
            **changed,
        )
        yield nca


def key_of_officer(officer_id: int, *, kind: Kind = Kind.RSA, **other: str) -> Key:
    """The key of this officer, as their organisation got it for them."""
    officer = db.session.get_one(Officer, officer_id)
    words = {"iin": officer.iin or "", "bin": officer.bin or "", "role": "employee", **other}
    iin = words.pop("iin")
    return authority().key(iin, "СЫНАҚОВ СЫНАҚ", organisation="A body", kind=kind, **words)


def sign_all(request: SigningRequest, key: Key) -> list[bytes]:
    """A signature of this key over each paper that is to be signed."""
    return [key.sign(content_of(paper), at=clock.now()) for paper in request.papers if paper.signed]


def content_of(paper: SigningPaper) -> bytes:
    """The frozen bytes."""
    with documents_storage().open(paper.storage_key) as file:
        return file.read()


def sent(request_id: int, contents: Sequence[bytes]) -> None:
    """Hand signatures in, as both channels do."""
    request = db.session.get_one(SigningRequest, request_id, populate_existing=True)
    accepted = signatures.accept(request, contents)
    db.session.rollback()
    with transaction():
        signatures.keep(request_id, accepted, Channel.NCALAYER)
