"""The page on which people sign with their key."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, expect

from devkit.egov_mobile.client import Result, Shown
from devkit.egov_mobile.modes import Mode
from devkit.nca.holders import Holder
from domain.signing import Channel
from tests.browser.keys import put_into_computer, telephone
from tests.browser.pages.screen import Screen
from tests.browser.pages.visitor import Visitor
from tests.browser.words import translated
from web.signing_words import refusal

_SIGNING = re.compile(r"^[a-z]+://[^/]+/sign/")


class Signing(Screen):
    """What is signed, the two ways of signing it, and what becomes of it."""

    address = r"/sign/[\w-]+/(signatures/)?"

    @classmethod
    def open(cls, visitor: Visitor, path: str) -> "Signing":
        """Come back to it."""
        visitor.page.goto(path)
        return cls(visitor)

    @property
    def key(self) -> Holder:
        """The visitor's own."""
        assert self.visitor.key
        return self.visitor.key

    def sign(self) -> None:
        """Sign with the visitor's own key and program, and wait for the page that comes then."""
        if self.visitor.channel is Channel.NCALAYER:
            put_into_computer(self.visitor.site, self.key)
            self.button.click()
        else:
            result = self.on_the_telephone()
            assert result.accepted, result.message
        self.wait_until_done()

    def wait_until_done(self) -> None:
        """Until the page has led on: by itself, or where no script runs because it is opened again."""
        if self.visitor.javascript:
            # The script and the page's own asking may both lead on, and the later one breaks off the other.
            expect(self.page).not_to_have_url(_SIGNING)
            self.page.wait_for_load_state()
        else:
            self.visitor.until(self._is_done_meanwhile, "what was signed")

    def _is_done_meanwhile(self) -> bool:
        self.check_again()
        return _SIGNING.match(self.page.url) is None

    def check_again(self) -> None:
        """What those without scripts press when they have signed."""
        self.leave_by(self.page.locator("#follow a.secondary"))

    # the telephone

    @property
    def invitation(self) -> str:
        """What a telephone gets: the link when the page is open on it, else what the picture says."""
        link = self.page.locator("#phone .on-touch a")
        expect(link).to_be_visible(visible=self.visitor.has_telephone)
        place, name = (link, "href") if self.visitor.has_telephone else (self.picture, "data-text")
        return place.get_attribute(name) or ""

    @property
    def picture(self) -> Locator:
        """The QR."""
        return self.page.locator("#phone img")

    def on_the_telephone(
        self, mode: Mode = Mode.OK, *, key: Holder | None = None, pause: Callable[[], object] = lambda: None
    ) -> Result:
        """Read the invitation with eGov Mobile and do there what the mode says."""
        phone = telephone(self.visitor.site, key or self.key, pause)
        return phone.sign(phone.open(self.invitation), mode)

    def opened_on_the_telephone(self) -> Shown:
        """Read the invitation with eGov Mobile, and look."""
        return telephone(self.visitor.site, self.key).open(self.invitation)

    # the computer

    @property
    def computer(self) -> Locator:
        """The part for NCALayer."""
        return self.page.locator("#ncalayer")

    @property
    def button(self) -> Locator:
        """What asks NCALayer."""
        return self.computer.locator("button")

    @property
    def settings(self) -> dict[str, Any]:
        """What the page's script knows."""
        settings: dict[str, Any] = self.computer.evaluate("it => JSON.parse(it.dataset.ncalayer)")
        return settings

    def expect_status(self, sentence: str) -> None:
        """That the page says so while NCALayer is asked."""
        expect(self.computer.get_by_role("status")).to_have_text(self._translated(sentence))
        self.visitor.look()

    def expect_outcome(self, sentence: str) -> None:
        """That the page says why no signature came, and can ask NCALayer again."""
        expect(self.computer.get_by_role("alert")).to_contain_text(self._translated(sentence))
        expect(self.button).not_to_have_attribute("aria-disabled", "true")
        self.visitor.look()

    # what becomes of it

    @property
    def told(self) -> Locator:
        """What the page says about where it stands."""
        return self.page.locator("#follow .notice")

    def expect_told(self, *sentences: str) -> None:
        """That it says so, in the visitor's language."""
        for sentence in sentences:
            expect(self.told).to_contain_text(self._translated(sentence))
        self.visitor.look()

    def expect_refusal(self, reason: str) -> None:
        """That the page says why the signature was not taken, and what to do."""
        words = refusal(reason)
        self.expect_told(words.happened, words.advice)

    def expect_end(self) -> None:
        """That nothing can be signed here any more, and there is a way to begin anew."""
        expect(self.again).to_be_visible()
        expect(self.page.locator("#ncalayer, #phone")).to_have_count(0)
        self.visitor.look()

    @property
    def again(self) -> Locator:
        """What leads back to where it began."""
        return self.page.locator("#follow .buttons a.button")

    def begin_anew(self) -> None:
        """Go back to where it began."""
        self.leave_by(self.again)

    def withdraw(self) -> None:
        """Rather not sign this."""
        self.send("/withdraw/")

    def _translated(self, sentence: str) -> str:
        return translated(sentence, self.visitor.language)
