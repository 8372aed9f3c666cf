"""Each registry's reply becomes facts, or says in which way it is lacking."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element

import pytest

from devkit.gateway import replies
from devkit.gateway.lives import Citizen
from devkit.gateway.people import CITIZENS
from domain.registry_facts import (
    Answer,
    BoundPhone,
    Child,
    Conviction,
    DispensaryRecord,
    Education,
    Fact,
    Marriage,
    MilitaryRegistration,
    PersonRecord,
    QueryStatus,
    Relative,
    SpouseDeath,
)
from integrations.registries import MAPPINGS
from integrations.registries.errors import Permanent
from integrations.registries.protocol import Question
from integrations.safe_xml import parse

AT = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)
TODAY = date(2026, 11, 21)
ALL = {citizen.iin: citizen for citizen in CITIZENS}
STUDENT, FATHER, WIDOWER = ALL["071301500014"], ALL["061301500304"], ALL["001315500711"]
NO_PHONE, MOVED = ALL["071309500454"], ALL["051307500122"]
CONVICTED = ALL["011304500684"]


def question(iin: str) -> Question:
    return Question(iin=iin, message_id="message", correlation_id="correlation")


def read(kind: str, xml: str, iin: str) -> Answer:
    return MAPPINGS[kind].read(parse(xml.encode()), question(iin), answered_at=AT)


def said(kind: str, reply: object, citizen: Citizen | None, *, partial: bool = False) -> Answer:
    iin = citizen.iin if citizen else "061315500019"
    assert callable(reply)
    return read(kind, reply(iin, citizen, TODAY, partial=partial), iin)


class TestIdentity:
    def test_a_person_comes_with_all_that_the_application_needs(self) -> None:
        answer = said("identity", replies.identity, STUDENT)
        assert answer.status is QueryStatus.ANSWERED
        assert answer.facts == (
            PersonRecord(
                source="identity",
                answered_at=AT,
                iin="071301500014",
                surname="Сейітқали",
                name="Ерлан",
                patronymic="Бекұлы",
                birth_date=date(2006, 7, 4),
                sex="male",
                address="Алматы қаласы, Алатау ауданы, Рысқұлов даңғылы, 103, 27",
                address_ru="город Алматы, Алатауский район, Рысқұлов даңғылы, 103, 27",
                district="751210000",
                citizenship="398",
                document_number="007500014",
                document_valid_until=date(2032, 7, 4),
            ),
        )

    def test_a_record_without_address_is_partial_and_says_so(self) -> None:
        answer = said("identity", replies.identity, STUDENT, partial=True)
        assert answer.status is QueryStatus.PARTIAL
        assert answer.missing == ("address", "district")
        assert isinstance(answer.facts[0], PersonRecord)

    def test_an_iin_that_nobody_has_is_absent(self) -> None:
        assert said("identity", replies.identity, None) == Answer(QueryStatus.ABSENT, AT)

    def test_a_date_of_death_means_that_the_person_is_dead(self) -> None:
        xml = replies.identity(STUDENT.iin, STUDENT, TODAY, partial=False)
        xml = xml.replace("</surname>", "</surname><deathDate>2026-10-01T00:00:00+05:00</deathDate>")
        (person,) = read("identity", xml, STUDENT.iin).facts
        assert isinstance(person, PersonRecord)
        assert (person.deceased, person.deceased_on) == (True, date(2026, 10, 1))

    def test_a_reply_about_another_person_is_refused(self) -> None:
        xml = replies.identity(FATHER.iin, FATHER, TODAY, partial=False)
        with pytest.raises(Permanent, match="reply_about_another"):
            read("identity", xml, STUDENT.iin)

    def test_a_code_that_is_no_kato_is_no_district(self) -> None:
        xml = replies.identity(STUDENT.iin, STUDENT, TODAY, partial=False).replace("751210000", "1907")
        answer = read("identity", xml, STUDENT.iin)
        assert (answer.status, answer.missing) == (QueryStatus.PARTIAL, ("district",))

    def test_another_result_of_the_provider_is_a_refusal_to_answer(self) -> None:
        xml = replies.identity(STUDENT.iin, STUDENT, TODAY, partial=False).replace("00000", "00017")
        with pytest.raises(Permanent, match="registry_declined"):
            read("identity", xml, STUDENT.iin)


@pytest.mark.rule("ALL-1")
class TestMobileCitizens:
    def test_the_linked_number_comes_in_e164(self) -> None:
        (fact,) = said("mobile_citizens", replies.linked_phone, STUDENT).facts
        assert fact == BoundPhone(source="mobile_citizens", answered_at=AT, phone="+77000000101")

    @pytest.mark.parametrize("citizen", [NO_PHONE, None], ids=["no number", "no person"])
    def test_no_linked_number_is_said_without_telling_why(self, citizen: Citizen | None) -> None:
        answer = said("mobile_citizens", replies.linked_phone, citizen)
        assert answer.status is QueryStatus.ABSENT
        assert answer.facts == (BoundPhone(source="mobile_citizens", answered_at=AT, phone=None),)

    def test_a_number_that_takes_no_sms_is_none(self) -> None:
        answer = said("mobile_citizens", replies.linked_phone, STUDENT, partial=True)
        assert (answer.status, answer.missing) == (QueryStatus.PARTIAL, ("phone",))
        assert answer.facts == (BoundPhone(source="mobile_citizens", answered_at=AT, phone=None),)


@pytest.mark.rule("ALL-3")
class TestCivilRegistry:
    def test_each_recorded_birth_is_a_child(self) -> None:
        answer = said("births", replies.births, FATHER)
        assert answer.status is QueryStatus.ANSWERED
        assert answer.facts[0] == Child(
            source="births",
            answered_at=AT,
            name="Жұмабекова Айлин Асхатқызы",
            birth_date=date(2023, 7, 26),
            record_number="19-520-23-0001734",
        )
        assert len(answer.facts) == 2

    def test_a_list_that_is_not_complete_is_partial(self) -> None:
        answer = said("births", replies.births, FATHER, partial=True)
        assert (answer.status, answer.missing) == (QueryStatus.PARTIAL, ("records",))
        assert len(answer.facts) == 1

    def test_an_incomplete_list_without_records_does_not_say_that_there_are_none(self) -> None:
        assert said("births", replies.births, STUDENT, partial=True).status is QueryStatus.PARTIAL

    def test_a_complete_list_without_records_says_that_there_are_none(self) -> None:
        assert said("births", replies.births, STUDENT) == Answer(QueryStatus.ABSENT, AT)

    def test_a_record_without_a_name_is_no_child_but_is_missed(self) -> None:
        xml = replies.births(FATHER.iin, FATHER, TODAY, partial=False)
        xml = xml.replace("<childName>Жұмабекова Айлин Асхатқызы</childName>", "")
        answer = read("births", xml, FATHER.iin)
        assert (answer.status, answer.missing, len(answer.facts)) == (QueryStatus.PARTIAL, ("child_name",), 1)

    def test_a_marriage_has_a_spouse_and_a_day(self) -> None:
        (marriage,) = said("marriage", replies.marriages, FATHER).facts
        assert isinstance(marriage, Marriage)
        assert marriage.spouse_name == "Жұмабекова Мөлдір Қайратқызы"
        assert (marriage.since, marriage.ended) == (date(2022, 5, 4), None)

    def test_the_death_of_a_spouse_ends_the_marriage(self) -> None:
        (death,) = said("spouse_death", replies.spouse_death, WIDOWER).facts
        (marriage,) = said("marriage", replies.marriages, WIDOWER).facts
        assert isinstance(death, SpouseDeath) and isinstance(marriage, Marriage)
        assert death.died_on == marriage.ended == date(2025, 11, 6)

    @pytest.mark.parametrize("kind", ["births", "marriage", "spouse_death"])
    def test_a_reply_about_another_person_is_refused(self, kind: str) -> None:
        xml = replies.births(FATHER.iin, FATHER, TODAY, partial=False)
        with pytest.raises(Permanent, match="reply_about_another"):
            read(kind, xml, STUDENT.iin)


def test_military_registration_names_the_body_that_keeps_the_card() -> None:
    (registration,) = said("military_registration", replies.military_registration, MOVED).facts
    assert isinstance(registration, MilitaryRegistration)
    assert registration.district == "195200000"
    assert registration.body_name == "Алматы облысы Қарасай ауданының қорғаныс істері жөніндегі бөлімі"


@pytest.mark.rule("CON-6")
class TestPersonalFile:
    def test_each_record_of_the_civil_registry_is_a_relative(self) -> None:
        answer = said("family", replies.relatives, STUDENT)
        assert answer.status is QueryStatus.ANSWERED
        assert answer.facts[1] == Relative(
            source="family",
            answered_at=AT,
            kinship="mother",
            name="Сейітқали Гүлнар Асқарқызы",
            iin="801305400331",
            birth_date=date(1980, 10, 21),
        )
        assert len(answer.facts) == 3

    def test_a_relative_without_kinship_is_none_but_is_missed(self) -> None:
        xml = replies.relatives(STUDENT.iin, STUDENT, TODAY, partial=False)
        answer = read("family", xml.replace("<kinship>mother</kinship>", ""), STUDENT.iin)
        assert (answer.status, answer.missing, len(answer.facts)) == (QueryStatus.PARTIAL, ("records",), 2)

    @pytest.mark.rule("CON-9")
    def test_a_relative_with_a_word_that_nobody_knows_is_a_relative_all_the_same(self) -> None:
        xml = replies.relatives(STUDENT.iin, STUDENT, TODAY, partial=False)
        answer = read("family", xml.replace("<kinship>mother<", "<kinship>step-mother<"), STUDENT.iin)
        assert (answer.status, answer.missing) == (QueryStatus.PARTIAL, ("relative_kinship",))
        assert [fact.kinship for fact in answer.facts if isinstance(fact, Relative)][1] == "other"
        assert len(answer.facts) == 3

    def test_an_education_has_a_level_a_school_and_a_day(self) -> None:
        (education,) = said("education", replies.educations, STUDENT).facts
        assert education == Education(
            source="education",
            answered_at=AT,
            level="Жалпы орта білім",
            school="Алматы қаласының № 12 мектебі",
            finished=date(2023, 6, 24),
            diploma="ЖОБ-1204417",
        )

    def test_an_education_without_its_day_is_partial(self) -> None:
        xml = replies.educations(STUDENT.iin, STUDENT, TODAY, partial=False)
        answer = read("education", xml.replace("finishDate", "other"), STUDENT.iin)
        assert (answer.status, answer.missing, len(answer.facts)) == (QueryStatus.PARTIAL, ("finished",), 1)

    def test_a_conviction_says_whether_it_is_cleared(self) -> None:
        (conviction,) = said("convictions", replies.convictions, CONVICTED).facts
        assert isinstance(conviction, Conviction)
        assert (conviction.article, conviction.cleared) == ("ҚР ҚК 188-бабы", False)
        assert conviction.convicted_on == date(2024, 11, 10)

    def test_what_it_does_not_say_about_clearing_is_not_taken_for_an_answer(self) -> None:
        xml = replies.convictions(CONVICTED.iin, CONVICTED, TODAY, partial=False)
        answer = read("convictions", xml.replace("<cleared>false</cleared>", ""), CONVICTED.iin)
        (conviction,) = answer.facts
        assert isinstance(conviction, Conviction) and conviction.cleared is None
        assert (answer.status, answer.missing) == (QueryStatus.PARTIAL, ("cleared",))

    @pytest.mark.rule("CON-12")
    def test_a_dispensary_says_since_when_and_its_diagnosis_is_left_unread(self) -> None:
        xml = replies.observations("narcology")(NO_PHONE.iin, NO_PHONE, TODAY, partial=False)
        assert "diagnosis" in xml
        (observation,) = read("narcology", xml, NO_PHONE.iin).facts
        assert isinstance(observation, DispensaryRecord)
        assert (observation.since, observation.until) == (date(2025, 9, 11), None)
        assert observation.observed
        assert "Z00.0" not in str(vars(observation))

    def test_an_observation_that_has_ended_is_none_now(self) -> None:
        (observation,) = said("tuberculosis", replies.observations("tuberculosis"), MOVED).facts
        assert isinstance(observation, DispensaryRecord)
        assert not observation.observed

    @pytest.mark.parametrize("kind", ["narcology", "psychiatry", "tuberculosis", "skin_venereal"])
    def test_who_is_in_no_register_is_absent_from_it(self, kind: str) -> None:
        assert said(kind, replies.observations(kind), STUDENT) == Answer(QueryStatus.ABSENT, AT)


class TestRequests:
    @pytest.fixture(params=sorted(MAPPINGS))
    def data(self, request: pytest.FixtureRequest) -> Iterator[Element]:
        mapping = MAPPINGS[request.param]
        yield mapping.request(question(STUDENT.iin), sent_at=AT, sender="qyzmet")

    def test_every_registry_is_asked_by_iin_alone(self, data: Element) -> None:
        assert data.tag == "data"
        assert data.findtext("iin") == STUDENT.iin
        assert {child.tag for child in data} <= {
            *("messageId", "messageDate", "senderCode", "requestId", "requestDate", "iin"),
        }

    def test_no_two_registries_share_a_service_id(self) -> None:
        assert len({mapping.service_id for mapping in MAPPINGS.values()}) == len(MAPPINGS)


def answers(facts: tuple[Fact, ...]) -> set[str]:
    return {fact.source for fact in facts}


@pytest.mark.parametrize(
    ("kind", "reply"),
    [
        ("identity", replies.identity),
        ("mobile_citizens", replies.linked_phone),
        ("births", replies.births),
        ("marriage", replies.marriages),
        ("spouse_death", replies.spouse_death),
        ("military_registration", replies.military_registration),
        ("family", replies.relatives),
        ("education", replies.educations),
        ("skin_venereal", replies.observations("skin_venereal")),
    ],
)
def test_each_fact_names_its_registry_and_the_moment(kind: str, reply: object) -> None:
    answer = said(kind, reply, WIDOWER)
    assert answers(answer.facts) == {kind}
    assert {fact.answered_at for fact in answer.facts} == {AT}


def test_the_simulator_writes_well_formed_xml_even_with_odd_names() -> None:
    assert parse(replies.births("<&>", None, TODAY, partial=False).encode()).findtext("iin") == "<&>"
