"""Candidates are declined at four stages, and learn neither why, nor where, nor when it was decided."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import expect

import clock
from catalogue import CURRENT
from tests.browser.candidacy import Candidacy, Offices
from tests.browser.journeys import photographed
from tests.browser.pages.cabinet import OwnCase
from tests.browser.pages.desk import CaseFile
from tests.browser.pages.visitor import Visitors
from tests.browser.words import translated
from tests.support.site import Site

SERVICE = CURRENT["contract"]
HEAD, EXECUTOR, ANOTHER_EXECUTOR = "jauynger.head", "jauynger.executor1", "jauynger.executor2"
FACTS = "Тек жабық бөлімде тұратын сөздер."
PAPER = "12-7/345"
LATE = time(11)

Stage = Callable[[Offices, str], CaseFile]


def decline(file: CaseFile, ground: str) -> CaseFile:
    """Whoever has the case before them declines it."""
    return file.do("decline", grounds=[ground], facts=FACTS)


def by_the_executor(offices: Offices, number: str) -> CaseFile:
    """The executor has read the answers of the registries."""
    return decline(offices.open_file(EXECUTOR, number), "parameter")


def after_a_negative_check(offices: Offices, number: str) -> CaseFile:
    """The security department has answered on paper; the executor enters it, and declines."""
    day = offices.site.now().date().isoformat()
    file = offices.find_file(EXECUTOR, "elsewhere", number)
    file = file.do("record_paper_answer", outgoing_number=PAPER, outgoing_date=day)
    return decline(file, "article_38_2_4")


def after_a_failed_examination(offices: Offices, number: str) -> CaseFile:
    """The commission has found the candidate unfit: the executor can draw up no agreement."""
    found = {"medical": "failed", "psychological": "passed"}
    offices.open_file("karaganda.medical", number).do("pass_conclusion", **found)
    scan = photographed("Медициналық комиссияның қорытындысы")
    offices.open_file("karaganda.defence", number).do("answer_examination", fitness="failed", scan=scan)
    file = offices.open_file(ANOTHER_EXECUTOR, number)
    assert not file.page.locator('#act a[href$="/offer_agreement/"]').count()
    return decline(file, "examination")


def by_the_head(offices: Offices, number: str) -> CaseFile:
    """The head does not sign the agreement that the candidate has signed."""
    return decline(offices.open_file(HEAD, number), "competition")


STAGES: dict[Stage, tuple[str, str, str]] = {
    by_the_executor: ("021322565252", "kk", "accepted"),
    after_a_negative_check: ("051316559419", "kk", "special_check"),
    after_a_failed_examination: ("981315373460", "ru", "examination"),
    by_the_head: ("991320398573", "kk", "with_head"),
}
"""Who stands before each of them, the language they read, and the status that they see."""


@pytest.mark.rule("CON-7")
@pytest.mark.rule("CON-10", "CON-13")
def test_wherever_candidates_are_declined_they_are_told_the_same_next_week(visitors: Visitors) -> None:
    go_to_the_examination(visitors.site)
    offices = Offices(visitors)
    candidacies = {
        stage: Candidacy(iin, visitors, language) for stage, (iin, language, _status) in STAGES.items()
    }
    for stage, candidacy in candidacies.items():
        case = candidacy.open_case()
        expect_status(case, STAGES[stage][2])
        before = words_of(case)
        assert not stage(offices, case.number).open_actions.count()
        case.page.reload()
        assert words_of(case) == before
        assert not candidacy.told

    visitors.site.set_clock(next_monday(visitors.site.now()))
    for candidacy in candidacies.values():
        case = candidacy.open_case()
        assert candidacy.wait_for_message("contract_declined", case.visitor) == ["contract_declined"]
        expect_status(case, "declined")
        expect(case.timeline).to_have_count(3)
        for secret in (FACTS, PAPER, *(ground.label for ground in SERVICE.refusal_grounds)):
            expect(case.page.locator("body")).not_to_contain_text(translated(secret, candidacy.language))


def go_to_the_examination(site: Site) -> None:
    """To a morning on which the one who was called to the examination has been there."""
    for _ in range(3):
        site.go_to_next_morning()


def words_of(case: OwnCase) -> str:
    """All that the candidate reads about the case."""
    return case.page.locator("#case").inner_text()


def expect_status(case: OwnCase, status: str) -> None:
    """That the page says so."""
    title = SERVICE.workflow.step(status).title
    expect(case.page.locator("main .badge").first).to_have_text(translated(title, case.visitor.language))


def next_monday(now: datetime) -> datetime:
    """The beginning of the week after this moment, when the offices are open."""
    day = now.date() + timedelta(days=7 - now.weekday())
    return datetime.combine(day, LATE, clock.ALMATY)
