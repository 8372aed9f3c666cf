"""Summoned although one has applied: told on a telephone without scripts, answered, read."""

from datetime import datetime, time

from playwright.sync_api import expect

from tests.browser.journeys import Journey, Setting, photographed
from tests.browser.pages.cabinet import Cabinet
from tests.browser.pages.doors import sign_in
from tests.browser.pages.visitor import Visitors
from tests.browser.words import translated
from tests.support.site import next_working_day

CALLED_TO_A_HEARING = Setting("031312500275", "alatau", "kk", javascript=False)
"""Of Alatau; his case is open."""
PLACE = "Момышұлы к-сі 25, 3-кабинет"


def test_who_is_summoned_shows_the_proofs_and_reads_the_answer(visitors: Visitors) -> None:
    journey = Journey(CALLED_TO_A_HEARING, visitors)
    today = journey.site.go_to_next_morning()
    soon = datetime.combine(next_working_day(today.date()), time(11)).isoformat(timespec="minutes")

    citizen = journey.somebody()
    sign_in(citizen, CALLED_TO_A_HEARING.iin)
    cabinet = Cabinet(citizen)
    case = cabinet.open_case(next(iter(cabinet.numbers)))
    told = case.tell_of_summons(
        summons_at=soon, summons_place=PLACE, summons_number="114", files=photographed("Шақыру қағазы")
    )
    expect(told.qr).to_be_visible()
    expect(told.page.locator("main")).to_contain_text(PLACE)
    journey.wait_for_message("summons_passed_on", citizen)

    inbox = journey.officer("body")
    expect(inbox.urgent.filter(has_text=case.number)).to_contain_text(translated("Urgent", "kk"))
    file = inbox.open_urgent(case.number)
    expect(file.page.locator("main")).to_contain_text(PLACE)
    file.do("put_off_appearance", reply="Комиссия шешкенше келмеңіз.")
    journey.wait_for_message("summons_put_off", citizen)

    told.page.reload()
    citizen.look()
    expect(told.page.locator("main")).to_contain_text("Комиссия шешкенше келмеңіз.")
    expect(told.back_to_case().page.locator("#case")).to_contain_text(translated("Appearance put off", "kk"))
