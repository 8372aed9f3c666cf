"""Signing where work is done: the officer's form, the sitting, the end of the wizard."""

import re

import pytest
from sqlalchemy import func, select

from actions.steps import take_action
from database import db, transaction
from devkit.nca.authority import State
from devkit.nca.modes import Mode
from domain.errors import SignatureNeeded
from integrations.eds.errors import NotAnswered
from models.cases import Case, Opinion
from models.messaging import Message
from models.people import Officer
from models.signing import SigningRequest
from tests.support import factories as make
from tests.support.citizens import browser_of, words_of
from tests.support.citizens import send as fill_in
from tests.support.eds import key_of_officer
from tests.support.officers_at_work import at_desk, case_path, number_of, post, rows, send, status_of
from tests.support.signers import (
    HTMX,
    check,
    key_of_person,
    officers_phone,
    persons_phone,
    qr_of,
    request_at,
    sign_with_ncalayer,
)
from tests.support.signing_in import form_token
from web.signing_words import REFUSALS

SITTING = "/commission/sitting/"
UNTIL = {"until_date": "2027-06-30", "until_reason": "Шарт"}

pytestmark = pytest.mark.usefixtures("nca")


@pytest.fixture
def key(commission):
    return key_of_officer(commission.chair.id)


def pick(case_id: int, action: str) -> str:
    return f"{number_of(case_id)}.{action}"


def conclusion(case_id: int, **changed: str) -> dict[str, str]:
    return {f"{pick(case_id, 'conclude')}-{name}": value for name, value in {**UNTIL, **changed}.items()}


class TestAction:
    """One case, one form."""

    @pytest.mark.rule("ALL-11")
    def test_without_a_signature_nothing_is_decided_and_nobody_told(self, desk, case_id, commission):
        messages = rows(select(func.count(Message.id)))
        form = desk.get(case_path(case_id, "conclude"))
        assert "Go on to signing" in words_of(form) and "nobody is told" in words_of(form)
        answer = send(desk, case_path(case_id, "conclude"), htmx=True, **UNTIL)
        assert re.fullmatch(r"/sign/[^/]{43}/", answer.headers["HX-Redirect"])
        assert status_of(case_id) == "examined"
        assert rows(select(func.count(Message.id))) == messages
        with pytest.raises(SignatureNeeded), transaction():
            take_action(case_id, "conclude", commission.chair, make.CONCLUSION)

    def test_what_is_missing_is_said_before_anything_is_signed(self, desk, case_id):
        answer = send(desk, case_path(case_id, "conclude"), until_date="", until_reason="Бір сөз")
        assert answer.status_code == 422
        assert "Fill this in." in answer.text and "Бір сөз" in answer.text
        asked = rows(select(func.count(SigningRequest.id)).where(SigningRequest.state == "waiting"))
        assert asked == [0]

    def test_an_action_that_is_not_signed_is_taken_at_once(self, desk, commission):
        new = make.make_case(commission, iin=make.IINS[2])
        assert "Go on to signing" not in desk.get(case_path(new, "forward")).text
        assert send(desk, case_path(new, "forward")).location == case_path(new)
        assert status_of(new) == "under_examination"

    def test_an_officer_whose_key_is_not_on_file_is_told_and_keeps_what_was_typed(
        self, desk, case_id, commission
    ):
        with transaction():
            db.session.get_one(Officer, commission.chair.id).iin = None
        answer = send(desk, case_path(case_id, "conclude"), **UNTIL)
        assert answer.status_code == 422
        assert "Nobody has entered with whose key you sign" in words_of(answer) and "Шарт" in answer.text

    @pytest.mark.rule("ALL-11")
    def test_a_members_refusal_is_signed_with_the_telephone(self, app, commission):
        case_id = make.make_case(commission, at="under_examination")
        member = commission.members[0]
        browser = at_desk(app, member)
        answer = send(browser, case_path(case_id, "disagree"), grounds="unreliable", facts="Мөрі жоқ")
        phone = officers_phone(app, member.id)
        assert phone.sign(phone.open(qr_of(browser, answer.location))).accepted
        check(answer.location)
        assert browser.get(answer.location).location == case_path(case_id)
        assert rows(select(Opinion.facts).where(Opinion.case_id == case_id)) == ["Мөрі жоқ"]

    def test_while_the_key_is_checked_the_case_says_so(self, desk, case_id, key, nca):
        place = send(desk, case_path(case_id, "conclude"), **UNTIL).location
        sign_with_ncalayer(desk, place, key)
        nca.behaviour.put(Mode.DOWN)
        with pytest.raises(NotAnswered):
            check(place)
        words = words_of(desk.get(case_path(case_id)))
        assert "Issue the conclusion: signed by you, being checked." in words
        assert place in desk.get(case_path(case_id)).text


