"""A page with every component in every state, to look at and to test. Its words are samples in Kazakh."""

from datetime import timedelta
from types import SimpleNamespace as Sample

from flask import Response, flash, request
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

import clock
from web.forms import Form
from web.forms.fields import CodeField, DayField, IinField, PhoneField, RadioCards, UploadField, card
from web.forms.validators import FileSize
from web.htmx import render_page

_BODY = "Түркістан облысының Жетісай ауданы бойынша әскерге шақыру комиссиясы"
_MILITARY_BODY = "Жетісай ауданының жергілікті әскери басқару органы"
_SERVICE = "Әскерге шақыруды кейінге қалдыру"
_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_SERIAL = "6c425659bd2fc6dc"


class SampleForm(Form):
    """One field of each kind."""

    iin = IinField("ЖСН", validators=[InputRequired()], description="Жеке куәліктегі 12 цифр")
    code = CodeField("SMS-тегі код", validators=[InputRequired()])
    phone = PhoneField("Ұялы телефон")
    ground = RadioCards(
        "Кейінге қалдырудың негізі",
        choices=[
            card(
                "s1",
                "Отбасы мүшелеріне күтім жасаймын",
                "Көмекті қажет ететін және толық мемлекеттік қамсыздандырудағы емес",
            ),
            card("s4", "Некедемін және бір немесе бірнеше балам бар"),
            card("s5", "Оқып жүрмін", "Оқу кезеңіне; шетелде оқысаңыз, нотариат куәландырған аударма керек"),
        ],
        validators=[InputRequired()],
    )
    born = DayField("Туған күні", validators=[InputRequired()], description="Мысалы, 7 3 2005")
    hearing_on = DateField("Тыңдау күні", validators=[Optional()])
    district = SelectField("Аудан", choices=[SelectChoice("zh", "Жетісай"), SelectChoice("sh", "Шардара")])
    reason = TextAreaField("Себебі", validators=[InputRequired(), Length(max=1000)])
    papers = UploadField("Құжаттар", max_megabytes=10, validators=[InputRequired(), FileSize(10)])
    certify = BooleanField("Берілген мәліметтердің дұрыстығын растаймын", validators=[InputRequired()])
    note = StringField("Ескертпе")


def show_components() -> Response:
    """The page; a POST shows its form with everything wrong, as a phone would send it empty."""
    form = SampleForm()
    wrong = form.is_submitted() and not form.validate()
    if not wrong:
        for kind, words in _FLASHED:
            flash(words, kind)
    return render_page(
        "demo/components.html",
        block="form",
        status=422 if wrong else 200,
        layout="layout/staff.html" if "staff" in request.args else "layout/base.html",
        form=form,
        sample=_sample(),
    )


_FLASHED = (
    ("success", "Өтініш 26-004821-7 нөмірімен қабылданды."),
    ("info", "Құжат тексерілуде, бұл бірнеше секунд алады."),
    ("warning", "Маусым 30 желтоқсанда аяқталады."),
    ("error", "Файл сақталмады. Қайта таңдаңыз."),
)


