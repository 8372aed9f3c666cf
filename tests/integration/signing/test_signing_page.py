"""The page on which people sign: what it says in each state, and to whom."""

import re

import pytest

from database import db, transaction
from devkit.nca.authority import State
from devkit.nca.modes import Mode
from domain.signing import RequestState
from integrations.eds.errors import NotAnswered
from models.signing import SigningRequest
from tests.support import factories as make
from tests.support.citizens import browser_of, counted, send, token_of, words_of
from tests.support.eds import authority, content_of, key_of_officer
from tests.support.officers_at_work import at_desk, case_path, number_of, status_of
from tests.support.signers import (
    HTMX,
    check,
    key_of_person,
    request_at,
    send_signatures,
    sign_with_ncalayer,
    texts_of,
)
from web.signing_words import REFUSALS


@pytest.fixture
def key(commission):
    return key_of_officer(commission.chair.id)


def poll(client, asked_at: str, seen: str):
    return client.get(f"{asked_at}?seen={seen}", headers=HTMX)


def paper_links(page_text: str) -> list[str]:
    return re.findall(r'href="(/sign/[^"]+/papers/\d+/)"', page_text)


def test_the_page_says_what_is_signed_with_whose_key_and_until_when(desk, asked_at, case_id, commission):
    answer = desk.get(asked_at)
    words = words_of(answer)
    iin = request_at(asked_at).iin
    for expected in (
        "Sign with EDS",
        "Issue the conclusion",
        number_of(case_id),
        "Сейітқали Ерлан Бекұлы",
        "Alatau.Chair",
        f"•••• {iin[-4:]}",
        "001340000017",
        "10:10",
        "On this computer: NCALayer",
        "On the phone: eGov Mobile",
        "NCALayer needs JavaScript",
    ):
        assert expected in words, expected
    assert iin not in words
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Security-Policy"].endswith("connect-src 'self' wss://127.0.0.1:13579")
    assert re.search(r'<section id="ncalayer"[^>]* hidden>', answer.text)


def test_the_program_is_told_the_papers_and_the_person(desk, asked_at, app):
    said = re.search(r'data-ncalayer="([^"]+)"', desk.get(asked_at).text)[1]
    asked = request_at(asked_at)
    for expected in (asked.iin, asked.bin, "wss://127.0.0.1:13579", "&#34;anyChain&#34;: true"):
        assert expected in said
    signed = [paper for paper in asked.papers if paper.signed]
    addresses = re.findall(r"/sign/[^/]+/papers/(\d+)/", said)
    assert [int(position) for position in addresses] == [paper.position for paper in signed]


def test_every_paper_can_be_looked_at_byte_for_byte(desk, asked_at):
    links = paper_links(desk.get(asked_at).text)
    papers = {paper.position: paper for paper in request_at(asked_at).papers}
    assert {int(link.split("/")[-2]) for link in links} == set(papers)
    for link in links:
        paper = papers[int(link.split("/")[-2])]
        answer = desk.get(link)
        assert answer.data == content_of(paper)
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert desk.get(links[0]).mimetype == "application/pdf"
    assert desk.get(f"{asked_at}papers/99/").status_code == 404


def test_nobody_else_learns_that_there_is_such_a_page(app, client, desk, asked_at, commission):
    link = paper_links(desk.get(asked_at).text)[0]
    stranger = app.test_client()
    colleague = at_desk(app, commission.members[0])
    citizen = browser_of(app.test_client(), make.make_person(make.IINS[4]))
    for other in (stranger, colleague, citizen):
        token = token_of(other.get("/verify/"))
        assert [
            other.get(address).status_code for address in (asked_at, f"{asked_at}?seen=waiting", link)
        ] == [404] * 3
        for deed in ("signatures", "withdraw"):
            assert other.post(f"{asked_at}{deed}/", data={"csrf_token": token}).status_code == 404
    assert request_at(asked_at).state == RequestState.WAITING
    assert desk.get("/sign/unknown/").status_code == 404


def test_signing_is_followed_from_the_form_to_the_deed(desk, asked_at, key, case_id):
    unchanged = poll(desk, asked_at, "waiting")
    assert (
        unchanged.text.lstrip().startswith('<div id="follow" hx-get=')
        and "HX-Redirect" not in unchanged.headers
    )
    assert sign_with_ncalayer(desk, asked_at, key).location == asked_at
    assert poll(desk, asked_at, "waiting").headers["HX-Redirect"] == asked_at
    said = words_of(desk.get(asked_at))
    assert "Your signature is right" in said and "Sign with NCALayer" not in said
    assert "connect-src" not in desk.get(asked_at).headers["Content-Security-Policy"]
    assert "HX-Redirect" not in poll(desk, asked_at, "received").headers
    assert status_of(case_id) == "examined"
    check(asked_at)
    assert status_of(case_id) == "concluded"
    assert poll(desk, asked_at, "received").headers["HX-Redirect"] == case_path(case_id)
    assert "Your signature is kept with the case." in words_of(desk.get(case_path(case_id)))


def test_a_silent_authority_is_told_and_nothing_is_lost(desk, asked_at, key, case_id, nca, clock):
    sign_with_ncalayer(desk, asked_at, key)
    nca.behaviour.put(Mode.DOWN)
    with pytest.raises(NotAnswered):
        check(asked_at)
    clock.advance(seconds=31)
    said = words_of(desk.get(asked_at))
    assert "has not answered yet" in said and "nothing is lost" in said and "You may close this page" in said
    assert "Signed, being checked" in words_of(desk.get(case_path(case_id)))
    nca.behaviour.reset()
    check(asked_at)
    assert desk.get(asked_at).location == case_path(case_id)


