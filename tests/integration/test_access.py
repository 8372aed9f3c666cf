"""Who may open what, for how long a sign-in lasts, and where it leads back to."""

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from flask import Blueprint, Flask, Response, g, session
from flask.testing import FlaskClient
from sqlalchemy import select

from actions import appointments, officers
from actions.sessions import token_hash
from app import create_app
from database import db, transaction
from domain.roles import SITE, Actor, BodyKind, Role
from extensions import limiter
from models.audit import AuditEntry
from models.people import SignInSession
from tests.conftest import TestClock
from tests.support.signing import quick_papers
from tests.support.signing_in import (
    ALSO_LINKED,
    PASSWORD,
    Numbers,
    add_body,
    add_officer,
    counted_statements,
    deliver,
    form_token,
    sign_asked,
    sign_in_citizen,
    sign_in_officer,
    submit,
)
from web.access import actors_with, citizen, officer, public
from web.sessions import (
    address_key,
    current_actors,
    current_officer,
    current_person,
    keep_own_language,
    own_language,
)
from web.viewer import current_viewer

pages = Blueprint("pages", __name__)


@pages.get("/try/forgotten/")
def forgotten() -> str:
    return "nobody said who may see this"


@pages.get("/try/public/")
@public
def everybody() -> str:
    return f"{getattr(current_person(), 'iin', '-')} {getattr(current_officer(), 'login', '-')}"


@pages.get("/try/citizen/")
@citizen
def mine() -> str:
    assert current_person() is not None
    return "the citizen's own"


@pages.post("/try/citizen/deed/")
@citizen
def deed() -> str:
    return "done"


@pages.get("/try/officer/")
@officer()
def any_officer() -> list[list[object]]:
    return [[a.role, a.body_id, a.seat, a.standing_in_for] for a in current_actors()]


@pages.get("/try/chair/")
@officer(Role.CHAIR)
def chair() -> Response:
    assert {actor.role for actor in actors_with(Role.CHAIR)} == {Role.CHAIR}
    for _ in range(3):
        current_actors()
        current_officer()
        current_person()
    return Response(f"{len(g.actors)}")


@pages.get("/try/greeting/")
@public
def greeting() -> list[object]:
    viewer = current_viewer()
    return [viewer.audience, viewer.name, viewer.body, sorted(viewer.roles)]


@pages.get("/try/officer/greeting/")
@officer()
def staff_greeting() -> list[object]:
    return greeting()


@pytest.fixture
def site(app: Flask, clock: TestClock) -> Iterator[Flask]:
    """The app with a few pages more, on the same database."""
    site = create_app(app.config["SETTINGS"])
    site.register_blueprint(pages)
    site.test_client_class = app.test_client_class
    with app.app_context():
        yield site
    limiter.reset()
    with site.app_context():
        db.engine.dispose()


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    client = site.test_client()
    client.get("/sign-in/?lang=en")
    return client


@pytest.fixture
def numbers(monkeypatch: pytest.MonkeyPatch, client: FlaskClient) -> Numbers:
    return Numbers(monkeypatch)


@pytest.fixture
def chairs(client: FlaskClient) -> int:
    """A chair who is signed in."""
    officer_id = add_officer("sauleb", Role.CHAIR)
    assert sign_in_officer(client, "sauleb").status_code == 303
    return officer_id


def live_sessions() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(SignInSession).where(SignInSession.ended_at.is_(None))).all())


def audit_codes() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.code).order_by(AuditEntry.id)))


