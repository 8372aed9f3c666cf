"""The network is cut at every step of filing, before the site has heard or before its answer came: whoever
tries again has one draft, one paper and one case, and has lost nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from sqlalchemy import func, select

from database import db
from models.cases import Case, Complaint, Event
from models.documents import Document
from tests.browser.journeys import photographed
from tests.support import factories as make
from tests.support.citizens import certifying_digits
from tests.support.served import ERROR_PAGE, Served, drafts

Cut = Callable[[Route], None]

WORDS = "I teach mathematics in a village school."


def lost_request(route: Route) -> None:
    """The connection breaks before the site has heard anything."""
    route.abort("connectionfailed")


def lost_answer(route: Route) -> None:
    """The site does what it was asked; nobody hears of it."""
    route.fetch(max_redirects=0)
    route.abort("connectionreset")


CUTS = [pytest.param(lost_request, id="request"), pytest.param(lost_answer, id="answer")]


@contextmanager
def cutting(page: Page, cut: Cut | None) -> Iterator[list[str]]:
    """The first form that the page sends meets the cut; the addresses that met it. What a script sends by
    itself has tests of its own: test_drafts.py, test_uploads.py."""
    met: list[str] = []

    def once(route: Route) -> None:
        by_itself = route.request.url.endswith(("/save/", "/uploads/"))
        if cut is None or met or route.request.method != "POST" or by_itself:
            route.fallback()
            return
        met.append(route.request.url)
        cut(route)

    page.route("**/*", once)
    yield met
    page.unroute("**/*", once)


class Applicant:
    """Goes through the steps; does one that was cut again if the page that is there still asks for it."""

    ASKS: ClassVar[dict[str, str]] = {
        "ground": "[name=ground]",
        "data": "[name=explanation]",
        "paper": "[name=employment-files]",
        "code": "main:not(:has([name=code])) form[action$='/certify/send/']",
        "certify": "[name=code]",
    }
    LEADS_TO: ClassVar[dict[str, str]] = {
        "ground": "**/data/",
        "data": "**/documents/",
        "paper": "**/documents/",
        "code": "**/certify/**",
        "certify": "**/receipt/",
    }

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, cut_at: str | None = None, cut: Cut | None = None, *, reload: bool = False) -> None:
        """From the ground to the receipt. After a cut the same request is sent once more by `reload`, as
        the browser's page of errors offers, or the step's page is opened anew."""
        self.page.goto("/apply/deferral/")
        for step in self.ASKS:
            do = getattr(self, step)
            with cutting(self.page, cut if step == cut_at else None) as met:
                do()
                if met:
                    self.come_back(reload=reload)
                    if self.page.locator(self.ASKS[step]).count():
                        do()
            assert bool(met) == (step == cut_at), step
            self.page.wait_for_url(self.LEADS_TO[step])

    def come_back(self, *, reload: bool) -> None:
        """To a page of the site; where the page stayed, it says what happened."""
        if not self.page.url.startswith(ERROR_PAGE):
            expect(self.page.locator("#errors")).to_contain_text("There was no answer")
        elif reload:
            self.page.reload()
        else:
            self.page.goto(self.stood_on)

    def ground(self) -> None:
        """Choose it."""
        self.page.locator("[name=ground][value=S7] + label").click()
        self.press(self.page.get_by_role("button", name="Continue"))

    def data(self) -> None:
        """Write a few words."""
        for draft in drafts():
            make.answer_registries(draft.id, {})
        self.page.reload()
        self.page.locator("[name=explanation]").fill(WORDS)
        self.press(self.page.get_by_role("button", name="Continue"))

    def paper(self) -> None:
        """Photograph the certificate."""
        card = self.page.locator('form[action$="/documents/add/employment/"]')
        card.locator("[type=file]").set_input_files(photographed("1"))
        self.page.locator("#errors").evaluate("it => it.replaceChildren()")
        card.locator("button").last.click()
        expect(self.page.locator("#papers .files li, #errors .notice")).to_have_count(1)

    def code(self) -> None:
        """Have the code sent."""
        self.page.goto(self.page.url.replace("/documents/", "/certify/"))
        self.press(self.page.locator('form[action$="/certify/send/"] button').first)

    def certify(self) -> None:
        """Type the code in."""
        self.page.locator("[name=code]").fill(certifying_digits(drafts()[0].id))
        self.press(self.page.get_by_role("button", name="Send the application"))

    def press(self, button: Locator) -> None:
        """Press, and wait for whatever page comes, the browser's own too."""
        self.stood_on = self.page.url
        with self.page.expect_event("load"):
            button.click()


def counts() -> tuple[int, int, int]:
    """How many drafts, papers and cases there are."""
    db.session.rollback()
    found = (
        db.session.scalar(select(func.count()).select_from(Document).where(Document.state == "current")),
        db.session.scalar(select(func.count()).select_from(Case)),
    )
    return len(drafts()), *(count or 0 for count in found)  # type: ignore[return-value]


@pytest.mark.rule("ALL-1")
@pytest.mark.rule("ALL-4")
@pytest.mark.parametrize(
    ("cut", "reload"),
    [
        pytest.param(lost_request, True, id="request"),
        pytest.param(lost_answer, True, id="answer"),
        pytest.param(lost_answer, False, id="answer-and-opened-anew"),
    ],
)
@pytest.mark.parametrize("step", Applicant.ASKS)
def test_a_cut_at_any_step_leaves_one_draft_one_paper_one_case(
    phone_page: Page, step: str, cut: Cut, reload: bool
) -> None:
    Applicant(phone_page).go(step, cut, reload=reload)
    assert counts() == (1, 1, 1)
    assert drafts()[0].explanation == WORDS


