"""What the page of the components shows, said in the language of its reader."""

from datetime import timedelta
from types import SimpleNamespace as Sample

from flask import request
from flask_babel.speaklater import LazyString

import clock
from web.locale import current_language

_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_SERIAL = "6c425659bd2fc6dc"


def say(kk: str, ru: str, en: str) -> LazyString:
    """These words in the reader's language. No catalogue holds them: they are no sentences of the site."""
    return LazyString(lambda: {"kk": kk, "ru": ru, "en": en}[current_language()])


COMMISSION = say(
    "Түркістан облысының Жетісай ауданы бойынша әскерге шақыру комиссиясы",
    "Призывная комиссия Жетысайского района Туркестанской области",
    "Conscription commission of the district of Zhetysai, region of Turkistan",
)
DEFERRAL = say("Әскерге шақыруды кейінге қалдыру", "Отсрочка от призыва", "Deferral from conscription")
EXEMPTION = say(
    "Азаматтарды әскери қызметке шақырудан босату",
    "Освобождение граждан от призыва на воинскую службу",
    "Exemption from conscription",
)
UNDER_EXAMINATION = say("Қаралуда", "Рассматривается", "Under examination")
TODAY = say("Бүгін", "Сегодня", "Today")
OVERDUE = say("Мерзімі өтті", "Просрочено", "Overdue")
APPLICANT = say("Өтініш беруші", "Заявитель", "Applicant")


def sample() -> Sample:
    """Everything that the page needs beside its forms."""
    now, day = clock.now(), timedelta(days=1)
    return Sample(
        now=now,
        page=request.args.get("page", 2, type=int),
        say=say,
        body=COMMISSION,
        service=DEFERRAL,
        sha256=_SHA256,
        signed=_signed(),
        certified=Sample(certified_by="otp", filed_at=now),
        due=(now + 8 * day, now, now - 3 * day, now - 20 * day),
        statuses=(
            (say("Жаңа", "Новое", "New"), "neutral"),
            (UNDER_EXAMINATION, "progress"),
            (say("Сіздің жауабыңыз күтілуде", "Ждём вашего ответа", "Your answer is awaited"), "waiting"),
            (say("Кейінге қалдырылды", "Отсрочка дана", "Deferred"), "good"),
            (say("Бас тартылды", "Отказано", "Refused"), "bad"),
            (say("Қайтарып алынды", "Отозвано", "Withdrawn"), "closed"),
        ),
        facts=_facts(),
        history=_history(),
        next=Sample(
            what=say("Төрағаның шешімі", "Решение председателя", "The chair's decision"),
            who=say("Комиссия төрағасы", "Председатель комиссии", "Chair of the commission"),
            due=now + 3 * day,
        ),
        tasks=_tasks(),
        rows=(
            ("26-004821-7", "Жұмағұлов Нұрсұлтан", DEFERRAL, now + 2 * day, UNDER_EXAMINATION, "progress"),
            ("26-004822-5", "Әбдіқадырова Әйгерім", EXEMPTION, now, TODAY, "waiting"),
            ("26-004823-3", "Ғабдуллин Қайрат", DEFERRAL, now - 2 * day, OVERDUE, "bad"),
        ),
        tabs=(
            Sample(label=say("Маған келгені", "Мои", "Mine"), url="#lists", count=12, current=True),
            Sample(
                label=say("Комиссия мүшелерінде", "У членов комиссии", "With the members"),
                url="#lists",
                count=3,
                current=False,
            ),
            Sample(
                label=say("Мерзімі өткендер", "Просроченные", "Overdue"), url="#lists", count=0, current=False
            ),
            Sample(label=say("Мұрағат", "Архив", "Archive"), url="#lists", count=None, current=False),
        ),
        steps=(
            say("Негіз", "Основание", "Ground"),
            say("Деректер", "Данные", "Data"),
            say("Құжаттар", "Документы", "Papers"),
            say("Тексеру", "Проверка", "Check"),
            say("Куәландыру", "Удостоверение", "Certify"),
        ),
        files=_files(),
        messages=_messages(),
    )


def _signed() -> tuple[Sample, ...]:
    """By an officer with their body's key, and by a person with their own; each way of checking."""
    now = clock.now()
    common = {"at": now, "serial": _SERIAL}
    return (
        Sample(
            signer="ҚОЖАХМЕТОВА ГҮЛНӘР", organisation=COMMISSION, stamped=True, checked_by="ocsp", **common
        ),
        Sample(signer="ЖҰМАҒҰЛОВ НҰРСҰЛТАН", organisation=None, stamped=False, checked_by="crl", **common),
    )


