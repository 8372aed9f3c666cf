"""The bodies that take on people for contract service, and their officers. All invented.

A unit of the ministry, for each region of the demo's districts a security department
and a department for defence, and three military units, whose numbers nobody has.
"""

from dataclasses import dataclass

from devkit.demo.officer import DemoOfficer
from devkit.demo.organisations import Organisation
from devkit.gateway.places import ABAI, ALATAU, KARASAI, Place
from domain.roles import BodyKind, Role

LANGUAGES = ("kk", "ru", "en")
Names = tuple[str, str, str]
"""In these languages."""


@dataclass(frozen=True)
class DemoBody:
    """A body by the prefix of its officers' logins; `region` is the KATO code of the one it serves."""

    key: str
    kind: BodyKind
    names: Names
    bin: str
    region: str | None = None
    address: str = ""

    def name(self, language: str) -> str:
        """What it is called in this language."""
        return self.names[LANGUAGES.index(language)]

    @property
    def organisation(self) -> Organisation:
        """What stands in its officers' keys."""
        return Organisation(self.bin, self.names[0])


@dataclass(frozen=True)
class Region:
    """A region: its KATO code, its names, the prefix of logins there."""

    code: str
    names: Names
    prefix: str


def _region(place: Place, prefix: str) -> Region:
    return Region(place.region_code, (place.region_kk, place.region_ru, place.region_en), prefix)


REGIONS: tuple[Region, ...] = (
    _region(ALATAU, "almaty"),
    _region(KARASAI, "almaty-region"),
    _region(ABAI, "karaganda"),
)
"""Where the demo's citizens live."""

COAST = Region("470000000", ("Маңғыстау облысы", "Мангистауская область", "Mangystau region"), "mangystau")
"""Where there is a unit, but nobody of the demo lives."""

MINISTRY = DemoBody(
    "jauynger",
    BodyKind.MINISTRY,
    (
        "ҚР Қорғаныс министрлігінің келісімшарт бойынша әскери қызметке іріктеу басқармасы",
        "Управление отбора на воинскую службу по контракту Министерства обороны РК",
        "Directorate for selection to contract service, Ministry of Defence",
    ),
    "971340004442",
    address="Астана, Достық көшесі, 00-үй",
)


def _departments(region: Region, security_bin: str, defence_bin: str, address: str) -> tuple[DemoBody, ...]:
    kk, ru, en = region.names
    return (
        DemoBody(
            f"{region.prefix}.security",
            BodyKind.SECURITY,
            (
                f"ҰҚК департаменті: {kk}",
                f"Департамент КНБ: {ru}",
                f"Department of the National Security Committee: {en}",
            ),
            security_bin,
            region.code,
        ),
        DemoBody(
            f"{region.prefix}.defence",
            BodyKind.DEFENCE,
            (
                f"Қорғаныс істері жөніндегі департамент: {kk}",
                f"Департамент по делам обороны: {ru}",
                f"Department for defence: {en}",
            ),
            defence_bin,
            region.code,
            address,
        ),
    )


UNITS: tuple[DemoBody, ...] = (
    DemoBody(
        "unit-00101",
        BodyKind.UNIT,
        ("00101 әскери бөлімі", "Воинская часть 00101", "Military unit 00101"),
        "931340075731",
        address="Алматы облысы, Қонаев қаласы",
    ),
    DemoBody(
        "unit-00202",
        BodyKind.UNIT,
        ("00202 әскери бөлімі", "Воинская часть 00202", "Military unit 00202"),
        "951340053794",
        address="Қарағанды қаласы",
    ),
    DemoBody(
        "unit-00303",
        BodyKind.UNIT,
        ("00303 әскери бөлімі", "Воинская часть 00303", "Military unit 00303"),
        "941340045107",
        address="Ақтау қаласы",
    ),
)

_ALMATY, _ALMATY_REGION, _KARAGANDA = REGIONS

BODIES: tuple[DemoBody, ...] = (
    MINISTRY,
    *_departments(_ALMATY, "961340096145", "921340063984", "Алматы, Жандосов көшесі, 00-үй"),
    *_departments(_ALMATY_REGION, "961340083669", "921340035364", "Қонаев, Сейфуллин көшесі, 00-үй"),
    *_departments(_KARAGANDA, "951340044488", "941340085959", "Қарағанды, Әлиханов көшесі, 00-үй"),
    *UNITS,
)

_PEOPLE: dict[str, tuple[tuple[str, Role, str, str], ...]] = {
    "jauynger": (
        ("jauynger.head", Role.HEAD, "Төлегенов Марат Серікұлы", "771307348322"),
        ("jauynger.executor1", Role.EXECUTOR, "Айтқожина Сәния Болатқызы", "861306475489"),
        ("jauynger.executor2", Role.EXECUTOR, "Власова Елена Юрьевна", "711326491678"),
        ("jauynger.executor3", Role.EXECUTOR, "Нұрғалиев Ерік Қайсарұлы", "901310397247"),
        ("jauynger.complaints", Role.COMPLAINTS, "Бердібеков Асқар Жұмаханұлы", "921301399971"),
    ),
    "almaty.security": (("almaty.security", Role.SECURITY, "Қонысбаева Әлия Нұрланқызы", "681322470348"),),
    "almaty.defence": (
        ("almaty.defence", Role.DEFENCE, "Рысбеков Нұржан Әлімұлы", "811320349361"),
        ("almaty.medical", Role.MEDICAL_CHAIR, "Сейдахметов Болат Ерғалиұлы", "801327368275"),
    ),
    "almaty-region.security": (
        ("almaty-region.security", Role.SECURITY, "Захарова Ирина Олеговна", "831321486262"),
    ),
    "almaty-region.defence": (
        ("almaty-region.defence", Role.DEFENCE, "Омаров Дархан Тоқтарұлы", "871310368850"),
        ("almaty-region.medical", Role.MEDICAL_CHAIR, "Ким Андрей Робертович", "831313378658"),
    ),
    "karaganda.security": (
        ("karaganda.security", Role.SECURITY, "Мұстафина Гүлжан Сапарқызы", "881327475784"),
    ),
    "karaganda.defence": (
        ("karaganda.defence", Role.DEFENCE, "Жүнісов Қанат Бейбітұлы", "891313348706"),
        ("karaganda.medical", Role.MEDICAL_CHAIR, "Шульц Виктор Андреевич", "701324384428"),
    ),
    "unit-00101": (("unit-00101", Role.UNIT, "Абдуллина Майра Төлеуқызы", "891310479250"),),
    "unit-00202": (("unit-00202", Role.UNIT, "Кожевников Игорь Львович", "741304392774"),),
    "unit-00303": (("unit-00303", Role.UNIT, "Теңізбаев Нұрболат Аманұлы", "841322345464"),),
}
"""By the key of the body: the login, the role, the name, the IIN."""

RECRUITERS: tuple[DemoOfficer, ...] = tuple(
    DemoOfficer(login, name, iin, body.organisation, role, body=body.key)
    for body in BODIES
    for login, role, name, iin in _PEOPLE[body.key]
)
"""The officers, by their bodies."""
