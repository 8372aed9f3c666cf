"""Signing on the telephone: what the waiting page says meanwhile, and what goes wrong on the way."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from playwright.sync_api import expect

from devkit.demo.officers import PASSWORD
from devkit.egov_mobile.modes import Mode
from devkit.egov_mobile.reading import CannotSign
from domain.signing import LIFETIME
from tests.browser.keys import of_citizen
from tests.browser.pages.cabinet import Cabinet
from tests.browser.pages.desk import CaseFile, DeedForm, Inbox
from tests.browser.pages.doors import SignIn, StaffSignIn
from tests.browser.pages.signing import Signing
from tests.browser.pages.visitor import Visitors
from tests.browser.words import translated
from web.signing_words import PHONE_ENDED, refusal

CITIZEN = "071309500454"
"""Has no telephone number on file, so that no code can be sent."""
OFFICER = "abai.police"

TAKEN = {Mode.OK: 1, Mode.HEAD: 1, Mode.SLOW: 1, Mode.DOUBLE_PUT: 2}
"""How often the telephone sends what is taken."""

REFUSED = {
    Mode.OTHER_PERSON: "wrong_person",
    Mode.EXPIRED: "not_in_force",
    Mode.AUTH_ONLY: "key_usage",
    Mode.TAMPERED: "message_digest",
}
"""What the site says of a signature that it does not take, by the reason."""

A_WHILE = timedelta(minutes=1)
TOO_LONG = LIFETIME + timedelta(minutes=1)
NOTE = "Құжаттар толық, ескертуім жоқ."


@pytest.mark.rule("ALL-11")
@pytest.mark.parametrize("mode", Mode)
def test_an_officer_comes_in_whatever_the_telephone_did_first(visitors: Visitors, mode: Mode) -> None:
    officer = visitors.officer("ru")
    page = Inbox.at_the_door(officer, OFFICER)
    if mode in TAKEN:
        result = page.on_the_telephone(mode, pause=partial(officer.site.advance_clock, A_WHILE))
        assert [answer.status for answer in result.answers] == [200] * TAKEN[mode]
        page.wait_until_done()
    else:
        page = MET.get(mode, refused)(page, mode)
        assert officer.page.request.get("/staff/", max_redirects=0).status == 303
        page.sign()
    Inbox(officer)


def refused(page: Signing, mode: Mode) -> Signing:
    """The site does not take the signature: it says so on the telephone and on the page."""
    reason = REFUSED[mode]
    result = page.on_the_telephone(mode)
    assert result.status == 403
    assert result.message == translated(refusal(reason).happened, "kk")
    page.expect_refusal(reason)
    return page


def cancelled(page: Signing, mode: Mode) -> Signing:
    """Whoever has the telephone looks at the papers and puts it away; the page goes on waiting."""
    assert not page.on_the_telephone(mode).answers
    page.expect_told("Your telephone has opened the papers. Sign there; this page goes on by itself.")
    return page


def with_wrong_token(page: Signing, mode: Mode) -> Signing:
    """Who has only the address gets no papers."""
    with pytest.raises(CannotSign) as told:
        page.on_the_telephone(mode)
    words = "These papers need the token that the site gave with their address. Scan the picture again."
    assert str(told.value) == translated(words, "kk")
    return page


def too_late(page: Signing, mode: Mode) -> Signing:
    """The signature comes after the time for which the page was open."""
    result = page.on_the_telephone(mode, pause=partial(page.visitor.site.advance_clock, TOO_LONG))
    assert result.status == 403
    assert result.message == translated(PHONE_ENDED["expired"], "kk")
    page.expect_told("No signature came in the ten minutes for which this was open.")
    return begun_anew(page)


def revoked(page: Signing, mode: Mode) -> Signing:
    """The signature is taken; whether its key is in force, the authority says afterwards."""
    assert page.on_the_telephone(mode).accepted
    page.expect_refusal("revoked")
    return begun_anew(page)


def begun_anew(page: Signing) -> Signing:
    """Nothing can be signed there any more; the officer goes back to the door."""
    page.expect_end()
    page.begin_anew()
    return StaffSignIn(page.visitor).enter(OFFICER, PASSWORD)


MET: dict[Mode, Callable[[Signing, Mode], Signing]] = {
    Mode.CANCEL: cancelled,
    Mode.WRONG_TOKEN: with_wrong_token,
    Mode.LATE_PUT: too_late,
    Mode.REVOKED: revoked,
}
"""What becomes of a signature that is neither taken nor refused at once."""


@pytest.mark.rule("ALL-1")
def test_a_citizen_without_a_number_on_file_comes_in_with_a_key(visitors: Visitors) -> None:
    citizen = visitors.citizen()
    citizen.key = of_citizen(CITIZEN)
    given_up = SignIn.open(citizen).with_key()
    path = given_up.path
    given_up.withdraw()
    given_up = Signing.open(SignIn(citizen).visitor, path)
    given_up.expect_end()
    given_up.begin_anew()

    page = SignIn(citizen).with_key()
    nobody_else_opens(visitors, page.path)
    assert page.on_the_telephone(Mode.HEAD).status == 403
    page.expect_refusal("wrong_kind_of_key")
    page.sign()
    Cabinet(citizen)


def nobody_else_opens(visitors: Visitors, path: str) -> None:
    """The page and its papers are for the browser that began, whatever another one knows."""
    stranger = visitors.citizen()
    for address in (path, f"{path}papers/0/"):
        answer = stranger.page.goto(address)
        assert answer
        assert answer.status == 404
        stranger.look()


@pytest.mark.rule("ALL-11")
def test_what_was_entered_is_there_when_the_time_to_sign_it_has_passed(visitors: Visitors) -> None:
    officer = visitors.officer("ru")
    inbox = Inbox.sign_in(officer, OFFICER)
    page = inbox.open_case(inbox.first).ask_to_sign("agree", note=NOTE)
    nobody_else_opens(visitors, page.path)
    officer.site.advance_clock(TOO_LONG)
    page.expect_end()
    page.begin_anew()
    form = DeedForm(officer)
    expect(form.typed("note")).to_have_value(NOTE)
    form.ask_to_sign().sign()
    assert CaseFile(officer).open_actions.count() == 0