class TestDefaultDeny:
    def test_an_endpoint_that_declares_nothing_is_closed_to_everybody(
        self, client: FlaskClient, chairs: int, numbers: Numbers
    ) -> None:
        assert client.get("/try/forgotten/").status_code == 403
        sign_in_citizen(client)
        assert client.get("/try/forgotten/").status_code == 403

    def test_a_page_that_is_not_there_is_404_and_a_file_is_served(self, client: FlaskClient) -> None:
        assert client.get("/try/nothing/").status_code == 404
        assert client.get("/static/img/mark.svg").status_code == 200
        assert client.post("/try/public/").status_code in (400, 405)

    def test_declaring_twice_is_a_mistake(self) -> None:
        with pytest.raises(TypeError, match="twice"):
            public(mine)

    def test_an_officer_is_no_citizen_and_a_citizen_no_officer(
        self, site: Flask, client: FlaskClient, chairs: int, numbers: Numbers
    ) -> None:
        assert client.get("/try/citizen/").location == "/sign-in/?next=%2Ftry%2Fcitizen%2F"
        other = site.test_client()
        sign_in_citizen(other)
        assert other.get("/try/citizen/").status_code == 200
        assert other.get("/try/chair/").location == "/staff/sign-in/?next=%2Ftry%2Fchair%2F"

    def test_another_role_is_refused(self, client: FlaskClient) -> None:
        add_officer("member", Role.MEMBER, seat="health")
        sign_in_officer(client, "member")
        assert client.get("/try/officer/").status_code == 200
        assert client.get("/try/chair/").status_code == 403

    def test_who_looks_is_asked_a_small_fixed_number_of_times(
        self, client: FlaskClient, chairs: int, numbers: Numbers
    ) -> None:
        sign_in_citizen(client)
        with counted_statements() as statements:
            assert client.get("/try/chair/").text == "1"
        assert len([line for line in statements if line.startswith("SELECT")]) == 3


@pytest.mark.rule("ALL-1")
class TestTheWayBack:
    def test_a_page_is_remembered_through_both_pages_of_the_sign_in(
        self, client: FlaskClient, numbers: Numbers
    ) -> None:
        asked = client.get("/try/citizen/?a=1&b=2")
        assert asked.status_code == 303
        assert asked.location == "/sign-in/?next=%2Ftry%2Fcitizen%2F%3Fa%3D1%26b%3D2"
        code_page = submit(client, asked.location, iin=ALSO_LINKED).location
        assert code_page.startswith("/sign-in/otp/?next=")
        assert submit(client, code_page, code=deliver()).location == "/try/citizen/?a=1&b=2"

    def test_htmx_is_sent_to_the_sign_in_as_a_whole_page(self, client: FlaskClient) -> None:
        headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/try/citizen/?tab=2"}
        answer = client.get("/try/citizen/", headers=headers)
        assert answer.status_code == 200
        assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Ftry%2Fcitizen%2F%3Ftab%3D2"
        assert "Location" not in answer.headers

    def test_after_a_form_it_is_the_page_on_which_the_form_stood(self, client: FlaskClient) -> None:
        token = form_token(client.get("/sign-in/"))
        for headers in (
            {"Referer": "http://localhost/try/citizen/"},
            {"HX-Request": "true", "HX-Current-URL": "http://localhost/try/citizen/"},
        ):
            answer = client.post("/try/citizen/deed/", data={"csrf_token": token}, headers=headers)
            target = answer.headers.get("HX-Redirect") or answer.location
            assert target == "/sign-in/?next=%2Ftry%2Fcitizen%2F"

    @pytest.mark.parametrize("referrer", [None, "http://elsewhere.kz/try/citizen/"])
    def test_after_a_form_from_nowhere_the_way_leads_home(
        self, client: FlaskClient, referrer: str | None
    ) -> None:
        headers = {"Referer": referrer} if referrer else {}
        token = form_token(client.get("/sign-in/"))
        answer = client.post("/try/citizen/deed/", data={"csrf_token": token}, headers=headers)
        assert (answer.status_code, answer.location) == (303, "/sign-in/")

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "https://elsewhere.kz/",
            "//elsewhere.kz/",
            "/\\elsewhere.kz/",
            "/try/\\elsewhere.kz",
            "\\\\elsewhere.kz/",
            "/\t/elsewhere.kz/",
            "/%09/elsewhere.kz/",
            "javascript:alert(1)",
            "elsewhere.kz",
            "/try/citizen/deed/",
            "/no/such/page/",
            "/sign-in/",
            "/try/citizen/?" + "x" * 600,
            "",
        ],
    )
    def test_it_never_leads_to_another_site_or_to_what_is_no_page(
        self, client: FlaskClient, elsewhere: str
    ) -> None:
        add_officer("sauleb", Role.CHAIR)
        answer = sign_in_officer(client, "sauleb", next_page=quote(elsewhere, safe=""))
        assert (answer.status_code, answer.location) == (303, "/staff/")

    def test_a_good_one_is_followed_by_officers_too(self, client: FlaskClient) -> None:
        add_officer("sauleb", Role.CHAIR)
        assert sign_in_officer(client, "sauleb", next_page="/try/chair/").location == "/try/chair/"

    def test_whoever_is_signed_in_is_led_on_at_once(self, client: FlaskClient, chairs: int) -> None:
        assert client.get("/staff/sign-in/?next=/try/chair/").location == "/try/chair/"
        assert client.get("/staff/sign-in/?next=//elsewhere.kz").location == "/staff/"


