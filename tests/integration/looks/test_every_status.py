"""Each status of a case, reached by everybody's real deeds, as its applicant and its holder see it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient

import catalogue
import clock
from domain.roles import Actor
from jobs import deadlines
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import browser_of
from tests.support.looking import Looking, file_name
from tests.support.officers_at_work import at_desk
from tests.support.peopled import PeopledSite
from tests.support.recruiting import STAGES, Bodies
from web.locale import CODES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("looks")]

WHY = "Қате адамға берілді"


@dataclass
class Watch:
    """One applicant and, by turns, who holds the case: both open it at each status."""

    app: Flask
    looking: Looking
    service: str
    person_id: int
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def look(self, case_id: int, holder: Actor | None = None) -> None:
        """The applicant in three languages; the officer in one of them, another each time.

        While a step is concealed the applicant goes on reading the one before.
        """
        case = make.the_case(case_id)
        number, status = case.number, case.status
        if not catalogue.CURRENT[self.service].workflow.step(status).concealed:
            self.looking.welcome("applicant-here", browser_of(FlaskClient(self.app), self.person_id))
            self._open("applicant-here", f"/cabinet/cases/{number}/", status)
        if holder:
            self.looking.welcome("holder-here", at_desk(self.app, holder))
            language = CODES[len(self.seen) % len(CODES)]
            self._open("holder-here", f"/staff/cases/{number}/", status, language)
        self.seen.add(status)

    def _open(self, who: str, path: str, status: str, *languages: str) -> None:
        name = file_name("status", self.service, status, who)
        self.faults += self.looking.open(who, path, pictured_as=name, languages=languages or CODES)

    def must_have_seen_everything(self) -> None:
        """No status is left out, and nothing was wrong."""
        assert self.seen == set(catalogue.CURRENT[self.service].workflow.steps)
        assert not self.faults, "\n".join(self.faults)


@pytest.fixture
def time(site: PeopledSite) -> Iterator[TestClock]:
    """The clock of the site, which a test may move; what it wrote is gone afterwards."""
    moving = TestClock(site.moment)
    clock.set_source(moving)
    with site.app.app_context():
        yield moving
    clock.set_source(TestClock(site.moment))
    site.restore()


@pytest.mark.parametrize(("service", "subtype"), [("deferral", "S7"), ("exemption", "S6")])
def test_every_status_before_a_commission(
    site: PeopledSite, looking: Looking, time: TestClock, service: str, subtype: str
) -> None:
    commission = site.here.commission
    person = make.make_person(make.IINS[4], district=commission.district)
    watch = Watch(site.app, looking, service, person)

    def filed(at: str = "registered") -> int:
        return make.make_case(commission, at=at, person_id=person, service=service, subtype=subtype)

    time.set("2026-11-24T20:00")
    case = filed(at="filed")
    watch.look(case)
    make.act(case, "withdraw", make.citizen(person))
    watch.look(case)

    time.set("2026-11-25T10:00")
    case = filed()
    watch.look(case, commission.chair)
    make.drive(case, commission, "under_examination")
    watch.look(case, commission.members[0])
    for member in commission.members:
        make.act(case, "disagree", member, **make.GROUNDS)
    watch.look(case, commission.chair)
    make.call_hearing(case, commission)
    watch.look(case, commission.chair)
    make.act(case, "object", make.citizen(person), objection="Мөр бар", attendance="stays_away")
    make.act(
        case, "record_hearing", commission.chair, hearing_outcome="in_writing", hearing_minutes="Қаралды"
    )
    watch.look(case, commission.chair)
    make.act(case, "refuse", commission.chair, **make.GROUNDS)
    watch.look(case, commission.chair)

    case = filed(at="concluded")
    watch.look(case, commission.military)
    make.record_minutes(case, commission)
    watch.look(case, commission.chair)
    make.act(case, "annul_result", commission.chair, reason=WHY)
    watch.look(case, commission.chair)
    watch.must_have_seen_everything()


def test_every_status_of_a_contract(site: PeopledSite, looking: Looking, time: TestClock) -> None:
    bodies = site.here.bodies
    person = make.make_person(make.IINS[5])
    watch = Watch(site.app, looking, "contract", person)

    def applied(at: str) -> int:
        case = recruiting.apply_for(site.here.vacancy, person_id=person)
        recruiting.drive(case, bodies, at, time)
        return case

    case = applied("sent")
    for stage in STAGES:
        recruiting.drive(case, bodies, stage, time)
        watch.look(case, holder_of(stage, bodies))

    case = applied("sent")
    make.act(case, "withdraw", make.citizen(person))
    watch.look(case)

    case = applied("agreement_offered")
    make.act(case, "take_agreement_back", bodies.executor, reason=WHY)
    watch.look(case, bodies.executor)
    make.act(case, "withdraw", make.citizen(person))

    case = applied("agreed")
    make.act(case, "annul_agreement", bodies.head, reason=WHY)
    watch.look(case, bodies.head)

    case = applied("agreement_offered")
    time.advance(days=30)
    make.act(case, "close_unsigned", bodies.executor)
    watch.look(case, bodies.executor)

    time.set("2027-01-11T10:00")  # behind the holidays
    case = applied("instructed")
    time.advance(days=10)
    make.act(case, "report_absence", bodies.unit, note=WHY)
    watch.look(case, bodies.unit)

    time.set("2027-02-01T10:00")
    case = applied("accepted")
    make.act(case, "decline", bodies.executor, grounds=["parameter"], facts=WHY)
    watch.look(case, bodies.executor)
    time.advance(days=8)
    deadlines.do_the_sites_part()
    watch.look(case, bodies.executor)
    watch.must_have_seen_everything()


def holder_of(stage: str, bodies: Bodies) -> Actor | None:
    """Whose turn it is at this stage; nobody's where it is the applicant's."""
    by_executor = ("accepted", "checked", "answered", "agreed")
    others = {
        "sent": bodies.head,
        "special_check": bodies.security,
        "examination": bodies.medical_chair,
        "examined": bodies.defence,
        "with_head": bodies.head,
        "instruction_drawn_up": bodies.head,
        "instructed": bodies.unit,
        "arrived": bodies.executor,
    }
    return bodies.executor if stage in by_executor else others.get(stage)
