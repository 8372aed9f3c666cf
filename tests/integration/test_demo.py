"""The demo is credible whenever it is started: in a season, at its edges, outside of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

import catalogue
import clock as our_clock
from app import create_app
from config import Settings
from database import db
from devkit.demo.lay import lay
from devkit.environment import demo_environment
from domain.deadlines import local_day, season_open
from domain.message_statuses import FINAL
from domain.registry_facts import PERSONAL_FILE
from domain.signing import Channel, RequestState, SignatureState
from models.cases import Case, Complaint, Event, Matter, Task
from models.drafts import Draft
from models.messaging import Message
from models.registries import RegistryQuery
from models.signing import Signature, SigningRequest
from models.vacancies import Vacancy


@pytest.mark.parametrize(
    ("moment", "open_cases", "statuses"),
    [
        (
            "2026-11-24T12:00",
            True,
            {
                "registered",
                "under_examination",
                "hearing_called",
                "concluded",
                "recorded",
                "refused",
                "declining",
            },
        ),
        ("2026-09-02T09:05", True, {"registered", "recorded", "refused"}),
        ("2026-07-15T15:00", False, {"recorded", "refused"}),
        ("2027-01-05T10:00", True, {"recorded", "refused"}),
    ],
)
def test_the_demo_is_credible_at_any_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, open_cases: bool, statuses: set[str]
) -> None:
    monkeypatch.setattr("web.logs.configure", lambda: None)
    app = create_app(Settings.from_env(demo_environment({}, tmp_path, 8000)))
    now = datetime.fromisoformat(moment).replace(tzinfo=our_clock.ALMATY)
    our_clock.set_source(lambda: now)
    try:
        with app.app_context():
            db.create_all()
            lay(app.config["SETTINGS"], now)
            _check(now, open_cases, statuses)
    finally:
        our_clock.reset()


def _check(now: datetime, open_cases: bool, statuses: set[str]) -> None:
    cases = db.session.scalars(select(Case)).all()
    assert statuses <= {case.status for case in cases}, {case.status for case in cases}
    for case in cases:
        assert case.filed_at <= now
        assert season_open(catalogue.CURRENT[case.service].seasons, local_day(case.filed_at))
        if case.decided_at is None:
            assert case.due_at > now
    candidates = [case for case in cases if case.service == "contract"]
    assert any(case.decided_at is None for case in cases if case not in candidates) is open_cases
    _check_candidates(candidates)
    assert db.session.scalar(select(func.count()).select_from(Complaint)) == 1
    assert db.session.scalar(select(func.count()).where(Draft.status == "open")) == 1
    assert db.session.scalar(select(func.max(Event.at))) <= now
    _check_signatures(now)
    waiting = db.session.scalars(select(Matter).where(Matter.closed_at.is_(None))).all()
    assert [matter.kind for matter in waiting] == (["summoned"] if "registered" in statuses else [])
    assert set(db.session.scalars(select(Message.status).where(Message.not_before <= now))) <= FINAL
    assert not db.session.scalars(select(Task.id).where(Task.closed_at.is_(None), Task.opened_at > now)).all()


def _check_candidates(cases: list[Case]) -> None:
    """There is one at every stage; three compete for a post, and one post is filled."""
    assert {case.status for case in cases} - {"declining"} == {
        "sent",
        "accepted",
        "special_check",
        "examination",
        "agreement_offered",
        "with_head",
        "instructed",
        "declined",
    }
    assert len({case.vacancy_id for case in cases if case.status == "sent"}) == 1
    assert len([case for case in cases if case.status == "sent"]) == 3
    posts = {vacancy.id: vacancy.state for vacancy in db.session.scalars(select(Vacancy))}
    filled = [case.vacancy_id for case in cases if case.status == "instructed"]
    assert [post for post, state in posts.items() if state == "filled"] == filled
    for case in cases:
        if case.executor_id is not None:
            asked = select(func.count()).where(
                RegistryQuery.case_id == case.id, RegistryQuery.purpose == PERSONAL_FILE
            )
            assert db.session.scalar(asked) == len(catalogue.CURRENT["contract"].personal_file)


def _check_signatures(now: datetime) -> None:
    """Whatever is signed is checked and stamped by now; keys of both kinds have signed, in both programs."""
    assert set(db.session.scalars(select(SigningRequest.state))) == {RequestState.DONE}
    signatures = db.session.scalars(select(Signature)).all()
    assert {signature.state for signature in signatures} == {SignatureState.VALID}
    assert {signature.algorithm for signature in signatures} == {"RSA-SHA256", "GOST34.10-2015-512"}
    for signature in signatures:
        assert signature.case_id is not None
        assert signature.stamped_at is not None
        assert abs(signature.stamped_at - signature.received_at) < timedelta(minutes=1)
        assert signature.received_at <= now
    assert set(db.session.scalars(select(SigningRequest.channel))) == set(Channel)
    by_event = {signature.event_id for signature in signatures}
    assert by_event - {None} == set(_signed_events())
    assert set(db.session.scalars(select(Case.certified_by))) == {"otp", "eds"}


def _signed_events() -> Iterator[int]:
    """What happened by an action that is signed."""
    for service in catalogue.CURRENT.values():
        codes = {action.event for action in service.workflow.actions().values() if action.signed}
        happened = select(Event.id).join(Case, Event.case_id == Case.id)
        yield from db.session.scalars(happened.where(Case.service == service.code, Event.code.in_(codes)))
