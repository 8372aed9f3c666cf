"""Coming in with EDS: a citizen instead of the code, an officer after the password."""

import pytest
from sqlalchemy import select

from database import db, transaction
from devkit.nca.authority import State
from domain.roles import Role
from domain.signing import Purpose, RequestState
from extensions import limiter
from models.audit import AuditEntry
from models.people import Officer, Person, SignInSession
from models.registries import RegistryQuery
from models.signing import SigningPaper
from tests.support import factories as make
from tests.support.citizens import send, token_of, words_of
from tests.support.eds import authority, content_of, key_of_officer
from tests.support.officers_at_work import rows
from tests.support.pdf_text import text_of
from tests.support.signers import (
    HTMX,
    check,
    key_of_person,
    request_at,
    send_signatures,
    sign_with_ncalayer,
    texts_of,
)
from tests.support.signing_in import PASSWORD, add_officer, send_password
from web.sessions import CITIZEN_KEY, OFFICER_KEY
from web.signing_words import REFUSALS

IIN = make.IINS[1]

pytestmark = pytest.mark.usefixtures("nca", "clock", "session")


@pytest.fixture(autouse=True)
def _english(client, app):
    client.set_cookie("language", "en")
    app.config["RATELIMIT_ENABLED"] = True
    limiter.reset()


def knock(client, next_page: str = "") -> str:
    """Begin a citizen's sign-in with EDS; where it is signed."""
    query = f"?next={next_page}" if next_page else ""
    answer = send(client, f"/sign-in/{query}", to=f"/sign-in/eds/{query}")
    assert answer.status_code == 303, words_of(answer)
    return answer.location


def tokens(client) -> dict:
    with client.session_transaction() as cookie:
        return {name: cookie.get(name) for name in (CITIZEN_KEY, OFFICER_KEY, "signing_in", "csrf_token")}


@pytest.mark.rule("ALL-1")
def test_a_citizen_comes_in_as_who_the_key_says(client):
    place = knock(client, "/services/deferral/")
    said = words_of(client.get(place))
    assert "You sign in to qyzmet.test." in said and "no application and no decision" in said
    assert "its IIN says who you are here" in said
    before = tokens(client)
    sign_with_ncalayer(client, place, key_of_person(IIN))
    assert client.get(place).status_code == 200 and tokens(client)[CITIZEN_KEY] is None
    check(place)
    answer = client.get(f"{place}?seen=received", headers=HTMX)
    assert answer.headers["HX-Redirect"] == "/services/deferral/"
    person = rows(select(Person).where(Person.iin == IIN))[0]
    assert rows(select(SignInSession.person_id)) == [person.id]
    assert rows(select(RegistryQuery.person_id).where(RegistryQuery.kind == "identity")) == [person.id]
    told = select(AuditEntry.code).where(AuditEntry.person_id == person.id).order_by(AuditEntry.id)
    assert rows(told) == [
        "citizen_signed_in",
        "phone_asked",
    ]
    after = tokens(client)
    assert after["signing_in"] is None and after["csrf_token"] != before["csrf_token"]
    assert client.get("/cabinet/").status_code == 200


def test_a_signature_lets_in_once(app, client):
    place = knock(client)
    with client.session_transaction() as cookie:
        earlier = dict(cookie)
    sign_with_ncalayer(client, place, key_of_person(IIN))
    check(place)
    assert client.get(place).location == "/cabinet/"
    assert client.get(place).location == "/cabinet/", "whoever is in already is only led on"
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(earlier)
    assert thief.get(place).status_code == 404
    assert len(rows(select(SignInSession.id))) == 1


def test_only_the_browser_that_began_is_let_in(app, client):
    place = knock(client)
    other = app.test_client()
    knock(other)
    assert [other.get(place).status_code, other.get(f"{place}papers/0/").status_code] == [404, 404]
    sign_with_ncalayer(client, place, key_of_person(IIN))
    check(place)
    assert other.get(place).status_code == 404
    assert client.get(place).status_code == 303


def test_who_is_signed_in_elsewhere_sees_nothing_of_it_before_it_is_done(app, client):
    first = knock(client)
    sign_with_ncalayer(client, first, key_of_person(IIN))
    check(first)
    client.get(first)
    other = app.test_client()
    second = knock(other)
    assert client.get(second).status_code == 404


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (lambda: key_of_person(IIN, state=State.EXPIRED), "not_in_force"),
        (
            lambda: authority().key(IIN, "А Б", bin="991340000007", role="head", kind="rsa"),
            "wrong_kind_of_key",
        ),
        (
            lambda: authority().key("", "Жүйе", bin="991340000007", role="information_system", kind="rsa"),
            "extended_key_usage",
        ),
    ],
)
def test_keys_that_let_nobody_in(client, key, code):
    place = knock(client)
    answer = sign_with_ncalayer(client, place, key())
    assert answer.status_code == 422
    assert REFUSALS[code].happened in words_of(answer)
    assert request_at(place).state == RequestState.WAITING


