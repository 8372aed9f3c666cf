"""The officers of the demo: of three commissions, of contract service, and for everybody. All invented."""

from devkit.demo.officer import DemoOfficer
from devkit.demo.organisations import ADMINISTRATION, CONTACT_CENTRE, ORGANISATIONS
from devkit.demo.recruiters import RECRUITERS
from devkit.gateway.places import ABAI, ALATAU, KARASAI, Place
from domain.roles import Role

PASSWORD = "Qyzmet-demo-2026"


_Person = tuple[str, str]
"""Name and IIN."""


def _commission(
    prefix: str, place: Place, people: tuple[_Person, ...], language: str
) -> tuple[DemoOfficer, ...]:
    chair, deputy, military, police, health, complaints, body = people
    where = ORGANISATIONS[place]
    return (
        DemoOfficer(f"{prefix}.chair", *chair, where.akimat, Role.CHAIR, place, language=language),
        DemoOfficer(f"{prefix}.deputy", *deputy, where.akimat, None, place, language=language),
        DemoOfficer(f"{prefix}.military", *military, where.defence, Role.MEMBER, place, "military", language),
        DemoOfficer(
            f"{prefix}.police", *police, where.police, Role.MEMBER, place, "internal_affairs", language
        ),
        DemoOfficer(f"{prefix}.health", *health, where.health, Role.MEMBER, place, "health", language),
        DemoOfficer(
            f"{prefix}.complaints", *complaints, where.akimat, Role.COMPLAINTS, place, language=language
        ),
        DemoOfficer(f"{prefix}.body", *body, where.defence, Role.MILITARY_BODY, place, language=language),
    )


OFFICERS: tuple[DemoOfficer, ...] = (
    *_commission(
        "alatau",
        ALATAU,
        (
            ("Сәрсенбаев Қайрат Болатұлы", "821328304901"),
            ("Иманғали Светлана Қанатқызы", "811318407936"),
            ("Досмағамбетов Ержан Талғатұлы", "731321307047"),
            ("Нұрпейісова Гүлмира Асанқызы", "661326407799"),
            ("Ли Марина Викторовна", "681324405100"),
            ("Тоқтаров Арман Ерікұлы", "671303308152"),
            ("Байжанов Серік Мұратұлы", "901325306969"),
        ),
        "kk",
    ),
    *_commission(
        "karasai",
        KARASAI,
        (
            ("Мырзахметов Бауыржан Оралұлы", "801323305740"),
            ("Шаяхметова Жанар Ғабитқызы", "791328408883"),
            ("Кенжебеков Ұлан Сәкенұлы", "811315305025"),
            ("Рахимов Фархад Ильясович", "711317304255"),
            ("Өтегенова Назгүл Бақытқызы", "711322406837"),
            ("Сұлтанова Ләззат Ермекқызы", "731322404946"),
            ("Жақыпов Мұхтар Дулатұлы", "861308308556"),
        ),
        "kk",
    ),
    *_commission(
        "abai",
        ABAI,
        (
            ("Литвинов Андрей Петрович", "741311305315"),
            ("Сматаева Айгүл Төлегенқызы", "681308405946"),
            ("Григорьев Олег Николаевич", "761311304441"),
            ("Хамзин Руслан Маратович", "791310307187"),
            ("Вебер Ирина Александровна", "901316408184"),
            ("Ысқақов Данияр Ерланұлы", "821327305548"),
            ("Воронов Сергей Иванович", "761302303978"),
        ),
        "ru",
    ),
    *RECRUITERS,
    DemoOfficer("contact", "Әлімжанова Дана Серікқызы", "761317405050", CONTACT_CENTRE, Role.CONTACT_CENTRE),
    DemoOfficer("admin", "Қожахметов Айдос Нұрланұлы", "871320307228", ADMINISTRATION, Role.ADMIN),
)
