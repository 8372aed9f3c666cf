"""The wizard from the ground to the receipt, as a citizen's browser goes through it."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from actions import registries
from actions.drafts import save_answers
from database import db, transaction
from domain.registry_facts import RegistryKind
from integrations.registries.errors import NoAnswer
from models.cases import Case
from models.documents import Document
from models.drafts import Draft
from models.people import OneTimeCode, Person
from models.registries import RegistryQuery
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import browser_of, certifying_digits, counted, photo, send, token_of, words_of

pytestmark = pytest.mark.usefixtures("clock", "session")


@pytest.fixture
def commission(clock, session):
    make.make_calendar()
    return make.make_commission()


@pytest.fixture
def person_id(commission) -> int:
    return make.make_person(language="en")


@pytest.fixture
def citizen(client: FlaskClient, person_id: int) -> FlaskClient:
    return browser_of(client, person_id)


def start(citizen: FlaskClient, service: str = "deferral", ground: str = "S7") -> str:
    """Choose the ground and let the registries answer; returns the draft's id."""
    answer = send(citizen, f"/apply/{service}/", ground=ground)
    assert answer.status_code == 303, words_of(answer)
    draft_id = answer.location.split("/")[3]
    make.answer_registries(draft_id, {})
    return draft_id


def at(draft_id: str, step: str, service: str = "deferral") -> str:
    return f"/apply/{service}/{draft_id}/{step}/"


def ready(
    citizen: FlaskClient, service: str = "deferral", ground: str = "S7", kind: str = "employment"
) -> str:
    """A draft that lacks only the code."""
    draft_id = start(citizen, service, ground)
    send(citizen, at(draft_id, "data", service), explanation="Мектепте сабақ беремін")
    send_paper(citizen, draft_id, kind, service=service)
    return draft_id


def send_paper(citizen: FlaskClient, draft_id: str, kind: str, *files, service: str = "deferral", **options):
    page = at(draft_id, "documents", service)
    return send(
        citizen, page, to=f"{page}add/{kind}/", **{f"{kind}-files": list(files) or [photo()]}, **options
    )


def certify(citizen: FlaskClient, draft_id: str, service: str = "deferral"):
    """Ask for the code and send with it."""
    page = at(draft_id, "certify", service)
    asked = send(citizen, page, to=f"{page}send/")
    assert asked.status_code == 303, words_of(asked)
    return send(citizen, page, code=certifying_digits(draft_id))


def the_draft(draft_id: str) -> Draft:
    db.session.rollback()
    return db.session.get_one(Draft, draft_id)


def cases() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Case)) or 0


@pytest.mark.rule("ALL-1")
@pytest.mark.rule("ALL-2")
@pytest.mark.rule("ALL-4")
def test_from_the_ground_to_the_receipt(citizen, person_id):
    draft_id = ready(citizen)
    check = citizen.get(at(draft_id, "check"))
    assert "Monday 23 November 2026" in words_of(check) and "Tuesday 1 December 2026" in words_of(check)
    sent = certify(citizen, draft_id)
    db.session.rollback()
    case = db.session.scalars(select(Case)).one()
    assert sent.location == f"/cabinet/cases/{case.number}/receipt/"
    receipt = words_of(citizen.get(sent.location))
    for word in (case.number, case.application_sha256, "Tuesday 1 December 2026", "23 November 2026, 10:00"):
        assert word in receipt
    assert (case.person_id, case.certified_by, case.status) == (person_id, "otp", "registered")
    assert [paper.kind for paper in db.session.scalars(select(Document))] == ["employment"]


@pytest.mark.rule("ALL-5")
def test_after_hours_the_page_says_the_next_working_day(citizen, clock: TestClock):
    draft_id = ready(citizen)
    clock.set("2026-12-11T18:31")
    browser_of(citizen, the_draft(draft_id).person_id)
    page = words_of(citizen.get(at(draft_id, "check")))
    assert "Monday 14 December 2026" in page and "Wednesday 23 December 2026" in page


