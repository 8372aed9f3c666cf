"""What goes wrong at the citizen's side gets a clear answer, and nothing that was typed is lost."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from domain.case_numbers import case_number
from tests.browser.journeys import photographed
from tests.browser.pages.application import Certify, Data, Ground, Papers
from tests.browser.pages.cabinet import Cabinet
from tests.browser.pages.doors import SignIn, sign_in
from tests.browser.pages.screen import StillHere
from tests.browser.pages.visitor import Visitor, Visitors
from tests.support.crafted_files import flate_bomb_pdf, pdf_file
from tests.support.phones import Phone

DRAFTED = "061328501117"
"""Has prepared an application without sending it."""
GRANTED = "001315500711"
REFUSED = "041326500868"
"""Their cases are decided, so that they may apply again."""

BETWEEN_CODES = timedelta(minutes=11)
"""So that nobody asks for more than six codes an hour."""
LONG_PAUSE = timedelta(minutes=40)
"""After which a visit has ended."""
WORDS = "Менің түсіндірмем: құжатты үйден әкелдім."


def come(visitors: Visitors, iin: str, *, javascript: bool = True) -> Cabinet:
    """Sign in, also if one did it a while ago."""
    visitors.site.advance_clock(BETWEEN_CODES)
    citizen = visitors.citizen(javascript=javascript)
    sign_in(citizen, iin)
    return Cabinet(citizen)


@pytest.mark.rule("ALL-1")
@pytest.mark.parametrize("javascript", [True, False])
def test_a_wrong_iin_is_named_and_stays(visitors: Visitors, javascript: bool) -> None:
    page = SignIn.open(visitors.citizen(javascript=javascript)).with_wrong_iin("0713 0150 0015")
    expect(page.problems).to_be_visible()
    field = page.page.locator("[name=iin]")
    expect(field).to_have_value("0713 0150 0015")
    expect(field).to_have_attribute("aria-invalid", "true")


def large_scan(folder: Path) -> Path:
    """A PDF of eleven megabytes; photographs are made smaller before they are sent."""
    content = pdf_file()
    return _written(folder / "scan.pdf", content + b"%" * (11 * 1024 * 1024 - len(content)))


def text_in_disguise(folder: Path) -> Path:
    """A text file with a photograph's name."""
    return _written(folder / "IMG_0003.jpg", b"I am a photograph, believe me.")


def bomb(folder: Path) -> Path:
    """A small PDF that unpacks to 200 megabytes."""
    return _written(folder / "scan.pdf", flate_bomb_pdf())


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.rule("DEF-S5")
@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("make", [large_scan, text_in_disguise, bomb])
def test_a_file_that_is_no_paper_is_refused_in_words(
    visitors: Visitors, make: Callable[[Path], Path], javascript: bool, tmp_path: Path
) -> None:
    cabinet = come(visitors, DRAFTED, javascript=javascript)
    papers = Papers.open(cabinet.visitor, cabinet.draft.replace("/data/", "/documents/"))
    papers.fill(papers.card("additional"), {"additional-title": "Мінездеме"})
    before = papers.attached.count()
    assert len(papers.attach_refused("additional", make(tmp_path))) > 20
    expect(papers.card("additional").locator("[name=additional-title]")).to_have_value("Мінездеме")
    expect(papers.attached).to_have_count(before)


@pytest.mark.rule("ALL-4")
def test_a_visit_that_ends_on_the_last_step_loses_nothing(visitors: Visitors) -> None:
    certify = last_step(come(visitors, GRANTED).visitor, GRANTED)
    draft = certify.draft
    visitors.site.advance_clock(LONG_PAUSE)
    certify.finish_too_late().with_iin(GRANTED).enter()
    certify = Certify(certify.visitor)
    assert certify.draft == draft
    number = certify.ask_for_code(Phone(visitors.site, GRANTED)).finish().number
    assert number in Cabinet.open(certify.visitor).numbers


