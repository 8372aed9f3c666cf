"""Applying for a post: the questionnaire, the papers, the consent, the signature (834 annex 1)."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from actions import certifying, drafts
from actions.cases import submit_application, why_not_fileable
from database import db, transaction
from domain.errors import FilingRefused
from domain.questionnaires import told_all
from models.bodies import Body
from models.cases import Case
from models.documents import Document
from models.drafts import Draft
from models.people import OneTimeCode
from models.signing import SigningRequest
from models.vacancies import Vacancy
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import browser_of, counted, photo, send, token_of, words_of
from tests.support.recruiting import QUESTIONNAIRE, RELATIVE, Bodies
from tests.support.signing import sign_made_up

pytestmark = pytest.mark.usefixtures("session")

FATHER = {"kinship": "father", "name": "Сейітқали Бек Әлиұлы", "born": "1978"}


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def vacancy_id(bodies: Bodies) -> int:
    return recruiting.make_vacancy(bodies)


@pytest.fixture
def person_id(bodies: Bodies) -> int:
    return make.make_person(language="en")


@pytest.fixture
def candidate(client: FlaskClient, person_id: int) -> FlaskClient:
    return browser_of(client, person_id)


@pytest.fixture
def not_connected(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site asks neither the registry of education nor that of convictions."""
    settings(app, monkeypatch, registries_not_connected=frozenset({"education", "convictions"}))


