"""Laying the demo: districts, bodies, officers, the calendar, and cases at every stage."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

import catalogue
import clock
from actions.appointments import appoint, substitute
from actions.bodies import save_body, save_district
from actions.calendar import load_year
from actions.officers import create_officer
from actions.passwords import hash_password
from config import Settings
from database import db, transaction
from devkit.demo import teller
from devkit.demo.officers import OFFICERS, PASSWORD, DemoOfficer
from devkit.demo.stories import STORIES, Story
from devkit.gateway.anchor import anchor_date
from devkit.gateway.people import CITIZENS
from devkit.gateway.places import ABAI, PLACES, Place
from devkit.gateway.server import GatewaySimulator
from devkit.twilio.server import TwilioSimulator
from devkit.twilio.store import FILE
from domain.deadlines import WorkingDay, add_working_days, season_end, season_open
from domain.roles import SITE, BodyKind, Role
from integrations.calendar.published import published_days, source
from models.people import Officer
from models.working_days import working_calendar

PREFIXES = {"751210000": "alatau", "195200000": "karasai"}
DRAFT_OF = ("061328501117", "deferral", "S5", {"study_place": "home"})
"""Who has prepared an application without sending it."""


def is_laid() -> bool:
    """Whether this database holds the demo already."""
    return db.session.scalar(select(Officer.id).limit(1)) is not None


def lay(settings: Settings, now: datetime) -> None:
    """Lay the whole demo as it stands at `now` into an empty database.

    The simulators run inside this process meanwhile, and the clock goes through
    the moments of the stories.
    """
    with _outside_world(settings, now) as twilio, _telling() as tell_at:
        tell_at(now - timedelta(days=30))
        _lay_ground(clock.local(now).date())
        is_working_day = working_calendar()
        for moment, step in sorted(_steps(now, is_working_day), key=lambda timed: timed[0]):
            tell_at(moment)
            teller.let_time_work()
            step()
            _bring_receipts(twilio)
        # An hour ago, so that nobody meets this citizen's pause between two codes.
        tell_at(now - timedelta(hours=1))
        _lay_draft()
        tell_at(now)
        _lay_absence()
        teller.let_time_work()
        _bring_receipts(twilio)


def _bring_receipts(twilio: TwilioSimulator) -> None:
    """The web server is not there yet: bring it what the provider would have posted."""
    browser = current_app.test_client()
    for callback in twilio.take_callbacks():
        browser.post(callback.url, data=callback.form, headers=callback.headers)
    db.session.rollback()


@contextmanager
def _outside_world(settings: Settings, now: datetime) -> Iterator[TwilioSimulator]:
    """The simulators, where this process's settings look for them; receipts are brought by hand."""
    laid_on = anchor_date(settings.data_dir, clock.local(now).date())
    gateway = GatewaySimulator(
        urlsplit(settings.registry_url).port or 0,
        counted_from=lambda: laid_on,
        credentials=(settings.registry_login, settings.registry_password),
    )
    twilio = TwilioSimulator(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        port=urlsplit(settings.twilio_api_base).port or 0,
        path=settings.data_dir / FILE,
        hold_callbacks=True,
    )
    with gateway, twilio:
        yield twilio


@contextmanager
def _telling() -> Iterator[Callable[[datetime], None]]:
    """A clock that stands where it is put, until the end."""
    standing: list[datetime] = [clock.now()]
    before = clock.swap_source(lambda: standing[0])
    try:
        yield lambda moment: standing.__setitem__(0, moment)
    finally:
        clock.set_source(before)


def _lay_ground(today: date) -> None:
    with transaction():
        for year in range(today.year - 1, today.year + 3):
            load_year(SITE, year, published_days(year), source())
        for place in PLACES:
            save_district(SITE, place.code, _names(place.name_kk, place.name_ru, place.name_en))
    bodies = {place.code: _lay_bodies(place) for place in PLACES}
    common = _lay_common_bodies()
    for officer in OFFICERS:
        _lay_officer(officer, bodies.get(officer.place.code) if officer.place else None, common, today)


def _lay_bodies(place: Place) -> dict[BodyKind, int]:
    commission = _names(
        f"{place.name_kk} бойынша әскерге шақыру комиссиясы",
        f"Призывная комиссия: {place.name_ru}",
        f"Conscription commission: {place.name_en}",
    )
    military = _names(place.military_body_kk, place.military_body_ru, place.military_body_en)
    with transaction():
        return {
            kind: save_body(SITE, kind, names, district_code=place.code, phone="+7 700 000 00 00").id
            for kind, names in ((BodyKind.COMMISSION, commission), (BodyKind.MILITARY_BODY, military))
        }


