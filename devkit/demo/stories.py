"""What happened to the demo's people before it was started, as acts of theirs and of officers.

A story counts its steps in working days from the day of filing. One that `ends`
can also be told about an earlier season; one that does not is told only where
its filing falls into the present one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from devkit.nca.pairs import Kind


@dataclass(frozen=True)
class Deed:
    """An action taken so many working days after filing, at an hour and minute.

    `who` is the citizen, a login, or the last part of one where the story happens.
    """

    day: int
    hour: tuple[int, int]
    who: str
    action: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """One citizen's case. `filed_ago` is in working days before today.

    `eds` is the kind of the key with which the application is signed; without it a code certifies it.
    `post` is the key of the post that is applied for, with what the citizen adds to the `questionnaire`.
    """

    iin: str
    service: str
    subtype: str
    filed_ago: int
    hour: tuple[int, int]
    deeds: tuple[Deed, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    ends: bool = False
    eds: Kind | None = None
    post: str | None = None
    questionnaire: Mapping[str, Any] = field(default_factory=dict)


def _agreed(day: int, *seats: str) -> tuple[Deed, ...]:
    return tuple(Deed(day, (10 + place, 40), seat, "agree") for place, seat in enumerate(seats))


ALL_SEATS = ("military", "police", "health")
UNTIL_NEXT_SUMMER = {"until_date": "summer", "until_reason": "Оқу (жұмыс) мерзімінің соңы"}

STORIES: tuple[Story, ...] = (
    # A widower with a daughter, who signed with EDS: granted and entered in the minutes.
    Story(
        "001315500711",
        "deferral",
        "S2",
        9,
        (10, 12),
        (
            Deed(0, (15, 30), "chair", "forward"),
            *_agreed(1, *ALL_SEATS),
            Deed(
                2,
                (11, 5),
                "chair",
                "conclude",
                {
                    "conclusion_reason": "Өз асырауында анасыз тәрбиелеп отырған баласы бар",
                    **UNTIL_NEXT_SUMMER,
                },
            ),
            Deed(3, (9, 50), "body", "record_minutes", {"minutes_number": "14", "minutes_date": "today"}),
        ),
        {"guardian": "no"},
        ends=True,
        eds=Kind.GOST,
    ),
    # Refused after a hearing to which he did not come; he complained.
    Story(
        "041326500868",
        "deferral",
        "S7",
        8,
        (9, 48),
        (
            Deed(0, (16, 10), "chair", "forward"),
            Deed(
                1,
                (10, 15),
                "military",
                "disagree",
                {"grounds": ["unreliable"], "facts": "Анықтамада мөр мен шығыс нөмірі жоқ"},
            ),
            *_agreed(1, "police", "health"),
            Deed(
                2,
                (12, 0),
                "chair",
                "call_hearing",
                {
                    "grounds": ["unreliable"],
                    "facts": "Анықтамада мөр жоқ\nАнықтаманың шығыс нөмірі жоқ",
                    "hearing_at": (3, (11, 0)),
                    "hearing_way": "in_person",
                    "hearing_place": "Қаскелең, Абылай хан к-сі 213, 105-каб.",
                    "reason_against": "Анықтаманы тексеру мүмкін емес",
                },
            ),
            Deed(
                3,
                (11, 40),
                "chair",
                "record_hearing",
                {"hearing_outcome": "no_show", "hearing_minutes": "Өтініш беруші келмеді, қарсылық түспеді."},
            ),
            Deed(
                4,
                (15, 20),
                "chair",
                "refuse",
                {
                    "grounds": ["unreliable"],
                    "facts": "Анықтамада мөр жоқ\nАнықтаманың шығыс нөмірі жоқ",
                    "reason_against": "Тыңдаудан кейін де расталмады",
                },
            ),
            Deed(
                7,
                (10, 30),
                "citizen",
                "complain",
                {"about": "decision", "text": "Мөр анықтаманың артқы бетінде бар. Қайта қарауды сұраймын."},
            ),
        ),
        ends=True,
    ),
    # Granted; the military body has not entered the minutes yet.
    Story(
        "011304500684",
        "deferral",
        "S4",
        4,
        (14, 55),
        (
            Deed(0, (17, 20), "chair", "forward"),
            *_agreed(1, *ALL_SEATS),
            Deed(
                3,
                (9, 30),
                "chair",
                "conclude",
                {"conclusion_reason": "Некеде тұрған және екі баласы бар", **UNTIL_NEXT_SUMMER},
            ),
        ),
    ),
    # Two members have spoken, the third is silent past the term.
    Story(
        "981302301263",
        "deferral",
        "S8",
        3,
        (11, 31),
        (Deed(0, (16, 45), "chair", "forward"), *_agreed(1, "military", "health")),
    ),
    # Signed with EDS by the applicant; a hearing is called.
    Story(
        "031312500275",
        "deferral",
        "S5",
        3,
        (12, 20),
        (
            Deed(0, (17, 0), "chair", "forward"),
            *_agreed(1, "health"),
            Deed(
                1,
                (12, 10),
                "military",
                "disagree",
                {"grounds": ["not_meeting"], "facts": "Анықтама өткен оқу жылына берілген"},
            ),
            Deed(
                1,
                (15, 10),
                "police",
                "disagree",
                {"grounds": ["not_meeting"], "facts": "Оқу мерзімі аяқталған"},
            ),
            Deed(
                2,
                (16, 0),
                "chair",
                "call_hearing",
                {
                    "grounds": ["not_meeting"],
                    "facts": "Анықтама өткен оқу жылына берілген",
                    "hearing_at": (4, (11, 0)),
                    "hearing_way": "in_person",
                    "hearing_place": "Алматы, Момышұлы к-сі 25, 3-қабат, 312-каб.",
                    "reason_against": "Анықтаманың мерзімі өткен",
                },
            ),
        ),
        {"study_place": "home"},
        eds=Kind.RSA,
    ),
    # Waits for all three members.
    Story(
        "061301500304",
        "deferral",
        "S4",
        1,
        (16, 5),
        (
            Deed(1, (9, 20), "chair", "forward"),
            Deed(1, (9, 50), "health", "agree", {"note": "Құжаттар толық."}),
        ),
    ),
    # Summoned although he has applied; the chair asks for a better photograph of a paper.
    Story(
        "051307500122",
        "deferral",
        "S6",
        1,
        (17, 15),
        (
            Deed(
                0,
                (17, 50),
                "citizen",
                "summoned",
                {
                    "summons_at": (3, (10, 0)),
                    "summons_place": "Қорғаныс істері басқармасы, 3-кабинет",
                    "summons_number": "114",
                },
            ),
            Deed(
                1,
                (9, 10),
                "chair",
                "request_correction",
                {"document": "medical_extract", "remark": "Мөр мен күні көрінбейді: бетті толық түсіріңіз."},
            ),
        ),
    ),
    # Filed this morning.
    Story("021318500533", "exemption", "S6", 0, (9, 12)),
)
