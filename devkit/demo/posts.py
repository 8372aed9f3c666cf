"""The posts that the demo's ministry offers for contract service, and what its executors are good for."""

from dataclasses import dataclass

from devkit.demo.recruiters import COAST, REGIONS, Names, Region

_ALMATY, _ALMATY_REGION, _KARAGANDA = REGIONS


@dataclass(frozen=True)
class DemoPost:
    """A post by a key of our own; `unit` is the key of a military unit."""

    key: str
    kind: str
    branch: str
    region: Region
    unit: str
    titles: Names
    requirements: Names
    places: int = 1


@dataclass(frozen=True)
class DemoProfile:
    """How many applications an executor can have, and of which branches and regions (none: all)."""

    login: str
    capacity: int
    branches: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()


PROFILES: tuple[DemoProfile, ...] = (
    DemoProfile("jauynger.executor1", 12, regions=(_ALMATY, _ALMATY_REGION)),
    DemoProfile("jauynger.executor2", 8, regions=(_KARAGANDA, COAST)),
    DemoProfile("jauynger.executor3", 4, branches=("air_defence", "special")),
)

SECONDARY: Names = (
    "Жалпы орта білім, спорттық дайындық",
    "Общее среднее образование, спортивная подготовка",
    "General secondary education, physical fitness",
)
DRIVER: Names = (
    "B және C санатындағы жүргізуші куәлігі",
    "Водительское удостоверение категорий B и C",
    "Driving licence, categories B and C",
)
TECHNICAL: Names = (
    "Техникалық және кәсіптік білім",
    "Техническое и профессиональное образование",
    "Technical and vocational education",
)
SERVED: Names = (
    "Мерзімді әскери қызмет өтілі",
    "Пройденная срочная служба",
    "Fixed-term service behind you",
)

POSTS: tuple[DemoPost, ...] = (
    DemoPost(
        "shooter",
        "private",
        "land",
        _ALMATY_REGION,
        "unit-00101",
        ("Атқыш", "Стрелок", "Rifleman"),
        SECONDARY,
    ),
    DemoPost(
        "driver",
        "private",
        "logistics",
        _ALMATY_REGION,
        "unit-00101",
        ("Жүргізуші", "Водитель", "Driver"),
        DRIVER,
        places=3,
    ),
    DemoPost(
        "signaller",
        "private",
        "special",
        _ALMATY,
        "unit-00101",
        ("Байланысшы", "Связист", "Signaller"),
        TECHNICAL,
        places=2,
    ),
    DemoPost(
        "section-leader",
        "sergeant",
        "land",
        _ALMATY_REGION,
        "unit-00101",
        ("Бөлімше командирі", "Командир отделения", "Section leader"),
        SERVED,
        places=2,
    ),
    DemoPost(
        "radar",
        "sergeant",
        "air_defence",
        _KARAGANDA,
        "unit-00202",
        ("Радиолокациялық станция операторы", "Оператор радиолокационной станции", "Radar operator"),
        TECHNICAL,
        places=2,
    ),
    DemoPost(
        "paratrooper",
        "private",
        "air_assault",
        _KARAGANDA,
        "unit-00202",
        ("Десантшы", "Десантник", "Paratrooper"),
        SECONDARY,
        places=2,
    ),
    DemoPost(
        "mechanic",
        "sergeant",
        "logistics",
        _KARAGANDA,
        "unit-00202",
        ("Аға техник", "Старший техник", "Senior technician"),
        TECHNICAL,
    ),
    DemoPost(
        "sailor",
        "private",
        "navy",
        COAST,
        "unit-00303",
        ("Моторшы", "Моторист", "Motorman"),
        TECHNICAL,
    ),
    DemoPost(
        "boatswain",
        "sergeant",
        "navy",
        COAST,
        "unit-00303",
        ("Боцман", "Боцман", "Boatswain"),
        SERVED,
    ),
    DemoPost(
        "cook",
        "private",
        "logistics",
        _KARAGANDA,
        "unit-00202",
        ("Аспаз", "Повар", "Cook"),
        SECONDARY,
    ),
)
"""The last one is taken by whoever has been instructed to report to the unit."""