@pytest.mark.parametrize("path", ["", "data/", "documents/", "check/", "certify/"])
def test_after_sending_every_page_of_the_draft_leads_to_the_receipt(citizen, path):
    draft_id = ready(citizen)
    receipt = certify(citizen, draft_id).location
    if path:
        answer = citizen.get(f"/apply/deferral/{draft_id}/{path}")
        assert (answer.status_code, answer.location) == (303, receipt)
    else:
        page = citizen.get("/apply/deferral/")
        assert "One application at a time" in words_of(page) and receipt.removesuffix("receipt/") in page.text


def test_a_second_tap_lands_on_the_same_receipt(citizen):
    draft_id = ready(citizen)
    page = at(draft_id, "certify")
    send(citizen, page, to=f"{page}send/")
    token, code = token_of(citizen.get(page)), certifying_digits(draft_id)
    first = citizen.post(page, data={"csrf_token": token, "code": code})
    second = citizen.post(page, data={"csrf_token": token, "code": code})
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert cases() == 1


@pytest.mark.rule("ALL-1")
def test_the_code_fits_only_the_application_that_was_shown(citizen):
    draft_id = ready(citizen)
    page = at(draft_id, "certify")
    send(citizen, page, to=f"{page}send/")
    digits = certifying_digits(draft_id)
    send(citizen, at(draft_id, "data"), explanation="Something else")
    answer = citizen.post(page, data={"csrf_token": token_of(citizen.get(page)), "code": digits})
    assert answer.status_code == 422
    assert "was changed after the code had been sent" in words_of(answer)
    assert cases() == 0


def test_a_wrong_code_says_how_many_tries_are_left(citizen):
    draft_id = ready(citizen)
    page = at(draft_id, "certify")
    send(citizen, page, to=f"{page}send/")
    right = certifying_digits(draft_id)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    answer = send(citizen, page, code=wrong)
    assert (answer.status_code, "You can try 4 more times" in words_of(answer)) == (422, True)
    assert "six digits" in words_of(send(citizen, page, code="12"))
    assert send(citizen, page, code=right).status_code == 303


def test_a_code_can_be_asked_for_again_only_after_a_minute(citizen, clock: TestClock):
    draft_id = ready(citizen)
    page = at(draft_id, "certify")
    send(citizen, page, to=f"{page}send/")
    answer = send(citizen, page, to=f"{page}send/")
    assert (answer.status_code, "A code was asked for a moment ago" in words_of(answer)) == (429, True)
    clock.advance(seconds=61)
    assert send(citizen, page, to=f"{page}send/").status_code == 303
    assert send(citizen, page, code=certifying_digits(draft_id)).status_code == 303


def test_a_certifying_code_that_ran_out_is_asked_for_anew(citizen, clock: TestClock):
    draft_id = ready(citizen)
    page = at(draft_id, "certify")
    send(citizen, page, to=f"{page}send/")
    digits = certifying_digits(draft_id)
    clock.advance(minutes=6)
    answer = citizen.post(page, data={"csrf_token": token_of(citizen.get(page)), "code": digits})
    assert (answer.status_code, "five minutes are over" in words_of(answer)) == (422, True)
    assert "Send me the code" in words_of(citizen.get(page))


@pytest.mark.rule("DEF-2")
@pytest.mark.rule("EXE-2")
def test_outside_the_season_a_draft_is_kept_and_the_page_says_when(citizen, clock: TestClock, person_id):
    clock.set("2026-07-15T11:00")
    browser_of(citizen, person_id)
    for service in ("deferral", "exemption"):
        assert "Tuesday 1 September 2026" in words_of(citizen.get(f"/services/{service}/"))
    draft_id = ready(citizen)
    check = citizen.get(at(draft_id, "check"))
    assert "Tuesday 1 September 2026" in words_of(check)
    assert (
        "Certify and send" not in words_of(check).split("Check your application", 1)[1].split("Ground", 2)[2]
    )
    refused = send(citizen, at(draft_id, "certify"), to=at(draft_id, "certify") + "send/")
    assert (refused.status_code, "Applications are not taken now" in words_of(refused)) == (422, True)
    clock.set("2026-09-01T00:05")
    browser_of(citizen, person_id)
    assert certify(citizen, draft_id).status_code == 303