def test_a_revoked_key_opens_no_door(client):
    place = knock(client)
    sign_with_ncalayer(client, place, key_of_person(IIN, state=State.REVOKED))
    check(place)
    answer = client.get(place)
    assert REFUSALS["revoked"].happened in words_of(answer)
    assert 'href="/sign-in/?next=/cabinet/">Sign again' in answer.text
    assert client.get("/cabinet/").location.startswith("/sign-in/")


def test_the_paper_of_a_sign_in_names_the_site_and_its_time(client):
    place = knock(client)
    paper = request_at(place).papers[0]
    words = text_of(content_of(paper))
    assert "qyzmet.test" in words and "10:10:00" in words
    other = knock(client)
    assert request_at(other).papers[0].sha256 != paper.sha256


@pytest.mark.rule("ALL-11")
def test_a_signature_for_one_thing_is_not_taken_for_another(client, commission):
    first, second = knock(client), knock(client)
    texts = texts_of(first, key_of_person(IIN))
    answer = send_signatures(client, second, texts)
    assert (answer.status_code, request_at(second).reason) == (422, "message_digest")


@pytest.mark.usefixtures("limits_stand_still")
def test_the_door_is_not_worn_out(client):
    token = token_of(client.get("/sign-in/"))
    answers = [client.post("/sign-in/eds/", data={"csrf_token": token}).status_code for _ in range(61)]
    assert set(answers[:60]) == {303} and answers[60] == 429


class TestOfficers:
    """Password, then key."""

    @pytest.fixture
    def chair(self) -> int:
        return add_officer("sauleb", Role.CHAIR)

    def audit(self, officer_id: int) -> list[str]:
        entries = select(AuditEntry.code).where(AuditEntry.officer_id == officer_id)
        return rows(entries.where(AuditEntry.code.like("officer_%")).order_by(AuditEntry.id))

    @pytest.mark.rule("ALL-11")
    def test_the_password_alone_lets_nobody_in(self, client, chair):
        answer = send_password(client, "sauleb")
        assert answer.location.startswith("/sign/")
        assert client.get("/staff/").location.startswith("/staff/sign-in/")
        assert self.audit(chair) == ["officer_password_accepted"]

    @pytest.mark.rule("ALL-11")
    def test_password_and_key_let_in_and_lead_on(self, client, chair):
        answer = send_password(client, "sauleb", next_page="/commission/members/")
        place = answer.location
        assert "Sauleb" in words_of(client.get(place))
        sign_with_ncalayer(client, place, key_of_officer(chair))
        check(place)
        assert client.get(place).location == "/commission/members/"
        assert client.get("/commission/members/").status_code == 200
        assert self.audit(chair) == ["officer_password_accepted", "officer_signed_in"]
        assert request_at(place).purpose == Purpose.SIGN_IN

    def test_without_a_place_to_go_it_leads_to_the_officers_first_page(self, client):
        admin = add_officer("adminov", Role.ADMIN)
        place = send_password(client, "adminov").location
        sign_with_ncalayer(client, place, key_of_officer(admin))
        check(place)
        assert client.get(place).location == "/admin/"

    def test_somebody_elses_key_does_not_let_in(self, client, chair):
        place = send_password(client, "sauleb").location
        other = add_officer("damir", Role.ADMIN)
        answer = sign_with_ncalayer(client, place, key_of_officer(other))
        assert (answer.status_code, REFUSALS["wrong_person"].happened in words_of(answer)) == (422, True)
        assert client.get("/staff/").location.startswith("/staff/sign-in/")

    def test_an_officer_without_a_known_key_is_sent_to_the_administrator(self, client, chair):
        with transaction():
            db.session.get_one(Officer, chair).bin = None
        answer = send_password(client, "sauleb", PASSWORD)
        assert answer.status_code == 403
        assert "Nobody has entered with whose key you sign" in words_of(answer)
        assert not rows(select(SigningPaper.id))

    def test_the_page_is_an_officers_even_where_a_citizen_is_signed_in_too(self, client, chair):
        place = knock(client)
        sign_with_ncalayer(client, place, key_of_person(IIN))
        check(place)
        client.get(place)
        begun = send_password(client, "sauleb").location
        sign_with_ncalayer(client, begun, key_of_officer(chair))
        check(begun)
        assert client.get(begun).location == "/staff/"
        assert client.get("/cabinet/").status_code == client.get("/staff/").status_code == 200
        assert "/staff/sign-out/" in client.get("/staff/").text
