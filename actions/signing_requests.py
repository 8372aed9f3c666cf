"""What people are asked to sign, by purpose: an application, a sign-in. Decisions: signed_deeds.py."""

import secrets

from flask_babel import force_locale, gettext

import catalogue
import clock
from actions import cases, signing_papers
from actions.application_pdf import application_pdf
from actions.drafts import freeze
from actions.signed_deeds import MissingKey
from actions.signing import Prepared
from actions.signing_papers import PRINTED_IN, in_all_languages, statement
from database import db, lock_row
from domain.errors import FilingRefused
from domain.signing import LIFETIME, Purpose
from domain.text import N_
from integrations.eds import asic
from models.drafts import Draft
from models.people import Officer, Person


def freeze_for_signing(draft_id: str) -> None:
    """Fix the application's text before it is signed. Raises FilingRefused for one that could not be sent."""
    draft = lock_row(Draft, draft_id)
    if draft.status != "open":
        raise FilingRefused("changed")
    reason = cases.why_not_fileable(draft)
    if reason:
        raise FilingRefused(reason)
    freeze(draft)


def prepare_application(draft_id: str, *, language: str, back: str) -> Prepared:
    """Freeze the papers of an application whose text is frozen. Call it outside of a transaction.

    Raises FilingRefused when the draft has changed meanwhile.
    """
    draft = db.session.get_one(Draft, draft_id)
    person = db.session.get_one(Person, draft.person_id)
    body = cases.deciding_body(catalogue.edition_of(draft.service, draft.edition), draft, person)
    if draft.frozen is None or draft.frozen_sha256 is None or body is None:
        raise FilingRefused("changed")
    with force_locale(PRINTED_IN):
        certified = gettext(N_("Signed with EDS; the signature is kept with this paper"))
    content = application_pdf(
        draft.frozen,
        body,
        number="—",
        on=clock.today(),
        certified=certified,
        sha256=draft.frozen_sha256,
    )
    facts = {
        "purpose": Purpose.APPLICATION,
        "draft": draft.id,
        "applicant_iin": person.iin,
        "application_sha256": draft.frozen_sha256,
    }
    papers = signing_papers.freeze_package(
        asic.File("application.pdf", signing_papers.PDF, content),
        in_all_languages(N_("Application")),
        facts,
        [asic.File("application.json", signing_papers.JSON, draft.frozen.encode())],
    )
    return Prepared(
        Purpose.APPLICATION,
        {
            "person_id": person.id,
            "iin": person.iin,
            "draft_id": draft.id,
            "language": language,
            "back": back,
        },
        papers,
    )


def prepare_sign_in(
    officer: Officer | None, *, language: str, host: str, browser_hash: str, back: str
) -> Prepared:
    """Freeze a challenge: purpose, host, a nonce, its end. A citizen is who the key says.

    Raises MissingKey for an officer whose IIN or organisation's BIN is not on file.
    """
    if officer is not None and (officer.iin is None or officer.bin is None):
        raise MissingKey
    now = clock.now()
    with force_locale(PRINTED_IN):
        rows = [
            (gettext(N_("Site")), host),
            (gettext(N_("Good until")), clock.local(now + LIFETIME).strftime("%d.%m.%Y %H:%M:%S %z")),
            (gettext(N_("For this once")), secrets.token_hex(32)),
        ]
        content = statement(
            gettext(N_("Signing in to Qyzmet")),
            rows,
            number="",
            at=now,
            note=gettext(
                N_(
                    "This lets in whoever has the page open from which it came. Sign only if you began to "
                    "sign in to %(host)s yourself just now. It is no application and no decision."
                ),
                host=host,
            ),
            author=host,
        )
    return Prepared(
        Purpose.SIGN_IN,
        {
            "officer_id": officer.id if officer else None,
            "iin": officer.iin if officer else None,
            "bin": officer.bin if officer else None,
            "language": language,
            "browser_hash": browser_hash,
            "back": back,
        },
        signing_papers.freeze_challenge(
            asic.File("sign-in.pdf", signing_papers.PDF, content),
            in_all_languages(N_("Signing in to Qyzmet")),
        ),
    )
