"""The ground finder: what it asks about a life, and which of it each ground of order 605 takes.

The words follow annex 2 item 8 and the grounds themselves (catalogue/deferral.py, catalogue/exemption.py),
put as one would say them of oneself. A ground without a way here would be found by nobody: a test knows.
"""

from domain.finder import Chapter, Fact, Way
from domain.text import N_

CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        "family",
        (
            Fact("married", N_("I am married")),
            Fact("child", N_("I have a child")),
            Fact("no_mother", N_("I raise my child without the mother")),
            Fact(
                "cares",
                N_("Somebody in my family cannot do without another person's help"),
                N_("And the state does not fully keep them."),
            ),
            Fact("nobody_else", N_("Nobody else is bound by law to keep them")),
            Fact(
                "orphans",
                N_("For at least two years I have been bringing up and keeping somebody without parents"),
                N_("The parents died, lost parental rights or were imprisoned."),
            ),
            Fact(
                "relative_lost",
                N_("My father, mother, brother or sister suffered on duty in military service"),
                N_("Was killed, died or became disabled, group 1 or 2."),
            ),
        ),
    ),
    Chapter(
        "study",
        (
            Fact("studies_home", N_("I study in Kazakhstan")),
            Fact("studies_abroad", N_("I study abroad")),
            Fact(
                "law_training",
                N_("I am in initial professional training"),
                N_("At an educational institution of a law-enforcement body."),
            ),
            Fact("degree", N_("I hold an academic degree")),
        ),
    ),
    Chapter(
        "health",
        (
            Fact(
                "unfit_for_now",
                N_("A medical commission found me temporarily unfit"),
            ),
            Fact(
                "unfit",
                N_("I was found unfit for military service"),
                N_("In peacetime; of limited fitness in wartime."),
            ),
        ),
    ),
    Chapter(
        "work",
        (
            Fact(
                "teacher",
                N_("I teach, or work in a method office"),
                N_(
                    "Pre-school, secondary, technical and vocational, post-secondary, special or additional "
                    "education, or an organisation for orphans."
                ),
            ),
            Fact("doctor", N_("I am a doctor with the proper education")),
            Fact("countryside", N_("I work permanently, in my speciality, in the countryside")),
            Fact("flight_crew", N_("I belong to the flight crew of a civil aircraft")),
            Fact(
                "aviation",
                N_("I am an engineer, mechanic or technician of civil aviation with the proper education"),
            ),
            Fact("ship", N_("I belong to the crew of a ship and have the proper education")),
            Fact("deputy", N_("I am a deputy"), N_("Of the Parliament or of a local representative body.")),
            Fact("cleric", N_("I am a cleric of a registered religious association")),
        ),
    ),
    Chapter(
        "service",
        (
            Fact("age_27", N_("I am 27 or older")),
            Fact("not_called", N_("I was never called up, on lawful grounds")),
            Fact(
                "foreign_service",
                N_("I served in the forces of another state"),
                N_("Or did its alternative service."),
            ),
            Fact(
                "special_bodies",
                N_("I served in the special state bodies"),
                N_("Except in the cases of article 51 paragraph 9 of their law."),
            ),
        ),
    ),
    Chapter(
        "law",
        (
            Fact("inquiry", N_("I am under inquiry or pre-trial investigation")),
            Fact("trial", N_("A court is hearing a criminal case against me")),
            Fact("verdict", N_("A verdict against me has entered into force")),
        ),
    ),
)
"""In the order in which the page asks."""

WAYS: tuple[Way, ...] = (
    Way("deferral", "S1", ("cares", "nobody_else")),
    Way("deferral", "S2", ("child", "no_mother")),
    Way("deferral", "S3", ("orphans",)),
    Way("deferral", "S4", ("married", "child")),
    Way("deferral", "S5", ("studies_home",), {"study_place": "home"}),
    Way("deferral", "S5", ("studies_abroad",), {"study_place": "abroad"}),
    Way("deferral", "S6", ("unfit_for_now",)),
    Way("deferral", "S7", ("teacher",)),
    Way("deferral", "S8", ("doctor", "countryside")),
    Way("deferral", "S9", ("deputy",)),
    Way("deferral", "S10", ("inquiry",), {"proceedings": "inquiry"}),
    Way("deferral", "S10", ("trial",), {"proceedings": "trial"}),
    Way("deferral", "S10", ("verdict",), {"proceedings": "verdict"}),
    Way("deferral", "S11", ("flight_crew",)),
    Way("deferral", "S11", ("aviation",)),
    Way("deferral", "S12", ("ship",)),
    Way("deferral", "S13", ("law_training",)),
    Way("exemption", "S1", ("unfit",)),
    Way("exemption", "S2", ("age_27", "not_called")),
    Way("exemption", "S3", ("relative_lost",)),
    Way("exemption", "S4", ("foreign_service",)),
    Way("exemption", "S5", ("special_bodies",)),
    Way("exemption", "S6", ("degree",)),
    Way("exemption", "S7", ("cleric",)),
)

FACTS: dict[str, Fact] = {fact.code: fact for chapter in CHAPTERS for fact in chapter.facts}
