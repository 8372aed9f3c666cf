"""The files that people sign, frozen before they sign: printed, described, stored (ALL-1, ALL-11).

What is signed for an act is two papers: the one that a person can read, and a
manifest that names it and the machine-readable facts by their SHA-256. Together
with the signatures they make an ASiC-E package (ETSI EN 319 162-1).
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import force_locale, gettext

import clock
from domain.applications import canonical
from domain.text import N_
from integrations.eds import asic
from integrations.pdf import render
from integrations.storage import StoredFile, documents_storage

PDF = "application/pdf"
JSON = "application/json"
XML = "text/xml"

LANGUAGES = ("kk", "ru", "en")

PRINTED_IN = "kk"
"""Papers are printed in Kazakh, as the acts' forms are."""


@dataclass(frozen=True)
class FrozenPaper:
    """One stored file of a request; `signed` ones get a signature each. `title` by language."""

    name: str
    title: Mapping[str, str]
    content_type: str
    signed: bool
    stored: StoredFile


def freeze_package(
    readable: asic.File, title: Mapping[str, str], facts: Mapping[str, Any], others: Sequence[asic.File] = ()
) -> tuple[FrozenPaper, ...]:
    """Store the readable paper, the facts as canonical JSON, other files, and the manifest of them all.

    The facts get a nonce and the time, so that no two packages are the same.
    Call it outside of a transaction.
    """
    described = {**facts, "nonce": secrets.token_hex(16), "prepared_at": clock.now().isoformat()}
    files = [readable, asic.File("facts.json", JSON, canonical(described).encode()), *others]
    manifest = asic.File(asic.MANIFEST, XML, asic.manifest(files))
    papers = [_freeze(file, title, signed=file is readable) for file in files]
    return (
        *papers,
        _freeze(manifest, in_all_languages(N_("The list of what belongs together")), signed=True),
    )


def freeze_challenge(readable: asic.File, title: Mapping[str, str]) -> tuple[FrozenPaper, ...]:
    """Store the one paper that is signed to sign in."""
    return (_freeze(readable, title, signed=True),)


def statement(
    title: str, rows: Iterable[tuple[str, str]], *, number: str, at: datetime, note: str = "", author: str
) -> bytes:
    """A paper of one page that says in words what is signed: a title, rows of term and value, a note."""
    return render(
        "statement",
        {
            "title": title,
            "number": number,
            "rows": [[term, value] for term, value in rows],
            "note": note,
            "author": author,
            "issued_on": clock.local(at).date().isoformat(),
            "at": clock.local(at).strftime("%d.%m.%Y %H:%M:%S %z"),
        },
    )


def in_all_languages(source: str, **values: str) -> dict[str, str]:
    """A sentence of ours in each language of the site. `source` is marked for translation by the caller."""
    said = {}
    for language in LANGUAGES:
        with force_locale(language):
            said[language] = gettext(source, **values)
    return said


def _freeze(file: asic.File, title: Mapping[str, str], *, signed: bool) -> FrozenPaper:
    return FrozenPaper(file.name, title, file.content_type, signed, documents_storage().put(file.content))
