"""Posts: found by candidates, published and closed by the ministry, candidates side by side (834; CON-2)."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import clock as our_clock
from actions import posts
from actions.bodies import save_body
from database import transaction
from domain.registry_facts import Education
from domain.roles import SITE, BodyKind, Role
from models.cases import Case
from models.messaging import Message
from models.vacancies import Vacancy
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import browser_of, words_of
from tests.support.officers_at_work import at_desk, looks, number_of, post, rows, send
from tests.support.recruiting import Bodies
from tests.support.signing_in import counted_statements, form_token

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def visitor(client: FlaskClient, clock: TestClock) -> FlaskClient:
    client.get("/?lang=en")
    return client


def shown(page: str) -> list[int]:
    """The posts that a list shows, in its order."""
    return [int(found) for found in re.findall(r'href="/vacancies/(\d+)/"', page)]


def told(case_id: int) -> list[str]:
    """What was sent to the candidate, the oldest first."""
    return rows(select(Message.template).where(Message.case_id == case_id).order_by(Message.id))


@pytest.mark.rule("CON-2")
def test_anybody_looks_through_the_posts_and_narrows_them(visitor, bodies):
    private = recruiting.make_vacancy(bodies, places=3)
    sergeant = recruiting.make_vacancy(bodies, kind="sergeant", branch="navy")
    page = visitor.get("/vacancies/")
    assert shown(page.text) == [sergeant, private]
    assert "2 posts , 4 places" in words_of(page).replace("posts,", "posts ,")
    assert shown(visitor.get("/vacancies/?kind=private").text) == [private]
    assert shown(visitor.get("/vacancies/?branch=navy&kind=").text) == [sergeant]
    assert shown(visitor.get(f"/vacancies/?region={recruiting.REGION}&kind=private").text) == [private]
    assert shown(visitor.get(f"/vacancies/?unit={bodies.unit_id}").text) == [sergeant, private]


def test_a_choice_that_nothing_fits_leads_back_and_nonsense_is_not_asked(visitor, bodies):
    private = recruiting.make_vacancy(bodies)
    empty = visitor.get("/vacancies/?kind=sergeant")
    assert shown(empty.text) == []
    assert "Show all posts" in words_of(empty)
    assert "selected>Sergeant (0)" in empty.text
    nonsense = visitor.get("/vacancies/?kind=general&branch=x&region=²&unit=99999999999999999999&page=-7")
    assert shown(nonsense.text) == [private]
    assert "No posts are offered now" not in words_of(empty)


def test_without_any_post_the_page_says_what_to_do(visitor):
    assert "Look here again later" in words_of(visitor.get("/vacancies/"))


def test_htmx_gets_the_list_alone_and_the_address_can_be_kept(visitor, bodies):
    recruiting.make_vacancy(bodies)
    fragment = visitor.get("/vacancies/?kind=private", headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<section id="posts"')
    page = visitor.get("/vacancies/").text
    assert 'hx-get="/vacancies/" hx-target="#posts" hx-swap="outerHTML" hx-push-url="true"' in page
    assert 'method="get" action="/vacancies/"' in page


def test_the_list_is_paged_and_costs_the_same_however_long(visitor, bodies):
    recruiting.make_vacancy(bodies)
    visitor.get("/vacancies/")
    with counted_statements() as few:
        visitor.get("/vacancies/")
    for _ in range(21):
        recruiting.make_vacancy(bodies)
    with counted_statements() as many:
        first = shown(visitor.get("/vacancies/").text)
    assert len(many) == len(few)
    second = shown(visitor.get("/vacancies/?page=2").text)
    assert (len(first), len(second), len(set(first + second))) == (20, 2, 22)


@pytest.mark.rule("CON-2")
def test_a_post_says_what_a_candidate_has_to_know(visitor, bodies):
    vacancy = recruiting.make_vacancy(bodies, places=2)
    page = visitor.get(f"/vacancies/{vacancy}/")
    words = words_of(page)
    for word in (
        "Shooter",
        "Private",
        "Land Forces",
        "District 750000000",
        "Unit k",
        "Good health",
        "23 November 2026",
    ):
        assert word in words, word
    assert re.search(rf'action="/vacancies/{vacancy}/apply/"', page.text)
    assert "Good health (kk)" in words_of(
        visitor.get(f"/vacancies/{vacancy}/?lang=kk", follow_redirects=True)
    )


def test_a_post_that_is_gone_says_so_and_nobody_can_apply(visitor, bodies):
    vacancy = recruiting.make_vacancy(bodies)
    with transaction():
        posts.close(bodies.head, vacancy)
    page = visitor.get(f"/vacancies/{vacancy}/")
    assert "Nobody is sought for this post any more" in words_of(page)
    assert "/apply/" not in page.text
    assert shown(visitor.get("/vacancies/").text) == []
    assert visitor.get("/vacancies/999999/").status_code == 404


def test_where_the_pilot_is_over_posts_are_shown_and_none_can_be_applied_for(
    visitor, bodies, app, monkeypatch
):
    vacancy = recruiting.make_vacancy(bodies)
    closed = replace(app.config["SETTINGS"], pilots_open=frozenset())
    monkeypatch.setitem(app.config, "SETTINGS", closed)
    page = visitor.get(f"/vacancies/{vacancy}/")
    assert "/apply/" not in page.text
    assert "1414" in words_of(page)
    assert "Applications are not taken" in words_of(page)
    assert "Applications are not taken" in words_of(visitor.get("/vacancies/"))


POST = {
    "kind": "sergeant",
    "branch": "navy",
    "region": recruiting.REGION,
    "places": "2",
    **{f"title_{language}": f"Gunner {language}" for language in ("kk", "ru", "en")},
    **{f"requirements_{language}": f"Good eyes {language}" for language in ("kk", "ru", "en")},
}


@pytest.mark.rule("CON-2")
def test_a_head_publishes_a_post_and_candidates_see_it(app, visitor, bodies):
    desk = at_desk(app, bodies.head)
    answer = send(desk, "/ministry/vacancies/new/", **POST, unit=str(bodies.unit_id))
    assert answer.location == "/ministry/vacancies/"
    words = words_of(desk.get("/ministry/vacancies/"))
    assert "Gunner en" in words and "0 of 2" in words and "Candidates are sought" in words
    [vacancy] = shown(visitor.get("/vacancies/?kind=sergeant&branch=navy").text)
    assert "Good eyes en" in words_of(visitor.get(f"/vacancies/{vacancy}/"))


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(app, bodies):
    desk = at_desk(app, bodies.head)
    wrong = POST | {"places": "0", "title_en": "  ", "branch": ""}
    answer = send(desk, "/ministry/vacancies/new/", **wrong, unit=str(bodies.unit_id))
    assert answer.status_code == 422
    for name in ("places", "title_en", "branch"):
        assert f'id="{name}-error"' in answer.text
    assert "3 things to mend" in words_of(answer)
    for kept in ("Gunner kk", "Good eyes ru", "selected value="):
        assert kept in answer.text
    assert rows(select(Vacancy)) == []


def test_a_unit_that_closed_meanwhile_is_refused_beside_its_field(app, bodies):
    desk = at_desk(app, bodies.head)
    page = desk.get("/ministry/vacancies/new/")
    other = make.make_body(BodyKind.UNIT, name="Unit two")
    with transaction():
        save_body(SITE, BodyKind.UNIT, make.names("Unit two"), body_id=other, active=False)
    answer = post(desk, "/ministry/vacancies/new/", form_token(page), POST | {"unit": str(other)})
    assert answer.status_code == 422
    assert 'id="unit-error"' in answer.text


def test_who_heads_two_units_says_for_which(app, bodies):
    second = make.make_body(BodyKind.MINISTRY, name="Ministry two")
    with transaction():
        make.appoint(SITE, bodies.head.id, role=Role.HEAD, body_id=second, starts_on=our_clock.today())
    desk = at_desk(app, bodies.head)
    send(desk, "/ministry/vacancies/new/", **POST, unit=str(bodies.unit_id), body=str(second))
    assert [vacancy.body_id for vacancy in rows(select(Vacancy))] == [second]


@pytest.mark.rule("CON-2")
def test_closing_says_who_is_told_and_tells_them(app, bodies):
    vacancy = recruiting.make_vacancy(bodies)
    waits = recruiting.apply_for(vacancy)
    desk = at_desk(app, bodies.head)
    path = f"/ministry/vacancies/{vacancy}/close/"
    words = words_of(desk.get(path))
    assert "1 candidate is told" in words and number_of(waits) in words and "Сейітқали Ерлан" in words
    assert rows(select(Vacancy.state)) == ["open"]
    assert send(desk, path).location == "/ministry/vacancies/"
    assert rows(select(Vacancy.state)) == ["closed"]
    assert told(waits).count("contract_post_closed") == 1
    assert "Nobody is sought for this post any more" in words_of(desk.get(path))


def test_a_post_that_somebody_closed_first_is_said_and_nothing_happens_twice(app, bodies):
    vacancy = recruiting.make_vacancy(bodies)
    waits = recruiting.apply_for(vacancy)
    desk = at_desk(app, bodies.head)
    path = f"/ministry/vacancies/{vacancy}/close/"
    token = form_token(desk.get(path))
    with transaction():
        posts.close(bodies.head, vacancy)
    assert post(desk, path, token, {}).location == "/ministry/vacancies/"
    assert "somebody was first" in words_of(desk.get("/ministry/vacancies/"))
    assert told(waits).count("contract_post_closed") == 1


def test_the_list_of_a_unit_goes_by_state_and_costs_the_same_however_long(app, bodies):
    first = recruiting.make_vacancy(bodies)
    recruiting.apply_for(first)
    desk = at_desk(app, bodies.head)
    desk.get("/ministry/vacancies/")
    with counted_statements() as few:
        page = desk.get("/ministry/vacancies/")
    assert re.search(rf'href="/ministry/vacancies/{first}/candidates/">1<', page.text)
    for _ in range(21):
        recruiting.make_vacancy(bodies)
    with counted_statements() as many:
        assert "Page 1 of 2" in words_of(desk.get("/ministry/vacancies/"))
    assert len(many) == len(few)
    with transaction():
        posts.close(bodies.head, first)
    closed = desk.get("/ministry/vacancies/?state=closed", headers={"HX-Request": "true"}).text
    assert closed.lstrip().startswith('<section id="posts"')
    assert shown(closed) == [first]
    assert "No post of your unit is in this state" in words_of(desk.get("/ministry/vacancies/?state=filled"))


@pytest.mark.rule("CON-2")
def test_candidates_stand_side_by_side_with_what_is_known_of_each(app, bodies, clock):
    vacancy = recruiting.make_vacancy(bodies, places=2)
    far = recruiting.apply_for(vacancy)
    recruiting.drive(far, bodies, "answered", clock)
    new = recruiting.apply_for(vacancy, iin=make.IINS[1])
    gone = recruiting.apply_for(vacancy, iin=make.IINS[2])
    make.act(gone, "withdraw", make.citizen(rows(select(Case.person_id).where(Case.id == gone))[0]))
    page = at_desk(app, bodies.head).get(f"/ministry/vacancies/{vacancy}/candidates/")
    lines = page.text.split('<tr role="row">')[2:]
    assert [number_of(far) in lines[0], number_of(new) in lines[1], len(lines)] == [True, True, 2]
    for known in ("20", "General secondary", "K.Executor1", "Positive", "Passed", "All answers are here"):
        assert known in lines[0], known
    assert "Positive" not in lines[1] and "Passed" not in lines[1] and "K.Executor" not in lines[1]
    assert 'data-label="Special check"' in lines[1]
    assert f'href="/staff/cases/{number_of(new)}/"' in lines[1]
    assert number_of(gone) not in page.text
    assert "1 more is out of the competition" in words_of(page)
    assert make.IINS[0] not in page.text
    assert [looks(far), looks(new), looks(gone)] == [[("case_seen", bodies.head.id)]] * 2 + [[]]


@pytest.mark.rule("CON-1", "CON-2")
def test_what_a_candidate_wrote_stands_beside_what_the_registry_proves(app, bodies, clock, monkeypatch):
    written = {"place": "Зауыт", "position": "Слесарь", "since": "09.2022", "until": "10.2024"}
    monkeypatch.setitem(recruiting.QUESTIONNAIRE, "work", [written])
    monkeypatch.setitem(recruiting.QUESTIONNAIRE, "driving", [{"categories": "B, C"}])
    vacancy = recruiting.make_vacancy(bodies)
    case_id = recruiting.apply_for(vacancy)
    make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
    diploma = Education(
        source="education",
        answered_at=our_clock.now(),
        level="Техникалық және кәсіптік",
        school="№ 1 колледж",
    )
    recruiting.answer_file(case_id, education=(diploma,))
    make.act(case_id, "send_for_special_check", bodies.executor)
    desk, path = at_desk(app, bodies.head), f"/ministry/vacancies/{vacancy}/candidates/"
    words = words_of(desk.get(path))
    for known in ("2 years", "B, C", "General secondary", "by the registry: Техникалық және кәсіптік"):
        assert known in words, known
    assert "Sent, no answer yet" in words
    paper = {"outgoing_number": "12-3", "outgoing_date": our_clock.today()}
    make.act(case_id, "record_paper_answer", bodies.executor, **paper)
    assert "Negative, on paper" in words_of(desk.get(path))


def test_the_comparison_costs_the_same_however_many_compete(app, bodies):
    vacancy = recruiting.make_vacancy(bodies)
    path = f"/ministry/vacancies/{vacancy}/candidates/"
    recruiting.apply_for(vacancy)
    desk = at_desk(app, bodies.head)
    desk.get(path)
    with counted_statements() as few:
        desk.get(path)
    for iin in make.IINS[1:4]:
        recruiting.apply_for(vacancy, iin=iin)
    with counted_statements() as many:
        desk.get(path)
    reading = [[one for one in counted if one.startswith("SELECT")] for counted in (few, many)]
    assert len(reading[1]) == len(reading[0])


def test_only_the_head_of_the_unit_gets_to_its_posts(app, bodies):
    vacancy = recruiting.make_vacancy(bodies)
    paths = [f"/ministry/vacancies/{vacancy}/{page}/" for page in ("close", "candidates")]
    stranger = at_desk(app, make.make_officer("other", Role.HEAD, make.make_body(BodyKind.MINISTRY)))
    token = form_token(stranger.get("/ministry/vacancies/new/"))
    assert [stranger.get(path).status_code for path in paths] == [404, 404]
    assert post(stranger, paths[0], token, {}).status_code == 404
    assert "Shooter" not in stranger.get("/ministry/vacancies/").text
    assert rows(select(Vacancy.state)) == ["open"]
    for actor in (bodies.executor, bodies.unit, bodies.security):
        desk = at_desk(app, actor)
        assert [desk.get(path).status_code for path in (*paths, "/ministry/vacancies/")] == [403, 403, 403]


TOO_LONG = ("2147483648", "9223372036854775808", "9" * 40)
"""Numbers that the databases cannot hold."""


@pytest.mark.parametrize("number", ["0", "2147483647", *TOO_LONG])
def test_the_address_of_no_post_is_not_found_however_long_its_number_is(app, visitor, bodies, number):
    recruiting.make_vacancy(bodies)
    assert visitor.get(f"/vacancies/{number}/").status_code == 404
    candidate = browser_of(app.test_client(), make.make_person())
    token = form_token(candidate.get("/cabinet/profile/"))
    assert post(candidate, f"/vacancies/{number}/apply/", token, {}).status_code == 404
    head = at_desk(app, bodies.head)
    for page in ("close", "candidates"):
        assert head.get(f"/ministry/vacancies/{number}/{page}/").status_code in (403, 404)


@pytest.mark.parametrize("number", TOO_LONG)
def test_no_number_in_the_search_for_posts_is_too_long(visitor, bodies, number):
    recruiting.make_vacancy(bodies)
    assert visitor.get(f"/vacancies/?region={number}&unit={number}&page={number}").status_code == 200