FLAWS = {
    "wrong_person": {"iin": "101301500012"},
    "wrong_organisation": {"bin": "991340000007"},
    "not_in_force": {"state": State.EXPIRED},
    "key_usage": {"state": State.AUTH_ONLY},
}


@pytest.mark.parametrize("code", FLAWS)
def test_a_key_that_does_not_fit_is_told_and_another_one_can_be_taken(desk, asked_at, commission, code):
    wrong = key_of_officer(commission.chair.id, **FLAWS[code])
    answer = sign_with_ncalayer(desk, asked_at, wrong)
    assert answer.status_code == 422
    for told in (words_of(answer), words_of(desk.get(asked_at)), words_of(poll(desk, asked_at, "waiting"))):
        assert REFUSALS[code].happened in told and REFUSALS[code].advice in told
    assert "Sign with NCALayer" in words_of(answer) and request_at(asked_at).state == RequestState.WAITING
    right = sign_with_ncalayer(desk, asked_at, key_of_officer(commission.chair.id))
    assert right.status_code == 303 and request_at(asked_at).reason is None


def test_a_citizens_own_key_decides_nothing(desk, asked_at):
    answer = sign_with_ncalayer(desk, asked_at, key_of_person(request_at(asked_at).iin))
    assert (answer.status_code, REFUSALS["wrong_kind_of_key"].happened in words_of(answer)) == (422, True)


def test_what_is_no_signature_of_the_papers_is_told(desk, asked_at, key):
    good = texts_of(asked_at, key)
    other = authority().key("101301500012", "Бөтенов Басқа", bin="001340000017", role="employee", kind="rsa")
    for texts, code in (
        ([], "wrong_number"),
        (good[:1], "wrong_number"),
        (good[::-1], "message_digest"),
        (["not base64 at all", good[1]], "malformed"),
        (["AAAA", good[1]], "malformed"),
        ([good[0], texts_of(asked_at, other)[1]], "mixed_keys"),
    ):
        answer = send_signatures(desk, asked_at, texts)
        assert (answer.status_code, REFUSALS[code].happened in words_of(answer)) == (422, True), code
    assert (
        send_signatures(
            desk, asked_at, [f"-----BEGIN CMS-----\n{text}\n-----END CMS-----" for text in good]
        ).location
        == asked_at
    )


def test_a_revoked_key_is_refused_after_the_check_and_leads_back_to_the_form(
    desk, asked_at, case_id, commission
):
    sign_with_ncalayer(desk, asked_at, key_of_officer(commission.chair.id, state=State.REVOKED))
    check(asked_at)
    assert poll(desk, asked_at, "received").headers["HX-Redirect"] == asked_at
    answer = desk.get(asked_at)
    assert REFUSALS["revoked"].happened in words_of(answer)
    form = case_path(case_id, "conclude")
    assert f'href="{form}">Sign again' in answer.text
    assert 'value="2027-06-30"' in desk.get(form).text, "what was typed is still there"


def test_a_decision_that_somebody_else_took_first_says_so(desk, asked_at, key, case_id, commission):
    sign_with_ncalayer(desk, asked_at, key)
    make.conclude(case_id, commission)
    check(asked_at)
    assert REFUSALS["already_done"].happened in words_of(desk.get(asked_at))


def test_time_runs_out(desk, asked_at, key, clock):
    texts = texts_of(asked_at, key)
    token = token_of(desk.get(asked_at))
    clock.advance(minutes=10, seconds=1)
    assert poll(desk, asked_at, "waiting").headers["HX-Redirect"] == asked_at
    said = words_of(desk.get(asked_at))
    assert "The time to sign is over" in said and "Sign with NCALayer" not in said
    late = desk.post(f"{asked_at}signatures/", data={"csrf_token": token, "cms": texts})
    assert late.location == asked_at and request_at(asked_at).received_at is None


def test_not_signing_leads_back_with_what_was_entered(desk, asked_at, case_id):
    assert "begun, but not signed yet" in words_of(desk.get(case_path(case_id)))
    answer = send(desk, asked_at, to=f"{asked_at}withdraw/")
    form = case_path(case_id, "conclude")
    assert answer.location == form
    assert 'value="2027-06-30"' in desk.get(form).text
    assert "You chose not to sign this" in words_of(desk.get(asked_at))
    assert "not signed yet" not in words_of(desk.get(case_path(case_id)))
    again = desk.post(f"{asked_at}withdraw/", data={"csrf_token": token_of(desk.get(form))})
    assert again.location == asked_at, "twice is no fault"


def test_a_day_later_the_form_is_empty_again(desk, asked_at, case_id, clock, app, commission):
    clock.advance(hours=25)
    again = at_desk(app, commission.chair)
    assert 'value="2027-06-30"' not in again.get(case_path(case_id, "conclude")).text


def test_a_form_that_changes_nothing_needs_its_token(desk, asked_at):
    assert desk.post(f"{asked_at}withdraw/").status_code == 400
    assert request_at(asked_at).state == RequestState.WAITING


def test_the_number_of_queries_of_a_poll_is_small(desk, asked_at):
    poll(desk, asked_at, "waiting")
    with counted() as statements:
        poll(desk, asked_at, "waiting")
    assert len(statements) <= 14, statements


def test_the_page_has_a_sentence_for_each_reason(desk, asked_at):
    request_id = request_at(asked_at).id
    for code, words in REFUSALS.items():
        with transaction():
            request = db.session.get_one(SigningRequest, request_id)
            request.state, request.reason = RequestState.REFUSED, code
        said = words_of(desk.get(asked_at))
        assert words.happened in said and words.advice in said and "Sign again" in said