class TestSitting:
    """Several papers, signed at once."""

    @pytest.fixture
    def three(self, commission) -> tuple[int, int, int]:
        """One to forward, two to conclude."""
        new = make.make_case(commission, iin=make.IINS[3])
        ready = [make.make_case(commission, at="examined", iin=iin) for iin in make.IINS[1:3]]
        return new, *ready

    def decide(self, desk, three, *, htmx: bool = False, **changed: str):
        new, first, second = three
        picks = [pick(new, "forward"), pick(first, "conclude"), pick(second, "conclude")]
        fields = {**conclusion(first), **conclusion(second, **changed), "pick": picks}
        return send(desk, SITTING, htmx=htmx, **fields)

    @pytest.mark.rule("ALL-11")
    def test_what_is_signed_is_signed_together_and_the_rest_is_done_at_once(self, desk, three, key):
        new, first, second = three
        place = self.decide(desk, three).location
        assert [status_of(case) for case in three] == ["under_examination", "examined", "examined"]
        page = words_of(desk.get(place))
        assert "You sign 2 decisions at once." in page
        assert number_of(first) in page and number_of(second) in page
        assert f"1 paper decided: {number_of(new)}." in page
        assert sign_with_ncalayer(desk, place, key).location == place
        check(place)
        answer = desk.get(place)
        assert answer.location == f"{SITTING}?signed={place.split('/')[2]}"
        lines = re.findall(
            r'<li><a href="[^"]+">([\d-]+)</a>: <span class="badge \w+">(\w+)', desk.get(answer.location).text
        )
        assert lines == [(number_of(first), "Done"), (number_of(second), "Done")]
        assert status_of(first) == status_of(second) == "concluded"

    def test_each_line_tells_what_became_of_it(self, desk, three, key, commission):
        place = self.decide(desk, three).location
        sign_with_ncalayer(desk, place, key)
        make.conclude(three[2], commission)
        check(place)
        text = desk.get(desk.get(place).location).text
        assert REFUSALS["already_done"].happened in text
        assert re.findall(r'badge \w+">([\w ]+)</span> ', text)[:2] == ["Done", "Not done"]

    def test_what_fails_keeps_nothing_else_from_being_signed(self, desk, three, key):
        new, first, second = three
        answer = self.decide(desk, three, until_date="")
        assert answer.status_code == 422
        lines = re.findall(r'<li><a href="[^"]+">([\d-]+)</a>: <span class="badge \w+">([\w ]+)', answer.text)
        assert lines == [
            (number_of(new), "Done"),
            (number_of(first), "To be signed"),
            (number_of(second), "Not done"),
        ]
        place = re.search(r'href="(/sign/[^"]+)">Go on to signing', answer.text)[1]
        assert [deed.case_id for deed in request_at(place).deeds] == [first]
        sign_with_ncalayer(desk, place, key)
        check(place)
        assert [status_of(case) for case in three] == ["under_examination", "concluded", "examined"]

    def test_going_back_keeps_what_was_typed(self, desk, three):
        place = self.decide(desk, three, until_reason="Басқа сөз").location
        assert fill_in(desk, place, to=f"{place}withdraw/").location == SITTING
        assert 'value="Басқа сөз"' in desk.get(SITTING).text

    def test_papers_whose_signature_is_being_checked_are_marked(self, desk, three, key):
        place = self.decide(desk, three).location
        sign_with_ncalayer(desk, place, key)
        assert desk.get(SITTING).text.count("Signed, being checked") == 2

    def test_lines_of_somebody_elses_signing_are_not_shown(self, app, desk, three, key, commission):
        place = self.decide(desk, three).location
        sign_with_ncalayer(desk, place, key)
        check(place)
        shown = f"{SITTING}?signed={place.split('/')[2]}"
        assert "What became of the papers" in desk.get(shown).text
        assert "What became of the papers" not in at_desk(app, commission.members[0]).get(shown).text
        assert "What became of the papers" not in desk.get(f"{SITTING}?signed=unknown").text

    def test_a_key_that_is_not_on_file_is_a_line(self, desk, three, commission):
        with transaction():
            db.session.get_one(Officer, commission.chair.id).bin = None
        assert self.decide(desk, three).text.count("Nobody has entered with whose key you sign") == 2


