"""An application for a post through all five bodies, and each way out of it (834)."""

import pytest
from flask import Flask
from sqlalchemy import select

from database import db
from models.cases import Case, Event
from models.documents import ResultDocument
from models.messaging import Message
from models.vacancies import Vacancy
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.recruiting import Bodies

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


def told(case_id: int) -> list[str]:
    return list(
        db.session.scalars(select(Message.template).where(Message.case_id == case_id).order_by(Message.id))
    )


@pytest.mark.rule("CON-3", "CON-4", "CON-5", "CON-8", "CON-11", "CON-14", "CON-15")
def test_from_the_post_to_the_unit(bodies, clock):
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
    recruiting.drive(case_id, bodies, "arrived", clock)
    assert told(case_id) == [
        "contract_received",
        "contract_accepted",
        "contract_special_check",
        "contract_examination",
        "contract_examination_place",
        "contract_agreement",
        "contract_agreement_signed",
        "contract_agreed",
        "contract_instructed",
        "contract_report_place",
        "contract_arrived",
    ]
    case = db.session.get_one(Case, case_id)
    assert (case.status, case.shown_status, case.open_key) == ("arrived", "arrived", None)
    kinds = db.session.scalars(select(ResultDocument.kind).where(ResultDocument.case_id == case_id)).all()
    assert sorted(kinds) == ["agreement", "instruction"]
    vacancy = db.session.get_one(Vacancy, case.vacancy_id)
    assert (vacancy.taken, vacancy.state) == (1, "filled")
    assert (
        db.session.scalar(select(Event.code).where(Event.case_id == case_id).order_by(Event.sequence))
        == "filed"
    )
