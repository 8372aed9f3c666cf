"""A relative whom the candidate kept quiet about is checked, too (834 annexes 2 to 4, 1.2; CON-9)."""

from collections.abc import Mapping, Sequence
from datetime import date
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask_babel import force_locale, gettext
from lxml import etree

import clock as our_clock
from actions import drafts
from actions.application_pdf import application_pdf
from catalogue.contract_questionnaire import QUESTIONNAIRE
from database import db
from domain.registry_facts import Relative
from integrations.special_check import NAMESPACE, SCHEMA
from models.bodies import Body
from models.cases import Case
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import words_of
from tests.support.officers_at_work import at_desk, case_path
from tests.support.pdf_text import text_of
from tests.support.recruiting import RELATIVE, Bodies

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-8", "CON-9")]


RELATIVES = next(section for section in QUESTIONNAIRE if section.code == "relatives")


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


def relative(kinship: str, name: str, iin: str | None = None, born: date | None = None) -> Relative:
    return Relative(
        source="family", answered_at=our_clock.now(), kinship=kinship, name=name, iin=iin, birth_date=born
    )


def sent(
    app: Flask,
    bodies: Bodies,
    *recorded: Relative,
    named: Sequence[Mapping[str, str]] = (RELATIVE,),
) -> tuple[int, list[Element]]:
    """The case, and the relatives in the file that the security department takes; the file is valid."""
    with pytest.MonkeyPatch.context() as patch:
        told = {**recruiting.QUESTIONNAIRE, "relatives": list(named)}
        patch.setattr(recruiting, "QUESTIONNAIRE", told)
        case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
    make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
    recruiting.answer_file(case_id, family=recorded)
    make.act(case_id, "send_for_special_check", bodies.executor)
    path = case_path(case_id, "special-check.xml").rstrip("/")
    root = etree.fromstring(at_desk(app, bodies.security).get(path).data)
    form = etree.XMLSchema(etree.parse(str(SCHEMA)))
    assert form.validate(root), form.error_log
    return case_id, root.findall(f"{{{NAMESPACE}}}relatives/*")


def values(one: Element) -> dict[str, str]:
    return {**one.attrib, **{child.tag.rsplit("}")[-1]: child.text or "" for child in one}}


def test_whom_the_registry_alone_knows_is_in_the_file_and_marked(app, bodies):
    brother = relative("full_sibling", "Сейітқали Нұрлан", make.IINS[2], date(1999, 5, 1))
    _case, found = sent(app, bodies, brother)
    assert [values(one) for one in found] == [
        {"kinship": "mother", "name": RELATIVE["name"], "iin": RELATIVE["iin"], "birthYear": "1980"},
        {
            "kinship": "full_sibling",
            "recorded": "true",
            "name": "Сейітқали Нұрлан",
            "iin": make.IINS[2],
            "birthYear": "1999",
        },
    ]


@pytest.mark.parametrize(
    "known",
    [
        {"name": RELATIVE["name"].upper()},
        {"name": "Other Name", "iin": RELATIVE["iin"]},
    ],
    ids=["by name", "by iin"],
)
def test_whom_the_candidate_named_is_not_in_it_twice(app, bodies, known):
    _case, found = sent(app, bodies, relative("mother", **known))
    assert [one.get("recorded") for one in found] == [None]


NAMESAKE = make.IINS[3]
MOTHER_WITHOUT_IIN = {name: value for name, value in RELATIVE.items() if name != "iin"}


def test_a_namesake_with_another_iin_does_not_keep_the_real_person_out(app, bodies):
    real = relative("mother", RELATIVE["name"], NAMESAKE, date(1979, 5, 1))
    _case, found = sent(app, bodies, real)
    assert [(values(one)["iin"], one.get("recorded")) for one in found] == [
        (RELATIVE["iin"], None),
        (NAMESAKE, "true"),
    ]


def test_who_is_named_without_an_iin_is_sent_with_that_of_the_registry(app, bodies):
    real = relative("mother", RELATIVE["name"].upper(), NAMESAKE, date(1979, 5, 1))
    _case, found = sent(app, bodies, real, named=[MOTHER_WITHOUT_IIN])
    assert [values(one) for one in found] == [
        {"kinship": "mother", "name": RELATIVE["name"], "iin": NAMESAKE, "birthYear": "1979"}
    ]


def test_an_iin_that_only_the_candidate_knows_stays(app, bodies):
    _case, found = sent(app, bodies, relative("mother", RELATIVE["name"], None, date(1979, 5, 1)))
    assert [(values(one)["iin"], values(one)["birthYear"]) for one in found] == [(RELATIVE["iin"], "1980")]


def test_a_kinship_that_nobody_knows_reaches_file_and_page(app, bodies):
    case_id, found = sent(app, bodies, relative("step-mother", "Сейітқали Айша"))
    assert [one.get("kinship") for one in found] == ["mother", "other"]
    page = words_of(at_desk(app, bodies.security).get(case_path(case_id)))
    assert "Relative of another or unknown kinship" in page


def test_who_has_died_is_marked_in_file_and_page(app, bodies):
    case_id, found = sent(app, bodies, named=[{**RELATIVE, "deceased": "yes"}])
    assert [one.get("deceased") for one in found] == ["true"]
    page = words_of(at_desk(app, bodies.security).get(case_path(case_id)))
    assert f"{RELATIVE['name']} (has died)" in page


def test_who_has_no_close_relatives_is_checked_with_those_of_the_registry_if_any(app, bodies, monkeypatch):
    choose_post = drafts.choose_post

    def choose_and_say(person, vacancy):
        draft = choose_post(person, vacancy)
        drafts.say_none(draft, RELATIVES, True)
        return draft

    monkeypatch.setattr(drafts, "choose_post", choose_and_say)
    case_id, found = sent(app, bodies, relative("child", "Сейітқали Айша"), named=())
    assert [values(one)["name"] for one in found] == ["Сейітқали Айша"]
    page = words_of(at_desk(app, bodies.executor).get(case_path(case_id)))
    assert "I have no close relatives" in page
    case = db.session.get_one(Case, case_id)
    printed = application_pdf(
        case.application,
        db.session.get_one(Body, bodies.ministry_id),
        number=case.number,
        on=date(2026, 11, 23),
        certified="—",
        sha256="0" * 64,
    )
    with force_locale("kk"):
        heading, words = gettext(RELATIVES.title), gettext(RELATIVES.none)
    assert f"{heading} {words}" in text_of(printed)


def test_one_of_whom_the_registry_knows_little_does_not_spoil_file_and_page(app, bodies):
    case_id, found = sent(app, bodies, relative("father", ""), relative("spouse", "Сейітқали Айша"))
    assert [values(one).get("name") for one in found[1:]] == ["—", "Сейітқали Айша"]
    assert not any("birthYear" in values(one) or "iin" in values(one) for one in found[1:])
    for reader in (bodies.security, bodies.executor, bodies.head):
        answer = at_desk(app, reader).get(case_path(case_id))
        assert answer.status_code == 200
        assert "Сейітқали Айша (named by the civil registry alone)" in words_of(answer)
