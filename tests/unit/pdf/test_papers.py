"""Papers that go out: in the form and the words of the act, archivable, readable aloud."""

from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import typst

import catalogue
from domain.schema import ResultKind
from integrations.pdf import render, render_application, render_result
from integrations.pdf.papers import TEMPLATES
from tests.support.pdf_text import text_of
from tests.support.result_facts import application_data, post_application_data, result_facts

CODE = "RVF4XC77WQ9T8NNF"
NINE_LETTERS = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
RESULTS = ["deferral_conclusion", "deferral_refusal", "exemption_conclusion", "exemption_refusal"]
OF_A_POST = {"contract_agreement", "contract_instruction"}
SIGNED = "ЭЦҚ-мен қол қойылған"
APPLICATIONS = ["deferral_application", "exemption_application", "contract_application"]


def result(template: str, **changed: Any) -> bytes:
    facts = result_facts(**changed)
    if template.startswith("exemption"):
        facts = result_facts(service="exemption", article="36", **changed)
    until = date(2027, 7, 1) if template == "deferral_conclusion" else None
    return render_result(template, facts, code=CODE, until_date=until, public_url="https://qyzmet.example.kz")


def paper(template: str) -> bytes:
    if template not in APPLICATIONS:
        return result(template)
    extra = post_application_data() if template == "contract_application" else {}
    return render_application(template, application_data(**extra))


def test_every_form_that_the_catalogue_names_can_be_printed() -> None:
    named = {form.template for service in catalogue.EDITIONS for form in service.results}
    assert named == {*RESULTS, *OF_A_POST}
    assert all((TEMPLATES / f"{template}.typ").is_file() for template in named)


@pytest.mark.rule("DEF-6")
def test_the_conclusion_on_a_deferral_says_what_annex_3_says() -> None:
    text = text_of(result("deferral_conclusion"))
    for words in (
        '"Әскерге шақыруды кейінге қалдыру" мемлекеттік қызметін көрсету қағидаларына 3-қосымша',
        "Әбдірахманов Нұрсұлтан Өмірзақұлы",
        "Алматы қаласы, Бостандық ауданы, Тимирязев көшесі, 42-үй",
        "Әскери қызметке шақыруды кейінге қалдыру туралы қорытынды",
        '"Әскери қызмет және әскери қызметшілердің мәртебесі туралы" Қазақстан Республикасы Заңының '
        '35-бабына сәйкес Сізге 2027 жылғы "1" шілдеге дейін',
        "оқу кезеңінде білім алып жатқандықтан (кейінге қалдырудың себебі)",
        "әскерге шақыруды кейінге қалдыру ұсынылды.",
        "Әскерге шақыру комиссиясының төрағасы Қожахметова Гүлнәр Ұланқызы",
        '2026 жылғы "1" желтоқсан',
    ):
        assert words in text


@pytest.mark.rule("DEF-6")
def test_the_refusal_of_a_deferral_says_what_annex_4_says_with_numbered_reasons() -> None:
    text = text_of(result("deferral_refusal"))
    for words in (
        "қағидаларына 4-қосымша",
        "Мемлекеттік қызметті көрсетуден бас тарту туралы хабарлама",
        "Осы қағидаларға 2-қосымшаның 9-тармағына сәйкес Сізге мемлекеттік көрсетілетін қызметті алу үшін "
        "ұсынған құжаттарыңыздың және (немесе) ондағы деректердің (мәліметтердің) дұрыс болмауына "
        "байланысты әскерге шақыруды кейінге қалдырудан бас тартылды, атап айтқанда:",
        "1) Анықтамадағы деректер расталмады; 2) Анықтамада мөр жоқ.",
        "Қожахметова Гүлнәр Ұланқызы",
        '2026 жылғы "1" желтоқсан',
    ):
        assert words in text


@pytest.mark.rule("EXE-6")
def test_the_conclusion_on_an_exemption_has_a_reason_and_no_until_date() -> None:
    text = text_of(result("exemption_conclusion"))
    for words in (
        '"Азаматтарды әскери қызметке шақырудан босату" мемлекеттік қызметін көрсету қағидаларына 3-қосымша',
        "Әскерге шақыру комиссиясының мемлекеттік қызмет көрсету туралы қорытындысы",
        "Заңының 36-бабына сәйкес оқу кезеңінде білім алып жатқандықтан (босату себебі) "
        "Сізге әскери қызметке шақырудан босату берілді.",
    ):
        assert words in text
    assert "дейін" not in text


