"""After the decision: its last day in a calendar, and the next application from this one's answers."""

from datetime import date, timedelta

from flask import Response as FlaskResponse
from flask import abort, current_app, flash, url_for
from flask_babel import gettext
from icalendar import Alarm, Calendar, Event
from werkzeug.wrappers import Response

import catalogue
import clock
from actions import drafts
from blueprints.cabinet import cabinet
from blueprints.cabinet.own import case_url, the_case
from database import transaction
from queries.documents import result_of_case
from queries.drafts import open_case_number
from web.access import citizen
from web.citizens import the_citizen
from web.htmx import done

_ALARMS = (timedelta(days=-30), timedelta(days=-7))


@cabinet.get("/cabinet/cases/<number>/results/<code>/last-day.ics")
@citizen
def calendar_file(number: str, code: str) -> Response:
    """The last day for which a document of my case counts, as a day of a calendar with two reminders."""
    case = the_case(number)
    result = result_of_case(case.id, code)
    if result is None or result.until_date is None:
        abort(404)
    service = catalogue.edition_of(case.service, case.edition)
    response = FlaskResponse(
        _calendar(result.until_date, gettext(service.short_title), f"{case.number}-{result.id}"),
        mimetype="text/calendar",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{case.number}.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@cabinet.post("/cabinet/cases/<number>/renew/")
@citizen
def renew(number: str) -> Response:
    """Begin another application on the same ground; where one is under review, lead there instead."""
    case, person = the_case(number), the_citizen()
    service = catalogue.CURRENT.get(case.service)
    if service is None or service.by_vacancy:
        abort(404)
    open_case = open_case_number(person.id, service)
    if open_case:
        flash(gettext("You have an open application already. Here it is."), "warning")
        return done(case_url(open_case))
    try:
        with transaction():
            draft = drafts.renew(person, case)
    except KeyError:  # the act knows this ground no longer
        return done(url_for("apply.choose_ground", code=case.service))
    return done(url_for("apply.show_data", code=draft.service, draft_id=draft.id))


def _calendar(last_day: date, service: str, name: str) -> bytes:
    """RFC 5545. Names neither the person nor the ground: calendars are shared and synchronised."""
    summary = gettext("%(service)s: the last day", service=service)
    event = Event()
    event.add("uid", f"{name}@{current_app.config['SETTINGS'].public_url.partition('://')[2]}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", last_day)
    event.add("dtend", last_day + timedelta(days=1))
    event.add("summary", summary)
    event.add(
        "description",
        gettext("Does the ground still hold? Then apply anew in time: your cabinet has the answers."),
    )
    event.add("transp", "TRANSPARENT")
    for before in _ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", before)
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Qyzmet//Cabinet//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
