"""The application in the form of annex 1, for its applicant and for the commission."""

import json
from io import BytesIO

import pikepdf
import pytest
from flask.testing import FlaskClient

from database import db
from models.cases import Case
from tests.support import factories as make
from tests.support.citizens import browser_of
from web.application_paper import application_paper


@pytest.mark.rule("DEF-6")
@pytest.mark.parametrize(("service", "subtype"), [("deferral", "S5"), ("exemption", "S6")])
@pytest.mark.usefixtures("clock", "session")
def test_the_paper_is_made_of_the_certified_bytes(app, service: str, subtype: str) -> None:
    make.make_calendar()
    commission = make.make_commission()
    case_id = make.make_case(commission, service=service, subtype=subtype)
    case = db.session.get_one(Case, case_id)
    with app.test_request_context():
        first, again = (application_paper(case, case.body).get_data() for _ in range(2))
    assert first == again
    with pikepdf.open(BytesIO(first)) as pdf:
        assert pdf.Root.Lang == "kk"
    assert json.loads(case.application)["applicant"]["name"] == "Сейітқали Ерлан Бекұлы"


@pytest.mark.usefixtures("clock", "session")
def test_the_applicant_opens_their_own_and_nobody_elses(app, client: FlaskClient) -> None:
    make.make_calendar()
    commission = make.make_commission()
    case = db.session.get_one(Case, make.make_case(commission))
    address = f"/cabinet/cases/{case.number}/application/"
    answer = browser_of(client, case.person_id).get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "no-store" in answer.headers["Cache-Control"]
    stranger = make.make_person(make.IINS[1], phone="+77000000102")
    assert browser_of(app.test_client(), stranger).get(address).status_code == 404
