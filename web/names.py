"""How papers and places in the commission are called on a page."""

from flask_babel import force_locale, gettext

from domain.schema import PublicService, ResultKind, Tone
from domain.text import N_
from models.documents import CHECK_SCAN, CONCLUSION_SCAN, EXAMINATION_SCAN

_SCANS = {
    CHECK_SCAN: N_("Scan of the answer"),
    EXAMINATION_SCAN: N_("Scan of the conclusion"),
    CONCLUSION_SCAN: N_("Scan of the conclusion"),
}


def paper_name(kind: str, title: str) -> str:
    """The catalogue's name of a required paper in the reader's language; else the applicant's own.

    Only the catalogue's words are looked up: what a person typed is shown as typed.
    """
    if kind in _SCANS:
        return gettext(_SCANS[kind])
    if kind == "additional":
        return title or gettext("Additional document")
    return gettext(title) if title else gettext("Document")


def seat_name(service: PublicService, seat: str | None) -> str | None:
    """The member's place in the commission in the reader's language; None for other roles."""
    return next((gettext(known.label) for known in service.seats if known.code == seat), None)


def result_name(service: PublicService, kind: str) -> str:
    """The title of a kind of result document in the reader's language."""
    return gettext(service.result(ResultKind(kind)).label)


def badge_tone(tone: str) -> str:
    """The class of a badge for a tone of the catalogue."""
    return "waiting" if tone == Tone.ATTENTION else tone


def in_kazakh(source: str) -> str:
    """These words in Kazakh, whatever the reader's language: for what is printed in a document."""
    with force_locale("kk"):
        return gettext(source)