def settings(app: Flask, monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    now = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", type(now)(**{**vars(now), **changed}))


def at(draft_id: str, step: str) -> str:
    return f"/apply/contract/{draft_id}/{step}/"


def section(draft_id: str, code: str) -> str:
    return f"/apply/contract/{draft_id}/questionnaire/{code}/"


def choose(candidate: FlaskClient, vacancy_id: int) -> str:
    """Tap "Apply" at a post; returns the draft's id."""
    answer = send(candidate, f"/vacancies/{vacancy_id}/", to=f"/vacancies/{vacancy_id}/apply/")
    assert answer.status_code == 303, words_of(answer)
    return re.fullmatch(r"/apply/contract/([\w-]+)/ground/", answer.location)[1]


def begin(candidate: FlaskClient, vacancy_id: int) -> str:
    """A draft for which the registries have answered."""
    draft_id = choose(candidate, vacancy_id)
    make.answer_registries(draft_id, {})
    return draft_id


def fill_in(candidate: FlaskClient, draft_id: str, *, without: str = "") -> None:
    for code, rows in QUESTIONNAIRE.items():
        for row in rows if code != without else ():
            answer = send(candidate, section(draft_id, code), **row)
            assert answer.status_code == 303, words_of(answer)


def agree(candidate: FlaskClient, draft_id: str):
    return send(candidate, at(draft_id, "check"), to=at(draft_id, "consent"), agreed="y")


def ready(candidate: FlaskClient, vacancy_id: int) -> str:
    draft_id = begin(candidate, vacancy_id)
    fill_in(candidate, draft_id)
    agree(candidate, draft_id)
    return draft_id


def the_draft(draft_id: str) -> Draft:
    db.session.rollback()
    return db.session.get_one(Draft, draft_id)


def rows_of(draft_id: str) -> list[dict[str, Any]]:
    """The relatives of the draft, as they will be certified."""
    return told_all(the_draft(draft_id).questionnaire)["relatives"]


def names_of(draft_id: str) -> list[str]:
    """By what the pages name the relatives of the draft."""
    return [row["id"] for row in the_draft(draft_id).questionnaire["relatives"]]


@pytest.mark.rule("CON-2")
def test_from_the_post_to_the_signature(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    post = words_of(candidate.get(at(draft_id, "ground")))
    assert "Step 1 of 5" in post and "Shooter" in post and "Land Forces" in post
    data = candidate.get(at(draft_id, "data"))
    assert at(draft_id, "questionnaire") in data.text and 'name="explanation"' not in data.text
    fill_in(candidate, draft_id)
    assert "Sign and send" not in words_of(candidate.get(at(draft_id, "check")))
    assert agree(candidate, draft_id).status_code == 303
    check = words_of(candidate.get(at(draft_id, "check")))
    for word in ("Shooter", "Сейітқали Гүлнар Асқарқызы", make.IINS[1], "Mother", "Алматыда туып-өстім.",
                 "General secondary (11 classes)", "Thursday 25 March 2027", "Sign and send"):  # fmt: skip
        assert word in check, word
    asked = send(candidate, at(draft_id, "certify"), to=at(draft_id, "certify") + "eds/")
    assert asked.status_code == 303 and asked.location.startswith("/sign/")
    db.session.rollback()
    sign_made_up(db.session.scalars(select(SigningRequest.id)).one())
    case = db.session.scalars(select(Case)).one()
    assert (case.certified_by, case.status, case.vacancy_id, case.draft_id) == (
        "eds",
        "sent",
        vacancy_id,
        draft_id,
    )
    assert candidate.get(at(draft_id, "check")).location == f"/cabinet/cases/{case.number}/receipt/"


@pytest.mark.rule("CON-2")
def test_the_frozen_application_holds_post_questionnaire_and_consent(candidate, vacancy_id):
    draft_id = ready(candidate, vacancy_id)
    with transaction():
        drafts.freeze(db.session.get_one(Draft, draft_id))
    frozen = json.loads(the_draft(draft_id).frozen)
    assert frozen["vacancy"] == {
        "id": vacancy_id,
        "title": {"kk": "Shooter (kk)", "ru": "Shooter (ru)", "en": "Shooter"},
    }
    assert frozen["questionnaire"] == QUESTIONNAIRE
    assert frozen["consent"]["text"].startswith("I agree that the Ministry of Defence")
    assert frozen["consent"]["at"] == "2026-11-23T05:00:00+00:00"


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back_to_the_post(client, vacancy_id):
    client.get("/?lang=en")
    page = f"/vacancies/{vacancy_id}/"
    token = token_of(client.get("/sign-in/"))
    answer = client.post(
        f"{page}apply/", data={"csrf_token": token}, headers={"Referer": f"http://localhost{page}"}
    )
    assert (answer.status_code, answer.location) == (303, f"/sign-in/?next={page.replace('/', '%2F')}")
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_another_post_keeps_all_that_was_filled_in(candidate, vacancy_id, bodies):
    draft_id = ready(candidate, vacancy_id)
    other = recruiting.make_vacancy(bodies, kind="sergeant", branch="navy")
    assert choose(candidate, other) == draft_id
    draft = the_draft(draft_id)
    assert (draft.vacancy_id, draft.subtype) == (other, "sergeant")
    assert told_all(draft.questionnaire) == QUESTIONNAIRE
    assert draft.consented_at is not None
    page = words_of(candidate.get("/apply/contract/"))
    assert "Naval Forces" in page and "Land Forces" not in page


def test_without_a_post_the_first_step_leads_to_the_posts(candidate):
    page = candidate.get("/apply/contract/")
    assert 'href="/vacancies/"' in page.text and "An application begins with a post" in words_of(page)
    token = token_of(candidate.get("/cabinet/profile/"))
    assert (
        candidate.post("/apply/contract/", data={"csrf_token": token, "ground": "private"}).status_code == 404
    )


def test_a_post_that_is_gone_cannot_be_chosen_and_keeps_a_draft_from_being_sent(
    candidate, vacancy_id, person_id
):
    draft_id = ready(candidate, vacancy_id)
    with transaction():
        db.session.get_one(Vacancy, vacancy_id).state = "filled"
    assert why_not_fileable(the_draft(draft_id)) == "no_vacancy"
    page = candidate.get(at(draft_id, "check"))
    assert "Nobody is sought for this post any more" in words_of(page) and 'href="/vacancies/"' in page.text
    answer = send(candidate, at(draft_id, "check"), to=f"/vacancies/{vacancy_id}/apply/")
    assert answer.location == "/vacancies/"
    assert send(candidate, at(draft_id, "check"), to="/vacancies/999/apply/").status_code == 404


def test_who_has_an_open_application_is_led_to_it(candidate, vacancy_id, bodies, person_id):
    case_id = recruiting.apply_for(vacancy_id, person_id=person_id)
    other = recruiting.make_vacancy(bodies)
    answer = send(candidate, "/cabinet/profile/", to=f"/vacancies/{other}/apply/")
    page = candidate.get(answer.location)
    assert db.session.get_one(Case, case_id).number in page.text and "One application at a time" in words_of(
        page
    )


def test_a_section_leads_to_the_next_and_the_last_to_all_of_them(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    answer = send(candidate, section(draft_id, "address"), address="Алматы", email="")
    assert answer.location == section(draft_id, "education")
    answer = send(candidate, section(draft_id, "autobiography"), text="Туып-өстім.")
    assert answer.location == at(draft_id, "questionnaire")
    page = words_of(candidate.get(at(draft_id, "questionnaire")))
    assert "2 sections are still to be filled in" in page
    assert "Туып-өстім." in candidate.get(section(draft_id, "autobiography")).text


def test_rows_are_added_corrected_and_taken_out(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    page = section(draft_id, "relatives")
    for row in (RELATIVE, FATHER, FATHER):  # the last as by a second tap
        assert send(candidate, page, **row).location == page
    assert rows_of(draft_id) == [RELATIVE, FATHER]
    mother, father = names_of(draft_id)
    listed = words_of(candidate.get(page))
    assert (
        "Сейітқали Гүлнар Асқарқызы" in listed
        and "Сейітқали Бек Әлиұлы" in listed
        and "Add another" in listed
    )
    assert 'value="Сейітқали Бек Әлиұлы"' in candidate.get(f"{page}{father}/").text
    assert send(candidate, f"{page}{father}/", **{**FATHER, "born": "1977"}).location == page
    assert rows_of(draft_id)[1]["born"] == "1977"
    assert send(candidate, page, to=f"{page}{mother}/remove/").location == page
    assert [row["kinship"] for row in rows_of(draft_id)] == ["father"]


def test_a_double_tap_on_take_out_takes_out_one_relative(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    page = section(draft_id, "relatives")
    for row in (RELATIVE, FATHER):
        send(candidate, page, **row)
    mother, _father = names_of(draft_id)
    for _tap in range(2):
        assert send(candidate, page, to=f"{page}{mother}/remove/").location == page
    assert rows_of(draft_id) == [FATHER]
    assert "This entry is not there any more." in words_of(candidate.get(page))


def test_a_page_from_before_changes_the_relative_that_it_shows_and_no_other(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    page = section(draft_id, "relatives")
    for row in (RELATIVE, FATHER):
        send(candidate, page, **row)
    mother, father = names_of(draft_id)
    token = token_of(candidate.get(f"{page}{father}/"))
    send(candidate, page, to=f"{page}{mother}/remove/")  # in another tab
    for born in ("1977", "1976"):  # the second after going back
        corrected = {"csrf_token": token, **FATHER, "born": born}
        assert candidate.post(f"{page}{father}/", data=corrected).location == page
    assert rows_of(draft_id) == [{**FATHER, "born": "1976"}]
    assert names_of(draft_id) == [father]


def test_a_relative_who_was_taken_out_meanwhile_is_not_written_over_another_one(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    page = section(draft_id, "relatives")
    for row in (RELATIVE, FATHER):
        send(candidate, page, **row)
    mother, _father = names_of(draft_id)
    send(candidate, page, to=f"{page}{mother}/remove/")  # in another tab
    typed = {**RELATIVE, "name": "Сейітқали Гүлнар Маратқызы"}
    answer = send(candidate, page, to=f"{page}{mother}/", **typed)
    words = words_of(answer)
    assert (answer.status_code, rows_of(draft_id)) == (422, [FATHER])
    assert "This entry has been taken out meanwhile, and no other one was changed" in words
    assert f'value="{typed["name"]}"' in answer.text and "Add another" in words
    assert candidate.get(f"{page}{mother}/").location == page
    assert "This entry is not there any more." in words_of(candidate.get(page))
    assert send(candidate, page, **typed).location == page
    assert rows_of(draft_id) == [FATHER, typed]


@pytest.mark.rule("CON-2", "CON-9")
def test_who_has_no_close_relatives_says_so_and_can_apply(candidate, vacancy_id, person_id):
    draft_id = begin(candidate, vacancy_id)
    page = section(draft_id, "relatives")
    fill_in(candidate, draft_id, without="relatives")
    agree(candidate, draft_id)
    assert why_not_fileable(the_draft(draft_id)) == "questionnaire_open"
    answer = send(candidate, page, to=f"{page}none/", said="yes")
    assert answer.location == section(draft_id, "autobiography")
    assert why_not_fileable(the_draft(draft_id)) is None
    for place in (at(draft_id, "questionnaire"), page, at(draft_id, "check")):
        assert "I have no close relatives" in words_of(candidate.get(place)), place
    with transaction():
        drafts.freeze(db.session.get_one(Draft, draft_id))
    frozen = json.loads(the_draft(draft_id).frozen)["questionnaire"]
    assert (frozen["relatives"], frozen["none"]) == ([], ["relatives"])


def test_that_there_are_no_relatives_is_taken_back_by_a_button_or_by_naming_one(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    page = section(draft_id, "relatives")
    send(candidate, page, to=f"{page}none/", said="yes")
    assert send(candidate, page, to=f"{page}none/", said="no").location == page
    assert "none" not in the_draft(draft_id).questionnaire
    send(candidate, page, to=f"{page}none/", said="yes")
    send(candidate, page, **RELATIVE)
    assert "none" not in the_draft(draft_id).questionnaire
    assert "I have no close relatives" not in words_of(candidate.get(page))
    late = send(candidate, page, to=f"{page}none/", said="yes")  # on a page from before
    assert (late.status_code, rows_of(draft_id)) == (422, [RELATIVE])
    assert "There is something filled in here. Take it out first." in words_of(late)


@pytest.mark.parametrize("code", ["education", "driving"])
def test_of_other_sections_nobody_can_say_that_there_is_nothing(candidate, vacancy_id, code):
    draft_id = begin(candidate, vacancy_id)
    page = section(draft_id, code)
    assert send(candidate, page, to=f"{page}none/", said="yes").status_code == 404


def test_a_section_that_is_needed_cannot_be_left_out(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    fill_in(candidate, draft_id)
    for code in ("address", "relatives", "work"):
        page = section(draft_id, code)
        assert send(candidate, page, to=f"{page}leave-out/").status_code == 404
    assert len(rows_of(draft_id)) == 1


@pytest.mark.rule("CON-9")
def test_that_a_relative_has_died_is_kept_and_shown(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    page = section(draft_id, "relatives")
    send(candidate, page, **FATHER, deceased="yes")
    assert rows_of(draft_id) == [{**FATHER, "deceased": "yes"}]
    assert "Has this person died? Yes" in words_of(candidate.get(at(draft_id, "check")))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"iin": "071301500015"}, "There is no such IIN: a digit is mistyped"),
        ({"born": "80"}, "Write the year with four digits"),
        ({"kinship": ""}, "Choose one of the answers"),
        ({"name": "Ә" * 151}, "at most 150 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_stays_there(candidate, vacancy_id, changed, sentence):
    draft_id = begin(candidate, vacancy_id)
    typed = {**RELATIVE, **changed}
    answer = send(candidate, section(draft_id, "relatives"), **typed)
    assert (answer.status_code, sentence in words_of(answer)) == (422, True)
    assert f'value="{typed["name"]}"' in answer.text and 'class="field wrong"' in answer.text
    assert the_draft(draft_id).questionnaire == {}


def test_all_that_is_wrong_is_said_at_once(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    answer = send(candidate, section(draft_id, "relatives"), kinship="", name="", iin="12", born="80")
    words = words_of(answer)
    assert "4 things to mend" in words and "four digits" in words and "There is no such IIN" in words


def test_a_full_section_has_no_room_for_more(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    page = section(draft_id, "education")
    for at_ in range(5):
        send(candidate, page, level="secondary", school=f"№ {at_}", finished="2020")
    assert "There is no more room here" in words_of(candidate.get(page))
    token = token_of(candidate.get(page))
    late = candidate.post(
        page, data={"csrf_token": token, "level": "higher", "school": "6", "finished": "2024"}
    )
    assert (late.status_code, len(the_draft(draft_id).questionnaire["education"])) == (422, 5)


def test_what_is_typed_is_kept_while_it_is_typed(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    page = section(draft_id, "autobiography")
    answer = send(candidate, page, to=f"{page}save/", htmx=True, text="Half a sen")
    assert (answer.status_code, "Saved: 10:00" in words_of(answer)) == (200, True)
    assert the_draft(draft_id).questionnaire == {"autobiography": [{"text": "Half a sen"}]}
    rows = section(draft_id, "relatives")
    send(candidate, rows, to=f"{rows}save/", htmx=True, **RELATIVE)
    assert "relatives" not in the_draft(draft_id).questionnaire


def test_a_section_that_was_saved_elsewhere_meanwhile_is_not_overwritten_unsaid(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    page = section(draft_id, "autobiography")
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', candidate.get(page).text)[1]
    send(candidate, page, to=f"{page}save/", htmx=True, text="On the computer", seen=seen)
    old = send(candidate, page, to=f"{page}save/", htmx=True, text="On the phone", seen=seen)
    told = send(candidate, page, text="On the phone", seen=seen)
    assert (old.status_code, told.status_code) == (409, 409)
    assert "Changed elsewhere" in words_of(told) and "On the phone" in told.text
    assert the_draft(draft_id).questionnaire == {"autobiography": [{"text": "On the computer"}]}


def test_a_section_that_may_be_left_out_can_be_emptied_again(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    page = section(draft_id, "driving")
    send(candidate, page, categories="B, C", since="2023")
    assert "Leave this section out" in words_of(candidate.get(page))
    assert send(candidate, page, to=f"{page}leave-out/").location == page
    assert the_draft(draft_id).questionnaire["driving"] == []


def test_there_is_no_section_that_the_service_does_not_have(candidate, vacancy_id):
    draft_id = begin(candidate, vacancy_id)
    assert candidate.get(section(draft_id, "hobbies")).status_code == 404


def test_no_address_of_the_application_holds_personal_data(candidate, vacancy_id):
    draft_id = ready(candidate, vacancy_id)
    links = set()
    row = f"questionnaire/relatives/{names_of(draft_id)[0]}"
    for page in ("questionnaire", "questionnaire/relatives", row, "check", "certify"):
        links |= set(re.findall(r'(?:href|action|hx-\w+)="([^"]+)"', candidate.get(at(draft_id, page)).text))
    for secret in (RELATIVE["iin"], make.IINS[0], "mother", "1980", "Сейітқали"):
        assert not [link for link in links if secret in link], secret


@pytest.mark.rule("CON-2")
def test_consent_is_ticked_on_purpose_and_kept_with_its_words_and_moment(candidate, vacancy_id, clock):
    draft_id = begin(candidate, vacancy_id)
    fill_in(candidate, draft_id)
    page = candidate.get(at(draft_id, "check"))
    assert 'name="agreed"' in page.text and "checked" not in page.text.split('name="agreed"')[1].split(">")[0]
    assert "You have not agreed" in words_of(page)
    refused = send(candidate, at(draft_id, "check"), to=at(draft_id, "consent"))
    assert (refused.status_code, "Tick this if you agree" in words_of(refused)) == (422, True)
    assert the_draft(draft_id).consented_at is None
    agree(candidate, draft_id)
    moment = the_draft(draft_id).consented_at
    words = the_draft(draft_id).consent
    assert words.startswith("I agree that the Ministry of Defence collects")
    clock.advance(minutes=5)
    agree(candidate, draft_id)
    send(candidate, section(draft_id, "address"), address="Elsewhere")
    draft = the_draft(draft_id)
    assert (draft.consented_at, draft.consent) == (moment, words)
    assert "You agreed 23 November 2026, 10:00" in words_of(candidate.get(at(draft_id, "check")))


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_consent_is_kept_in_the_language_in_which_it_was_read(client, vacancy_id, language):
    candidate = browser_of(client, make.make_person(make.IINS[2], phone="+77000000103", language=language))
    draft_id = begin(candidate, vacancy_id)
    read = words_of(candidate.get(at(draft_id, "check")))
    agree(candidate, draft_id)
    assert " ".join(the_draft(draft_id).consent.split()) in read


@pytest.mark.parametrize(
    ("spoil", "sentence", "leads_to"),
    [
        ("rows", "Close relatives", "questionnaire"),
        ("closed", "Applications for this service are not taken now", "passport"),
        ("body", "do not work with this site yet", "data"),
    ],
)
def test_what_is_in_the_way_is_said_and_leads_to_where_it_is_mended(
    app, candidate, vacancy_id, bodies, monkeypatch, spoil, sentence, leads_to
):
    draft_id = ready(candidate, vacancy_id)
    match spoil:
        case "rows":
            (name,) = names_of(draft_id)
            relatives = section(draft_id, "relatives")
            send(candidate, relatives, to=f"{relatives}{name}/remove/")
        case "closed":
            settings(app, monkeypatch, pilots_open=frozenset())
        case "body":
            with transaction():
                db.session.get_one(Body, bodies.security.body_id).active = False
    page = candidate.get(at(draft_id, "check"))
    box = page.text.split("It cannot be sent yet")[1].split("<h2>Post")[0]
    assert sentence in box
    url = "/services/contract/" if leads_to == "passport" else at(draft_id, leads_to)
    assert f'href="{url}"' in box
    assert "It cannot be sent yet" in candidate.get(at(draft_id, "certify")).text
    refused = send(candidate, at(draft_id, "certify"), to=at(draft_id, "certify") + "eds/")
    assert refused.status_code == 422


@pytest.mark.rule("CON-1")
def test_where_the_registries_are_connected_no_paper_is_asked_for(candidate, vacancy_id):
    draft_id = ready(candidate, vacancy_id)
    assert candidate.get(at(draft_id, "documents")).location == at(draft_id, "check")
    assert "Step 4 of 5" in words_of(candidate.get(at(draft_id, "check")))
    page = at(draft_id, "documents") + "add/education_document/"
    answer = send(candidate, at(draft_id, "check"), to=page, **{"education_document-files": [photo()]})
    assert answer.status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Document)) == 0


@pytest.mark.rule("CON-1")
@pytest.mark.usefixtures("not_connected")
def test_where_a_registry_is_not_connected_a_paper_stands_in(candidate, vacancy_id):
    draft_id = ready(candidate, vacancy_id)
    assert why_not_fileable(the_draft(draft_id)) == "documents_missing"
    page = at(draft_id, "documents")
    shown = words_of(candidate.get(page))
    assert "Step 4 of 6" in shown and "Document on education" in shown and "no criminal record" in shown
    for kind in ("education_document", "no_convictions"):
        answer = send(candidate, page, to=f"{page}add/{kind}/", **{f"{kind}-files": [photo()]})
        assert answer.status_code == 303
    assert why_not_fileable(the_draft(draft_id)) is None


@pytest.mark.rule("CON-2")
def test_a_code_by_sms_is_not_enough(candidate, vacancy_id):
    draft_id = ready(candidate, vacancy_id)
    page = candidate.get(at(draft_id, "certify"))
    assert "certify/send/" not in page.text and "certify/eds/" in page.text
    asked = send(candidate, at(draft_id, "certify"), to=at(draft_id, "certify") + "send/")
    assert (asked.status_code, "a code by SMS is not enough" in words_of(asked)) == (422, True)
    assert db.session.scalar(select(func.count()).select_from(OneTimeCode)) == 0
    with transaction(), pytest.raises(FilingRefused, match="eds_only"):
        certifying.send_certifying_code(draft_id)
    with transaction():
        sha256 = drafts.freeze(db.session.get_one(Draft, draft_id))
    with transaction(), pytest.raises(FilingRefused, match="eds_only"):
        submit_application(draft_id, sha256=sha256, certified_by="otp")


def test_somebody_elses_application_is_no_page(candidate, client, vacancy_id):
    draft_id = ready(candidate, vacancy_id)
    browser_of(client, make.make_person(make.IINS[3], phone="+77000000104", language="en"))
    row = f"questionnaire/relatives/{names_of(draft_id)[0]}"
    for page in ("ground", "questionnaire", "questionnaire/relatives", row, "check"):
        assert client.get(at(draft_id, page)).status_code == 404


@pytest.mark.parametrize(
    "step", ["ground", "data", "questionnaire", "questionnaire/relatives", "check", "certify"]
)
def test_a_page_takes_as_many_queries_with_many_rows_as_with_few(candidate, vacancy_id, step):
    draft_id = ready(candidate, vacancy_id)
    candidate.get(at(draft_id, step))
    with counted() as few:
        candidate.get(at(draft_id, step))
    with transaction():
        draft = db.session.get_one(Draft, draft_id)
        draft.questionnaire = {
            **draft.questionnaire,
            "relatives": [{**RELATIVE, "id": str(one)} for one in range(30)],
        }
    candidate.get(at(draft_id, step))
    with counted() as many:
        candidate.get(at(draft_id, step))
    assert len(few) == len(many)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_step_speaks_every_language(client, vacancy_id, language):
    candidate = browser_of(client, make.make_person(make.IINS[2], phone="+77000000103", language=language))
    draft_id = ready(candidate, vacancy_id)
    for step in ("ground", "data", "questionnaire", "questionnaire/driving", "check", "certify"):
        page = candidate.get(at(draft_id, step))
        assert page.status_code == 200 and f'<html lang="{language}">' in page.text


def test_the_passport_tells_of_the_pilot_and_leads_to_the_posts(app, client, bodies, monkeypatch):
    client.get("/?lang=en")
    page = client.get("/services/contract/")
    words = words_of(page)
    for word in ("4 months", "The act was a pilot until Tuesday 31 December 2024", "open here by a decision",
                 "paragraph 7", "The answer does not say which of them it was", "Narcology dispensary",
                 "Close relatives", "I agree that the Ministry of Defence"):  # fmt: skip
        assert word in words, word
    assert "after you have been heard" not in words and "Applications are taken: " not in words
    assert 'href="/vacancies/?kind=sergeant"' in page.text and "/apply/contract/" not in page.text
    settings(app, monkeypatch, pilots_open=frozenset())
    closed = words_of(client.get("/services/contract/"))
    assert "Applications are not taken now" in closed and "has not opened filing" in closed
    home = words_of(client.get("/"))
    assert "within 4 months" in home and "has not opened filing" in home


@pytest.mark.rule("CON-1")
def test_the_passport_names_a_paper_only_where_it_is_asked_for(app, client, bodies, monkeypatch):
    client.get("/?lang=en")
    assert "Document on education" not in words_of(client.get("/services/contract/"))
    settings(app, monkeypatch, registries_not_connected=frozenset({"education"}))
    words = words_of(client.get("/services/contract/"))
    assert "Document on education" in words and "no criminal record" not in words


@pytest.mark.rule("CON-16")
def test_the_terms_of_an_application_can_be_counted_by_anybody(app, bodies, monkeypatch, clock):
    def said() -> dict[str, Any]:
        result = app.test_cli_runner().invoke(args=["terms", "contract", "2026-11-23T10:00+05:00"])
        assert result.exit_code == 0, result.output
        return json.loads(result.output)

    dates = {"registered": "2026-11-23", "due": "2027-03-25", "hearing_notice_by": None}
    assert said() == {**dates, "refused": None}
    settings(app, monkeypatch, pilots_open=frozenset())
    assert said() == {**dates, "refused": "closed"}
