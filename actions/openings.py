"""An application that was prepared outside the season: an SMS on the day on which it can be sent."""

from datetime import date

from sqlalchemy import select

import catalogue
import clock
from actions.messages import tell
from database import db, lock_row
from domain.deadlines import next_opening, season_open
from domain.errors import ActionNotOpen
from models.drafts import Draft
from models.people import Person


def ask_for_sms(draft: Draft) -> date:
    """Note that the applicant wants to hear when the season opens; returns that day.

    Raises ActionNotOpen while applications are taken, for a draft that was sent or
    discarded, and where no number is known.
    """
    draft = lock_row(Draft, draft.id)
    seasons, today = catalogue.edition_of(draft.service, draft.edition).seasons, clock.today()
    has_number = db.session.get_one(Person, draft.person_id).phone is not None
    if draft.status != "open" or season_open(seasons, today) or not has_number:
        raise ActionNotOpen("ask_for_sms")
    draft.opening_sms_on = next_opening(seasons, today)
    return draft.opening_sms_on


def drafts_to_tell_of(today: date) -> list[str]:
    """Ids of drafts whose season has opened and whose owners wanted to hear of it."""
    wanted = select(Draft.id).where(Draft.status == "open", Draft.opening_sms_on <= today)
    return list(db.session.scalars(wanted.order_by(Draft.id).limit(500)))


def tell_of_opening(draft_id: str) -> None:
    """Send the SMS, once."""
    draft, today = lock_row(Draft, draft_id), clock.today()
    if draft.status != "open" or draft.opening_sms_on is None or draft.opening_sms_on > today:
        return
    draft.opening_sms_on = None
    person = db.session.get_one(Person, draft.person_id)
    seasons = catalogue.edition_of(draft.service, draft.edition).seasons
    if person.phone is not None and season_open(seasons, today):
        tell("season_opens", phone=person.phone, language=person.language, person_id=person.id)
