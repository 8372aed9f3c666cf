"""A page with every component in every state, to look at and to test, in each language."""

from flask import Response, flash, request
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

import catalogue
import clock
from devkit.demo.samples import sample, say
from domain.needs import Need, fields_of
from queries.services import document_rows
from web.forms import Form
from web.forms.actions import ActionForm, action_form
from web.forms.fields import CodeField, DayField, IinField, PhoneField, RadioCards, UploadField, card
from web.forms.validators import FileSize
from web.htmx import render_page


class SampleForm(Form):
    """One field of each kind."""

    iin = IinField(
        say("ЖСН", "ИИН", "IIN"),
        validators=[InputRequired()],
        description=say(
            "Жеке куәліктегі 12 цифр", "12 цифр из удостоверения личности", "12 digits of the identity card"
        ),
    )
    code = CodeField(say("SMS-тегі код", "Код из SMS", "The code by SMS"), validators=[InputRequired()])
    phone = PhoneField(say("Ұялы телефон", "Мобильный телефон", "Mobile phone"))
    ground = RadioCards(
        say("Кейінге қалдырудың негізі", "Основание отсрочки", "Ground of the deferral"),
        choices=[
            card(
                "s1",
                say("Отбасы мүшелеріне күтім жасаймын", "Ухаживаю за членами семьи", "I care for my family"),
                say(
                    "Көмекті қажет ететін және толық мемлекеттік қамсыздандырудағы емес",
                    "Им нужна помощь, и они не на полном государственном обеспечении",
                    "They need help and are not fully kept by the state",
                ),
            ),
            card(
                "s4",
                say(
                    "Некедемін және бір немесе бірнеше балам бар",
                    "Состою в браке, есть ребёнок или дети",
                    "Married with one or more children",
                ),
            ),
            card("s5", say("Оқып жүрмін", "Учусь", "I study")),
        ],
        validators=[InputRequired()],
    )
    born = DayField(
        say("Туған күні", "Дата рождения", "Date of birth"),
        validators=[InputRequired()],
        description=say("Мысалы, 7 3 2005", "Например, 7 3 2005", "For example 7 3 2005"),
    )
    hearing_on = DateField(
        say("Тыңдау күні", "День заслушивания", "Day of the hearing"), validators=[Optional()]
    )
    district = SelectField(
        say("Аудан", "Район", "District"),
        choices=[
            SelectChoice("zh", say("Жетісай", "Жетысай", "Zhetysai")),
            SelectChoice("sh", say("Шардара", "Шардара", "Shardara")),
        ],
    )
    reason = TextAreaField(say("Себебі", "Причина", "Reason"), validators=[InputRequired(), Length(max=1000)])
    papers = UploadField(
        say("Құжаттар", "Документы", "Papers"), max_megabytes=10, validators=[InputRequired(), FileSize(10)]
    )
    certify = BooleanField(
        say(
            "Берілген мәліметтердің дұрыстығын растаймын",
            "Подтверждаю, что сведения верны",
            "What I have entered is true",
        ),
        validators=[InputRequired()],
    )
    note = StringField(say("Ескертпе", "Примечание", "Note"))


def show_components() -> Response:
    """The page; a POST, or `?wrong`, shows its form with everything wrong, as a phone would send it empty."""
    form = SampleForm(MultiDict()) if "wrong" in request.args else SampleForm()
    wrong = (form.is_submitted() or "wrong" in request.args) and not form.validate()
    if not wrong:
        for kind, words in _FLASHED:
            flash(str(words), kind)
    return render_page(
        "demo/components.html",
        block="form",
        status=422 if form.is_submitted() and wrong else 200,
        layout="layout/staff.html" if "staff" in request.args else "layout/base.html",
        form=form,
        filled=_filled(),
        deed_form=_deed_form("deed-"),
        note_form=_deed_form("one-"),
        filter_form=SampleForm(None, prefix="filter-"),
        papers=document_rows(catalogue.CURRENT["deferral"].subtype("S5")),
        sample=sample(),
    )


def _filled() -> SampleForm:
    """What somebody has typed, under names of its own."""
    typed = {
        "iin": "071301500014",
        "code": "493015",
        "phone": "+77011234567",
        "ground": "s4",
        "hearing_on": clock.today(),
        "district": "sh",
        "reason": str(say("Анықтама ескірген", "Справка устарела", "The certificate is out of date")),
        "certify": True,
        "note": str(say("Өзгертілмейді", "Не меняется", "Cannot be changed")),
    }
    return SampleForm(None, data=typed, prefix="filled-")


def _deed_form(prefix: str) -> ActionForm:
    """Fields that only the actions of officers have."""
    needs = (Need.GROUNDS, Need.HEARING, Need.NOTE)
    grounds = [(ground.code, ground.label) for ground in catalogue.CURRENT["deferral"].refusal_grounds]
    return action_form(fields_of(needs), grounds=grounds, prefix=prefix)


_FLASHED = (
    (
        "success",
        say(
            "Өтініш 26-004821-7 нөмірімен қабылданды.",
            "Заявление принято, номер 26-004821-7.",
            "The application is taken, its number is 26-004821-7.",
        ),
    ),
    (
        "info",
        say(
            "Құжат тексерілуде, бұл бірнеше секунд алады.",
            "Документ проверяется, это займёт несколько секунд.",
            "The document is being checked; that takes some seconds.",
        ),
    ),
    (
        "warning",
        say(
            "Маусым 30 желтоқсанда аяқталады.",
            "Период заканчивается 30 декабря.",
            "The season ends on 30 December.",
        ),
    ),
    (
        "error",
        say(
            "Файл сақталмады. Қайта таңдаңыз.",
            "Файл не сохранён. Выберите его ещё раз.",
            "The file was not kept. Choose it again.",
        ),
    ),
)
