"""Certifying an application by a one-time password, and sending it with that (605 p.4; ALL-1)."""

from sqlalchemy import select

import catalogue
from actions import cases, codes
from actions.drafts import freeze
from database import db, lock_row
from domain.errors import FilingRefused
from domain.schema import Certifying
from models.cases import Case
from models.drafts import Draft
from models.people import OneTimeCode, Person


def send_certifying_code(draft_id: str) -> None:
    """Freeze the draft and have a code sent that certifies just these bytes.

    Raises FilingRefused for a draft that could not be sent with it, CodeLimited.
    """
    draft = lock_row(Draft, draft_id)
    if draft.status != "open":
        raise FilingRefused("changed")
    if Certifying.OTP not in catalogue.edition_of(draft.service, draft.edition).certified_by:
        raise FilingRefused("eds_only")
    reason = cases.why_not_fileable(draft)
    if reason:
        raise FilingRefused(reason)
    person = db.session.get_one(Person, draft.person_id)
    codes.request_certifying_code(person, draft.id, freeze(draft))


def certify_and_submit(draft_id: str, typed: str) -> Case:
    """Check the code and send the application; the same case again for one that was sent already.

    Raises CodeRefused (let the try be counted, see web/codes.py), FilingRefused.
    """
    draft = lock_row(Draft, draft_id)
    if draft.status == "submitted":
        return db.session.scalars(select(Case).where(Case.draft_id == draft.id)).one()
    code = latest_code(draft.id)
    if code is None or draft.frozen_sha256 is None:
        raise FilingRefused("changed")
    sha256 = draft.frozen_sha256
    codes.check_code(code.handle, typed, codes.CERTIFY, draft_id=draft.id, sha256=sha256)
    return cases.submit_application(draft.id, sha256=sha256, certified_by="otp")


def latest_code(draft_id: str) -> OneTimeCode | None:
    """The last code that was prepared for this draft, whatever became of it."""
    return db.session.scalar(
        select(OneTimeCode).where(OneTimeCode.draft_id == draft_id).order_by(OneTimeCode.id.desc()).limit(1)
    )
