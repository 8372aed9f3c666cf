"""What may come of asking NCALayer: each outcome has its own words, and signing goes on from there."""

import socket

import psutil
import pytest
from playwright.sync_api import expect

from devkit.demo.officers import PASSWORD
from devkit.nca.holders import Holder
from devkit.ncalayer.modes import Mode
from tests.browser.keys import of_citizen, put_into_computer
from tests.browser.pages.cabinet import Cabinet
from tests.browser.pages.desk import Inbox
from tests.browser.pages.doors import SignIn, StaffSignIn
from tests.browser.pages.signing import Signing
from tests.browser.pages.visitor import Visitor, Visitors
from tests.support.site import Site

CITIZEN = "071301500014"
OFFICER = "alatau.police"

TAKEN = {Mode.OK, Mode.HEAD}
"""Whoever heads a body may sign as well as those who work there."""

BESIDE_THE_BUTTON = {
    Mode.CANCEL: "You closed the window of NCALayer, so nothing was signed.",
    Mode.ERROR: "NCALayer could not sign. Often the password was wrong, "
    "or there is no fitting key in the chosen place.",
    Mode.CLOSED: "NCALayer was closed before it had signed. Nothing is lost.",
    Mode.SLOW: "NCALayer gave no signature within three minutes. Nothing is lost.",
}
"""What the page itself says of a program that gave no signature."""
MISSING = "NCALayer did not answer: it is not running on this computer, or not installed."
BLOCKED = "Your browser does not let this site reach NCALayer on your computer."

REFUSED = {
    Mode.OTHER_PERSON: "wrong_person",
    Mode.EXPIRED: "not_in_force",
    Mode.REVOKED: "revoked",
    Mode.AUTH_ONLY: "key_usage",
    Mode.TAMPERED: "message_digest",
}
"""What the site says of a signature that it does not take, by the reason."""

LONGEST = 181_000  # milliseconds after which the page no longer waits for NCALayer

DENY = """
    const ask = Permissions.prototype.query;
    Permissions.prototype.query = function (what) {
        return what.name === "loopback-network" ? Promise.resolve({state: "denied"}) : ask.call(this, what);
    };
"""


@pytest.mark.rule("ALL-11")
@pytest.mark.parametrize("mode", Mode)
def test_an_officer_comes_in_whatever_ncalayer_did_first(visitors: Visitors, mode: Mode) -> None:
    officer = visitors.officer("kk")
    officer.page.clock.install()
    page = Inbox.at_the_door(officer, OFFICER)
    press(page, page.key, mode)
    if mode not in TAKEN:
        page = told(page, mode)
        assert officer.page.request.get("/staff/", max_redirects=0).status == 303
        press(page, page.key, Mode.OK)
    Inbox(officer)


def told(page: Signing, mode: Mode) -> Signing:
    """The page says what went wrong; returns the one on which the officer may sign now."""
    if mode is Mode.SLOW:
        lose_patience(page)
    if mode in BESIDE_THE_BUTTON:
        page.expect_outcome(BESIDE_THE_BUTTON[mode])
        return page
    page.expect_refusal(REFUSED[mode])
    if mode is not Mode.REVOKED:
        return page
    page.expect_end()  # the authority was asked about this signature; another one is another request
    page.begin_anew()
    return StaffSignIn(page.visitor).enter(OFFICER, PASSWORD)


def lose_patience(page: Signing) -> None:
    """Nobody chooses a key in NCALayer's window, for as long as the page waits."""
    page.expect_status(
        "NCALayer is open: choose your key in its window. If you do not see it, it may lie behind this one."
    )
    page.page.clock.fast_forward(LONGEST)


@pytest.mark.rule("ALL-1")
def test_a_citizen_comes_in_with_their_own_key_and_no_company_s(visitors: Visitors) -> None:
    citizen = visitors.at_a_desk()
    page = at_the_door(citizen)
    press(page, of_citizen(CITIZEN), Mode.HEAD)
    page.expect_refusal("wrong_kind_of_key")
    press(page, of_citizen(CITIZEN), Mode.OK)
    Cabinet(citizen)


@pytest.mark.rule("ALL-1")
def test_a_browser_that_keeps_ncalayer_out_is_named(visitors: Visitors) -> None:
    citizen = visitors.at_a_desk()
    citizen.page.add_init_script(DENY)
    page = at_the_door(citizen)
    page.button.click()
    page.expect_outcome(BLOCKED)
    expect(page.computer.locator(".notice a[href='#phone']")).to_be_visible()


@pytest.mark.rule("ALL-1")
def test_signing_goes_on_once_ncalayer_runs(visitors: Visitors) -> None:
    citizen = visitors.at_a_desk()
    page = at_the_door(citizen)
    end_ncalayer(visitors.site)
    page.button.click()
    page.expect_outcome(MISSING)
    expect(page.computer.locator("a[href^='https://ncl.pki.gov.kz/']")).to_be_visible()
    citizen.until(lambda: listens(page.settings["url"]), "NCALayer to run again")
    press(page, of_citizen(CITIZEN), Mode.OK)
    Cabinet(citizen)


def at_the_door(citizen: Visitor) -> Signing:
    """The page on which a citizen signs in."""
    return SignIn.open(citizen).with_key()


def press(page: Signing, key: Holder, mode: Mode) -> None:
    """Ask NCALayer, which finds this key and behaves so."""
    put_into_computer(page.visitor.site, key, mode)
    page.button.click()


def end_ncalayer(site: Site) -> None:
    """What the person before the computer may do at any time; the demo starts it anew."""
    children = psutil.Process(site.pid).children()
    (program,) = [child for child in children if "devkit.ncalayer" in child.cmdline()]
    program.kill()
    program.wait()


def listens(url: str) -> bool:
    """Whether a program is there."""
    host, _, port = url.removeprefix("ws://").partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0
