"""Fills the templates of templates/pdf and makes PDFs of them."""

import functools
import json
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from domain.verification import grouped
from integrations.pdf.text import FONTS, printable

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "pdf"


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template (its name without ending) filled with these data.

    Data are passed as JSON and never read as markup. The same data give the same
    bytes. Raises FileNotFoundError for an unknown template, typst.TypstError when
    the data lack what the template prints or break a rule of the standards.
    """
    path = TEMPLATES / f"{template}.typ"
    if not path.is_file():
        raise FileNotFoundError(path)
    return typst.compile(
        path,
        root=TEMPLATES,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"data": json.dumps(printable(dict(data)), ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=0,
    )


def render_result(
    template: str,
    facts: Mapping[str, Any],
    *,
    code: str,
    until_date: date | None,
    public_url: str,
) -> bytes:
    """The PDF of a result document: the facts it is issued with, and how to check it. Raises as `render`."""
    until = until_date.isoformat() if until_date else None
    return render(template, {**facts, "until_date": until, **_check(code, public_url)})


def render_application(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of an application: it has no code to check, its hash stands on it.

    Data: number, issued_on (day of sending), name, address, phone, article, reason,
    explanation, documents (titles), addressed_to, body, certified (one sentence: how
    and when), sha256. Raises as `render`.
    """
    return render(template, {**data, "code": None})


def _check(code: str, public_url: str) -> dict[str, str]:
    """What leads to the page on which anybody checks the document."""
    page = f"{public_url}/verify/"
    address = f"{page}{code}/"
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=2, xmldecl=False)
    return {
        "code": grouped(code),
        "verify_page": page,
        "verify_url": address,
        "qr": picture.getvalue().decode(),
    }


@functools.cache
def _fonts() -> typst.Fonts:
    """The papers' own fonts and no others, read once a process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