@pytest.mark.rule("EXE-6")
def test_the_refusal_of_an_exemption_speaks_of_peacetime() -> None:
    text = text_of(result("exemption_refusal"))
    assert (
        "анық болмауына байланысты Сізді бейбіт уақытта әскери қызметке шақырудан босатудан бас тартылды, "
        "атап айтқанда: 1) Анықтамадағы деректер расталмады;" in text
    )


@pytest.mark.rule("ALL-8")
@pytest.mark.parametrize("template", ["deferral_refusal", "exemption_refusal"])
@pytest.mark.parametrize(
    ("ground", "words"),
    [
        ("unreliable", "(мәліметтердің) дұрыс еместігін анықтау."),
        ("not_meeting", "осы қағидаларда белгіленген талаптарға сәйкес келмеуі."),
    ],
)
def test_a_refusal_names_the_ground_of_the_act_it_rests_on(template: str, ground: str, words: str) -> None:
    text = text_of(result(template, grounds=[ground]))
    assert words in text
    assert text.count("Бас тарту негізі (қағидаларға 2-қосымшаның 9-тармағы): ") == 1


def test_every_refusal_ground_of_the_catalogue_has_its_words() -> None:
    for service in catalogue.EDITIONS:
        refusals = [form.template for form in service.results if form.kind is ResultKind.REFUSAL]
        for template in refusals:
            assert result(template, grounds=[ground.code for ground in service.refusal_grounds])


@pytest.mark.rule("DEF-6")
@pytest.mark.parametrize(
    ("template", "asked"),
    [
        ("deferral_application", "әскерге шақыруды кейінге қалдыруды сұраймын."),
        ("exemption_application", "бейбіт уақытта мерзімді әскери қызметке шақырудан босатуыңызды сұраймын."),
    ],
)
def test_the_application_says_what_annex_1_says_and_how_it_was_certified(template: str, asked: str) -> None:
    text = text_of(paper(template))
    for words in (
        "Әскерге шақыру комиссиясының төрағасына Бостандық ауданының әскерге шақыру комиссиясы",
        "Тимирязев көшесі, 42-үй мекенжайы бойынша тұратын Әбдірахманов Нұрсұлтан Өмірзақұлы",
        "телефон +7 701 123 45 67 Өтініш",
        "35-бабына сәйкес оқу кезеңінде",
        asked,
        "Мынадай құжаттарды қоса беремін: 1) Оқу орнынан анықтама; 2) Отбасы жағдайын тексеру актісі. "
        "құжаттарын қосамын.",
        'Күні: 2026 жылғы "1" желтоқсан Қолы: Біржолғы парольмен куәландырылды',
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ):
        assert words in text


@pytest.mark.rule("CON-2")
def test_the_application_for_a_post_says_for_which_with_the_questionnaire_and_the_consent() -> None:
    text = text_of(paper("contract_application"))
    for words in (
        "№ 834 және № 467/НҚ бірлескен бұйрықпен бекітілген алгоритмге сәйкес",
        "мекенжайы бойынша тіркелген телефон +7 701 123 45 67",
        "әскери қызметке мына лауазымға қабылдауыңызды сұраймын: Атқыш Қатардағы жауынгер",
        "Жақын туыстары",
        "Кім болып келеді: Анасы; Тегі, аты, әкесінің аты: Сейітқали Гүлнар Асқарқызы",
        "Кім болып келеді: Әкесі; Тегі, аты, әкесінің аты: Сейітқали Бек Әлиұлы",
        "Өз сөзіңізбен: Алматыда туып-өстім. Мектепті бітірдім.",
        "Қоса берілген құжаттар: 1) Оқу орнынан анықтама;",
        "Дербес деректерімді өңдеуге келісемін Келісім берілген уақыт: 2026 жылғы 23 қараша, 09:55",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ):
        assert words in text, words


def test_what_a_candidate_typed_is_never_read_as_markup() -> None:
    typed = "*bold* _i_ $x$ `code` @ref <label> // = heading #sys.inputs"
    data = post_application_data(sections=[{"title": "Т", "rows": [[["Ө", typed]]]}])
    text = text_of(render_application("contract_application", application_data(**data)))
    assert "".join(typed.split()) in "".join(text.split())


def test_a_long_questionnaire_goes_over_several_pages_inside_the_margins() -> None:
    rows = [[["Кім болып келеді", "Бауыры"], ["Аты", "Қожабергенов" * 12 + str(at)]] for at in range(40)]
    rows.append([["Өз сөзіңізбен", "Ж" * 6000]])
    data = post_application_data(sections=[{"title": "Туыстар", "rows": rows}])
    content = render_application("contract_application", application_data(**data))
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) > 2
        assert max(_right_edge(page) for page in pdf.pages) <= 595.28 - 50
    assert text_of(content).count("Ж") == 6000


