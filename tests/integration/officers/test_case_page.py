"""One case on one screen: who may open it, what they see of it, and that the look is recorded."""

import pytest
from sqlalchemy import func, select

from actions import documents
from database import db, transaction
from domain.identity import mask_iin
from models.cases import Case, Event
from models.documents import Document
from tests.support import factories as make
from tests.support.officers_at_work import at_desk, case_path, looks, number_of, post, rows, send
from tests.support.signing_in import counted_statements, form_token

KARASAI = "195200000"


def add_papers(case_id: int, count: int) -> None:
    """The applicant adds papers that nobody asked for."""
    person = make.citizen(db.session.get_one(Case, case_id).person_id)
    for number in range(count):
        paper = documents.receive([make.photo(200 + count + number)], title=f"Қосымша {number}")
        make.act(case_id, "add_document", person, files=paper)


@pytest.mark.rule("DEF-1")
def test_a_case_of_another_body_does_not_exist_for_them(app, commission):
    case_id = make.make_case(commission)
    other = make.make_commission(KARASAI, "karasai")
    document = rows(select(Document.public_id))[0]
    for actor in (other.chair, other.members[0], other.complaints, other.military, commission.military):
        desk = at_desk(app, actor)
        for path in (
            case_path(case_id),
            case_path(case_id, "forward"),
            case_path(case_id, "documents", document),
            case_path(case_id, "results", "X"),
        ):
            assert desk.get(path).status_code == 404, (actor, path)
        token = form_token(desk.get("/staff/password/"))
        assert post(desk, case_path(case_id, "forward"), token, {}).status_code == 404
    assert looks(case_id) == []


def test_a_number_that_cannot_be_one_is_no_page(app, commission):
    desk = at_desk(app, commission.chair)
    for number in ("26-000001-8", "nonsense", "26-999999-0"):
        assert desk.get(f"/staff/cases/{number}/").status_code == 404


def test_the_military_body_sees_the_case_when_it_is_concluded(app, commission):
    case_id = make.make_case(commission, at="recorded")
    page = at_desk(app, commission.military).get(case_path(case_id))
    assert page.status_code == 200
    assert "Conclusion on deferral" in page.text
    assert "Opinions of the members" not in page.text
    assert "From the registries" not in page.text
    document = rows(select(Document.public_id).where(Document.case_id == case_id))[0]
    desk = at_desk(app, commission.military)
    assert desk.get(case_path(case_id, "documents", document)).status_code == 404
    assert "gave an opinion: agrees" not in page.text


def test_opening_a_case_or_a_paper_records_a_look_and_a_list_does_not(app, commission):
    case_id = make.make_case(commission)
    chair, member = at_desk(app, commission.chair), at_desk(app, commission.members[0])
    for path in ("/staff/", "/commission/sitting/", "/commission/members/", "/oversight/"):
        assert chair.get(path).status_code == 200
    assert looks(case_id) == []
    chair.get(case_path(case_id))
    document = rows(select(Document.public_id))[0]
    shown = member.get(case_path(case_id, "documents", document))
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert member.get(case_path(case_id, "documents", "no-such-paper")).status_code == 404
    assert looks(case_id) == [("case_seen", commission.chair.id), ("document_seen", commission.members[0].id)]


def test_a_paper_of_another_case_is_not_served_under_this_one(app, commission):
    case_id = make.make_case(commission)
    other = make.make_case(commission, iin=make.IINS[1])
    document = rows(select(Document.public_id).where(Document.case_id == other))[0]
    assert at_desk(app, commission.chair).get(case_path(case_id, "documents", document)).status_code == 404


@pytest.mark.parametrize(
    "at", ["registered", "under_examination", "examined", "heard", "concluded", "refused"]
)
def test_opening_pages_changes_nothing_in_a_case(app, commission, at):
    case_id = make.make_case(commission, at=at)
    before = (rows(select(func.count(Event.id)))[0], rows(select(Case.status))[0])
    for actor in (commission.chair, commission.members[0], commission.complaints, commission.military):
        desk = at_desk(app, actor)
        for parts in (
            (),
            ("forward",),
            ("agree",),
            ("conclude",),
            ("refuse",),
            ("recuse",),
            ("record_minutes",),
        ):
            desk.get(case_path(case_id, *parts))
        for path in ("/staff/", "/commission/sitting/", "/oversight/"):
            desk.get(path)
    assert (rows(select(func.count(Event.id)))[0], rows(select(Case.status))[0]) == before


