"""The demo's own pages: who you can be, the phone with its SMS, the clock; and the same as JSON."""

import re
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request

import clock
from devkit.demo import clock as demo_clock
from devkit.demo import people, standing
from devkit.demo.components import show_components
from devkit.demo.officers import PASSWORD
from devkit.demo.phone import messages_to
from devkit.demo.posted import as_json, posted
from extensions import csrf
from jobs.schedule import run_due
from web.access import public
from web.htmx import done, render_page
from web.plain_input import takes_json

blueprint = Blueprint("demo", __name__, url_prefix="/demo")

STEPS = ("PT1H", "PT4H", "P1D", "P7D")
"""How far the buttons of the demo page move the clock on."""

_DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


@blueprint.get("/")
@public
def home() -> Response:
    """Who you can be, what time it is, where to look."""
    return render_page(
        "demo/home.html",
        now=clock.now(),
        steps=STEPS,
        citizens=people.citizens(clock.now()),
        bodies=people.officers_by_body(clock.today()),
        password=PASSWORD,
        telephone=standing.telephone_now(),
        computer=standing.computer_now(),
        authority=standing.authority_now(),
    )


@blueprint.get("/phone/")
@public
def phone() -> Response:
    """The phone of one citizen with the SMS it got, as far as the simulator knows."""
    number = request.args.get("phone", "")
    owner = next((person for person in people.citizens(clock.now()) if person["phone"] == number), None)
    if owner is None:
        abort(404)
    messages = [{**sms, "at": datetime.fromisoformat(sms["at"])} for sms in messages_to(number)]
    return render_page("demo/phone.html", block="messages", owner=owner, messages=messages)


@blueprint.get("/state.json")
@public
def state() -> Response:
    """The demo's people and its time, for whoever tests the site."""
    return jsonify(
        now=clock.local(clock.now()).isoformat(),
        citizens=people.citizens(clock.now()),
        officers=people.officers(clock.today()),
    )


@blueprint.get("/messages.json")
@public
def messages() -> Response:
    """The SMS to one number, newest last."""
    return jsonify(messages_to(request.args.get("phone", "")))


@blueprint.post("/clock")
@takes_json
@csrf.exempt
@public
def move_clock() -> Response:
    """Set the app's clock (`now`) or move it on (`advance`), and run what falls due.

    JSON is taken from this computer only, without a token; a form needs its token.
    """
    moment = _wanted(posted())
    if moment is None:
        return _answer({"error": "now (ISO 8601 with offset) or advance (ISO 8601 duration) is needed"}, 400)
    demo_clock.set_now(current_app.config["SETTINGS"].data_dir, moment)
    run_due(clock.now())
    return _answer({"now": clock.local(clock.now()).isoformat()}, 200)


def _answer(body: dict[str, str], status: int) -> Response:
    return as_json(status, **body) if request.is_json else done("/demo/")


def _wanted(given: dict[str, Any]) -> datetime | None:
    """The moment that was asked for; a local time without an offset is Almaty's."""
    try:
        if given.get("now"):
            moment = datetime.fromisoformat(str(given["now"]))
            return moment if moment.tzinfo else moment.replace(tzinfo=clock.ALMATY)
        if given.get("advance"):
            return clock.local(clock.now()) + parse_duration(str(given["advance"]))
    except (ValueError, OverflowError):
        return None
    return None


def parse_duration(text: str) -> timedelta:
    """An ISO 8601 duration in weeks, days, hours, minutes and seconds; ValueError for another text."""
    parts = _DURATION.fullmatch(text)
    if parts is None or not any(parts.groups()):
        raise ValueError(text)
    return timedelta(**{unit: int(amount) for unit, amount in parts.groupdict(default="0").items()})


@blueprint.route("/components/", methods=["GET", "POST"])
@public
def components() -> Response:
    """Every component in every state."""
    return show_components()
