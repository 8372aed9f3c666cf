"""With a key from the door to the decision, by both programs: the citizens, the members, a whole sitting."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocket, expect

from domain.signing import Channel
from tests.browser.journeys import Journey, Setting
from tests.browser.pages.cabinet import OwnCase
from tests.browser.pages.desk import Inbox, Sitting
from tests.browser.pages.doors import Verify
from tests.browser.pages.visitor import Visitors

AT_A_DESK = Setting("071301500014", "alatau", "kk", channel=Channel.NCALAYER)
ON_A_TELEPHONE = Setting(
    "061315500019",
    "alatau",
    "kk",
    answers={"study_place": "abroad"},
    papers=("study_abroad",),
    channel=Channel.EGOV_MOBILE,
)


@pytest.mark.rule("ALL-1")
@pytest.mark.rule("ALL-11")
def test_two_applications_and_the_opinions_on_them_are_signed(visitors: Visitors, tmp_path: Path) -> None:
    desk, telephone = Journey(AT_A_DESK, visitors), Journey(ON_A_TELEPHONE, visitors)
    numbers = []
    for journey in (desk, telephone):
        case = journey.apply()
        check_application(case, tmp_path / f"{case.number}.asice")
        numbers.append(case.number)
    assert not {"otp_sign_in", "otp_certify"} & {*desk.phone.kinds("kk"), *telephone.phone.kinds("kk")}

    chair = desk.officer("chair", Channel.NCALAYER).visitor
    for number in numbers:
        Inbox.open(chair).open_case(number).do("forward")
    member = desk.officer("military", Channel.NCALAYER).visitor
    for number in numbers:
        Inbox.open(member).open_case(number).do("agree")
    telephone.officer("police").open_case(numbers[0]).do("agree")
    sign_a_sitting(desk.officer("health", Channel.NCALAYER), numbers)


def check_application(case: OwnCase, package: Path) -> None:
    """The applicant takes along what they signed, and it stands."""
    case.download_application_package(package)
    assert Verify.open(case.visitor).check_file(package).is_genuine


def sign_a_sitting(inbox: Inbox, numbers: list[str]) -> None:
    """All chosen papers are signed in one call of NCALayer, and the sitting says what became of each."""
    page = Sitting.open(inbox.visitor).decide("agree", *numbers)
    asked = asked_of_ncalayer(page.page)
    page.sign()
    sitting = Sitting(inbox.visitor)
    for number in numbers:
        expect(sitting.lines.filter(has_text=number).locator(".badge")).to_have_class("badge good")
    signing = [request for request in asked if request.get("method") == "sign"]
    assert len(signing) == 1
    assert len(signing[0]["args"]["data"]) == 2 * len(numbers)


def asked_of_ncalayer(page: Page) -> list[dict[str, Any]]:
    """What the page asks NCALayer from now on."""
    asked: list[dict[str, Any]] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: asked.append(json.loads(frame)))

    page.on("websocket", listen)
    return asked
