"""What the registries of a personal file hold about the demo's citizens. All of it is invented.

The IINs have the month 13, as everybody's here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kin:
    """A relative of whom the civil registry knows, `age` being (years, days)."""

    kinship: str
    name: str
    age: tuple[int, int]
    iin: str | None = None


@dataclass(frozen=True)
class Schooling:
    """A finished education, (years, days) ago."""

    level: str
    school: str
    ago: tuple[int, int]
    speciality: str | None = None
    diploma: str | None = None


@dataclass(frozen=True)
class Verdict:
    """A conviction, (years, days) ago."""

    article: str
    ago: tuple[int, int]
    court: str
    cleared: bool


@dataclass(frozen=True)
class Observation:
    """Dispensary observation at the register of this kind: since, and until when if it has ended."""

    kind: str
    since_ago: tuple[int, int]
    until_ago: tuple[int, int] | None = None


@dataclass(frozen=True)
class Background:
    """Family, education, convictions and observations of one citizen."""

    kin: tuple[Kin, ...] = ()
    schooling: tuple[Schooling, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    observations: tuple[Observation, ...] = ()


_SECONDARY = "Жалпы орта білім"
_TECHNICAL = "Техникалық және кәсіптік білім"
_HIGHER = "Жоғары білім"

SEITQALI = Background(
    kin=(
        Kin("father", "Сейітқали Бек Нұртайұлы", (49, 120), "771304300212"),
        Kin("mother", "Сейітқали Гүлнар Асқарқызы", (46, 31), "801305400331"),
        Kin("full_sibling", "Сейітқали Аружан Бекқызы", (16, 88), "101312600613"),
    ),
    schooling=(Schooling(_SECONDARY, "Алматы қаласының № 12 мектебі", (3, 150), diploma="ЖОБ-1204417"),),
)
KOVALYOV = Background(
    kin=(
        Kin("father", "Ковалёв Сергей Павлович", (54, 200), "721317300294"),
        Kin("mother", "Ковалёва Ольга Ивановна", (52, 64), "741308400384"),
    ),
    schooling=(
        Schooling(_HIGHER, "Абай атындағы университет", (1, 140), "Математика мұғалімі", "БД-0307715"),
    ),
)
ZHUMABEKOV = Background(
    kin=(
        Kin("spouse", "Жұмабекова Мөлдір Қайратқызы", (24, 45), "021309600848"),
        Kin("child", "Жұмабекова Айлин Асхатқызы", (3, 118), "231307500120"),
        Kin("child", "Жұмабеков Алихан Асхатұлы", (0, 260), "261301500193"),
    ),
    schooling=(
        Schooling(_SECONDARY, "Қаскелең қаласының № 4 мектебі", (8, 150), diploma="ЖОБ-0977120"),
        Schooling(_TECHNICAL, "Қаскелең кәсіптік колледжі", (5, 140), "Автомеханик", "ТКБ-0441082"),
    ),
)
BELYAEV = Background(
    kin=(Kin("mother", "Беляева Наталья Игоревна", (55, 17), "711309400710"),),
    schooling=(Schooling(_SECONDARY, "Топар кентінің № 2 мектебі", (9, 150), diploma="ЖОБ-0861533"),),
    verdicts=(Verdict("ҚР ҚК 293-бабы", (6, 40), "Абай аудандық соты", cleared=True),),
)
TURSYNBAY = Background(
    kin=(Kin("father", "Тұрсынбай Ғалым Сәкенұлы", (51, 240), "751320300573"),),
    schooling=(Schooling(_SECONDARY, "Алматы қаласының № 150 мектебі", (2, 150), diploma="ЖОБ-1310984"),),
    observations=(Observation("narcology", (1, 71)),),
)
SHEVCHENKO = Background(
    kin=(
        Kin("spouse", "Шевченко Алина Рустамовна", (23, 190), "031321600914"),
        Kin("child", "Шевченко София Максимовна", (2, 180)),
        Kin("child", "Шевченко Марк Максимович", (0, 95)),
    ),
    schooling=(Schooling(_TECHNICAL, "Абай политехникалық колледжі", (6, 140), "Дәнекерлеуші"),),
    verdicts=(Verdict("ҚР ҚК 188-бабы", (2, 11), "Абай аудандық соты", cleared=False),),
)
MUQANOV = Background(
    kin=(
        Kin("mother", "Мұқанова Раушан Тілекқызы", (53, 9), "731316400524"),
        Kin("child", "Мұқанова Айша Берікқызы", (4, 33)),
    ),
    schooling=(Schooling(_SECONDARY, "Жандосов ауылының орта мектебі", (8, 150), diploma="ЖОБ-0930416"),),
    observations=(Observation("skin_venereal", (3, 20), (2, 200)),),
)
PAK = Background(
    kin=(
        Kin("father", "Пак Олег Викторович", (56, 302), "701325300472"),
        Kin("spouse", "Пак Камила Ержановна", (22, 5)),
    ),
    schooling=(Schooling(_HIGHER, "Қ. Сәтбаев атындағы университет", (1, 130), "Инженер", "БД-0298840"),),
    observations=(Observation("tuberculosis", (6, 100), (4, 12)),),
)