@pytest.mark.rule("ALL-3")
def test_what_the_registries_hold_is_shown_and_not_asked(citizen, person_id):
    answer = send(citizen, "/apply/deferral/", ground="S4")
    draft_id = answer.location.split("/")[3]
    url = at(draft_id, "data")
    waiting = citizen.get(url)
    assert 'data-poll="3"' in waiting.text
    make.answer_registries(draft_id, make.married_with_a_child())
    block = citizen.get(url, headers={"HX-Request": "true"})
    assert block.text.lstrip().startswith('<section id="registries"') and "data-poll" not in block.text
    page = words_of(citizen.get(url))
    for word in (
        "Сейітқали Ерлан Бекұлы",
        "Сейітқали Айша",
        "Сейітқали Али",
        "State database of natural persons",
    ):
        assert word in page
    fields = set(re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', citizen.get(url).text))
    assert fields == {"csrf_token", "explanation", "seen"}
    kinds = set(db.session.scalars(select(RegistryQuery.kind).where(RegistryQuery.draft_id == draft_id)))
    assert kinds >= {"identity", "births", "marriage", "spouse_death"}


@pytest.mark.rule("EXE-S2")
@pytest.mark.rule("ALL-3")
def test_who_is_not_27_yet_is_told_when_the_ground_opens(citizen):
    page = citizen.get("/apply/exemption/")
    assert "Sunday 1 May 2033" in words_of(page)
    assert 'value="S2"' not in page.text and 'value="S1"' in page.text
    refused = send(citizen, "/apply/exemption/", ground="S2")
    assert refused.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


@pytest.mark.rule("EXE-S2")
def test_a_registry_that_closes_the_ground_later_stops_the_draft(citizen, person_id):
    with transaction():
        db.session.get_one(Person, person_id).birth_date = None
    answer = send(citizen, "/apply/exemption/", ground="S2")
    draft_id = answer.location.split("/")[3]
    url = at(draft_id, "data", "exemption")
    assert "explanation" in citizen.get(url).text
    record = make.person_record(make.IINS[0], born=date(2006, 5, 1))
    make.answer_registries(draft_id, {RegistryKind.IDENTITY: (record,)})
    assert citizen.get(url, headers={"HX-Request": "true"}).headers["HX-Redirect"] == url
    page = citizen.get(url)
    assert "It opens on Sunday 1 May 2033" in words_of(page) and 'name="explanation"' not in page.text
    assert "closes this ground" in words_of(citizen.get(at(draft_id, "check", "exemption")))


def test_a_silent_registry_is_named_and_can_be_asked_again(citizen, clock: TestClock):
    answer = send(citizen, "/apply/deferral/", ground="S7")
    draft_id = answer.location.split("/")[3]
    query = db.session.scalars(select(RegistryQuery).where(RegistryQuery.kind == "births")).one()
    query_id = query.id
    with transaction():
        registries.start_attempt(query_id)
        registries.record_failure(query_id, NoAnswer("timed_out"))
    clock.advance(minutes=16)
    with transaction():
        registries.mark_silent(query_id)
    page = citizen.get(at(draft_id, "data"))
    assert "The registry did not answer in time" in words_of(page)
    again = f"{at(draft_id, 'data')}births/again/"
    assert again in page.text
    assert send(citizen, at(draft_id, "data"), to=again).status_code == 303
    db.session.rollback()
    assert db.session.get_one(RegistryQuery, query_id).status == "queued"
    assert send(citizen, at(draft_id, "data"), to=f"{at(draft_id, 'data')}nothing/again/").status_code == 404


@pytest.mark.rule("DEF-S5")
@pytest.mark.rule("ALL-2")
def test_the_papers_depend_on_the_answers(citizen):
    draft_id = start(citizen, ground="S5")
    missing = send(citizen, at(draft_id, "data"), explanation="Kept although something is missing")
    assert (missing.status_code, "Choose one of the answers" in words_of(missing)) == (422, True)
    assert the_draft(draft_id).explanation == "Kept although something is missing"
    assert send(citizen, at(draft_id, "data"), study_place="abroad").status_code == 303
    assert "notarised translation" in words_of(citizen.get(at(draft_id, "documents")))
    send(citizen, at(draft_id, "data"), study_place="home")
    assert "notarised translation" not in words_of(citizen.get(at(draft_id, "documents")))
    assert "Certificate of study" in words_of(citizen.get(at(draft_id, "check")))


def test_what_is_typed_is_kept_while_it_is_typed(citizen):
    draft_id = start(citizen, ground="S5")
    page = at(draft_id, "data")
    answer = send(
        citizen, page, to=f"{page}save/", htmx=True, explanation="Half a sen", study_place="nonsense"
    )
    assert (answer.status_code, "Saved: 10:00" in words_of(answer)) == (200, True)
    assert answer.text.lstrip().startswith('<div id="saved" data-state="saved"')
    assert (the_draft(draft_id).explanation, the_draft(draft_id).answers) == ("Half a sen", {})


def seen_on(page) -> str:
    """The mark of what a page of the draft showed."""
    return re.search(r'name="seen" value="([0-9a-f]{10})"', page.text)[1]


def test_an_older_page_does_not_overwrite_what_was_saved_elsewhere_without_saying_so(
    citizen, clock: TestClock
):
    draft_id = start(citizen)
    page = at(draft_id, "data")
    seen = seen_on(citizen.get(page))
    clock.advance(minutes=5)
    send(citizen, page, to=f"{page}save/", htmx=True, explanation="On the computer", seen=seen)
    clock.advance(minutes=5)

    old = send(citizen, page, to=f"{page}save/", htmx=True, explanation="On the phone", seen=seen)
    assert (old.status_code, 'data-state="changed"' in old.text) == (409, True)
    assert "changed at 10:05 in another window" in words_of(old)
    told = send(citizen, page, explanation="On the phone", seen=seen)
    assert (told.status_code, the_draft(draft_id).explanation) == (409, "On the computer")
    assert "It was saved at 10:05" in words_of(told) and "On the phone" in told.text

    again = send(citizen, page, explanation="On the phone", seen=seen_on(told))
    assert (again.status_code, the_draft(draft_id).explanation) == (303, "On the phone")


def test_what_a_bad_network_sends_twice_is_no_change(citizen):
    draft_id = start(citizen)
    page = at(draft_id, "data")
    seen = seen_on(citizen.get(page))
    for _ in range(2):
        answer = send(citizen, page, to=f"{page}save/", htmx=True, explanation="Once", seen=seen)
        assert (answer.status_code, 'data-state="saved"' in answer.text) == (200, True)
    assert send(citizen, page, explanation="Once", seen=seen).status_code == 303


def test_what_is_too_long_is_not_called_saved(citizen):
    draft_id = start(citizen)
    page = at(draft_id, "data")
    answer = send(citizen, page, to=f"{page}save/", htmx=True, explanation="a" * 2001)
    assert 'data-state="wrong"' in answer.text and "Not saved yet" in words_of(answer)
    assert the_draft(draft_id).explanation == ""


def test_a_draft_of_another_day_says_the_day_on_which_it_was_saved(citizen, clock: TestClock):
    draft_id = start(citizen)
    page = at(draft_id, "data")
    send(citizen, page, explanation="Yesterday")
    clock.advance(days=1)
    browser_of(citizen, the_draft(draft_id).person_id)
    assert "Saved: 23 November 2026, 10:00" in words_of(citizen.get(page))


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([(b"just text", "certificate.jpg")], "neither a photograph"),
        ([(b"", "empty.jpg")], "empty"),
        ([(b"%PDF-1.7 broken", "broken.pdf")], "damaged"),
        ([(b"\xff\xd8\xff" + b"0" * (11 * 1024 * 1024), "large.jpg")], "too large"),
        ([], "Choose a file"),
    ],
    ids=["text", "empty", "broken", "large", "none"],
)
def test_a_refused_file_is_explained_and_the_others_stay(citizen, files, sentence):
    from io import BytesIO

    draft_id = start(citizen)
    send_paper(citizen, draft_id, "employment")
    given = [(BytesIO(content), name) for content, name in files]
    page = at(draft_id, "documents")
    answer = send(
        citizen, page, to=f"{page}add/employment/", **({"employment-files": given} if given else {})
    )
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert "1 page" in words_of(answer)


