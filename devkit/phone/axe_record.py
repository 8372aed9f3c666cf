"""What axe has seen when the browser tests last ran; they leave it beside their pictures."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config import ROOT
from tests.support.page_check import RECORD


@dataclass(frozen=True)
class AxeRecord:
    """How many pages, languages and widths, how many of their combinations, in how many looks, and when."""

    pages: int
    languages: int
    widths: int
    views: int
    looks: int
    at: datetime


def read(file: Path = ROOT / RECORD) -> AxeRecord | None:
    """The record; None where the browser tests have not left one."""
    if not file.exists():
        return None
    kept = json.loads(file.read_text(encoding="utf-8"))
    views = [tuple(view) for view in kept["views"]]
    return AxeRecord(
        pages=len({page for page, _, _ in views}),
        languages=len({language for _, language, _ in views}),
        widths=len({width for _, _, width in views}),
        views=len(views),
        looks=kept["looks"],
        at=datetime.fromisoformat(kept["at"]),
    )
