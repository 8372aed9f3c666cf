"""By the keyboard alone: a citizen applies for a deferral, and an officer goes from case to case."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.journeys import photographed
from tests.browser.pages.application import Certify, Check, Data, Ground, Papers
from tests.browser.pages.cabinet import Receipt
from tests.browser.pages.desk import CaseFile, Inbox
from tests.browser.pages.doors import Code, Home, Passport, SignIn
from tests.browser.pages.visitor import Visitor, Visitors
from tests.support.phones import Phone

IIN = "041301592318"
DISTRICT = "karasai"

FAR = 60
"""So many presses of Tab are too many."""


class Keys:
    """A person who has no mouse."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def go_to(self, control: Locator, *, within: int = FAR) -> None:
        """Tab on to a control; it can be seen that one is there."""
        for _ in range(within):
            if control.evaluate("it => it === document.activeElement"):
                break
            self._page.keyboard.press("Tab")
        else:
            raise AssertionError(f"{within} presses of Tab do not lead to {control}")
        if control.get_attribute("type") not in ("radio", "checkbox"):
            assert control.evaluate("it => getComputedStyle(it).outlineStyle !== 'none'"), "focus is not seen"

    def press(self, key: str) -> None:
        """One key, or some at once."""
        self._page.keyboard.press(key)

    def leave_by(self, control: Locator, key: str = "Enter", *, within: int = FAR) -> None:
        """Go to a link or button and press it; a page comes."""
        self.go_to(control, within=within)
        with self._page.expect_event("load"):
            self.press(key)

    def type_into(self, control: Locator, text: str) -> None:
        """Go to a field and type."""
        self.go_to(control)
        self._page.keyboard.type(text)

    def choose(self, group: Locator, value: str) -> None:
        """Of several radio buttons: Tab leads to the group, Space or arrows to the one."""
        self.go_to(group.first)
        self.press("Space")
        for _ in range(group.count()):
            if group.locator(f"xpath=self::*[@value='{value}']").is_checked():
                return
            self.press("ArrowDown")
        raise AssertionError(f"arrows do not lead to {value}")

    def skip_to_content_of_this(self) -> None:
        """The same where one has been on the page for a while."""
        self._page.reload()
        self.skip_to_content()

    def skip_to_content(self) -> None:
        """The first Tab of a page offers to skip its head."""
        self.press("Tab")
        expect(self._page.locator(".skip")).to_be_focused()
        self.press("Enter")
        expect(self._page.locator("#main")).to_be_focused()


def test_a_citizen_applies_and_an_officer_decides_by_the_keyboard_alone(visitors: Visitors) -> None:
    citizen = visitors.at_a_desk("kk")
    number = apply(citizen)

    chair = visitors.officer("kk")
    inbox = Inbox.sign_in(chair, f"{DISTRICT}.chair")
    keys, page = Keys(inbox.page), inbox.page
    keys.skip_to_content_of_this()
    keys.leave_by(page.locator("#tasks td a").first, within=15)
    CaseFile(chair)

    page.goto(f"/staff/cases/{number}/")  # an address that was told, typed in
    forward = page.locator('#act a[href$="/forward/"]')
    assert forward.get_attribute("accesskey"), "with Alt, a digit is enough"  # which a test cannot press
    keys.go_to(forward)
    keys.press("Enter")
    form = page.locator('#act form[action$="/forward/"]')
    form.wait_for()
    heading = page.locator("#act :is(h2, h3)").first
    expect(heading).to_be_focused()
    chair.look()
    keys.leave_by(form.locator("button[type=submit]").first, within=12)
    expect(page.locator("#flash .success")).to_be_visible()
    expect(page.locator('#act a[href$="/forward/"]')).to_have_count(0)

    before = page.url
    keys.skip_to_content_of_this()
    keys.leave_by(page.locator('main nav a[rel="next"]'), within=3)
    assert page.url != before and re.search(r"/staff/(cases|complaints)/", page.url)
    keys.skip_to_content()
    keys.leave_by(page.locator('main nav a[href$="/staff/"]').first, within=2)
    Inbox(chair)


def apply(citizen: Visitor) -> str:
    """From the first page to the receipt; returns the case's number."""
    page = citizen.page
    keys, phone = Keys(page), Phone(citizen.site, IIN)
    Home.open(citizen)
    keys.skip_to_content()
    keys.leave_by(page.locator('main a[href$="/services/deferral/"]').first)
    Passport(citizen)
    keys.leave_by(page.locator('main a[href$="/apply/deferral/"]').first)

    SignIn(citizen)
    keys.type_into(page.locator("[name=iin]"), IIN)
    with page.expect_event("load"):
        keys.press("Enter")
    Code(citizen, phone)
    keys.type_into(page.locator("[name=code]"), citizen.until(phone.codes, "a code")[-1])
    with page.expect_event("load"):
        keys.press("Enter")

    Ground(citizen)
    keys.choose(page.locator("main [name=ground]"), "S5")
    keys.leave_by(page.locator("main form:has([name=ground]) button").first)
    Data(citizen).wait_for_registries()
    keys.choose(page.locator("main [name=study_place]"), "home")
    keys.leave_by(page.locator('main form[action$="/data/"] button').first)

    papers = Papers(citizen)
    with page.expect_file_chooser() as chooser:
        keys.go_to(papers.card("study").locator("[type=file]"))
        keys.press("Enter")
    chooser.value.set_files(photographed("study"))
    keys.go_to(papers.card("study").locator("button").first)
    keys.press("Enter")
    expect(papers.attached).to_have_count(1)
    keys.leave_by(page.locator('main a[href$="/check/"]').first)
    Check(citizen)
    keys.leave_by(page.locator('main a[href$="/certify/"]').first)

    Certify(citizen)
    before = len(phone.codes())
    keys.leave_by(page.locator('main form[action$="/certify/send/"] button').first)
    Certify(citizen)
    keys.type_into(page.locator("[name=code]"), citizen.until(lambda: phone.codes()[before:], "a code")[-1])
    with page.expect_event("load"):
        keys.press("Enter")
    Receipt(citizen)
    keys.leave_by(page.locator('main a[href*="/cabinet/cases/"]').first)
    found = re.search(r"/cases/(\d\d-\d{6}-\d)/", page.url)
    assert found, page.url
    return found[1]
