"""Laying the demo: its ground, and cases at every stage."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

import catalogue
import clock
from actions.appointments import substitute
from config import Settings
from database import db, transaction
from devkit.demo import holders, teller
from devkit.demo.candidacies import CANDIDACIES
from devkit.demo.ground import lay_ground
from devkit.demo.questionnaires import apply_for
from devkit.demo.recruiters import REGIONS
from devkit.demo.stories import STORIES, Story
from devkit.demo.work import let_time_work
from devkit.gateway.anchor import anchor_date
from devkit.gateway.people import CITIZENS
from devkit.gateway.places import ABAI, Place
from devkit.gateway.server import GatewaySimulator
from devkit.nca.server import NcaSimulator
from devkit.twilio.server import TwilioSimulator
from devkit.twilio.store import FILE
from domain.deadlines import WorkingDay, add_working_days, season_end, season_open
from domain.roles import SITE
from models.people import Officer
from models.working_days import working_calendar

PREFIXES = {"751210000": "alatau", "195200000": "karasai", "353200000": "abai"}
"""What the logins of a district's officers begin with; of a region's, see `recruiters`."""
DRAFT_OF = ("061328501117", "deferral", "S5", {"study_place": "home"})
"""Who has prepared an application without sending it."""


EDITION = "4: a summons beside a case"
"""A demo that was laid by another edition, or not to its end, is laid anew."""
MARK = "demo-edition"


def is_laid(data_dir: Path) -> bool:
    """Whether the whole of this demo is in the database already."""
    mark = data_dir / MARK
    laid_by = mark.read_text(encoding="utf-8") if mark.exists() else None
    return laid_by == EDITION and db.session.scalar(select(Officer.id).limit(1)) is not None


def mark_as_laid(data_dir: Path) -> None:
    """Remember that the whole of it is there."""
    (data_dir / MARK).write_text(EDITION, encoding="utf-8")


def lay(settings: Settings, now: datetime) -> None:
    """Lay the whole demo as it stands at `now` into an empty database.

    The simulators run inside this process meanwhile, and the clock goes through
    the moments of the stories.
    """
    with _outside_world(settings, now) as twilio, _telling() as tell_at:
        tell_at(now - timedelta(days=60))
        lay_ground(clock.local(now).date())
        is_working_day = working_calendar()
        steps = sorted(_steps(now, is_working_day), key=lambda timed: timed[0])
        for _day, of_the_day in groupby(steps, key=lambda timed: clock.local(timed[0]).date()):
            for number, (moment, step) in enumerate(of_the_day):
                tell_at(moment)
                if number == 0:  # whatever falls due does so with a day's first hour
                    let_time_work()
                step()
                _bring_receipts(twilio)
        # An hour ago, so that nobody meets this citizen's pause between two codes.
        tell_at(now - timedelta(hours=1))
        _lay_draft()
        tell_at(now)
        _lay_absence()
        let_time_work()
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
    nca = NcaSimulator(holders.authority(), urlsplit(settings.eds_tsa_url).port or 0)
    with gateway, twilio, nca:
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


def _steps(now: datetime, is_working_day: WorkingDay) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """The steps of all stories that have happened by now, each with its moment."""
    today = clock.local(now).date()
    for story in (*STORIES, *CANDIDACIES):
        filed_on = _filing_day(story, today, is_working_day)
        if filed_on is not None:
            told = _Told(story, filed_on, today, is_working_day)
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

    def __init__(self, story: Story, filed_on: date, today: date, is_working_day: WorkingDay) -> None:
        self.story, self.filed_on, self.is_working_day = story, filed_on, is_working_day
        self.today = today
        self.citizen = next(citizen for citizen in CITIZENS if citizen.iin == story.iin)
        self.prefix = _prefix(self.citizen.place, story)
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
        if self.story.post is None:
            draft = teller.prepare(person_id, self.story.service, self.story.subtype, self.story.answers)
        else:
            more = self.story.questionnaire
            draft = apply_for(person_id, self.story.post, self.citizen, more, self.today)
        self.case_id = teller.send(draft, self.story.eds)


def _prefix(place: Place, story: Story) -> str:
    """What the logins begin with of those who decide about somebody who lives here."""
    if story.post is None:
        return PREFIXES[place.code]
    return next(region.prefix for region in REGIONS if region.code == place.region_code)


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