class TestSessions:
    def test_a_citizens_ends_after_half_an_hour_without_a_sign_of_life(
        self, client: FlaskClient, numbers: Numbers, clock: TestClock
    ) -> None:
        sign_in_citizen(client)
        clock.advance(minutes=29)
        assert client.get("/try/citizen/").status_code == 200
        clock.advance(minutes=29)
        assert client.get("/try/citizen/").status_code == 200
        clock.advance(minutes=30)
        assert client.get("/try/citizen/").status_code == 303

    def test_a_citizens_ends_after_eight_hours_in_any_case(
        self, client: FlaskClient, numbers: Numbers, clock: TestClock
    ) -> None:
        sign_in_citizen(client)
        for _ in range(19):
            clock.advance(minutes=25)
            assert client.get("/try/citizen/").status_code == 200
        clock.advance(minutes=5)
        assert client.get("/try/citizen/").status_code == 303

    def test_an_officers_ends_after_an_idle_hour_and_after_twelve(
        self, client: FlaskClient, chairs: int, clock: TestClock
    ) -> None:
        for _ in range(12):
            assert client.get("/try/chair/").status_code == 200
            clock.advance(minutes=59)
        clock.advance(minutes=12)
        assert client.get("/try/chair/").status_code == 303
        sign_in_officer(client, "sauleb")
        clock.advance(minutes=60)
        assert client.get("/try/chair/").status_code == 303

    def test_reading_pages_writes_at_most_once_a_minute(
        self, client: FlaskClient, chairs: int, clock: TestClock
    ) -> None:
        def writes() -> int:
            with counted_statements() as statements:
                client.get("/try/chair/")
            return sum(not line.startswith(("SELECT", "BEGIN", "PRAGMA")) for line in statements)

        assert writes() == 0
        clock.advance(seconds=61)
        assert writes() == 1
        assert writes() == 0

    def test_both_kinds_live_side_by_side_in_one_browser(
        self, client: FlaskClient, chairs: int, numbers: Numbers
    ) -> None:
        sign_in_citizen(client, ALSO_LINKED)
        assert client.get("/try/public/").text == f"{ALSO_LINKED} sauleb"
        assert submit(client, "/staff/password/", to="/staff/sign-out/").location == "/staff/sign-in/"
        assert client.get("/try/public/").text == f"{ALSO_LINKED} -"
        assert client.get("/try/citizen/").status_code == 200

    def test_signing_out_ends_the_row_so_a_stolen_cookie_is_worth_nothing(
        self, site: Flask, client: FlaskClient, numbers: Numbers
    ) -> None:
        sign_in_citizen(client)
        stolen = client.get_cookie("qyzmet")
        assert stolen is not None
        assert submit(client, "/staff/sign-in/", to="/sign-out/").location == "/"
        thief = site.test_client()
        thief.set_cookie("qyzmet", stolen.value)
        assert thief.get("/try/citizen/").status_code == 303
        assert live_sessions() == 0
        assert audit_codes() == ["citizen_signed_in", "citizen_signed_out"]

    def test_the_token_is_new_at_each_sign_in_and_only_its_hash_is_stored(
        self, site: Flask, client: FlaskClient, chairs: int
    ) -> None:
        with client.session_transaction() as cookie:
            first, form = cookie["officer"], cookie.get("csrf_token")
        typed = {
            "login": "sauleb",
            "password": PASSWORD,
            "csrf_token": form_token(client.get("/staff/password/")),
        }
        with quick_papers():
            answer = client.post("/staff/sign-in/", data=typed)
        sign_asked(client, answer)
        with client.session_transaction() as cookie:
            second = cookie["officer"]
            assert cookie.get("csrf_token") != form or form is None
        assert first != second
        db.session.rollback()
        rows = {row.token_hash: row.ended_at for row in db.session.scalars(select(SignInSession))}
        assert rows[token_hash(first)] is not None and rows[token_hash(second)] is None
        assert not {first, second} & set(rows)

    def test_threat_session_fixation_what_stood_in_the_cookie_before_lives_on(
        self, client: FlaskClient, numbers: Numbers
    ) -> None:
        """Whoever planted a cookie knows nothing of the session that begins on it."""
        with client.session_transaction() as cookie:
            cookie["planted"], cookie["citizen"] = "by a stranger", "known to a stranger"
        sign_in_citizen(client)
        with client.session_transaction() as cookie:
            assert cookie["citizen"] != "known to a stranger"
            assert set(cookie) == {"citizen"}

    def test_the_language_setting_of_whoever_signed_in_is_read_and_kept(
        self, site: Flask, client: FlaskClient, chairs: int
    ) -> None:
        with client.session_transaction() as cookie:
            token = cookie["officer"]
        with site.test_request_context("/"):
            session["officer"] = token
            assert own_language() == "en"
            keep_own_language("ru")
            assert own_language() == "ru"
        with site.test_request_context("/"):
            assert own_language() is None
            keep_own_language("ru")


