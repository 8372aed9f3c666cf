"""What a candidate for contract service tells about themselves (834 annex 1).

The act speaks of "questionnaire data" and of the close relatives who are checked;
it has no form. Which questions there are is the site's own, after those of the
portal that the act names; whom the check covers is the act's (annexes 2-4, 1.2).
"""

from collections.abc import Mapping

from catalogue.sources import ORDER_834
from domain.needs import Field, Kind
from domain.questionnaires import Section
from domain.relatives import OTHER
from domain.sources import OURS, Source
from domain.text import N_

RELATIVES = Source(ORDER_834, rules=2)

KINSHIPS: tuple[tuple[str, str], ...] = (
    ("father", N_("Father")),
    ("mother", N_("Mother")),
    ("spouse", N_("Spouse")),
    ("child", N_("Child")),
    ("adoptive_parent", N_("Adoptive parent")),
    ("adopted_child", N_("Adopted child")),
    ("full_sibling", N_("Full brother or sister")),
    ("half_sibling", N_("Half brother or sister")),
    ("grandfather", N_("Grandfather")),
    ("grandmother", N_("Grandmother")),
    ("grandchild", N_("Grandchild")),
    ("spouse_father", N_("Spouse's father")),
    ("spouse_mother", N_("Spouse's mother")),
    ("spouse_adoptive_parent", N_("Spouse's adoptive parent")),
    ("spouse_child", N_("Spouse's child")),
    ("spouse_adopted_child", N_("Spouse's adopted child")),
    ("spouse_sibling", N_("Spouse's brother or sister")),
    ("spouse_grandparent", N_("Spouse's grandparent")),
    ("spouse_grandchild", N_("Spouse's grandchild")),
)
"""Close relatives, and the spouse's close relatives (834 annexes 2-4, 1.2)."""

KINSHIP_TITLES: Mapping[str, str] = {**dict(KINSHIPS), OTHER: N_("Relative of another or unknown kinship")}
"""Also of those whom only the civil registry knows."""

YES_NO: tuple[tuple[str, str], ...] = (("yes", N_("Yes")), ("no", N_("No")))

LEVELS: tuple[tuple[str, str], ...] = (
    ("basic", N_("Basic secondary (9 classes)")),
    ("secondary", N_("General secondary (11 classes)")),
    ("technical", N_("Technical and vocational")),
    ("higher", N_("Higher")),
)

QUESTIONNAIRE: tuple[Section, ...] = (
    Section(
        "address",
        N_("Where you live"),
        (
            Field("address", Kind.TEXT, N_("Address at which you live"), longest=200),
            Field(
                "email",
                Kind.TEXT,
                N_("E-mail"),
                N_("If you want the ministry to be able to write to you."),
                required=False,
                longest=100,
            ),
        ),
        OURS,
        N_("Your registered address comes from the registry. This is where you are to be found."),
    ),
    Section(
        "education",
        N_("Education"),
        (
            Field("level", Kind.CHOICE, N_("Level"), choices=LEVELS),
            Field("school", Kind.TEXT, N_("School, college or university"), longest=200),
            Field("finished", Kind.YEAR, N_("Year of graduation")),
            Field("speciality", Kind.TEXT, N_("Speciality"), required=False, longest=200),
        ),
        OURS,
        rows=5,
    ),
    Section(
        "driving",
        N_("Driving licence"),
        (
            Field(
                "categories",
                Kind.TEXT,
                N_("Categories"),
                N_("For example: B, C. Leave this section out if you have no licence."),
                longest=40,
            ),
            Field("since", Kind.YEAR, N_("Year in which it was given out"), required=False),
        ),
        OURS,
        required=False,
    ),
    Section(
        "work",
        N_("Work and service"),
        (
            Field("place", Kind.TEXT, N_("Organisation or unit"), longest=200),
            Field("position", Kind.TEXT, N_("Position"), longest=200),
            Field("since", Kind.TEXT, N_("From (month and year)"), longest=20),
            Field("until", Kind.TEXT, N_("Until (month and year)"), required=False, longest=20),
        ),
        OURS,
        N_("Also conscript service. Leave this section out if you have not worked yet."),
        rows=15,
        required=False,
    ),
    Section(
        "relatives",
        N_("Close relatives"),
        (
            Field("kinship", Kind.CHOICE, N_("Who they are to you"), choices=KINSHIPS),
            Field("name", Kind.TEXT, N_("Surname, name and patronymic"), longest=150),
            Field(
                "iin",
                Kind.IIN,
                N_("IIN"),
                N_("Twelve digits. Leave it out only if they have none."),
                required=False,
            ),
            Field("born", Kind.YEAR, N_("Year of birth")),
            Field("deceased", Kind.CHOICE, N_("Has this person died?"), required=False, choices=YES_NO),
        ),
        RELATIVES,
        N_(
            "The special check covers parents, spouse, children, adoptive parents and children, full and "
            "half brothers and sisters, grandparents and grandchildren. It also covers your spouse's "
            "close relatives."
        ),
        rows=40,
        none=N_("I have no close relatives"),
    ),
    Section(
        "autobiography",
        N_("Autobiography"),
        (Field("text", Kind.LONG_TEXT, N_("In your own words"), longest=6000),),
        OURS,
        N_(
            "Where you were born and grew up, studied, worked and served; your family; why you want to serve."
        ),
    ),
)
