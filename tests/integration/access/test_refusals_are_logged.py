"""Doors that somebody tries show in the log."""

import pytest

from tests.support.peopled import PeopledSite

pytestmark = pytest.mark.xdist_group("access")


def test_threat_somebody_tries_doors_and_nobody_sees_it(
    site: PeopledSite, caplog: pytest.LogCaptureFixture
) -> None:
    number = site.here.cases["deferral"].number
    asker = site.people["other-chair"].id
    with caplog.at_level("INFO"):
        site.browsers["other-chair"].get(f"/staff/cases/{number}/")
        site.browsers["other-chair"].get("/admin/people/")
        site.browsers["owner"].post("/cabinet/profile/language/", data={"csrf_token": "forged"})
    said = caplog.text
    assert f"refused GET officers.show_case to officer {asker}: 404" in said
    assert f"refused GET admin.people to officer {asker}: 403" in said
    assert "refused a form" in said
    assert number not in said