@pytest.mark.rule("ALL-4")
def test_two_taps_on_the_last_step_make_one_case(visitors: Visitors) -> None:
    cabinet = come(visitors, REFUSED, javascript=False)
    before = cabinet.numbers
    receipt = last_step(cabinet.visitor, REFUSED).finish_with_two_taps()
    assert Cabinet.open(receipt.visitor).numbers == before | {receipt.number}
    assert receipt.number not in before


def last_step(citizen: Visitor, iin: str) -> Certify:
    """Prepare an application up to the code."""
    data = Ground.open(citizen, "deferral").choose("S5")
    papers = data.type_in(study_place="home").go_on().attach("study", photographed("study"))
    return papers.go_on().go_on().ask_for_code(Phone(citizen.site, iin))


@pytest.mark.rule("ALL-12")
@pytest.mark.parametrize("number", [case_number(2026, 1), "26-000001-0", "26-999999-9"])
def test_a_case_number_of_somebody_else_leads_nowhere(visitors: Visitors, number: str) -> None:
    citizen = come(visitors, DRAFTED).visitor
    answer = citizen.page.goto(f"/cabinet/cases/{number}/")
    assert answer
    assert answer.status == 404
    citizen.look()
    expect(citizen.page.locator("main")).not_to_contain_text(number)


def test_two_tabs_with_one_draft_keep_the_papers_of_both(visitors: Visitors) -> None:
    cabinet = come(visitors, DRAFTED)
    path = cabinet.draft.replace("/data/", "/documents/")
    tabs = [Papers.open(cabinet.visitor, path), Papers.open(cabinet.visitor.new_tab(), path)]
    before = tabs[0].attached.count()
    for tab, name in zip(tabs, ("Бірінші", "Екінші"), strict=True):
        tab.fill(tab.card("additional"), {"additional-title": name})
    tabs[0].attach("additional", photographed("1"))
    tabs[1].send_file("additional", photographed("2"))
    expect(tabs[1].attached).to_have_count(before + 2)
    for name in ("Бірінші", "Екінші"):
        expect(tabs[1].attached.filter(has_text=name)).to_have_count(1)


def test_a_form_opened_before_signing_in_anew_in_another_tab_is_kept(visitors: Visitors) -> None:
    cabinet = come(visitors, DRAFTED, javascript=False)
    draft = cabinet.draft
    form = Data.open(cabinet.visitor, draft).type_in(explanation=WORDS)
    other = Cabinet.open(cabinet.visitor.new_tab())
    other.sign_out()
    visitors.site.advance_clock(BETWEEN_CODES)
    sign_in(other.visitor, DRAFTED)

    offered = form.go_on_in_vain()
    expect(offered.kept).to_have_text(WORDS)
    offered.send_again()
    assert Data.open(Papers(form.visitor).visitor, draft).explanation == WORDS


def test_a_form_whose_visit_has_ended_is_kept(visitors: Visitors) -> None:
    cabinet = come(visitors, DRAFTED, javascript=False)
    draft = cabinet.draft
    form = Data.open(cabinet.visitor, draft).type_in(explanation=f"{WORDS} 2")
    visitors.site.advance_clock(LONG_PAUSE)

    offered = form.go_on_in_vain()
    expect(offered.kept).to_have_text(f"{WORDS} 2")
    sign_in(cabinet.visitor.new_tab(), DRAFTED)
    offered.send_again()  # the token of the new visit comes along only with the next answer
    StillHere(form.visitor).send_again()
    assert Data.open(Papers(form.visitor).visitor, draft).explanation == f"{WORDS} 2"


def test_what_is_typed_is_kept_without_being_sent(visitors: Visitors) -> None:
    cabinet = come(visitors, DRAFTED)
    draft = cabinet.draft
    Data.open(cabinet.visitor, draft).type_and_leave_to_itself(explanation=f"{WORDS} 3")
    assert Data.open(cabinet.visitor.new_tab(), draft).explanation == f"{WORDS} 3"
