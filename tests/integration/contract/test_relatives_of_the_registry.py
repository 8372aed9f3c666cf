"""A relative whom the candidate kept quiet about is checked, too (834 annexes 2 to 4, 1.2; CON-9)."""

from datetime import date
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from lxml import etree

import clock as our_clock
from domain.registry_facts import Relative
from integrations.special_check import NAMESPACE, SCHEMA
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import words_of
from tests.support.officers_at_work import at_desk, case_path
from tests.support.recruiting import RELATIVE, Bodies

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-8", "CON-9")]


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


def relative(kinship: str, name: str, iin: str | None = None, born: date | None = None) -> Relative:
    return Relative(
        source="family", answered_at=our_clock.now(), kinship=kinship, name=name, iin=iin, birth_date=born
    )


def sent(app: Flask, bodies: Bodies, *recorded: Relative) -> tuple[int, list[Element]]:
    """The case, and the relatives in the file that the security department takes; the file is valid."""
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


def test_one_of_whom_the_registry_knows_little_does_not_spoil_file_and_page(app, bodies):
    case_id, found = sent(app, bodies, relative("father", ""), relative("spouse", "Сейітқали Айша"))
    assert [values(one).get("name") for one in found[1:]] == ["—", "Сейітқали Айша"]
    assert not any("birthYear" in values(one) or "iin" in values(one) for one in found[1:])
    for reader in (bodies.security, bodies.executor, bodies.head):
        answer = at_desk(app, reader).get(case_path(case_id))
        assert answer.status_code == 200
        assert "Сейітқали Айша (named by the civil registry alone)" in words_of(answer)
