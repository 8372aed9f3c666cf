"""The simulated Twilio itself: what it keeps, what a demo's phone shows, how it is told to misbehave."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from urllib.parse import parse_qs

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from devkit.twilio.server import TwilioSimulator
from integrations.sms.twilio import _Http
from tests.conftest import TestClock

ACCOUNT, TOKEN = "AC" + "1" * 32, "the token"
PHONE = "+77000000101"
TEXT = "Өтініш 26-004821-7 тіркелді."

Posts = Queue[tuple[str, dict[str, str], str]]


@pytest.fixture
def simulator(clock: TestClock, tmp_path: Path) -> Iterator[TwilioSimulator]:
    with TwilioSimulator(ACCOUNT, TOKEN, path=tmp_path / "twilio.sqlite3", hold_callbacks=True) as running:
        yield running


def make_client(simulator: TwilioSimulator) -> Client:
    return Client(ACCOUNT, TOKEN, http_client=_Http(simulator.url))


def send(simulator: TwilioSimulator, text: str = TEXT, to: str = PHONE, callback: str = "") -> str:
    made = make_client(simulator).messages.create(
        to=to, from_="+77000000000", body=text, status_callback=callback or "http://127.0.0.1:9/"
    )
    return str(made.sid)


def control(simulator: TwilioSimulator, word: str, **wish: object) -> int:
    return requests.post(f"{simulator.url}/control/{word}", json=wish, timeout=5).status_code


def test_a_phone_shows_what_it_got_newest_last(simulator: TwilioSimulator, clock: TestClock) -> None:
    send(simulator)
    clock.advance(minutes=5)
    send(simulator, "Second")
    send(simulator, "For another", "+77000000102")
    shown = requests.get(f"{simulator.url}/demo/messages", params={"phone": PHONE}, timeout=5).json()
    assert shown == [
        {
            "at": "2026-11-23T10:00:00+05:00",
            "to": PHONE,
            "text": TEXT,
            "status": "delivered",
            "segments": 1,
        },
        {
            "at": "2026-11-23T10:05:00+05:00",
            "to": PHONE,
            "text": "Second",
            "status": "delivered",
            "segments": 1,
        },
    ]
    assert len(requests.get(f"{simulator.url}/demo/messages", timeout=5).json()) == 3


def test_messages_outlive_a_restart(clock: TestClock, tmp_path: Path) -> None:
    file = tmp_path / "twilio.sqlite3"
    for _ in range(2):
        with TwilioSimulator(ACCOUNT, TOKEN, path=file, hold_callbacks=True) as running:
            send(running)
    with TwilioSimulator(ACCOUNT, TOKEN, path=file) as running:
        assert running.texts(PHONE) == [TEXT, TEXT]


def test_lists_are_filtered_as_twilios_are(simulator: TwilioSimulator, clock: TestClock) -> None:
    first = send(simulator)
    clock.advance(days=1)
    second = send(simulator)
    send(simulator, to="+77000000102")
    messages = make_client(simulator).messages
    now = clock().astimezone(UTC)  # the client writes Z behind whatever it is given
    assert [made.sid for made in messages.list(to=PHONE)] == [second, first]
    assert [made.sid for made in messages.list(to=PHONE, limit=1, page_size=1)] == [second]
    assert [made.sid for made in messages.list(to=PHONE, date_sent=now)] == [second]
    assert [made.sid for made in messages.list(to=PHONE, date_sent_after=now)] == [second]
    assert [made.sid for made in messages.list(to=PHONE, date_sent_before=now)] == [second, first]
    assert messages.list(from_="+77000000001") == []
    assert messages(first).fetch().body == TEXT


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"From": "+7", "Body": "x"}, 21604),
        ({"To": PHONE, "Body": "x"}, 21603),
        ({"To": PHONE, "From": "+7"}, 21602),
        ({"To": PHONE, "From": "+7", "Body": "x" * 1601}, 21617),
        ({"To": "8 701", "From": "+7", "Body": "x"}, 21211),
    ],
)
def test_it_refuses_what_twilio_refuses(simulator: TwilioSimulator, form: dict[str, str], code: int) -> None:
    url = f"{simulator.url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    answer = requests.post(url, data=form, auth=(ACCOUNT, TOKEN), timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert requests.post(url, data=form, auth=(ACCOUNT, "wrong"), timeout=5).json()["code"] == 20003
    assert simulator.texts() == []


def test_it_is_told_over_http_how_to_behave(simulator: TwilioSimulator) -> None:
    assert control(simulator, "modes", mode="refuse", code=21610, to=PHONE, times=1) == 200
    with pytest.raises(TwilioRestException) as error:
        send(simulator)
    assert error.value.code == 21610
    send(simulator)
    assert control(simulator, "modes", mode="busy") == 200
    assert control(simulator, "reset") == 200
    send(simulator)
    assert control(simulator, "modes", mode="no such mode") == 400
    assert control(simulator, "nonsense") == 404
    assert len(simulator.texts()) == 2


def test_late_reports_wait_until_they_are_released(simulator: TwilioSimulator) -> None:
    control(simulator, "modes", mode="late")
    sid = send(simulator)
    assert simulator.take_callbacks() == []
    assert make_client(simulator).messages(sid).fetch().status == "queued"
    control(simulator, "release")
    assert [callback.form["MessageStatus"] for callback in simulator.take_callbacks()] == [
        "sent",
        "delivered",
    ]


def test_it_posts_signed_reports_in_order(clock: TestClock) -> None:
    posts: Posts = Queue()

    class Site(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            posts.put((self.path, form, self.headers["X-Twilio-Signature"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Site) as site:
        thread = Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        callback = f"http://127.0.0.1:{site.server_port}/callbacks/twilio/status/?ref=a1"
        with TwilioSimulator(ACCOUNT, TOKEN) as running:
            sid = send(running, callback=callback)
            heard = [posts.get(timeout=10) for _ in range(2)]
        site.shutdown()
        thread.join()
    assert [(path, form["MessageSid"], form["MessageStatus"]) for path, form, _ in heard] == [
        ("/callbacks/twilio/status/?ref=a1", sid, "sent"),
        ("/callbacks/twilio/status/?ref=a1", sid, "delivered"),
    ]
    assert all(RequestValidator(TOKEN).validate(callback, form, signature) for _, form, signature in heard)


def test_a_site_that_is_away_does_not_stop_it(clock: TestClock) -> None:
    with TwilioSimulator(ACCOUNT, TOKEN) as running:
        send(running)
        send(running)


def test_what_becomes_of_each_message_is_told_in_order_and_what_is_on_its_way_is_counted(
    tmp_path: Path,
) -> None:
    told: dict[str, list[str]] = defaultdict(list)
    may_answer = Event()

    class Site(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            may_answer.wait(20)
            told[form["MessageSid"][0]].append(form["MessageStatus"][0])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        with TwilioSimulator(ACCOUNT, TOKEN, path=tmp_path / "twilio.sqlite3") as simulator:
            for _ in range(6):
                send(simulator, callback=f"http://127.0.0.1:{site.server_port}/")
            waiting = requests.get(f"{simulator.url}/control/waiting", timeout=5).json()
            may_answer.set()
        assert waiting["callbacks"] > 0 and simulator.courier.waiting == 0
        site.shutdown()
    assert list(told.values()) == [["sent", "delivered"]] * 6