def _lay_common_bodies() -> dict[Role, int]:
    with transaction():
        centre = _names("1414 бірыңғай байланыс орталығы", "Единый контакт-центр 1414", "Contact centre 1414")
        site = _names("Сайт әкімшілігі", "Администрация сайта", "Administration of the site")
        return {
            Role.CONTACT_CENTRE: save_body(SITE, BodyKind.CONTACT_CENTRE, centre).id,
            Role.ADMIN: save_body(SITE, BodyKind.ADMINISTRATION, site).id,
        }


def _lay_officer(
    demo: DemoOfficer, bodies: dict[BodyKind, int] | None, common: dict[Role, int], today: date
) -> None:
    with transaction():
        officer, _temporary = create_officer(SITE, login=demo.login, name=demo.name, language=demo.language)
        officer.password_hash, officer.must_change_password = hash_password(PASSWORD), False
        if demo.role is None:
            return
        kind = BodyKind.MILITARY_BODY if demo.role is Role.MILITARY_BODY else BodyKind.COMMISSION
        body_id = bodies[kind] if bodies else common[demo.role]
        starts_on = today - timedelta(days=400)
        appoint(SITE, officer.id, role=demo.role, body_id=body_id, starts_on=starts_on, seat=demo.seat)


def _steps(now: datetime, is_working_day: WorkingDay) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """The steps of all stories that have happened by now, each with its moment."""
    for story in STORIES:
        filed_on = _filing_day(story, clock.local(now).date(), is_working_day)
        if filed_on is not None:
            told = _Told(story, filed_on, is_working_day)
            yield from ((moment, step) for moment, step in told.steps() if moment < now)


def _filing_day(story: Story, today: date, is_working_day: WorkingDay) -> date | None:
    """The day on which a story begins: as many working days ago as it says, if that was in
    a season; else at the end of the season before, for a story that ends."""
    day = add_working_days(today, -story.filed_ago, is_working_day) if story.filed_ago else today
    seasons = catalogue.CURRENT[story.service].seasons
    if season_open(seasons, day) and is_working_day(day):
        return day
    if not story.ends:
        return None
    while not season_open(seasons, day):
        day -= timedelta(days=1)
    last = season_end(seasons, day) or day
    return add_working_days(last, -story.filed_ago, is_working_day)


class _Told:
    """One story as timed steps."""

    def __init__(self, story: Story, filed_on: date, is_working_day: WorkingDay) -> None:
        self.story, self.filed_on, self.is_working_day = story, filed_on, is_working_day
        self.citizen = next(citizen for citizen in CITIZENS if citizen.iin == story.iin)
        self.prefix = PREFIXES.get(self.citizen.place.code, "abai")
        self.case_id = 0

    def steps(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """Filing, then each deed."""
        yield teller.at(self.filed_on, 0, self.story.hour, self.is_working_day), self.file
        for deed in self.story.deeds:
            moment = teller.at(self.filed_on, deed.day, deed.hour, self.is_working_day)
            yield (
                moment,
                lambda deed=deed: teller.do(  # type: ignore[misc]
                    self.case_id, deed, self.prefix, self.filed_on, self.is_working_day
                ),
            )

    def file(self) -> None:
        """The citizen signs in, prepares and sends."""
        language = "ru" if self.citizen.place is ABAI else "kk"
        person_id = teller.sign_in(self.story.iin, language)
        draft = teller.prepare(person_id, self.story.service, self.story.subtype, self.story.answers)
        self.case_id = teller.send(draft)


def _lay_draft() -> None:
    iin, service, subtype, answers = DRAFT_OF
    teller.prepare(teller.sign_in(iin, "kk"), service, subtype, answers)


def _lay_absence() -> None:
    """In Karasai a deputy stands in for the chair this week."""
    today = clock.today()
    found = {
        officer.login: officer.id
        for officer in db.session.scalars(select(Officer).where(Officer.login.like("karasai.%")))
    }
    with transaction():
        substitute(
            SITE,
            found["karasai.chair"],
            found["karasai.deputy"],
            starts_on=today,
            ends_on=today + timedelta(days=6),
            reason="Іссапар",
        )


def _names(kk: str, ru: str, en: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru, "en": en}
