"""A case of contract service in the eyes of its candidate: every page, SMS and paper, for comparing two
cases that must look the same (CON-7)."""

import re

from flask import Flask
from sqlalchemy import select

import clock as our_clock
from actions.timekeeping import cases_for_the_site, do_the_sites_part
from database import db, transaction
from domain.identity import mask_iin
from models.cases import Case
from models.messaging import Message
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import browser_of
from tests.support.recruiting import Bodies

MARKER = "Zq-secret-of-the-closed-part"
"""Stands in the grounds of a decline; no page of the candidate's may hold it."""
GROUNDS = {"grounds": ["parameter"], "facts": MARKER}
DECIDING = "2026-12-09T11:00"
"""A Wednesday on which the candidates of all stages have come so far."""
TOLD_AT = "2026-12-14T09:00"
"""The Monday on which the declined ones are told."""
Pages = dict[str, tuple[int, str | None, str]]
"""By address: status, where it leads to, and text."""


def case_of(case_id: int) -> Case:
    db.session.rollback()
    return db.session.get_one(Case, case_id)


def applied(bodies: Bodies, clock: TestClock, *stages: str) -> dict[str, int]:
    """A candidate for each of these stages, who applied at the same moment and has come so far."""
    clock.set("2026-11-23T10:00")
    vacancy = recruiting.make_vacancy(bodies, places=9)
    cases = {
        stage: recruiting.apply_for(vacancy, person_id=make.make_person(iin, language="en"))
        for stage, iin in zip(stages, make.IINS, strict=False)
    }
    for stage, case_id in cases.items():
        clock.set("2026-11-23T11:00")
        recruiting.drive(case_id, bodies, stage, clock)
    clock.set(DECIDING)
    return cases


def decline(case_id: int, bodies: Bodies) -> None:
    """Whoever has the case declines it."""
    who = bodies.head if case_of(case_id).status == "with_head" else bodies.executor
    make.act(case_id, "decline", who, **GROUNDS)
    assert case_of(case_id).status == "declining"


def masked(text: str, case: Case) -> str:
    """A page without what differs between two people at the same stage: number, token, mark, ids; and without
    the words of a page that is kept, which say when it was seen."""
    number = case.number
    text = text.replace(number, "NUMBER").replace(f"{number[:2]}-{number[2:8]}-{number[8]}", "NUMBER")
    text = text.replace(case.application_sha256, "SHA")
    text = text.replace(mask_iin(case.person.iin), "IIN")
    text = re.sub(r'(csrf_token" value=|X-CSRFToken": |nonce=)"[^"]+"', "TOKEN", text)
    text = re.sub(r'(Code for enquiries: <strong class="code">)[^<]+', "ENQUIRY", text)
    text = re.sub(r'data-whose="[^"]+"', "WHOSE", text)
    text = re.sub(r"<!--offline.*?offline-->", "SEEN", text, flags=re.DOTALL)
    return re.sub(r"X-CSRFToken[^}]+", "TOKEN", text)


def everything(app: Flask, case_id: int) -> Pages:
    """Status, address and text of every page that the candidate can open about the case, masked."""
    case = case_of(case_id)
    client = browser_of(app.test_client(), case.person_id)
    base = f"/cabinet/cases/{case.number}/"
    paths = [
        *("", "receipt/", "withdraw/", "post/", "agreement/", "agreement/paper/", "complaint/", "papers/"),
        *("objection/", "move-hearing/", "application/package/"),
    ]
    paths = ["/cabinet/", "/cabinet/profile/", *(base + path for path in paths)]
    found = {}
    for path in paths:
        answer = client.get(path)
        found[masked(path, case)] = (
            answer.status_code,
            masked(answer.location, case) if answer.location else None,
            masked(answer.text, case) if answer.mimetype == "text/html" else answer.mimetype,
        )
        assert MARKER.encode() not in answer.data
    return found


def application_pdf(app: Flask, case_id: int) -> bytes:
    """The application as the candidate takes it with them."""
    case = case_of(case_id)
    client = browser_of(app.test_client(), case.person_id)
    return client.get(f"/cabinet/cases/{case.number}/application/").data


def told(case_id: int) -> list[tuple[str, str]]:
    """The SMS, without the number, each with its moment."""
    number = case_of(case_id).number
    rows = db.session.scalars(select(Message).where(Message.case_id == case_id).order_by(Message.id))
    return [(row.body.replace(number, "NUMBER"), row.created_at.isoformat()) for row in rows]


def differences(one: Pages, other: Pages) -> list[tuple[str, str, str]]:
    """What a reader sees when two lists of pages are not the same, line by line."""
    found = []
    for path in one:
        if one[path] != other[path]:
            lines = zip(f"{one[path]}".split("\\n"), f"{other[path]}".split("\\n"), strict=False)
            found += [(path, left.strip(), right.strip()) for left, right in lines if left != right]
    return found


def announce(clock: TestClock) -> None:
    """The site does its part when the week begins."""
    clock.set(TOLD_AT)
    for case_id in cases_for_the_site(our_clock.now()):
        with transaction():
            do_the_sites_part(case_id)
