"""The agreement and the instruction on paper (834 annexes 1 and 3; CON-14, CON-15)."""

from io import BytesIO
from typing import Any

import pikepdf
import pytest

from integrations.pdf import render_result
from tests.support.pdf_text import text_of
from tests.support.result_facts import result_facts

CODE = "RVF4XC77WQ9T8NNF"
PAPERS = ["contract_agreement", "contract_instruction"]
OWN = {
    "service": "contract",
    "edition": "2024-08",
    "body": {"kk": "Қорғаныс министрлігінің бөлімшесі", "ru": "Отдел", "en": "Unit of the ministry"},
    "post": {"kk": "Атқыш", "ru": "Стрелок", "en": "Shooter"},
    "unit": {"kk": "12345 әскери бөлімі", "ru": "Часть 12345", "en": "Unit 12345", "address": None},
    "years": "3",
    "serves_from": "2027-01-11",
    "conditions": "Жатақхана беріледі.",
    "report_at": "2027-01-11T09:00:00+05:00",
    "report_place": "Қапшағай, әскери қалашық",
}


def paper(template: str, **changed: Any) -> bytes:
    facts = result_facts(**{**OWN, **changed})
    return render_result(template, facts, code=CODE, until_date=None, public_url="https://qyzmet.example.kz")


@pytest.mark.rule("CON-14")
def test_the_agreement_says_who_agrees_on_what_and_who_signs() -> None:
    text = text_of(paper("contract_agreement"))
    for words in (
        "№ 834 және № 467/НҚ бірлескен бұйрықпен бекітілген алгоритмге сәйкес",
        "Қорғаныс министрлігінің бөлімшесі және Әбдірахманов Нұрсұлтан Өмірзақұлы төмендегілер туралы",
        "келісімшарт бойынша әскери қызметке кіреді: Атқыш",
        "12345 әскери бөлімі",
        "Келісімшарттың мерзімі: 3 жыл",
        "2027 жылғы 11 қаңтар",
        "Қосымша шарттар: Жатақхана беріледі.",
        "Кандидат Әбдірахманов Нұрсұлтан Өмірзақұлы",
        "Басшы",
    ):
        assert words in text, words


def test_an_agreement_without_further_conditions_has_no_empty_heading() -> None:
    assert "Қосымша шарттар" not in text_of(paper("contract_agreement", conditions=""))


@pytest.mark.rule("CON-15")
def test_the_instruction_says_where_and_when() -> None:
    text = text_of(paper("contract_instruction"))
    for words in (
        "Әскери бөлімге келу туралы нұсқама",
        "12345 әскери бөлімі",
        "Қапшағай, әскери қалашық",
        "2027 жылғы 11 қаңтар, 09:00",
        "Басшы",
    ):
        assert words in text, words


@pytest.mark.rule("CON-15")
@pytest.mark.parametrize("template", PAPERS)
def test_each_can_be_checked_archived_and_read_aloud_and_names_no_executor(template: str) -> None:
    content = paper(template, chair="Орындаушы Ораз")
    text = text_of(content)
    assert "Тексеру коды: RVF4-XC77-WQ9T-8NNF Іс нөмірі: 26-004821-7" in text and "Орындаушы Ораз" not in text
    with pikepdf.open(BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == "kk" and pdf.Root.MarkInfo.Marked
        assert pdf.Root.OutputIntents[0].S == pikepdf.Name.GTS_PDFA1
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["pdfuaid:part"] == "1"
        assert "Орындаушы".encode("utf-16-be") not in content


def test_what_was_typed_is_never_read_as_markup() -> None:
    typed = '#panic("x") *bold* $x$ `code` @ref <label> = heading'
    assert typed in text_of(paper("contract_agreement", conditions=typed))
    assert typed in text_of(paper("contract_instruction", report_place=typed))
