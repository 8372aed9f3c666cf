"""What a candidate takes with them tells no more than their pages: not why, not at which stage (CON-7)."""

import hashlib
import json
import re

import pytest

from database import db
from models.vacancies import Vacancy
from tests.integration.contract.test_concealment import (
    MARKER,
    SAME_SHOWN,
    STAGES,
    announce,
    applied,
    bodies,
    case_of,
    decline,
)
from tests.support import factories as make
from tests.support import planted, recruiting
from tests.support.citizens import browser_of
from tests.support.own_data import Taken, take_data
from tests.support.planted import MARKS

__all__ = ["bodies"]

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-7")]

CLOSED = {
    "closed grounds",
    "note of the security department",
    "note of the medical chair",
    "outgoing number",
    "scan of the paper answer",
    "scan of the examination",
    "name of the medical chair",
    "name of the defence officer",
    "name of the security officer",
    "narcology",
    "psychiatry",
    "tuberculosis",
    "skin and venereal",
    "conviction",
    "registry of families",
}
"""What other bodies found out, asked for or decided."""


def taken_by(app, case_id: int) -> Taken:
    person_id = case_of(case_id).person_id
    return take_data(browser_of(app.test_client(), person_id))


def comparable(taken: Taken, case_id: int) -> str:
    """What stands in it, without what differs between two people at the same stage."""
    case = case_of(case_id)
    applications = json.dumps(
        {name: taken.data[name] for name in ("applications", "other_messages", "looks")}, ensure_ascii=False
    )
    text = applications.replace(case.number, "NUMBER").replace(case.application_sha256, "SHA")
    text = text.replace(json.dumps(case.application, ensure_ascii=False), "APPLICATION")
    text = text.replace(case.person.iin, "IIN").replace(case.person.phone or "-", "PHONE")
    text = re.sub(r'"answered_at": "[^"]+"', "ANSWERED", text)
    names = sorted(re.sub(r"-\d+(?=\.)", "", name.replace(case.number, "NUMBER")) for name in taken.files)
    return text + "\n".join(names)


@pytest.mark.parametrize("stage", STAGES)
def test_until_it_is_told_a_declined_candidate_takes_the_same(app, bodies, clock, stage):
    case_id = applied(bodies, clock, stage)[stage]
    before = comparable(taken_by(app, case_id), case_id)
    decline(case_id, bodies)
    clock.advance(hours=1)
    after = taken_by(app, case_id)
    assert comparable(after, case_id) == before
    assert MARKER not in after.text


@pytest.mark.parametrize("stages", SAME_SHOWN)
def test_stages_with_the_same_shown_status_give_the_same(app, bodies, clock, stages):
    cases = applied(bodies, clock, *stages)
    taken = {comparable(taken_by(app, case_id), case_id) for case_id in cases.values()}
    assert len(taken) == 1


def test_after_it_is_told_the_stage_is_still_not_in_it(app, bodies, clock):
    cases = applied(bodies, clock, "checked", "answered")
    for case_id in cases.values():
        decline(case_id, bodies)
    announce(clock)
    taken = [taken_by(app, case_id) for case_id in cases.values()]
    assert len({comparable(each, case_id) for each, case_id in zip(taken, cases.values(), strict=True)}) == 1
    assert all(MARKER not in each.text for each in taken)


def test_of_a_planted_case_nothing_of_the_closed_part_is_in_it(app, bodies, clock):
    case_id = planted.apply(bodies)
    planted.form_file(case_id, bodies)
    planted.to_examination(case_id, bodies, negative=True)
    planted.examine(case_id, bodies, clock, outcome="failed")
    planted.decline(case_id, bodies)
    taken = taken_by(app, case_id)
    assert {field for field in CLOSED if MARKS[field] in taken.text} == set()
    # Their own words are.
    assert MARKS["autobiography"] in taken.text and MARKS["school"] in taken.text


def test_their_agreement_and_their_appointment_are_in_it(app, bodies, clock):
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
    recruiting.drive(case_id, bodies, "examination", clock)
    (application,) = taken_by(app, case_id).data["applications"]
    assert application["appointment"]["place"] == "Абай даңғылы, 1"
    recruiting.drive(case_id, bodies, "agreement_offered", clock)
    taken = taken_by(app, case_id)
    (application,) = taken.data["applications"]
    agreement = application["agreement_to_sign"]
    assert application["appointment"] is None
    assert hashlib.sha256(taken.files[agreement["file"]]).hexdigest() == agreement["sha256"]
    recruiting.drive(case_id, bodies, "agreed", clock)
    (application,) = taken_by(app, case_id).data["applications"]
    assert application["agreement_to_sign"] is None
    assert [issued["sha256"] for issued in application["documents_issued"]] == [agreement["sha256"]]


def test_an_application_that_was_begun_names_its_post_and_its_relatives(app, bodies, clock):
    vacancy_id = recruiting.make_vacancy(bodies)
    person_id = make.make_person(make.IINS[0])
    recruiting.make_post_draft(person_id, vacancy_id)
    (draft,) = take_data(browser_of(app.test_client(), person_id)).data["drafts"]
    assert draft["post"] == db.session.get_one(Vacancy, vacancy_id).title_kk
    assert draft["questionnaire"]["relatives"][0]["iin"] == make.IINS[1]