def prepared(person_id: int) -> str:
    """A draft that lacks only the code; returns the address of its last step."""
    return f"/apply/deferral/{make.make_draft(person_id)}/certify/"


def ask_for_code(page: Page, last_step: str) -> None:
    """Have the code sent and type it in."""
    page.goto(last_step)
    page.locator('form[action$="/certify/send/"] button').first.click()
    page.locator("[name=code]").fill(certifying_digits(drafts()[0].id))


@pytest.mark.rule("ALL-4")
@pytest.mark.parametrize("javascript", [True, False])
def test_two_taps_on_send_make_one_case(
    served: Served, browser: Browser, person_id: int, javascript: bool
) -> None:
    telephone = served.telephone(browser, person_id, java_script_enabled=javascript)
    page = telephone.new_page()
    ask_for_code(page, prepared(person_id))
    page.get_by_role("button", name="Send the application").dblclick()
    page.wait_for_url("**/receipt/")
    assert counts()[2] == 1
    telephone.close()


@pytest.mark.rule("ALL-4")
def test_send_in_two_tabs_at_once_makes_one_case_and_both_come_to_it(
    phone_page: Page, person_id: int
) -> None:
    """Not even by the browser's own means: two requests of the same moment."""
    ask_for_code(phone_page, prepared(person_id))
    came = phone_page.evaluate(
        """() => {
            const form = document.querySelector("[name=code]").form;
            const body = new URLSearchParams(new FormData(form));
            const send = () => fetch(form.action, {method: "POST", body});
            return Promise.all([send(), send(), send()]).then((all) => all.map((one) => one.url));
        }"""
    )
    assert counts()[2] == 1
    assert len(set(came)) == 1 and came[0].endswith("/receipt/")


@pytest.mark.rule("ALL-4")
def test_going_back_from_the_receipt_and_sending_again_leads_to_the_same_receipt(
    phone_page: Page, person_id: int
) -> None:
    ask_for_code(phone_page, prepared(person_id))
    phone_page.evaluate(
        """() => { const form = document.querySelector("[name=code]").form;
            sessionStorage.setItem("form", new URLSearchParams(new FormData(form))); }"""
    )
    phone_page.get_by_role("button", name="Send the application").click()
    phone_page.wait_for_url("**/receipt/")
    receipt = phone_page.url
    phone_page.go_back()
    phone_page.wait_for_url("**/receipt/")  # the page before is kept nowhere, and its address leads here
    again = phone_page.evaluate(
        """(path) => fetch(path, {method: "POST", body: new URLSearchParams(sessionStorage.getItem("form"))})
            .then((answer) => answer.url)""",
        f"/apply/deferral/{drafts()[0].id}/certify/",
    )
    assert again == receipt
    assert counts() == (1, 1, 1)


@pytest.fixture
def case_page(phone_page: Page, person_id: int) -> str:
    """The address of a case that is registered."""
    case_id = make.file_case(make.make_draft(person_id))
    return f"/cabinet/cases/{make.the_case(case_id).number}/"


def send_twice(page: Page, cut: Cut) -> None:
    """Send the page's form; after the cut, once more from the page of errors."""
    with cutting(page, cut) as met, page.expect_event("load"):
        page.locator("main form button").last.click()
    assert met and page.url.startswith(ERROR_PAGE)
    page.reload()


@pytest.mark.parametrize("cut", CUTS)
def test_a_withdrawal_whose_answer_is_lost_is_made_once(phone_page: Page, case_page: str, cut: Cut) -> None:
    phone_page.goto(f"{case_page}withdraw/")
    send_twice(phone_page, cut)
    db.session.rollback()
    made = select(func.count()).select_from(Event).where(Event.code == "withdrawn")
    assert db.session.scalar(made) == 1


@pytest.mark.rule("ALL-9")
@pytest.mark.parametrize("cut", CUTS)
def test_a_complaint_whose_answer_is_lost_is_filed_once(phone_page: Page, case_page: str, cut: Cut) -> None:
    phone_page.goto(f"{case_page}complaint/")
    phone_page.locator("[name=about] + label").first.click()
    phone_page.locator("[name=text]").fill("Nobody has looked at my papers.")
    send_twice(phone_page, cut)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Complaint)) == 1


@pytest.mark.parametrize("cut", CUTS)
def test_a_paper_for_the_case_whose_answer_is_lost_is_added_once(
    phone_page: Page, case_page: str, cut: Cut
) -> None:
    phone_page.goto(f"{case_page}papers/")
    phone_page.locator("[name=title]").fill("Letter of the school")
    phone_page.locator("[type=file]").set_input_files(photographed("1"))
    send_twice(phone_page, cut)
    file = phone_page.locator("[type=file]")
    if file.count():  # a browser may send the form again without its file
        file.set_input_files(photographed("1"))
        with phone_page.expect_event("load"):
            phone_page.locator("main form button").last.click()
    db.session.rollback()
    added = select(func.count()).select_from(Document).where(Document.kind == "additional")
    assert db.session.scalar(added) == 1


def test_without_a_connection_the_form_stays_on_the_page_and_says_so(
    telephone: BrowserContext, person_id: int
) -> None:
    page = telephone.new_page()
    page.goto(prepared(person_id).replace("/certify/", "/data/"))
    page.locator("[name=explanation]").fill(WORDS)
    telephone.set_offline(True)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#errors")).to_contain_text("There was no answer")
    expect(page.locator("[name=explanation]")).to_have_value(WORDS)
    telephone.set_offline(False)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/documents/")
    assert drafts()[0].explanation == WORDS
