"""Signing in the demo: the telephone's page, NCALayer's, the authority's; the same as JSON."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import clock
from actions import signing
from actions.signing_requests import prepare_sign_in
from app import create_app
from config import Settings
from database import db, transaction
from devkit.demo import telephone
from devkit.demo.ground import lay_ground
from devkit.demo.holders import authority
from devkit.demo.work import work_off_outbox
from devkit.egov_mobile.transport import Answer
from devkit.environment import demo_environment
from devkit.gateway.people import CITIZENS
from devkit.nca.modes import FILE as SERVICES
from devkit.nca.modes import Behaviour, Mode, Service
from devkit.nca.modes import read_wishes as wishes_in
from devkit.nca.server import NcaSimulator
from devkit.ncalayer.modes import FILE as COMPUTER
from devkit.ncalayer.modes import Wish
from domain.signing import RequestState
from models.people import Officer
from models.signing import Signature, SigningRequest
from tests.integration.conftest import SeparateClient
from tests.support.signing_in import form_token

LOGIN = "alatau.chair"
NAME = "Сәрсенбаев Қайрат Болатұлы"
CITIZEN = "071301500014"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A demo with its officers, its authority, and a telephone that reaches the app without a network."""
    data_dir = tmp_path_factory.mktemp("demo")
    environment = demo_environment({}, data_dir, 8000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("web.logs.configure", lambda: None)
        app = create_app(Settings.from_env(environment))
        app.test_client_class = SeparateClient

        def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
            answer = app.test_client().open(
                urlsplit(url).path, method=method, headers=dict(headers), data=body
            )
            return Answer(answer.status_code, answer.data)

        patch.setattr(telephone, "over_http", send)
        patch.setattr(telephone, "THINKING", 0.01)
        try:
            with app.app_context():
                db.create_all()
                lay_ground(clock.today())
                with NcaSimulator(authority(), int(environment["QYZMET_DEMO_NCA_PORT"])):
                    yield app
        finally:
            clock.reset()


@pytest.fixture
def data_dir(demo: Flask) -> Path:
    """The demo's data folder."""
    folder: Path = demo.config["SETTINGS"].data_dir
    return folder


@pytest.fixture
def reader(demo: Flask) -> FlaskClient:
    """Somebody who reads in English."""
    client = demo.test_client()
    client.get("/?lang=en")
    return client


@pytest.fixture
def asked() -> Iterator[SigningRequest]:
    """The chair of Alatau is asked to sign in; withdrawn after the test where it still waits."""
    officer = db.session.scalars(select(Officer).where(Officer.login == LOGIN)).one()
    request = ask(officer)
    yield request
    end(request.id)


def ask(officer: Officer | None) -> SigningRequest:
    """A request to sign in."""
    prepared = prepare_sign_in(
        officer, language="en", host="127.0.0.1:8000", browser_hash="x", back="/staff/"
    )
    db.session.rollback()
    with transaction():
        return signing.ask_for(prepared)


def end(request_id: int) -> None:
    """Let it wait no longer."""
    with transaction():
        request = db.session.get_one(SigningRequest, request_id, populate_existing=True)
        if request.state == RequestState.WAITING:
            signing.withdraw(request_id)


def now_of(request: SigningRequest) -> SigningRequest:
    """What the database holds."""
    db.session.rollback()
    return db.session.get_one(SigningRequest, request.id, populate_existing=True)


def qr_of(request: SigningRequest) -> str:
    """What its QR says."""
    return f"mobileSign:http://127.0.0.1:8000/egov-mobile/{request.phone_handle}/"


def sign(reader: FlaskClient, request: SigningRequest, **fields: str) -> Any:
    """Sign as JSON; the answer's object."""
    answer = reader.post("/demo/egov-mobile/", json={"link": qr_of(request), **fields})
    assert answer.status_code == 200, answer.text
    db.session.rollback()
    return answer.json


class TestTheTelephone:
    def test_lists_what_waits(self, reader: FlaskClient, asked: SigningRequest) -> None:
        assert NAME in reader.get("/demo/egov-mobile/").text
        (listed,) = reader.get("/demo/signing.json").json
        assert listed["qr"] == qr_of(asked)
        assert listed["page"] == f"/sign/{asked.handle}/"
        assert (listed["purpose"], listed["iin"], listed["bin"]) == ("sign_in", asked.iin, asked.bin)
        assert datetime.fromisoformat(listed["until"]) == asked.expires_at

    def test_lists_nothing_that_is_over(self, reader: FlaskClient, asked: SigningRequest) -> None:
        end(asked.id)
        assert reader.get("/demo/signing.json").json == []
        assert NAME not in reader.get("/demo/egov-mobile/").text

    def test_reads_the_picture_and_the_link_of_the_page(
        self, reader: FlaskClient, asked: SigningRequest
    ) -> None:
        address = qr_of(asked).removeprefix("mobileSign:")
        for text in (qr_of(asked), address, f"http://127.0.0.1:8000/demo/egov-mobile/?link={address}&isi=1"):
            page = reader.get("/demo/egov-mobile/", query_string={"link": text})
            assert page.status_code == 200
            assert NAME in page.text
        assert now_of(asked).fetched_at is not None

    def test_shows_the_papers_as_they_are(self, reader: FlaskClient, asked: SigningRequest) -> None:
        paper = reader.get("/demo/egov-mobile/papers/1/", query_string={"link": qr_of(asked)})
        assert paper.mimetype == "application/pdf"
        assert paper.data.startswith(b"%PDF")
        missing = reader.get("/demo/egov-mobile/papers/2/", query_string={"link": qr_of(asked)})
        assert missing.status_code == 404

    @pytest.mark.parametrize("kind", ["gost", "rsa"])
    def test_signs_with_the_key_that_is_expected(
        self, reader: FlaskClient, asked: SigningRequest, kind: str
    ) -> None:
        signed = sign(reader, asked, kind=kind)
        assert (signed["status"], signed["answers"]) == (200, [200])
        assert signed["page"] == f"/sign/{asked.handle}/"
        work_off_outbox()
        assert now_of(asked).state == RequestState.DONE
        signature = db.session.scalars(select(Signature).where(Signature.request_id == asked.id)).one()
        assert signature.common_name == "СӘРСЕНБАЕВ ҚАЙРАТ"
        assert (signature.algorithm == "RSA-SHA256") is (kind == "rsa")

    def test_signs_with_another_persons_key_where_one_is_chosen(
        self, reader: FlaskClient, asked: SigningRequest
    ) -> None:
        assert sign(reader, asked, holder="officer:karasai.chair")["status"] == 403
        assert now_of(asked).reason == "wrong_person"

    def test_lets_a_citizen_be_chosen_who_signs_in(self, reader: FlaskClient) -> None:
        request = ask(None)
        assert sign(reader, request, holder=f"citizen:{CITIZEN}")["status"] == 200
        signature = db.session.scalars(select(Signature).where(Signature.request_id == request.id)).one()
        assert signature.iin == CITIZEN

    @pytest.mark.parametrize(
        ("mode", "answers", "reason"),
        [
            ("cancel", [], None),
            ("other_person", [403], "wrong_person"),
            ("expired", [403], "not_in_force"),
            ("auth_only", [403], "key_usage"),
            ("tampered", [403], "message_digest"),
            ("slow", [200], None),
            ("double_put", [200, 200], None),
        ],
    )
    def test_does_what_the_mode_says(
        self, reader: FlaskClient, asked: SigningRequest, mode: str, answers: list[int], reason: str | None
    ) -> None:
        assert sign(reader, asked, mode=mode, kind="rsa")["answers"] == answers
        assert now_of(asked).reason == reason

    def test_moves_the_clock_to_be_too_late(self, reader: FlaskClient, asked: SigningRequest) -> None:
        assert sign(reader, asked, mode="late_put")["answers"] == [403]
        assert clock.now() >= asked.expires_at
        assert now_of(asked).received_at is None

    def test_cannot_have_the_papers_with_a_wrong_token(
        self, reader: FlaskClient, asked: SigningRequest
    ) -> None:
        refused = reader.post("/demo/egov-mobile/", json={"link": qr_of(asked), "mode": "wrong_token"})
        assert refused.status_code == 409
        assert refused.json["error"]

    @pytest.mark.parametrize(
        "link",
        ["mobileSign:http://127.0.0.1:9/egov-mobile/x/", "mobileSign:http://127.0.0.1:8000/healthz", "?"],
    )
    def test_calls_nobody_but_this_site(self, reader: FlaskClient, link: str) -> None:
        assert reader.get("/demo/egov-mobile/", query_string={"link": link}).status_code == 409
        assert reader.post("/demo/egov-mobile/", json={"link": link}).status_code == 409
        paper = reader.get("/demo/egov-mobile/papers/1/", query_string={"link": link})
        assert paper.status_code == 404

    def test_works_as_a_form(self, reader: FlaskClient, asked: SigningRequest) -> None:
        page = reader.get("/demo/egov-mobile/", query_string={"link": qr_of(asked)})
        fields = {"link": qr_of(asked), "holder": "", "kind": "rsa", "mode": "ok"}
        assert reader.post("/demo/egov-mobile/", data=fields).status_code == 400
        wrong = reader.post(
            "/demo/egov-mobile/", data={**fields, "mode": "?", "csrf_token": form_token(page)}
        )
        assert wrong.status_code == 422
        done = reader.post("/demo/egov-mobile/", data={**fields, "csrf_token": form_token(page)})
        assert done.status_code == 200
        assert f'href="/sign/{asked.handle}/"' in done.text
        assert now_of(asked).state == RequestState.RECEIVED

    def test_a_citizen_who_signs_in_is_told_whose_key_it_has(
        self, reader: FlaskClient, asked: SigningRequest
    ) -> None:
        hint = "asks for nobody in particular"
        assert hint not in reader.get("/demo/egov-mobile/", query_string={"link": qr_of(asked)}).text
        request = ask(None)
        page = reader.get("/demo/egov-mobile/", query_string={"link": qr_of(request)})
        assert f"{hint}: it gets the key of {CITIZENS[0].name}" in page.text
        end(request.id)


class TestTheComputer:
    def test_has_the_key_that_was_chosen(self, reader: FlaskClient, data_dir: Path) -> None:
        token = form_token(reader.get("/demo/ncalayer/"))
        fields = {"holder": f"officer:{LOGIN}", "kind": "rsa", "mode": "cancel"}
        saved = reader.post("/demo/ncalayer/", data={**fields, "csrf_token": token})
        assert saved.location.endswith("/demo/ncalayer/")
        wish = Wish.of(wishes_in(data_dir / COMPUTER))
        officer = db.session.scalars(select(Officer).where(Officer.login == LOGIN)).one()
        assert (wish.mode, wish.kind, wish.name) == ("cancel", "rsa", NAME)
        assert (wish.iin, wish.bin, wish.role) == (officer.iin, officer.bin, "right_of_signature")
        assert f'selected value="officer:{LOGIN}"' in reader.get("/demo/ncalayer/").text

    def test_goes_back_to_whoever_is_expected(self, reader: FlaskClient, data_dir: Path) -> None:
        for holder in (f"citizen:{CITIZEN}", ""):
            answer = reader.post("/demo/ncalayer/", json={"holder": holder})
            assert answer.status_code == 200
            assert f'selected value="{holder}"' in reader.get("/demo/ncalayer/").text
        assert Wish.of(wishes_in(data_dir / COMPUTER)) == Wish()

    def test_knows_no_other_mode(self, reader: FlaskClient) -> None:
        assert "mode" in reader.post("/demo/ncalayer/", json={"mode": "broken"}).json["errors"]


class TestTheFirstPage:
    def test_says_how_many_wait(self, reader: FlaskClient, asked: SigningRequest) -> None:
        assert "1 request waits to be signed." in reader.get("/demo/").text
        second = ask(None)
        assert "2 requests wait to be signed." in reader.get("/demo/").text
        for request in (asked, second):
            end(request.id)
        assert "to be signed." not in reader.get("/demo/").text

    def test_says_whose_key_the_computer_has(self, reader: FlaskClient) -> None:
        reader.post("/demo/ncalayer/", json={"holder": f"officer:{LOGIN}", "mode": "error"})
        assert f"Whose key: {NAME}. What happens: Fails." in reader.get("/demo/").text
        reader.post("/demo/ncalayer/", json={})
        assert "Whose key: Whoever is expected. What happens: Signs." in reader.get("/demo/").text

    def test_says_what_the_authority_does_wrong(self, reader: FlaskClient) -> None:
        reader.post("/demo/nca/", json={"ocsp1": "stale", "tsp": "down"})
        told = reader.get("/demo/").text
        assert "second host: Answers as of yesterday. Time stamps (TSP): Closes the connection." in told
        assert "first host" not in told
        reader.post("/demo/nca/", json={})
        assert "All its services answer." in reader.get("/demo/").text


class TestTheAuthority:
    def test_behaves_as_it_was_told(self, reader: FlaskClient, data_dir: Path) -> None:
        behaviour = Behaviour(data_dir / SERVICES)
        assert reader.post("/demo/nca/", json={"ocsp": "down", "tsp": "slow"}).status_code == 200
        told = {service: behaviour.of(service) for service in Service}
        assert told == {"ocsp": Mode.DOWN, "ocsp1": Mode.OK, "crl": Mode.OK, "tsp": Mode.SLOW}
        page = reader.get("/demo/nca/")
        assert page.text.count('selected value="down"') == 1
        ok = dict.fromkeys(Service, "ok")
        saved = reader.post("/demo/nca/", data={**ok, "csrf_token": form_token(page)})
        assert saved.status_code == 303
        assert behaviour.of(Service.OCSP) is Mode.OK

    def test_knows_no_other_mode(self, reader: FlaskClient) -> None:
        assert "crl" in reader.post("/demo/nca/", json={"crl": "closed"}).json["errors"]


@pytest.mark.parametrize("page", ["egov-mobile", "ncalayer", "nca", "clock"])
def test_json_is_taken_from_this_computer_only(reader: FlaskClient, page: str) -> None:
    answer = reader.post(
        f"/demo/{page}" + ("" if page == "clock" else "/"),
        json={},
        environ_overrides={"REMOTE_ADDR": "10.0.0.8"},
    )
    assert answer.status_code == 403


def test_the_state_tells_whose_key_an_officer_has(reader: FlaskClient) -> None:
    state = reader.get("/demo/state.json").json
    rows = {row.login: row for row in db.session.scalars(select(Officer))}
    assert len(state["officers"]) == len(rows)
    for told in state["officers"]:
        assert (told["iin"], told["bin"]) == (rows[told["login"]].iin, rows[told["login"]].bin)
    (chair,) = (told for told in state["officers"] if told["login"] == LOGIN)
    assert chair["password"] and chair["organisation"]
    home = reader.get("/demo/").text
    assert chair["iin"] in home and chair["bin"] in home


def test_the_accounts_tell_it_too(demo: Flask) -> None:
    told = demo.test_cli_runner().invoke(args=["demo", "accounts"]).output
    officer = db.session.scalars(select(Officer).where(Officer.login == LOGIN)).one()
    (line,) = (line for line in told.splitlines() if f" {LOGIN} " in line)
    assert line.split()[1:] == ["Qyzmet-demo-2026", officer.iin, officer.bin, "chair"]
