"""Two people on the demo site: one sends an application on a slow telephone, another has pages to weigh."""

import time
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page

from devkit.phone.line import slow_down
from devkit.phone.watch import Watch
from tests.browser.journeys import Journey, Setting, photographed
from tests.browser.pages.application import Ground
from tests.browser.pages.cabinet import Cabinet, Receipt
from tests.browser.pages.doors import Home, SignIn, sign_in
from tests.browser.pages.screen import Screen
from tests.browser.pages.visitor import Visitor, Visitors
from tests.support.page_check import PageCheck

FATHER = Setting("061301500304", "karasai", "kk", ground="S4", answers={}, papers=("family_act",))
"""Married, two children; the registries know both. One paper has to be photographed."""
STUDENT = Setting("071301500014", "alatau", "kk")


class Watching(PageCheck):
    """In the place of what looks at pages in tests: it only notes that they have come."""

    def __init__(self) -> None:
        self.watch: Watch | None = None

    def look(self, page: Page, *, language: str, javascript: bool) -> list[str]:
        """Nothing is ever wrong."""
        if self.watch:
            self.watch.arrive()
        return []


@dataclass(frozen=True)
class Sent:
    """How an application was sent. `began`: the moment at which the first page was asked for."""

    watch: Watch
    began: float
    case: str
    cookie: str


@dataclass(frozen=True)
class Opened:
    """A draft with everything in it and a page to sign on: their paths, and the cookie that opens them."""

    draft: str
    signing: str
    cookie: str


def send_application(visitors: Visitors, watching: Watching) -> Sent:
    """From the first page to the receipt, by the shortest way there is."""
    _withdraw_what_lies_there(visitors)
    journey = Journey(FATHER, visitors)
    citizen = journey.somebody()
    watch = watching.watch = Watch(citizen.page)
    slow_down(watch.session)
    began = time.monotonic()
    home = Home.open(citizen)
    home.follow("/apply/deferral/")
    SignIn(citizen).with_iin(FATHER.iin).enter()
    data = Ground(citizen).choose(FATHER.ground).wait_for_registries()
    papers = data.go_on()
    for kind in FATHER.papers:
        papers.attach(kind, photographed(kind))
    last = papers.go_on().go_on()
    receipt: Receipt = last.ask_for_code(journey.phone).finish()
    watching.watch = None
    return Sent(watch, began, f"/cabinet/cases/{receipt.number}/", cookie_of(citizen))


def open_pages(visitors: Visitors) -> Opened:
    """A student fills an application in as far as signing it with EDS."""
    journey = Journey(STUDENT, visitors)
    citizen = journey.somebody()
    sign_in(citizen, STUDENT.iin)
    data = Ground.open(citizen, STUDENT.service).choose(STUDENT.ground).wait_for_registries()
    papers = data.type_in(**STUDENT.answers).go_on()
    for kind in STUDENT.papers:
        papers.attach(kind, photographed(kind))
    last = papers.go_on().go_on()
    draft = last.draft
    return Opened(draft, last.with_key().path, cookie_of(citizen))


def cookie_of(visitor: Visitor) -> str:
    """What the visitor's browser sends along."""
    kept = visitor.page.context.cookies()
    return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in kept)


def _withdraw_what_lies_there(visitors: Visitors) -> None:
    """The demo has a case of his already. Afterwards some minutes pass, so that he gets another code."""
    citizen = visitors.citizen(FATHER.language)
    sign_in(citizen, FATHER.iin)
    for number in Cabinet(citizen).numbers:
        citizen.page.goto(f"/cabinet/cases/{number}/withdraw/")
        AnyPage(citizen).send("/withdraw/")
    visitors.site.advance_clock(timedelta(minutes=5))


class AnyPage(Screen):
    """Whatever stands in the window."""

    address = ".*"
