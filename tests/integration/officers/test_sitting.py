"""Several papers decided in one sitting."""

import re

import pytest
from sqlalchemy import select

from database import db
from models.cases import Case, Opinion
from models.documents import ResultDocument
from tests.support import factories as make
from tests.support.officers_at_work import (
    at_desk,
    case_path,
    number_of,
    post,
    prefilled,
    rows,
    send,
    status_of,
)
from tests.support.signers import request_at
from tests.support.signing import quick_papers, sign_made_up
from tests.support.signing_in import counted_statements, form_token

PAGE = "/commission/sitting/"


@pytest.fixture(autouse=True)
def _quick_papers():
    with quick_papers():
        yield


def key(case_id: int, action: str) -> str:
    """How the form names a paper and what is done with it."""
    return f"{number_of(case_id)}.{action}"


def conclusion(case_id: int, **changed: str) -> dict[str, str]:
    """The fields of one paper that is concluded."""
    fields = {"until_date": "2027-06-30", "until_reason": "Шарт", **changed}
    return {f"{key(case_id, 'conclude')}-{name}": value for name, value in fields.items()}


def signed(answer) -> str:
    """Sign what a sitting led to, and go back to it; returns the page."""
    assert answer.status_code == 303, answer.text
    page = answer.location
    assert page.startswith("/sign/")
    sign_made_up(request_at(page).id)
    return f"{PAGE}?signed={page.split('/')[2]}"


def test_the_chair_forwards_concludes_and_goes_on_in_one_sitting(app, commission, clock):
    silent = make.make_case(commission, at="under_examination")
    clock.set("2026-11-25T09:00")
    new = make.make_case(commission, iin=make.IINS[1])
    ready = make.make_case(commission, at="examined", iin=make.IINS[2])
    chair = at_desk(app, commission.chair)
    picks = [key(silent, "proceed"), key(new, "forward"), key(ready, "conclude")]
    back = signed(send(chair, PAGE, pick=picks, **conclusion(ready)))
    assert [status_of(case) for case in (silent, new, ready)] == [
        "examined",
        "under_examination",
        "concluded",
    ]
    page = chair.get(back).text
    assert "2 papers decided" in page and "The chair issued the conclusion" in page
    assert rows(select(ResultDocument))[0].facts["reason"], "the reason was filled in beforehand"


def test_members_agree_in_one_sitting(app, commission):
    cases = [make.make_case(commission, at="under_examination", iin=iin) for iin in make.IINS[:3]]
    member = at_desk(app, commission.members[2])
    notes = {f"{key(cases[1], 'agree')}-note": "Медициналық құжаты дұрыс"}
    signed(send(member, PAGE, pick=[key(case, "agree") for case in cases[:2]], **notes))
    given = rows(select(Opinion).order_by(Opinion.case_id))
    assert [(opinion.seat, opinion.note) for opinion in given] == [
        ("health", ""),
        ("health", "Медициналық құжаты дұрыс"),
    ]
    assert number_of(cases[2]) in member.get(PAGE).text


def test_each_paper_gets_its_own_answer_and_what_was_typed_stays(app, commission):
    fine, lacking, gone = (make.make_case(commission, at="examined", iin=iin) for iin in make.IINS[:3])
    chair = at_desk(app, commission.chair)
    page = chair.get(PAGE)
    make.conclude(gone, commission)
    fields = {
        **prefilled(page),
        **conclusion(fine),
        **conclusion(lacking, until_date="", until_reason="Осы жазу жоғалмасын"),
        **conclusion(gone),
        "pick": [key(fine, "conclude"), key(lacking, "conclude"), key(gone, "conclude")],
    }
    for htmx in (False, True):
        answer = post(chair, PAGE, form_token(page), fields, htmx=htmx)
        assert answer.status_code == 422
        lines = re.findall(
            r'cases/([\d-]+)/">[\d-]+</a>: <span class="badge \w+">([^<]+)</span> ([^<]+)</li>', answer.text
        )
        assert [(number, done) for number, done, _words in lines] == [
            (number_of(fine), "To be signed"),
            (number_of(lacking), "Not done"),
            (number_of(gone), "Not done"),
        ]
        assert "Somebody was first" in lines[2][2]
        assert "Осы жазу жоғалмасын" in answer.text
        assert "Fill this in." in answer.text
        assert re.search(rf'value="{key(lacking, "conclude")}" checked', answer.text)
    assert re.search(r'class="button" href="/sign/[^"]+">Go on to signing', answer.text)
    assert [status_of(case) for case in (fine, lacking, gone)] == ["examined", "examined", "concluded"]


@pytest.mark.rule("DEF-4")
def test_deciding_against_an_opinion_needs_its_reason_in_a_sitting_too(app, commission):
    case_id = make.make_case(commission, at="under_examination", service="exemption", subtype="S6")
    make.act(case_id, "disagree", commission.members[0], **make.GROUNDS)
    for member in commission.members[1:]:
        make.act(case_id, "agree", member)
    chair = at_desk(app, commission.chair)
    assert "1 member refuses" in chair.get(PAGE).text
    assert send(chair, PAGE, pick=key(case_id, "conclude")).status_code == 422
    against = {f"{key(case_id, 'conclude')}-reason_against": "Мөр бар"}
    signed(send(chair, PAGE, pick=key(case_id, "conclude"), **against))
    assert status_of(case_id) == "concluded"


def test_nothing_chosen_is_said(app, commission):
    make.make_case(commission)
    answer = send(at_desk(app, commission.chair), PAGE)
    assert answer.status_code == 422
    assert "No paper was chosen" in answer.text


def test_papers_of_others_cannot_be_decided(app, commission):
    case_id = make.make_case(commission)
    other = make.make_commission("195200000", "karasai")
    make.make_case(other, iin=make.IINS[1])
    stranger = at_desk(app, other.chair)
    assert number_of(case_id) not in stranger.get(PAGE).text
    answer = send(stranger, PAGE, pick=[key(case_id, "forward"), "nonsense", key(case_id, "withdraw")])
    assert answer.status_code == 422
    assert status_of(case_id) == "registered"
    member = at_desk(app, commission.members[0])
    token = form_token(member.get("/staff/password/"))
    post(member, PAGE, token, {"pick": key(case_id, "forward")})
    assert status_of(case_id) == "registered"


def test_a_stepped_aside_chair_finds_the_paper_on_no_table(app, commission):
    case_id = make.make_case(commission)
    deputy = make.make_substitute("alatau.deputy", commission.chair)
    make.act(case_id, "recuse", commission.chair, reason="Туысым")
    assert number_of(case_id) not in at_desk(app, commission.chair).get(PAGE).text
    assert number_of(case_id) in at_desk(app, deputy).get(PAGE).text


def test_the_number_of_queries_does_not_grow_with_the_table(app, commission):
    counts = []
    for some in (make.IINS[:1], make.IINS[1:]):
        for iin in some:
            make.make_case(commission, at="examined", iin=iin)
        chair = at_desk(app, commission.chair)
        chair.get(PAGE)
        with counted_statements() as statements:
            assert chair.get(PAGE).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 20


def test_the_paper_leads_to_its_case(app, commission):
    case_id = make.make_case(commission)
    assert case_path(case_id) in at_desk(app, commission.chair).get(PAGE).text
    assert db.session.get_one(Case, case_id).status == "registered"
