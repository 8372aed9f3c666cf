"""The bodies and officers of the demo: three districts with their commissions. All invented."""

from dataclasses import dataclass

from devkit.gateway.places import ABAI, ALATAU, KARASAI, Place
from domain.roles import Role

PASSWORD = "Qyzmet-demo-2026"


@dataclass(frozen=True)
class DemoOfficer:
    """An officer of the demo; `place` is empty for who serves everybody.

    A deputy has no role until they stand in for an absent chair.
    """

    login: str
    name: str
    role: Role | None
    place: Place | None = None
    seat: str | None = None
    language: str = "kk"


def _commission(prefix: str, place: Place, names: tuple[str, ...], language: str) -> tuple[DemoOfficer, ...]:
    chair, deputy, military, police, health, complaints, body = names
    return (
        DemoOfficer(f"{prefix}.chair", chair, Role.CHAIR, place, language=language),
        DemoOfficer(f"{prefix}.deputy", deputy, None, place, language=language),
        DemoOfficer(f"{prefix}.military", military, Role.MEMBER, place, "military", language),
        DemoOfficer(f"{prefix}.police", police, Role.MEMBER, place, "internal_affairs", language),
        DemoOfficer(f"{prefix}.health", health, Role.MEMBER, place, "health", language),
        DemoOfficer(f"{prefix}.complaints", complaints, Role.COMPLAINTS, place, language=language),
        DemoOfficer(f"{prefix}.body", body, Role.MILITARY_BODY, place, language=language),
    )


OFFICERS: tuple[DemoOfficer, ...] = (
    *_commission(
        "alatau",
        ALATAU,
        (
            "Сәрсенбаев Қайрат Болатұлы",
            "Иманғали Светлана Қанатқызы",
            "Досмағамбетов Ержан Талғатұлы",
            "Нұрпейісова Гүлмира Асанқызы",
            "Ли Марина Викторовна",
            "Тоқтаров Арман Ерікұлы",
            "Байжанов Серік Мұратұлы",
        ),
        "kk",
    ),
    *_commission(
        "karasai",
        KARASAI,
        (
            "Мырзахметов Бауыржан Оралұлы",
            "Шаяхметова Жанар Ғабитқызы",
            "Кенжебеков Ұлан Сәкенұлы",
            "Рахимов Фархад Ильясович",
            "Өтегенова Назгүл Бақытқызы",
            "Сұлтанова Ләззат Ермекқызы",
            "Жақыпов Мұхтар Дулатұлы",
        ),
        "kk",
    ),
    *_commission(
        "abai",
        ABAI,
        (
            "Литвинов Андрей Петрович",
            "Сматаева Айгүл Төлегенқызы",
            "Григорьев Олег Николаевич",
            "Хамзин Руслан Маратович",
            "Вебер Ирина Александровна",
            "Ысқақов Данияр Ерланұлы",
            "Воронов Сергей Иванович",
        ),
        "ru",
    ),
    DemoOfficer("contact", "Әлімжанова Дана Серікқызы", Role.CONTACT_CENTRE),
    DemoOfficer("admin", "Қожахметов Айдос Нұрланұлы", Role.ADMIN),
)
