"""Officers print cases: what leaves the printer is the case alone, on few sheets."""

from io import BytesIO

import pikepdf
import pytest

from tests.support.looking import Looking
from tests.support.peopled import PeopledSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("looks")]

MARGINS = {"top": "12mm", "bottom": "12mm", "left": "12mm", "right": "12mm"}
LEFT_OUT = ".menu, .languages, .between, .actions, .document, form, .foot, .tabs"


@pytest.mark.parametrize(("place", "most"), [("case", 4), ("inbox", 1)])
def test_what_is_printed_is_short_and_has_nothing_to_press(
    site: PeopledSite, looking: Looking, place: str, most: int
) -> None:
    number = site.here.cases["deferral"].number
    page = looking.page("chair", "kk")
    page.goto({"case": f"/staff/cases/{number}/", "inbox": "/staff/"}[place])
    assert page.locator(LEFT_OUT).locator("visible=true").count() > 0
    page.emulate_media(media="print")
    assert page.locator(LEFT_OUT).locator("visible=true").count() == 0
    printed = page.pdf(format="A4", margin=MARGINS)  # type: ignore[arg-type]
    page.emulate_media(media="screen")
    with pikepdf.open(BytesIO(printed)) as sheets:
        assert len(sheets.pages) <= most