class TestApplication:
    """The end of the wizard."""

    @pytest.fixture
    def person_id(self, commission) -> int:
        return make.make_person(language="en")

    @pytest.fixture
    def draft_id(self, person_id) -> str:
        return make.make_draft(person_id)

    @pytest.fixture
    def citizen(self, client, person_id):
        return browser_of(client, person_id)

    @staticmethod
    def at(draft_id: str) -> str:
        return f"/apply/deferral/{draft_id}/certify/"

    def begin(self, citizen, draft_id: str) -> str:
        answer = fill_in(citizen, self.at(draft_id), to=f"{self.at(draft_id)}eds/")
        assert answer.status_code == 303, words_of(answer)
        return answer.location

    @pytest.mark.rule("ALL-1")
    def test_an_application_is_signed_instead_of_certified_by_a_code(self, citizen, draft_id):
        choice = words_of(citizen.get(self.at(draft_id)))
        assert "With a code by SMS" in choice and "With your electronic digital signature (EDS)" in choice
        place = self.begin(citizen, draft_id)
        assert "You sign your application and send it." in words_of(citizen.get(place))
        sign_with_ncalayer(citizen, place, key_of_person(make.IINS[0]))
        assert not rows(select(Case.id))
        check(place)
        answer = citizen.get(f"{place}?seen=received", headers=HTMX)
        assert answer.headers["HX-Redirect"] == self.at(draft_id)
        number, certified_by = db.session.execute(select(Case.number, Case.certified_by)).one()
        assert certified_by == "eds"
        assert citizen.get(self.at(draft_id)).location == f"/cabinet/cases/{number}/receipt/"

    @pytest.mark.rule("ALL-1")
    def test_or_with_the_telephone(self, app, citizen, draft_id):
        place = self.begin(citizen, draft_id)
        phone = persons_phone(app, make.IINS[0])
        shown = phone.open(qr_of(citizen, place))
        assert shown.invitation.description == "Application to the conscription commission"
        assert phone.sign(shown).accepted
        check(place)
        assert len(rows(select(Case.id))) == 1

    def test_a_parents_key_does_not_sign(self, citizen, draft_id):
        place = self.begin(citizen, draft_id)
        answer = sign_with_ncalayer(citizen, place, key_of_person(make.IINS[3]))
        assert (answer.status_code, REFUSALS["wrong_person"].happened in words_of(answer)) == (422, True)

    def test_changing_ones_mind_leads_back_to_the_choice(self, citizen, draft_id):
        place = self.begin(citizen, draft_id)
        assert fill_in(citizen, place, to=f"{place}withdraw/").location == self.at(draft_id)
        assert citizen.get(self.at(draft_id)).status_code == 200

    def test_a_revoked_key_sends_nothing_and_the_draft_is_kept(self, citizen, draft_id):
        place = self.begin(citizen, draft_id)
        sign_with_ncalayer(citizen, place, key_of_person(make.IINS[0], state=State.REVOKED))
        check(place)
        answer = citizen.get(place)
        assert f'href="{self.at(draft_id)}">Sign again' in answer.text and not rows(select(Case.id))

    @pytest.mark.rule("DEF-2")
    def test_what_cannot_be_sent_is_not_signed_either(self, citizen, draft_id, clock, person_id):
        clock.set("2027-01-15T11:00")
        browser_of(citizen, person_id)
        answer = fill_in(citizen, self.at(draft_id), to=f"{self.at(draft_id)}eds/")
        assert (answer.status_code, "Applications are not taken now" in words_of(answer)) == (422, True)
        assert not rows(select(SigningRequest.id))

    def test_somebody_elses_draft_cannot_be_signed(self, app, citizen, draft_id):
        stranger = browser_of(app.test_client(), make.make_person(make.IINS[4]))
        token = form_token(stranger.get("/cabinet/"))
        assert post(stranger, f"{self.at(draft_id)}eds/", token, {}).status_code == 404
