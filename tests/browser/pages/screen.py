"""What all pages have in common."""

import re
from collections.abc import Mapping
from typing import ClassVar

from playwright.sync_api import FilePayload, Locator

from tests.browser.pages.visitor import Visitor

Answer = str | list[str] | FilePayload


class Screen:
    """A page that somebody has before them. Making one waits until it is there and looks at it."""

    address: ClassVar[str]
    """A regular expression for the whole path."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.page.wait_for_url(re.compile(rf"^[a-z]+://[^/]+{self.address}(\?|#|$)"))
        visitor.look()

    @property
    def path(self) -> str:
        """The part of the address by which the page is opened again."""
        return self.page.evaluate("location.pathname")

    def form(self, action: str) -> Locator:
        """The form that posts to an address with this ending."""
        return self.page.locator(f'main form[method="post"][action$="{action}"]').first

    def follow(self, href: str) -> None:
        """Take the link to an address with this ending."""
        self.leave_by(self.page.locator(f'main a[href$="{href}"]:visible').first)

    def send(self, action: str) -> None:
        """Send the form that posts to an address with this ending, and wait for the page that comes."""
        self.leave_by(self.form(action).locator("button").first)

    def leave_by(self, control: Locator) -> None:
        """Press, and wait for the load of the page that comes; its address may change without one."""
        with self.page.expect_event("load"):
            control.click()

    def fill(self, form: Locator, answers: Mapping[str, Answer]) -> None:
        """Fill the fields of these names: texts, files, one of a list, one of several cards, or some."""
        for name, value in answers.items():
            field = form.locator(f'[name="{name}"]:not([type="hidden"])')
            if not isinstance(value, (str, list)):
                field.set_input_files(value)
            elif isinstance(value, str) and field.first.evaluate("it => it.localName") == "select":
                field.select_option(value)
            elif field.first.get_attribute("type") in ("radio", "checkbox"):
                for one in [value] if isinstance(value, str) else value:
                    self._choose(form.locator(f'.card-choice:has([name="{name}"][value="{one}"])'))
            else:
                field.fill(value if isinstance(value, str) else "\n".join(value))

    @staticmethod
    def _choose(card: Locator) -> None:
        """A card is chosen by a tap on its words, if it is not chosen yet."""
        if not card.locator("input").is_checked():
            card.locator("label").click()

    def sign_out(self) -> None:
        """Leave the site."""
        self.leave_by(self.page.locator("header form button"))

    @property
    def problems(self) -> Locator:
        """The list of what is wrong with what was entered."""
        return self.page.locator("main .summary")


class StillHere(Screen):
    """A form that was not taken, because the visit had ended: what was typed, and a way to send it."""

    address = ".*"

    @property
    def kept(self) -> Locator:
        """What was typed."""
        return self.page.locator("main blockquote")

    def send_again(self) -> None:
        """Send it now."""
        self.leave_by(self.page.locator("main form button"))