class TestWhomThePageGreets:
    def test_a_stranger_a_citizen_and_an_officer(
        self, client: FlaskClient, numbers: Numbers, clock: TestClock
    ) -> None:
        assert client.get("/try/greeting/").json == ["public", "", "", []]
        add_officer("sauleb", Role.CHAIR)
        sign_in_officer(client, "sauleb")
        chair_of_body = ["officer", "Sauleb", "A body", ["chair"]]
        assert client.get("/try/greeting/").json == chair_of_body
        sign_in_citizen(client, ALSO_LINKED)
        assert client.get("/try/greeting/").json == ["citizen", "0613••••0304", "", []]
        assert client.get("/try/officer/greeting/").json == chair_of_body

    def test_an_officer_without_a_role_is_greeted_too(self, client: FlaskClient) -> None:
        add_officer("nobody")
        sign_in_officer(client, "nobody")
        assert client.get("/try/greeting/").json == ["officer", "Nobody", "", []]

    @pytest.mark.parametrize(
        ("role", "home"),
        [
            (Role.CHAIR, "/staff/"),
            (Role.MILITARY_BODY, "/staff/"),
            (Role.COMPLAINTS, "/staff/"),
            (Role.CONTACT_CENTRE, "/contact-centre/"),
            (Role.ADMIN, "/admin/"),
        ],
    )
    def test_officers_begin_at_the_first_page_of_their_menu(
        self, client: FlaskClient, role: Role, home: str
    ) -> None:
        add_officer("sauleb", role)
        assert sign_in_officer(client, "sauleb").location == home


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
        ("unix:", "unix:", True),
    ],
)
def test_an_address_is_counted_under_a_key_that_hides_it(
    app: Flask, one: str, other: str, same: bool
) -> None:
    keys = []
    for address in (one, other):
        with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
            keys.append(address_key())
    assert (keys[0] == keys[1]) is same
    assert len(keys[0]) == 64 and one not in keys[0]


