"""The personal file: asked, seen in parts, asked again, and the papers whose place its data take."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

import clock as our_clock
from actions import registries
from actions.personal_files import ask_again
from database import db, transaction
from devkit.gateway.modes import Mode
from devkit.gateway.server import GatewaySimulator
from domain.errors import ActionNotOpen, AlreadyDone
from domain.registry_facts import (
    DISPENSARIES,
    Conviction,
    DispensaryRecord,
    QueryStatus,
    RegistryKind,
    Relative,
)
from integrations.registries.errors import NoAnswer
from jobs import registries as registry_jobs
from models.cases import Case
from queries.personal_file import EVERYTHING, personal_file
from queries.registries import facts_for_case
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.officers_at_work import at_desk, case_path, looks, post
from tests.support.personal_files import (
    a_school,
    again,
    answer,
    asked_by,
    connect,
    distributed,
    fail,
    is_complete,
    part,
    question,
    seen,
    with_paper,
)
from tests.support.recruiting import Bodies
from tests.support.signing_in import counted_statements, form_token

pytestmark = pytest.mark.usefixtures("session")

KINDS = {
    *("identity", "family", "education", "convictions"),
    *("narcology", "psychiatry", "tuberculosis", "skin_venereal"),
}


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def case_id(bodies: Bodies) -> int:
    return distributed(bodies)


def hints(case_id: int) -> list[str]:
    return [hint.text for hint in seen(case_id).hints]


@pytest.mark.rule("CON-6")
class TestForming:
    def test_each_registry_is_asked_once_the_head_has_given_the_case_to_an_executor(self, bodies):
        case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
        assert {one.status for one in seen(case_id).parts} == {"Not asked yet"}
        make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
        file = seen(case_id)
        assert {one.kind for one in file.parts} == KINDS
        assert {one.status for one in file.parts} == {"Waiting to be asked"}
        assert file.lacking == len(KINDS) and file.is_waiting

    def test_the_case_cannot_go_on_until_the_last_registry_has_said_all(self, bodies, case_id, clock):
        for kind in sorted(KINDS - {"narcology"}):
            answer(case_id, kind)
            assert not is_complete(case_id)
        fail(case_id, "narcology")
        assert not is_complete(case_id), "a failure is no answer"
        again(case_id, "narcology", clock)
        answer(case_id, "narcology", status=QueryStatus.PARTIAL, lacks=("records",))
        assert not is_complete(case_id), "what was left out may be what speaks against him"
        with pytest.raises(AlreadyDone):
            make.act(case_id, "send_for_special_check", bodies.executor)
        again(case_id, "narcology", clock)
        answer(case_id, "narcology")
        assert is_complete(case_id) and seen(case_id).lacking == 0
        make.act(case_id, "send_for_special_check", bodies.executor)
        assert recruiting.status(case_id) == "special_check"

    def test_a_silent_registry_holds_it_up_too(self, case_id, clock):
        for kind in sorted(KINDS - {"family"}):
            answer(case_id, kind)
        query_id = question(case_id, "family").id
        with transaction():
            registries.start_attempt(query_id)
            registries.record_failure(query_id, NoAnswer("gateway_timeout"))
        clock.advance(minutes=15)
        registry_jobs.sweep_silent()
        assert part(case_id, "family").status == "The registry did not answer in time"
        assert not is_complete(case_id)

    def test_a_detail_that_is_missing_does_not_hold_it_up(self, case_id):
        for kind in sorted(KINDS - {"education"}):
            answer(case_id, kind)
        answer(case_id, "education", a_school(), status=QueryStatus.PARTIAL, lacks=("finished",))
        assert is_complete(case_id)

    def test_a_registry_that_is_not_connected_is_not_asked_and_its_paper_stands_in(self, app, bodies):
        connect(app, "education")
        case_id = with_paper(bodies, "education_document")
        assert part(case_id, "education").status == "The site is not connected to this registry"
        assert [paper.kind for paper in part(case_id, "education").papers] == ["education_document"]
        for kind in sorted(KINDS - {"education"}):
            answer(case_id, kind)
        assert is_complete(case_id) and seen(case_id).lacking == 0


@pytest.mark.rule("CON-6", "CON-7")
class TestHints:
    def test_what_speaks_against_the_candidate_is_pointed_out(self, case_id):
        answer(case_id, "narcology", *recruiting.observed(RegistryKind.NARCOLOGY))
        answer(
            case_id,
            "tuberculosis",
            DispensaryRecord(
                source=RegistryKind.TUBERCULOSIS,
                answered_at=our_clock.now(),
                since=date(2020, 1, 1),
                until=date(2021, 1, 1),
            ),
        )
        answer(case_id, "convictions", verdict("188", cleared=False), verdict("293", cleared=True))
        assert hints(case_id) == [
            "Convicted, and the conviction is not cleared",
            "Under dispensary observation now",
        ]
        rows = [row for hint in seen(case_id).hints for row in hint.rows]
        assert ("Conviction, not cleared", "188") in rows
        assert ("Under observation since", date(2020, 1, 1)) in rows
        assert ("Was under observation from", date(2020, 1, 1)) in part(case_id, "tuberculosis").facts[0]

    def test_a_registry_that_does_not_say_whether_it_is_cleared_is_no_clearance(self, case_id):
        answer(case_id, "convictions", verdict("188", cleared=None))
        assert hints(case_id) == ["Convicted; ask whether the conviction is cleared"]

    def test_the_relatives_he_named_are_held_beside_those_of_the_civil_registry(self, case_id):
        brother = relative("full_sibling", "Сейітқали Арман", "091308500735")
        answer(case_id, "family", relative("adoptive_parent", recruiting.RELATIVE["name"]), brother)
        assert [(hint.text, hint.rows) for hint in seen(case_id).hints] == [
            (
                "Somebody else to the candidate by the civil registry",
                [("Mother", recruiting.RELATIVE["name"])],
            ),
            (
                "In the civil registry, but not named by the candidate",
                [("Full brother or sister", "Сейітқали Арман")],
            ),
        ]

    def test_before_the_registry_has_answered_nothing_is_missed(self, case_id):
        assert hints(case_id) == []
        answer(case_id, "family", status=QueryStatus.PARTIAL, lacks=("records",))
        assert hints(case_id) == []

    def test_nothing_is_decided_by_them(self, bodies, case_id):
        recruiting.answer_file(case_id, narcology=recruiting.observed(RegistryKind.NARCOLOGY))
        assert recruiting.status(case_id) == "accepted"
        make.act(case_id, "send_for_special_check", bodies.executor)
        assert recruiting.status(case_id) == "special_check"


def verdict(article: str, *, cleared: bool | None) -> Conviction:
    return Conviction(
        source=RegistryKind.CONVICTIONS, answered_at=our_clock.now(), article=article, cleared=cleared
    )


def relative(kinship: str, name: str, iin: str | None = None) -> Relative:
    return Relative(
        source=RegistryKind.FAMILY, answered_at=our_clock.now(), kinship=kinship, name=name, iin=iin
    )


@pytest.mark.rule("CON-12")
class TestLeastData:
    def test_a_reader_gets_the_registries_that_are_named_and_no_row_of_others(self, case_id):
        answer(case_id, "convictions", verdict("188", cleared=False))
        answer(case_id, "narcology", *recruiting.observed(RegistryKind.NARCOLOGY))
        medical = seen(case_id, kinds=DISPENSARIES | {RegistryKind.IDENTITY})
        assert {one.kind for one in medical.parts} == KINDS - {"family", "education", "convictions"}
        assert [hint.text for hint in medical.hints] == ["Under dispensary observation now"]
        assert seen(case_id, kinds=frozenset()).parts == ()

    def test_the_registries_of_the_application_do_not_show_the_personal_file(self, case_id):
        answer(case_id, "narcology", *recruiting.observed(RegistryKind.NARCOLOGY))
        assert set(facts_for_case(case_id)) == {"identity"}

    def test_the_file_takes_as_many_statements_however_much_it_holds(self, case_id):
        case = db.session.get_one(Case, case_id)
        with counted_statements() as few:
            personal_file(case, kinds=EVERYTHING)
        recruiting.answer_file(case_id, narcology=recruiting.observed(RegistryKind.NARCOLOGY))
        case = db.session.get_one(Case, case_id)
        with counted_statements() as many:
            personal_file(case, kinds=EVERYTHING)
        assert len(few) == len(many) == 2


@pytest.mark.rule("CON-6")
class TestAskingAgain:
    def test_the_executor_asks_a_registry_that_has_failed_once_more(self, app, bodies, case_id, clock):
        fail(case_id, "convictions")
        asks = at_desk(app, bodies.executor)
        page = asks.get(case_path(case_id, "personal-file"))
        assert "turned the question down" in page.text and "registry_declined" not in page.text
        path = case_path(case_id, "personal-file", "convictions", "retry")
        said = post(asks, path, form_token(page), {}, htmx=True)
        assert "Wait half a minute" in said.text
        clock.advance(minutes=1)
        said = post(asks, path, form_token(page), {}, htmx=True)
        assert said.status_code == 200 and "The registry is being asked." in said.text
        assert said.text.lstrip().startswith('<section id="personal-file"') and "data-poll" in said.text
        assert part(case_id, "convictions").status == "Waiting to be asked"
        assert asked_by(case_id) == [("convictions", bodies.executor.id)]

    def test_the_button_stands_on_the_case_s_page_too(self, app, bodies, case_id):
        fail(case_id, "convictions")
        page = at_desk(app, bodies.executor).get(case_path(case_id))
        assert case_path(case_id, "personal-file", "convictions", "retry") in page.text
        assert case_path(case_id, "personal-file", "narcology", "retry") not in page.text

    def test_without_javascript_it_leads_back_to_the_case(self, app, bodies, case_id, clock):
        fail(case_id, "convictions")
        clock.advance(minutes=1)
        asks = at_desk(app, bodies.executor)
        token = form_token(asks.get(case_path(case_id, "personal-file")))
        said = post(asks, case_path(case_id, "personal-file", "convictions", "retry"), token, {})
        assert (said.status_code, said.location) == (303, case_path(case_id) + "#personal-file")

    def test_the_part_follows_until_nothing_is_awaited(self, app, bodies, case_id):
        asks = at_desk(app, bodies.executor)
        path = case_path(case_id, "personal-file")
        fragment = asks.get(path, headers={"HX-Request": "true"})
        assert "data-poll" in fragment.text and "<html" not in fragment.text
        assert looks(case_id) == []
        recruiting.answer_file(case_id)
        fragment = asks.get(path, headers={"HX-Request": "true"})
        assert "data-poll" not in fragment.text
        assert "All registries have answered." in fragment.text
        assert looks(case_id) == [("case_seen", bodies.executor.id)]

    def test_an_answer_that_is_there_or_on_its_way_is_not_asked_for(self, bodies, case_id, clock):
        answer(case_id, "education", a_school())
        answer(case_id, "convictions")
        clock.advance(minutes=1)
        for kind in ("education", "convictions", "narcology"):
            assert not part(case_id, kind).may_be_asked
            with pytest.raises(AlreadyDone), transaction():
                ask_again(case_id, kind, bodies.executor)
        assert asked_by(case_id) == []

    def test_nobody_but_his_own_executor_asks_or_sees_that_page(self, app, bodies, case_id, clock):
        fail(case_id, "convictions")
        clock.advance(minutes=1)
        others = {
            bodies.executors[1]: 404,
            bodies.head: 403,
            bodies.security: 403,
            bodies.defence: 403,
            bodies.medical_chair: 403,
            bodies.unit: 403,
        }
        for actor, status in others.items():
            client = at_desk(app, actor)
            assert client.get(case_path(case_id, "personal-file")).status_code == status
            path = case_path(case_id, "personal-file", "convictions", "retry")
            assert post(client, path, form_token(client.get("/staff/")), {}).status_code == status
            with pytest.raises(ActionNotOpen), transaction():
                ask_again(case_id, "convictions", actor)
        assert question(case_id, "convictions").status == QueryStatus.FAILED

    @pytest.mark.parametrize("kind", ["births", "mobile_citizens", "nonsense"])
    def test_a_registry_that_is_not_of_the_file_is_not_asked(self, bodies, case_id, kind):
        with pytest.raises(ActionNotOpen), transaction():
            ask_again(case_id, kind, bodies.executor)

    def test_no_data_are_collected_once_it_is_decided(self, bodies, case_id, clock):
        fail(case_id, "convictions")
        clock.advance(minutes=1)
        make.act(case_id, "decline", bodies.executor, grounds=["parameter"], facts="Наркологияда есепте")
        assert not seen(case_id, may_ask=True).may_ask
        with pytest.raises(ActionNotOpen), transaction():
            ask_again(case_id, "convictions", bodies.executor)


@pytest.mark.rule("CON-6", "CON-1")
def test_from_the_gateway_to_the_file(app, bodies, clock):
    """The candidate of the demo, asked through the simulated gateway; one registry late, one silent."""
    case_id = distributed(bodies)
    with GatewaySimulator(counted_from=lambda: date(2026, 11, 23)) as gateway:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], registry_url=gateway.url)
        gateway.behaviour.put(Mode.LATE, kind="narcology")
        gateway.behaviour.put(Mode.ERROR, kind="family")
        for kind in KINDS:
            registry_jobs.ask_registry(question(case_id, kind).id)
        assert {one.kind: one.view.status for one in seen(case_id).parts if one.view} == {
            **dict.fromkeys(KINDS, QueryStatus.ABSENT),
            "identity": QueryStatus.ANSWERED,
            "education": QueryStatus.ANSWERED,
            "narcology": QueryStatus.ASKED,
            "family": QueryStatus.FAILED,
        }
        assert part(case_id, "psychiatry").status == "Not under observation, now or before"
        gateway.behaviour.put(Mode.OK, kind="family")
        clock.advance(minutes=21)
        with transaction():
            assert ask_again(case_id, "family", bodies.executor)
        for kind in ("family", "narcology"):
            registry_jobs.ask_registry(question(case_id, kind).id)
    assert is_complete(case_id)
    assert hints(case_id) == [
        "Has another IIN in the civil registry",
        "In the civil registry, but not named by the candidate",
        "In the civil registry, but not named by the candidate",
    ]