def _sample() -> Sample:
    now = clock.now()
    day = timedelta(days=1)
    return Sample(
        now=now,
        page=request.args.get("page", 2, type=int),
        body=_BODY,
        service=_SERVICE,
        sha256=_SHA256,
        signed=(
            Sample(
                signer="ҚОЖАХМЕТОВА ГҮЛНӘР",
                organisation=_BODY,
                at=now,
                stamped=True,
                checked_by="ocsp",
                serial=_SERIAL,
            ),
            Sample(
                signer="ЖҰМАҒҰЛОВ НҰРСҰЛТАН",
                organisation=None,
                at=now,
                stamped=False,
                checked_by="crl",
                serial=_SERIAL,
            ),
        ),
        due=(now + 8 * day, now, now - 3 * day, now - 20 * day),
        statuses=(
            ("Жаңа", "neutral"),
            ("Қаралуда", "progress"),
            ("Сіздің жауабыңыз күтілуде", "waiting"),
            ("Кейінге қалдырылды", "good"),
            ("Бас тартылды", "bad"),
            ("Қайтарып алынды", "closed"),
        ),
        facts=(
            ("Аты-жөні", "Жұмағұлов Нұрсұлтан Бауыржанұлы"),
            ("ЖСН", "0713••••0014"),
            (
                "Мекенжайы",
                "Түркістан облысы, Жетісай ауданы, Жылысу ауылдық округі, Бейбітшілік көшесі, 14-үй",
                "#facts",
            ),
            ("Телефоны", "+7 701 ••• •• 67", "#facts", "Өзгерту"),
            ("Әскери-дәрігерлік комиссияның қорытындысы", None),
        ),
        history=(
            Sample(at=now - 6 * day, what="Өтініш жіберілді", who="Өтініш беруші", tone="", note=None),
            Sample(
                at=now - 5 * day,
                what="Тіркелді және комиссия төрағасына берілді",
                who="Сайттың өзі",
                tone="",
                note=None,
            ),
            Sample(
                at=now - 4 * day,
                what="Құжат жетіспейді деп қайтарылды",
                who=_BODY,
                tone="bad",
                note="Анықтаманың екінші бетін де түсіріп жіберіңіз.",
            ),
            Sample(
                at=now - 2 * day,
                what="Жетіспеген құжат жіберілді",
                who="Өтініш беруші",
                tone="good",
                note=None,
            ),
        ),
        next=Sample(what="Төрағаның шешімі", who="Комиссия төрағасы", due=now + 3 * day),
        tasks=(
            Sample(
                title="Өтінішті қарап, келісу немесе бас тарту",
                url="#tasks",
                number="260048217",
                person="Жұмағұлов Н. Б.",
                due=now + 2 * day,
                left=2,
                ours=False,
                status="Қаралуда",
                tone="progress",
            ),
            Sample(
                title="Қорытындыға қол қою",
                url="#tasks",
                number="260048225",
                person="Әбдіқадырова Ә. Ө.",
                due=now,
                left=0,
                ours=False,
                status="Бүгін",
                tone="waiting",
            ),
            Sample(
                title="Хаттаманың нөмірі мен күнін енгізу",
                url="#tasks",
                number="260048233",
                person="Ғабдуллин Қ. Ү.",
                due=now - 2 * day,
                left=-2,
                ours=True,
                status="Мерзімі өтті",
                tone="bad",
            ),
        ),
        rows=(
            ("26-004821-7", "Жұмағұлов Нұрсұлтан", _SERVICE, now + 2 * day, "Қаралуда", "progress"),
            (
                "26-004822-5",
                "Әбдіқадырова Әйгерім",
                "Азаматтарды әскери қызметке шақырудан босату",
                now,
                "Бүгін",
                "waiting",
            ),
            ("26-004823-3", "Ғабдуллин Қайрат", _SERVICE, now - 2 * day, "Мерзімі өтті", "bad"),
        ),
        tabs=(
            Sample(label="Маған келгені", url="#lists", count=12, current=True),
            Sample(label="Комиссия мүшелерінде", url="#lists", count=3, current=False),
            Sample(label="Мерзімі өткендер", url="#lists", count=0, current=False),
            Sample(label="Мұрағат", url="#lists", count=None, current=False),
        ),
        steps=("Негіз", "Деректер", "Құжаттар", "Тексеру", "Растау"),
        files=(
            Sample(
                name="отбасы-құрамы-туралы-анықтама-2026-11-14-түпнұсқа.pdf",
                url="#files",
                size=1_482_112,
                status="Тексерілді",
                tone="good",
                remove="#files",
                note=None,
            ),
            Sample(
                name="IMG_20261114_101502.jpg",
                url="#files",
                size=612_352,
                status="Тексерілуде",
                tone="progress",
                remove="#files",
                note="2 беттің 1-беті",
            ),
        ),
        messages=(
            Sample(
                at=now - day,
                text="26-004821-7: өтініш қабылданды. Жауап 1 желтоқсан, сейсенбіге дейін.",
                status="жеткізілді",
                segments=1,
            ),
            Sample(at=now, text="Qyzmet коды 493 015. Оны ешкімге айтпаңыз.", status="жіберілді", segments=1),
        ),
        military_body=_MILITARY_BODY,
    )
