"""J2 whole: from a post for which others compete to the unit, through the five bodies, in Kazakh."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.candidacy import Candidacy, Offices
from tests.browser.journeys import photographed
from tests.browser.pages.cabinet import Cabinet, OwnCase
from tests.browser.pages.doors import Verify
from tests.browser.pages.ministry import Competition, Distribution, PersonalFile
from tests.browser.pages.posts import Agreement, AnotherPost
from tests.browser.pages.visitor import Visitors
from tests.support.site import next_working_day

HEAD, EXECUTOR = "jauynger.head", "jauynger.executor1"
FIT = {"medical": "passed", "psychological": "passed"}
PLACE = "Жандосов көшесі, 00-үй, 12-каб."


ANOTHER = "031327572254"
"""Has applied for the same post, which has one place."""
POST = "Атқыш"


@pytest.mark.rule("CON-2", "CON-3", "CON-4", "CON-5", "CON-6", "CON-8", "CON-10", "CON-11", "CON-13")
@pytest.mark.rule("CON-14", "CON-15", "CON-17")
def test_a_candidate_is_taken_on_and_another_loses_the_post(visitors: Visitors, tmp_path: Path) -> None:
    candidacy, offices = Candidacy("061302564728", visitors), Offices(visitors)
    another = Candidacy(ANOTHER, visitors, javascript=False)
    case = candidacy.apply("private", "land")
    number = case.number

    distribute(offices, number)
    check(offices, number)
    examine(offices, number)
    sign_the_agreement(offices, case)
    choose_another_post(another, offices)
    instruct(offices, number)

    case = Cabinet.open(case.visitor).open_case(number)
    assert case.page.locator('#case a.code[href^="/verify/"]').count() == 2
    case.download_result(tmp_path / "paper.pdf")
    assert Verify.open(candidacy.come()).check_file(tmp_path / "paper.pdf").is_genuine
    visitors.site.go_to_next_morning()
    offices.open_file("unit-00101", number).do("confirm_arrival", note="")
    assert candidacy.wait_for_message("contract_arrived", case.visitor) == [
        "contract_received",
        "contract_accepted",
        "contract_special_check",
        "contract_examination",
        "contract_examination_place",
        "contract_agreement",
        "contract_agreement_signed",
        "contract_agreed",
        "contract_instructed",
        "contract_report_place",
        "contract_arrived",
    ]


def distribute(offices: Offices, number: str) -> None:
    """The head sees who competes, and gives the application to the executor whom the site proposes."""
    head = offices.officer(HEAD).visitor
    competing = Competition.open(head, POST).numbers
    assert number in competing and len(competing) == 4
    Distribution.open(head).give_out(number)


def check(offices: Offices, number: str) -> None:
    """The executor reads the personal file and sends it on; the security department answers: positive."""
    file = offices.open_file(EXECUTOR, number)
    personal = PersonalFile(file).wait_for_answers()
    assert personal.parts.count() == 8
    assert not personal.hints.count()
    file.do("send_for_special_check")
    offices.open_file("almaty.security", number).do("clear")


def examine(offices: Offices, number: str) -> None:
    """The candidate is called, the chair passes the conclusion on, the department answers with a scan."""
    soon = offices.site.now() + timedelta(minutes=10)
    at = soon.replace(tzinfo=None).isoformat(timespec="minutes")
    offices.open_file(EXECUTOR, number).do("call_to_examination", examination_at=at, examination_place=PLACE)
    offices.site.advance_clock(timedelta(minutes=11))
    offices.open_file("almaty.medical", number).do("pass_conclusion", **FIT)
    scan = photographed("Медициналық комиссияның қорытындысы")
    offices.open_file("almaty.defence", number).do("answer_examination", fitness="passed", scan=scan)


def sign_the_agreement(offices: Offices, case: OwnCase) -> None:
    """The executor draws it up, the candidate signs it on the telephone, and then the head."""
    begins = offices.site.now().date() + timedelta(days=30)
    offices.open_file(EXECUTOR, case.number).do(
        "offer_agreement", years="3", serves_from=begins.isoformat(), conditions=""
    )
    cabinet = Cabinet.open(case.visitor)
    expect(cabinet.waiting).to_contain_text(case.number)
    Agreement.of(cabinet.open_case(case.number)).sign()
    offices.open_file(HEAD, case.number).do("sign_for_ministry")


def choose_another_post(candidacy: Candidacy, offices: Offices) -> None:
    """The post has gone; this candidate, without scripts, is told and goes on with another one."""
    case = candidacy.open_case()
    assert candidacy.wait_for_message("contract_post_taken", case.visitor) == ["contract_post_taken"]
    chosen = case.page.locator(".facts dd").first
    expect(chosen).to_have_text(POST)
    case = AnotherPost.of(case).choose()
    expect(chosen).not_to_have_text(POST)
    Distribution.open(offices.officer(HEAD).visitor).give_out(case.number)
    assert candidacy.wait_for_message("contract_accepted", case.visitor)


def instruct(offices: Offices, number: str) -> None:
    """The executor says where and when to report to the unit, and the head signs."""
    today = offices.site.now().date()
    at = f"{next_working_day(today).isoformat()}T09:00"
    offices.open_file(EXECUTOR, number).do(
        "draw_up_instruction", report_at=at, report_place="Қонаев, 00101 ә/б"
    )
    signed = offices.open_file(HEAD, number).do("sign_instruction")
    left = {str(link.get_attribute("href")).rsplit("/", 2)[1] for link in signed.open_actions.all()}
    assert left == {"recall_instruction", "annul_agreement"}