def _facts() -> tuple[tuple[object, ...], ...]:
    address = say(
        "Түркістан облысы, Жетісай ауданы, Жылысу ауылдық округі, Бейбітшілік көшесі, 14-үй",
        "Туркестанская область, Жетысайский район, Жылысуский сельский округ, улица Бейбитшилик, дом 14",
        "Region of Turkistan, district of Zhetysai, rural district of Zhylysu, Beibitshilik street, house 14",
    )
    return (
        (say("Аты-жөні", "Имя", "Name"), "Жұмағұлов Нұрсұлтан Бауыржанұлы"),
        (say("ЖСН", "ИИН", "IIN"), "0713••••0014"),
        (say("Мекенжайы", "Адрес", "Address"), address, "#facts"),
        (
            say("Телефоны", "Телефон", "Telephone"),
            "+7 701 ••• •• 67",
            "#facts",
            say("Ауыстыру", "Сменить", "Change it"),
        ),
        (say("Қорытынды", "Заключение", "Conclusion"), None),
    )


def _history() -> tuple[Sample, ...]:
    now, day = clock.now(), timedelta(days=1)
    return (
        Sample(at=now - 6 * day, what=say("Өтініш жіберілді", "Заявление отправлено", "Sent"), who=APPLICANT),
        Sample(
            at=now - 5 * day,
            what=say(
                "Тіркелді және комиссия төрағасына берілді",
                "Зарегистрировано и передано председателю",
                "Registered and handed to the chair",
            ),
            who=say("Сайттың өзі", "Сам сайт", "The site itself"),
        ),
        Sample(
            at=now - 4 * day,
            what=say("Құжат қайтарылды", "Документ возвращён", "A document was sent back"),
            who=COMMISSION,
            tone="bad",
            note=say(
                "Анықтаманың екінші бетін де түсіріп жіберіңіз.",
                "Снимите и вторую страницу справки.",
                "Photograph the second page of the certificate, too.",
            ),
        ),
        Sample(
            at=now - 2 * day,
            what=say("Құжат жіберілді", "Документ отправлен", "The document was sent"),
            who=APPLICANT,
            tone="good",
        ),
    )


def _tasks() -> tuple[Sample, ...]:
    now, day = clock.now(), timedelta(days=1)
    return (
        Sample(
            title=say("Өтінішті қарау", "Рассмотреть заявление", "Examine the application"),
            url="#tasks",
            number="260048217",
            person="Жұмағұлов Н. Б.",
            due=now + 2 * day,
            left=2,
            status=UNDER_EXAMINATION,
            tone="progress",
        ),
        Sample(
            title=say("Қорытындыға қол қою", "Подписать заключение", "Sign the conclusion"),
            url="#tasks",
            number="260048225",
            person="Әбдіқадырова Ә. Ө.",
            due=now,
            left=0,
            status=TODAY,
            tone="waiting",
        ),
        Sample(
            title=say("Хаттаманы енгізу", "Внести протокол", "Enter the minutes"),
            url="#tasks",
            number="260048233",
            person="Ғабдуллин Қ. Ү.",
            due=now - 2 * day,
            left=-2,
            ours=True,
            status=OVERDUE,
            tone="bad",
        ),
    )


def _files() -> tuple[Sample, ...]:
    return (
        Sample(
            name="отбасы-құрамы-туралы-анықтама-2026-11-14-түпнұсқа.pdf",
            url="#files",
            size=1_482_112,
            status=say("Тексерілді", "Проверен", "Checked"),
            tone="good",
            remove="#files",
        ),
        Sample(
            name="IMG_20261114_101502.jpg",
            url="#files",
            size=612_352,
            status=say("Тексерілуде", "Проверяется", "Being checked"),
            tone="progress",
            remove="#files",
            note=say("2 беттің 1-беті", "Страница 1 из 2", "Page 1 of 2"),
        ),
        Sample(name="aqt.pdf", url="#files", size=4_096),
    )


def _messages() -> tuple[Sample, ...]:
    now, day = clock.now(), timedelta(days=1)
    taken = say(
        "26-004821-7: өтініш қабылданды. Жауап мерзімі: 01.12.2026.",
        "26-004821-7: заявление принято. Ответ до 01.12.2026.",
        "26-004821-7: application received. The answer is due by 01.12.2026.",
    )
    return (
        Sample(at=now - day, text=taken, status=say("жеткізілді", "доставлено", "delivered"), segments=1),
        Sample(
            at=now,
            text=say(
                "Qyzmet: сайтқа кіру коды 493015.",
                "Qyzmet: код для входа 493015.",
                "Qyzmet: your code is 493015.",
            ),
            status=say("жіберілді", "отправлено", "sent"),
        ),
    )