@pytest.mark.rule("ALL-3")
@pytest.mark.rule("ALL-2")
def test_the_page_shows_papers_registries_and_the_paragraph_that_asks(app, commission):
    case_id = make.make_case(commission, subtype="S5")
    page = at_desk(app, commission.chair).get(case_path(case_id)).text
    assert "Certificate of study" in page
    assert "Why was this asked?" in page
    assert "State database of natural persons" in page
    assert "Рысқұлов даңғылы" in page
    assert "Where do you study?" in page
    assert "20 years" in page


def test_only_those_who_need_the_iin_can_have_it_shown(app, commission):
    case_id = make.make_case(commission)
    iin = make.IINS[0]
    for actor, may in (
        (commission.chair, True),
        (commission.members[0], False),
        (commission.complaints, True),
    ):
        desk = at_desk(app, actor)
        hidden = desk.get(case_path(case_id)).text
        assert iin not in hidden
        assert mask_iin(iin) in hidden
        assert (iin in desk.get(case_path(case_id) + "?iin=full").text) is may


@pytest.mark.rule("DEF-4")
def test_a_member_reads_the_opinions_of_others_only_after_their_own(app, commission):
    case_id = make.make_case(commission, at="under_examination")
    first, second, _third = commission.members
    make.act(case_id, "disagree", first, **make.GROUNDS, note="Түпнұсқасын сұрау керек")
    secrets = ("Түпнұсқасын сұрау керек", "Анықтаманың мөрі жоқ", "gave an opinion: refuses", "Refuses")
    before = at_desk(app, second).get(case_path(case_id)).text
    assert not [words for words in secrets if words in before]
    assert "you can read it after your own" in before
    chair = at_desk(app, commission.chair).get(case_path(case_id)).text
    assert all(words in chair for words in secrets)
    make.act(case_id, "agree", second)
    after = at_desk(app, second).get(case_path(case_id)).text
    assert all(words in after for words in secrets)


def test_the_preview_says_what_the_applicant_will_be_told(app, commission):
    case_id = make.make_case(commission)
    page = at_desk(app, commission.chair).get(case_path(case_id, "forward")).text
    number = number_of(case_id)
    assert f"{number}: өтініш комиссия мүшелеріне берілді. Мерзімі: 24.11.2026." in page
    assert "The members of the commission examine your application" in page


def test_an_htmx_request_gets_the_form_alone(app, commission):
    case_id = make.make_case(commission)
    desk = at_desk(app, commission.chair)
    fragment = desk.get(case_path(case_id, "forward"), headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<section id="act"')
    done = send(desk, case_path(case_id, "forward"), htmx=True)
    assert (done.status_code, done.headers["HX-Redirect"]) == (200, case_path(case_id))


def test_the_next_due_case_is_one_link_away(app, commission, clock):
    first = make.make_case(commission)
    clock.set("2026-11-24T10:00")
    second = make.make_case(commission, iin=make.IINS[1])
    desk = at_desk(app, commission.chair)
    assert f"Next due case: {number_of(second)}" in desk.get(case_path(first)).text
    assert f"Next due case: {number_of(first)}" in desk.get(case_path(second)).text
    send(desk, case_path(first, "forward"))
    assert "Nothing else waits for you" in desk.get(case_path(second)).text


def test_a_form_from_before_a_new_sign_in_keeps_what_was_typed(app, commission):
    case_id = make.make_case(commission)
    deputy = make.make_substitute("alatau.deputy", commission.chair)
    token = form_token(at_desk(app, deputy).get(case_path(case_id, "recuse")))
    answer = post(
        at_desk(app, commission.chair), case_path(case_id, "recuse"), token, {"reason": "Туысым болады"}
    )
    assert answer.status_code == 400
    assert "Туысым болады" in answer.text


def test_the_number_of_queries_does_not_grow_with_the_file(app, commission):
    case_id = make.make_case(commission, at="under_examination")
    counts = []
    for more in (1, 12):
        add_papers(case_id, more)
        desk = at_desk(app, commission.chair)
        desk.get(case_path(case_id))
        with counted_statements() as statements:
            assert desk.get(case_path(case_id)).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 40


def test_transferred_away_it_is_no_more_of_the_old_commission(app, commission):
    from actions.bodies import transfer_case

    case_id = make.make_case(commission)
    other = make.make_commission(KARASAI, "karasai")
    with transaction():
        transfer_case(make.SITE, case_id, other.body_id, "Тіркелген мекенжайы өзгерген")
    assert at_desk(app, commission.chair).get(case_path(case_id)).status_code == 404
    desk = at_desk(app, other.chair)
    assert desk.get(case_path(case_id)).status_code == 200
    assert "A case was transferred to your commission" in desk.get("/staff/").text
