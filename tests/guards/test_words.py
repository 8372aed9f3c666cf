"""The words that people read: one term an idea, short sentences, and each status told to its end."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

import catalogue
from catalogue.messages import TEMPLATES
from config import ROOT
from domain.schema import Step
from tests.browser.words import translated

HERE = Path(__file__).parent
LANGUAGES = ("en", "kk", "ru")
GLOSSARY = ROOT / "docs" / "glossary.md"

MOST_WORDS = 25
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])[»”]?\s+")
_WORD = re.compile(r"\w[\w’'-]*")
_SETS_IN = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
_TAG = re.compile(r"<[^>]+>")


@cache
def rules(language: str) -> list[dict[str, str]]:
    """The wrong variants of a language's terms."""
    known: dict[str, Any] = tomllib.loads((HERE / "wrong_words.toml").read_text(encoding="utf-8"))
    found: list[dict[str, str]] = known[language]
    return found


def wrong_words(language: str, text: str) -> list[str]:
    """What is said in another word than the house's, each with the right one."""
    found = []
    for rule in rules(language):
        left = re.sub(rule["except"], "", text, flags=re.IGNORECASE) if "except" in rule else text
        if match := re.search(rule["wrong"], left, re.IGNORECASE):
            found.append(f"“{match[0]}” in “{text[:90]}”: write {rule['right']}")
    return found


def too_long(text: str) -> list[str]:
    """The sentences of a text with more words than a reader on a telephone takes in at once."""
    plain = _SETS_IN.sub("x", _TAG.sub("", text))
    return [one for one in _SENTENCE_ENDS.split(plain) if len(_WORD.findall(one)) > MOST_WORDS]


@cache
def sentences(language: str) -> tuple[str, ...]:
    """Every text of pages, papers and messages in this language."""
    return (*_of_the_pages(language), *(message.texts[language] for message in TEMPLATES.values()))


def _of_the_pages(language: str) -> Iterator[str]:
    file = ROOT / "translations" / ("kk" if language == "en" else language) / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as content:
        messages = [message for message in read_po(content) if message.id]
    for message in messages:
        texts = message.id if language == "en" else message.string
        yield from [texts] if isinstance(texts, str) else texts


def told() -> list[Any]:
    """Every status that an applicant reads, of cases and of complaints, in every edition of every service."""
    return [
        pytest.param(step, id=f"{service.code}-{service.edition}-{about}-{step.code}")
        for service in catalogue.EDITIONS
        for about, workflow in (("case", service.workflow), ("complaint", service.complaint))
        for step in workflow.steps.values()
        if not step.concealed
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_say_each_idea_in_its_one_word(language: str) -> None:
    texts = sentences(language)
    assert len(texts) > 1000
    assert [fault for text in texts for fault in wrong_words(language, text)] == []


@pytest.mark.parametrize("file", sorted((ROOT / "templates").rglob("*.*")), ids=lambda file: file.name)
def test_templates_say_each_idea_in_its_one_word(file: Path) -> None:
    """Papers are written in Kazakh and Russian where they stand."""
    lines = file.read_text(encoding="utf-8").splitlines()
    samples = "say("  # three languages in one line, on the page of the components
    cyrillic = [line for line in lines if re.search("[а-яё]", line, re.IGNORECASE) and samples not in line]
    assert [fault for line in cyrillic for code in ("kk", "ru") for fault in wrong_words(code, line)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_planted_wrong_word_is_found(language: str) -> None:
    for rule in rules(language):
        found = wrong_words(language, rule["planted"])
        assert any(rule["right"] in fault for fault in found), rule


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_itself_uses_the_terms(language: str) -> None:
    column = {"en": 0, "kk": 1, "ru": 2}[language]
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    terms = [line.strip("|").split("|")[column] for line in lines if line.count("|") == 6]
    assert len(terms) > 80
    assert [fault for term in terms for fault in wrong_words(language, term)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language: str) -> None:
    """What is longer is quoted from an act; long_sentences.toml says from where."""
    quoted: dict[str, str] = tomllib.loads((HERE / "long_sentences.toml").read_text(encoding="utf-8"))
    long = [one for text in sentences(language) for one in too_long(text)]
    assert [one for one in long if not any(one.startswith(begin) for begin in quoted)] == []


def test_every_quotation_that_may_be_long_is_there_and_long() -> None:
    quoted: dict[str, str] = tomllib.loads((HERE / "long_sentences.toml").read_text(encoding="utf-8"))
    long = [one for language in LANGUAGES for text in sentences(language) for one in too_long(text)]
    assert [begin for begin in quoted if not any(one.startswith(begin) for one in long)] == []


def test_a_planted_long_sentence_is_found() -> None:
    assert too_long("Short. " + "word " * 26 + "end. Short.")
    assert not too_long("word " * 20 + "end. " + "word " * 20 + "end.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", told())
def test_a_status_has_a_title_one_sentence_and_what_comes_next(step: Step, language: str) -> None:
    parts = [translated(part, language) for part in (step.title, step.sentence, step.next)]
    assert all(parts)
    if language != "en":
        assert not set(parts) & {step.title, step.sentence, step.next}
    title, sentence, after = parts
    assert len(_WORD.findall(title)) <= 8, title
    assert len(_SENTENCE_ENDS.split(sentence.strip())) == 1, sentence
    assert sentence.endswith("."), sentence
    assert not after.endswith("."), after
    assert not too_long(sentence) and not too_long(after)