class TestOfficersOfToday:
    ADMIN = Actor(Role.ADMIN, id=None)

    def test_a_leaver_is_signed_out_at_once_and_cannot_come_back(
        self, client: FlaskClient, chairs: int
    ) -> None:
        assert client.get("/try/chair/").status_code == 200
        with transaction():
            officers.deactivate(self.ADMIN, chairs)
        assert client.get("/try/chair/").status_code == 303
        assert sign_in_officer(client, "sauleb").status_code == 422

    def test_an_appointment_holds_from_its_first_day_to_its_last(
        self, client: FlaskClient, clock: TestClock
    ) -> None:
        body = add_body(BodyKind.COMMISSION)
        officer_id = add_officer("sauleb")
        with transaction():
            appointments.appoint(
                SITE,
                officer_id,
                role=Role.CHAIR,
                body_id=body,
                starts_on=date(2026, 11, 25),
                ends_on=date(2026, 11, 26),
            )
        seen = {}
        for day in (24, 25, 26, 27):
            for time in ("00:30", "23:30"):
                clock.set(f"2026-11-{day}T{time}:00")
                client.get("/staff/sign-in/")
                if client.get("/try/officer/").status_code == 303:
                    sign_in_officer(client, "sauleb")
                seen[day, time] = client.get("/try/chair/").status_code
        assert {when for when, status in seen.items() if status == 200} == {
            (25, "00:30"),
            (25, "23:30"),
            (26, "00:30"),
            (26, "23:30"),
        }

    def test_a_substitute_holds_all_roles_of_the_absent_officer_between_the_dates(
        self, client: FlaskClient, clock: TestClock
    ) -> None:
        commission = add_body(BodyKind.COMMISSION)
        absent = add_officer("absent", Role.CHAIR, body=commission)
        with transaction():
            appointments.appoint(
                SITE, absent, role=Role.COMPLAINTS, body_id=commission, starts_on=date(2026, 1, 1)
            )
        stand_in = add_officer("standin", Role.MEMBER, seat="health", body=commission)
        with transaction():
            appointments.substitute(
                self.ADMIN, absent, stand_in, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 25)
            )
        own = ["member", commission, "health", None]
        taken_over = [["chair", commission, None, absent], ["complaints", commission, None, absent]]
        expected = {23: [own], 24: [own, *taken_over], 25: [own, *taken_over], 26: [own]}
        for day, actors in expected.items():
            clock.set(f"2026-11-{day}T12:00:00")
            sign_in_officer(client, "standin") if client.get("/try/officer/").status_code == 303 else None
            assert client.get("/try/officer/").json == actors, day

    def test_a_substitute_of_a_substitute_gets_only_what_the_latter_holds_in_person(
        self, client: FlaskClient
    ) -> None:
        commission = add_body(BodyKind.COMMISSION)
        chair_id = add_officer("first", Role.CHAIR, body=commission)
        middle = add_officer("middle", Role.MEMBER, seat="health", body=commission)
        last = add_officer("last")
        day = date(2026, 11, 23)
        with transaction():
            appointments.substitute(self.ADMIN, chair_id, middle, starts_on=day, ends_on=day)
            appointments.substitute(self.ADMIN, middle, last, starts_on=day, ends_on=day)
        sign_in_officer(client, "last")
        assert client.get("/try/officer/").json == [["member", commission, "health", middle]]

    def test_the_substitute_of_a_leaver_has_nothing_more_to_hold(self, client: FlaskClient) -> None:
        chair_id = add_officer("first", Role.CHAIR)
        stand_in = add_officer("standin")
        day = date(2026, 11, 23)
        with transaction():
            appointments.substitute(
                self.ADMIN, chair_id, stand_in, starts_on=day, ends_on=day + timedelta(days=9)
            )
        sign_in_officer(client, "standin")
        assert client.get("/try/chair/").status_code == 200
        with transaction():
            officers.deactivate(self.ADMIN, chair_id)
        assert client.get("/try/chair/").status_code == 403

    def test_a_temporary_password_leads_to_the_new_one_before_all_else(
        self, client: FlaskClient, chairs: int
    ) -> None:
        with transaction():
            password = officers.reset_password(self.ADMIN, chairs)
        assert client.get("/try/chair/").location.startswith("/staff/sign-in/")
        sign_in_officer(client, "sauleb", password)
        assert client.get("/try/chair/").location == "/staff/password/"
        new = "three odd teapots"
        answer = submit(client, "/staff/password/", password=password, new_password=new, repeat=new)
        assert (answer.status_code, answer.location) == (303, "/staff/")
        assert client.get("/try/chair/").status_code == 200
