"""The ground finder: which grounds follow from what somebody says of themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import catalogue
from catalogue.finder import CHAPTERS, FACTS, WAYS
from catalogue.topics import TOPICS
from domain.finder import Way, assess

SERVICES = ("deferral", "exemption")
GROUNDS = [(service, subtype.code) for service in SERVICES for subtype in catalogue.CURRENT[service].subtypes]


def fitting(*said: str) -> set[tuple[str, str]]:
    return {(one.service, one.subtype) for one in assess(WAYS, said) if one.fits}


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_of_the_act_is_reached_and_by_no_less_than_it_takes(ground: tuple[str, str]) -> None:
    ways = [way for way in WAYS if (way.service, way.subtype) == ground]
    assert ways, "nobody would find this ground"
    for way in ways:
        assert ground in fitting(*way.facts)
        for left_out in way.facts:
            assert ground not in fitting(*(fact for fact in way.facts if fact != left_out))


def test_it_knows_no_ground_that_the_catalogue_does_not() -> None:
    assert {(way.service, way.subtype) for way in WAYS} == set(GROUNDS)


def test_every_question_leads_somewhere_and_every_way_is_asked_about() -> None:
    asked = [fact.code for chapter in CHAPTERS for fact in chapter.facts]
    assert len(asked) == len(set(asked))
    assert set(asked) == {fact for way in WAYS for fact in way.facts}
    assert {chapter.topic for chapter in CHAPTERS} <= {topic.code for topic in TOPICS}


def test_what_goes_into_an_application_answers_its_own_questions() -> None:
    for way in WAYS:
        questions = {
            question.code: {choice.code for choice in question.choices}
            for question in catalogue.CURRENT[way.service].subtype(way.subtype).questions
        }
        assert all(answer in questions[question] for question, answer in way.answers.items())


@given(st.sets(st.sampled_from(sorted(FACTS))))
def test_a_ground_fits_exactly_when_one_of_its_ways_is_complete(said: set[str]) -> None:
    complete = {(way.service, way.subtype) for way in WAYS if set(way.facts) <= said}
    assert fitting(*said) == complete
    assert {(one.service, one.subtype) for one in assess(WAYS, said)} == set(GROUNDS)
    for one in assess(WAYS, said):
        assert said.isdisjoint(one.missing)


def test_what_is_missing_is_the_shortest_way() -> None:
    ways = (Way("a", "1", ("x", "y", "z")), Way("a", "1", ("x", "w")))
    (found,) = assess(ways, {"x"})
    assert found.missing == ("w",)


def test_answers_that_contradict_each_other_leave_the_question_open() -> None:
    (found,) = assess(WAYS[4:6], {"studies_home", "studies_abroad"})
    assert found.fits and dict(found.answers) == {}
    (found,) = assess(WAYS[4:6], {"studies_abroad"})
    assert dict(found.answers) == {"study_place": "abroad"}