def test_several_photographs_become_one_paper_that_can_be_seen_and_removed(citizen):
    draft_id = start(citizen)
    send_paper(citizen, draft_id, "employment", photo("1.jpg"), photo("2.jpg"))
    page = citizen.get(at(draft_id, "documents"))
    assert "2 pages" in words_of(page)
    paper = db.session.scalars(select(Document)).one()
    url = f"{at(draft_id, 'documents')}{paper.public_id}/"
    seen = citizen.get(url)
    assert (seen.content_type, seen.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert seen.headers["Content-Disposition"] == f"inline; filename=employment-{paper.id}.pdf"
    assert send(citizen, at(draft_id, "documents"), to=f"{url}remove/").status_code == 303
    assert citizen.get(url).status_code == 404


def test_with_htmx_a_paper_is_attached_without_leaving_the_page(citizen):
    draft_id = start(citizen)
    answer = send_paper(citizen, draft_id, "employment", htmx=True)
    assert answer.text.lstrip().startswith('<div id="papers">')
    assert "The paper is attached" in answer.text and "hx-swap-oob" in answer.text


def test_an_additional_paper_keeps_the_name_that_it_was_given(citizen):
    draft_id = start(citizen)
    send_paper(citizen, draft_id, "additional", **{"additional-title": "Letter of the school"})
    assert "Letter of the school" in words_of(citizen.get(at(draft_id, "documents")))
    nameless = send_paper(citizen, draft_id, "additional")
    assert (nameless.status_code, "Fill this in" in words_of(nameless)) == (422, True)


def test_a_paper_that_the_ground_does_not_know_is_no_page(citizen):
    assert send_paper(citizen, start(citizen), "diploma").status_code == 404


def test_the_ground_can_be_changed_and_the_papers_stay(citizen):
    draft_id = ready(citizen)
    assert 'value="S7" checked' in citizen.get(at(draft_id, "ground")).text
    again = send(citizen, "/apply/deferral/", ground="S5")
    assert again.location == at(draft_id, "data")
    assert the_draft(draft_id).subtype == "S5"
    assert "Certificate of employment" in words_of(citizen.get(at(draft_id, "documents")))


def test_the_finder_leads_to_the_chosen_ground(citizen):
    assert 'value="S12" checked' in citizen.get("/apply/deferral/?ground=S12").text


def test_a_draft_can_be_thrown_away(citizen):
    draft_id = start(citizen)
    assert send(citizen, at(draft_id, "check"), to=at(draft_id, "discard")).location == "/cabinet/"
    assert citizen.get(at(draft_id, "data")).status_code == 404


@pytest.mark.parametrize("step", ["ground", "data", "documents", "check", "certify"])
def test_somebody_elses_draft_is_no_page(citizen, client, step):
    draft_id = start(citizen)
    other = make.make_person(make.IINS[1], phone="+77000000102", language="en")
    browser_of(client, other)
    assert client.get(at(draft_id, step)).status_code == 404
    assert client.get(at(draft_id, step, "exemption")).status_code == 404
    assert client.get(f"/apply/deferral/{'0' * 8}/{step}/").status_code == 404


def test_without_a_session_the_last_step_leads_through_the_sign_in_and_back(citizen, clock: TestClock):
    draft_id = ready(citizen)
    page = at(draft_id, "certify")
    token = token_of(citizen.get(page))
    clock.advance(minutes=31)
    answer = citizen.post(
        page, data={"csrf_token": token, "code": "123456"}, headers={"Referer": f"http://localhost{page}"}
    )
    assert (answer.status_code, answer.location) == (303, f"/sign-in/?next={page.replace('/', '%2F')}")
    browser_of(citizen, the_draft(draft_id).person_id)
    assert citizen.get(page).status_code == 200


def test_a_form_of_an_earlier_visit_is_offered_again_with_what_was_typed(citizen):
    draft_id = start(citizen)
    url = at(draft_id, "data")
    answer = citizen.post(url, data={"csrf_token": "of an earlier visit", "explanation": "A long story"})
    assert (answer.status_code, "A long story" in answer.text) == (400, True)
    assert the_draft(draft_id).explanation == ""
    again = citizen.post(url, data={"csrf_token": token_of(answer), "explanation": "A long story"})
    assert again.status_code == 303
    assert the_draft(draft_id).explanation == "A long story"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_step_speaks_every_language(citizen, language):
    draft_id = ready(citizen)
    citizen.get(f"/?lang={language}")
    for step in ("ground", "data", "documents", "check", "certify"):
        page = citizen.get(at(draft_id, step))
        assert page.status_code == 200 and f'<html lang="{language}">' in page.text


def test_who_has_an_open_case_cannot_begin_another(citizen, commission, person_id):
    make.make_case(commission, person_id=person_id)
    answer = send(citizen, "/cabinet/profile/", to="/apply/exemption/", ground="S1")
    assert (answer.status_code, "One application at a time" in words_of(answer)) == (422, True)


def test_a_draft_prepared_before_another_case_was_filed_says_what_is_in_the_way(
    citizen, commission, person_id
):
    draft_id = ready(citizen, "exemption", "S6", "degree")
    make.make_case(commission, person_id=person_id)
    page = citizen.get(at(draft_id, "check", "exemption"))
    assert "already have an open application" in words_of(page)
    assert "/cabinet/cases/26-000001-" in page.text


def test_who_has_no_linked_number_is_told_how_to_get_one(citizen, person_id):
    draft_id = ready(citizen)
    with transaction():
        db.session.get_one(Person, person_id).phone = None
    assert "No phone number is linked" in words_of(citizen.get(at(draft_id, "check")))
    answer = send(citizen, at(draft_id, "certify"), to=at(draft_id, "certify") + "send/")
    assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(OneTimeCode)) == 0


def test_the_wizard_asks_the_database_no_more_with_thirty_papers_than_with_three(citizen, person_id):
    draft_id = start(citizen, ground="S7")

    def statements(step: str) -> int:
        db.session.rollback()
        with counted() as made:
            assert citizen.get(at(draft_id, step)).status_code == 200
        return len(made)

    for _ in range(3):
        make.attach(draft_id, "employment")
    few = {step: statements(step) for step in ("data", "documents", "check", "certify")}
    for _ in range(27):
        make.attach(draft_id, "employment")
    assert {step: statements(step) for step in few} == few
    assert max(few.values()) <= 30


def test_saving_answers_voids_what_was_frozen(citizen):
    draft_id = ready(citizen)
    page = at(draft_id, "certify")
    send(citizen, page, to=f"{page}send/")
    assert the_draft(draft_id).frozen is not None
    with transaction():
        save_answers(db.session.get_one(Draft, draft_id), {}, "changed")
    assert the_draft(draft_id).frozen is None
