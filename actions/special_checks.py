"""The special check by the security department of the candidate's region (834 annex 1; CON-8 to CON-10)."""

import json

from sqlalchemy import select

from actions import documents
from actions.deeds import Deed
from database import db
from domain.deadlines import local_day
from domain.errors import InvalidData
from domain.registry_facts import PERSONAL_FILE, RegistryKind, Relative, facts_from_json
from domain.relatives import to_check
from integrations.special_check import check_file
from integrations.storage import documents_storage
from models.candidates import SpecialCheck
from models.documents import CHECK_SCAN
from models.people import Person
from models.registries import RegistryQuery


def form_check_file(deed: Deed) -> None:
    """The file with the data of candidate and relatives, in the form of our XML Schema, as it is sent:
    those whom the candidate named, and those whom only the civil registry knows."""
    case = deed.case
    person = db.session.get_one(Person, case.person_id)
    filed = json.loads(case.application)
    told = filed["questionnaire"]
    relatives, unnamed = to_check(told.get("relatives", ()), _recorded(case.id))
    content = check_file(
        number=case.number,
        sent_on=local_day(deed.now),
        applicant=filed["applicant"],
        questionnaire={**told, "relatives": relatives},
        sex=person.sex,
        unnamed=unnamed,
    )
    stored = documents_storage().put(content)
    db.session.add(
        SpecialCheck(
            case_id=case.id,
            storage_key=stored.key,
            sha256=stored.sha256,
            size=stored.size,
            sent_at=deed.now,
        )
    )
    db.session.flush()
    deed.remembered |= {"sha256": stored.sha256}


def _recorded(case_id: int) -> list[Relative]:
    """Whom the civil registry named when the personal file was formed."""
    said = db.session.scalars(
        select(RegistryQuery.facts).where(
            RegistryQuery.case_id == case_id,
            RegistryQuery.purpose == PERSONAL_FILE,
            RegistryQuery.kind == RegistryKind.FAMILY,
        )
    )
    return [fact for facts in said for fact in facts_from_json(facts) if isinstance(fact, Relative)]


def record_clearance(deed: Deed) -> None:
    """The positive answer, which the security executor has signed (CON-10)."""
    check = db.session.get_one(SpecialCheck, deed.case.id)
    check.positive, check.note = True, deed.values.get("note", "")
    check.officer_id, check.answered_at = deed.actor.id, deed.now


def check_paper_answer(deed: Deed) -> None:
    """Refuse a paper of a day to come before it is signed for. Raises InvalidData for `outgoing_date`
    (in_future)."""
    if deed.values["outgoing_date"] > local_day(deed.now):
        raise InvalidData({"outgoing_date": "in_future"})


def record_paper_answer(deed: Deed) -> None:
    """The negative answer on paper, which the ministry's executor enters with its outgoing number (CON-10).

    Raises InvalidData as check_paper_answer().
    """
    _record_on_paper(deed, positive=False)


def record_paper_clearance(deed: Deed) -> None:
    """The positive answer on paper of a department that is late on the site.

    Raises InvalidData as check_paper_answer().
    """
    _record_on_paper(deed, positive=True)


def _record_on_paper(deed: Deed, *, positive: bool) -> None:
    check_paper_answer(deed)
    check = db.session.get_one(SpecialCheck, deed.case.id)
    check.positive = positive
    check.outgoing_number, check.outgoing_date = deed.values["outgoing_number"], deed.values["outgoing_date"]
    check.document_id = documents.attach_scan(deed, CHECK_SCAN)
    check.officer_id, check.answered_at = deed.actor.id, deed.now
