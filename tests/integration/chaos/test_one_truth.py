"""One truth per case: of those who act at the same moment one wins, the others read that they came second."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from database import db, lock_row, transaction
from devkit.chaos.browser import Answer, Browser
from devkit.chaos.stories import FORWARD, GROUNDS, WITHDRAW, Deed
from models.cases import Case, Event, Hearing, Task
from models.messaging import Message
from tests.support import factories as make
from tests.support.html import check_page
from tests.support.officers_at_work import at_desk, case_path, post, prefilled
from tests.support.signing_in import form_token

AT_ONCE = 6
TRIES = 20
HEARING = {"hearing_at": "2026-11-24T11:00", "hearing_way": "in_person", "reason_against": "Мөр жоқ"}


def test_of_many_who_act_at_once_on_a_case_exactly_one_wins(site, commission, clock):
    """One test for all, because a server with several processes takes seconds to start."""
    substitute = make.make_substitute("standby", commission.chair)
    chairs = [site.officer((commission.chair, substitute)[turn % 2].id) for turn in range(AT_ONCE)]
    the_same_action_of_two_officers(site, commission, chairs)
    the_same_action_pressed_many_times(site, commission)
    the_same_action_with_different_values(site, commission, chairs)
    two_actions_of_two_sides(site, commission, chairs)


@pytest.fixture
def impatient(app: Flask, database_kind: str) -> Iterator[None]:
    """Nobody waits for another writer for more than a tenth of a second."""
    sqlite = database_kind == "sqlite"

    def hurry(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 100" if sqlite else "SET lock_timeout = 100")
        connection.commit()

    event.listen(db.engine, "connect", hurry)
    db.engine.dispose()
    yield
    event.remove(db.engine, "connect", hurry)
    db.session.remove()
    db.engine.dispose()


@pytest.mark.usefixtures("impatient")
def test_who_waited_in_vain_for_another_writer_has_done_nothing_and_may_press_again(app, commission, clock):
    case_id = make.make_case(commission)
    client, path = at_desk(app, commission.chair), case_path(case_id, "forward")
    form = client.get(path)
    with transaction():
        lock_row(Case, case_id)
        busy = post(client, path, form_token(form), prefilled(form))
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "60")
    assert (events_of(case_id)["forwarded"], told(case_id)["case_forwarded"]) == (0, 0)
    assert post(client, path, form_token(form), prefilled(form)).status_code == 303
    assert (events_of(case_id)["forwarded"], told(case_id)["case_forwarded"]) == (1, 1)


def the_same_action_of_two_officers(site, commission, chairs):
    case_id = make.make_case(commission, iin=make.IINS[0])
    answers = all_at_once([(chair, FORWARD) for chair in chairs], number_of(case_id))
    assert verdict(answers) == {303: 1, 409: AT_ONCE - 1}
    assert events_of(case_id)["forwarded"] == 1
    assert told(case_id)["case_forwarded"] == 1
    assert open_steps(case_id) == ["under_examination"] * len(commission.members)


def the_same_action_pressed_many_times(site, commission):
    case_id = make.make_case(commission, iin=make.IINS[1])
    windows = [site.applicant(case_id) for _ in range(AT_ONCE)]
    answers = all_at_once([(window, WITHDRAW) for window in windows], number_of(case_id))
    assert verdict(answers) == {303: 1, 409: AT_ONCE - 1}
    assert events_of(case_id)["withdrawn"] == 1
    assert told(case_id)["withdrawn"] == 1
    assert open_steps(case_id) == []


def the_same_action_with_different_values(site, commission, chairs):
    case_id = make.make_case(commission, iin=make.IINS[2], at="examined")
    places = [f"Момышұлы көшесі {number}" for number in range(AT_ONCE)]
    deeds = [
        Deed("chair", "call_hearing", {**GROUNDS, **HEARING, "hearing_place": place}) for place in places
    ]
    answers = all_at_once(list(zip(chairs, deeds, strict=True)), number_of(case_id))
    assert verdict(answers) == {303: 1, 409: AT_ONCE - 1}
    won = next(place for place, answer in zip(places, answers, strict=True) if answer.status == 303)
    assert events_of(case_id)["hearing_called"] == 1
    assert db.session.scalars(select(Hearing.place).where(Hearing.case_id == case_id)).all() == [won]
    assert (told(case_id)["hearing_called"], told(case_id)["hearing_place"]) == (1, 1)


def two_actions_of_two_sides(site, commission, chairs):
    """The chair passes on what the applicant withdraws: whoever is first, the case ends withdrawn."""
    case_id = make.make_case(commission, iin=make.IINS[3])
    half = AT_ONCE // 2
    windows = [site.applicant(case_id) for _ in range(half)]
    sent = [(chair, FORWARD) for chair in chairs[:half]] + [(window, WITHDRAW) for window in windows]
    answers = all_at_once(sent, number_of(case_id))
    passed_on, withdrawn = verdict(answers[:half]), verdict(answers[half:])
    assert withdrawn == {303: 1, 409: half - 1}
    forwarded = events_of(case_id)["forwarded"]
    assert passed_on == ({303: 1, 409: half - 1} if forwarded else {409: half})
    assert told(case_id)["case_forwarded"] == forwarded
    assert (events_of(case_id)["withdrawn"], told(case_id)["withdrawn"]) == (1, 1)
    assert open_steps(case_id) == []
    db.session.rollback()
    assert db.session.get_one(Case, case_id).status == "withdrawn"


def all_at_once(sent: Sequence[tuple[Browser, Deed]], number: str) -> list[Answer]:
    """What each gets who sends this form, all having it open and pressing at one moment."""
    together = Barrier(len(sent))

    def press(browser: Browser, deed: Deed) -> Answer:
        together.wait()
        return until_answered(browser, deed, number)

    for browser, deed in sent:
        assert browser.open_form(deed.form(number)).status == 200
    with ThreadPoolExecutor(len(sent)) as pool:
        pressed = [pool.submit(press, browser, deed) for browser, deed in sent]
        return [one.result() for one in pressed]


def until_answered(browser: Browser, deed: Deed, number: str) -> Answer:
    """The answer of whoever presses again as long as the site is too busy (503). On a slow machine
    others may keep the database for longer than anybody is let wait; nothing is done then."""
    for _ in range(TRIES):
        answer = browser.post(deed.form(number), deed.fields)
        if answer.status != 503:
            break
        assert answer.retry_after
    return answer


def verdict(answers: Sequence[Answer]) -> Counter[int]:
    """How many got which status; those who came second get a whole page."""
    for answer in answers:
        if answer.status == 409:
            check_page(answer.text)
    return Counter(answer.status for answer in answers)


def number_of(case_id: int) -> str:
    """The case's number."""
    db.session.rollback()
    return db.session.get_one(Case, case_id).number


def events_of(case_id: int) -> Counter[str]:
    """How often what has happened; the numbers of the events leave no gap."""
    db.session.rollback()
    rows = db.session.execute(select(Event.sequence, Event.code).where(Event.case_id == case_id)).all()
    assert sorted(sequence for sequence, _ in rows) == list(range(1, len(rows) + 1))
    return Counter(code for _, code in rows)


def told(case_id: int) -> Counter[str]:
    """How often the applicant is told what."""
    db.session.rollback()
    return Counter(db.session.scalars(select(Message.template).where(Message.case_id == case_id)))


def open_steps(case_id: int) -> list[str]:
    """The steps of the tasks that stand in somebody's inbox."""
    db.session.rollback()
    return list(
        db.session.scalars(select(Task.step).where(Task.case_id == case_id, Task.closed_at.is_(None)))
    )
