"""The measuring itself: what is planted is found, and what is no fault is not."""

import pytest
from playwright.sync_api import Page

from tests.support.page_check import PHONE
from tests.support.page_faults import measured_faults

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("looks")]

CUT = '<p style="width:100px;overflow:hidden;white-space:nowrap">A sentence that is longer than its box</p>'
SMALL = (
    '<a href="#a" style="display:inline-block;font-size:9px">a</a><a href="#b" style="font-size:9px">b</a>'
)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<p style="width:500px">wide</p>', "sticks out on the right"),
        (CUT, "its text is cut off"),
        (SMALL, "too small to tap"),
        ('<p>A sentence with <a href="#a">a link</a> in it</p>', None),
        ('<button style="width:30px;height:30px">x</button>', None),
        ('<p style="width:100px;overflow:hidden">A sentence that is broken into lines</p>', None),
    ],
)
def test_what_is_planted_is_found(page: Page, html: str, said: str | None) -> None:
    page.set_viewport_size(PHONE)
    page.set_content(f"<!doctype html><body>{html}</body>")
    found = measured_faults(page)
    assert bool(found) == (said is not None), found
    assert all(said in fault for fault in found if said)