@pytest.mark.parametrize("template", RESULTS)
def test_each_result_says_how_to_check_it_and_who_signed_it(template: str) -> None:
    text = text_of(result(template))
    assert "Тексеру коды: RVF4-XC77-WQ9T-8NNF Іс нөмірі: 26-004821-7" in text
    assert "https://qyzmet.example.kz/verify/" in text
    assert SIGNED in text


def test_an_application_has_nothing_to_check() -> None:
    assert "Тексеру коды" not in text_of(paper("deferral_application"))


@pytest.mark.parametrize("template", [*RESULTS, *APPLICATIONS])
def test_each_paper_can_be_archived_and_read_aloud(template: str) -> None:
    with pikepdf.open(BytesIO(paper(template))) as pdf:
        assert str(pdf.Root.Lang) == "kk"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert len(pdf.Root.StructTreeRoot.K)
        assert pdf.Root.OutputIntents[0].S == pikepdf.Name.GTS_PDFA1
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["pdfuaid:part"] == "1"
            assert "26-004821-7" in metadata["dc:title"]
        tags = {
            str(thing.S)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.StructElem
        }
        assert {"/H1", "/P"} <= tags
        if template in RESULTS:
            assert "/Figure" in tags
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
            assert "/ToUnicode" in font


def test_the_picture_of_the_address_says_what_it_is_to_those_who_cannot_see_it() -> None:
    with pikepdf.open(BytesIO(result("deferral_conclusion"))) as pdf:
        alternatives = [
            str(thing.Alt)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == pikepdf.Name.Figure
        ]
    assert alternatives == [f"Құжатты тексеру бетінің QR-коды: https://qyzmet.example.kz/verify/{CODE}/"]


def test_the_nine_kazakh_letters_come_out_as_they_went_in() -> None:
    assert NINE_LETTERS in text_of(result("deferral_conclusion", reason=NINE_LETTERS))


def test_what_a_person_typed_is_never_read_as_markup() -> None:
    typed = '#panic("x") *bold* _i_ $x$ `code` @ref <label> \\ // = heading #sys.inputs'
    assert typed in text_of(result("deferral_conclusion", reason=typed))


def test_lines_are_kept_and_unknown_letters_do_not_stop_the_paper() -> None:
    text = text_of(result("deferral_refusal", reasons=["бірінші\n\nекінші 漢\u0000"], address=None))
    assert "1) бірінші екінші ? Бас" in text
    assert "— (көрсетілетін қызметті алушының мекенжайы)" in text


@pytest.mark.parametrize("template", RESULTS)
def test_ten_long_reasons_and_long_names_go_over_several_pages_inside_the_margins(template: str) -> None:
    reasons = [f"{number}-себеп: " + "ұсынылған мәліметтер расталмады " * 60 for number in range(1, 11)]
    content = result(
        template,
        reasons=reasons,
        reason="Ж" * 2000,
        name="Әбдірахманұлы-Қожабергенов " * 6,
        address="Түркістан облысы, Сайрам ауданы, " * 12,
    )
    text = text_of(content)
    with pikepdf.open(BytesIO(content)) as pdf:
        count = len(pdf.pages)
        right = max(_right_edge(page) for page in pdf.pages)
    assert count > 1
    assert f"{count} / {count}-бет" in text
    assert right <= 595.28 - 50
    if template.endswith("conclusion"):
        assert text.count("Ж") >= 2000
    else:
        assert all(f"{number}) {number}-себеп:" in text for number in range(1, 11))


def test_the_same_facts_give_the_same_bytes() -> None:
    assert result("exemption_refusal") == result("exemption_refusal")


def test_a_paper_without_what_it_prints_is_not_made() -> None:
    facts = result_facts()
    del facts["chair"]
    with pytest.raises(typst.TypstError):
        render_result("deferral_refusal", facts, code=CODE, until_date=None, public_url="https://x.kz")
    with pytest.raises(FileNotFoundError):
        render("housing_conclusion", result_facts())


def _right_edge(page: pikepdf.Page) -> float:
    """The x, in points, at which the rightmost piece of text begins."""
    matrices = [pikepdf.Matrix()]
    right = 0.0
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                matrices.append(matrices[-1])
            case "Q":
                matrices.pop()
            case "cm":
                matrices[-1] = pikepdf.Matrix(*(float(part) for part in operands)) @ matrices[-1]
            case "Tm":
                placed = pikepdf.Matrix(*(float(part) for part in operands)) @ matrices[-1]
                right = max(right, placed.e)
    return right
