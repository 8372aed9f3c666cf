"""Deferral from conscription: order 605, annex 1 (rules 1), articles and items as cited.

Kazakh: Әскерге шақыруды кейінге қалдыру. Russian: Предоставление отсрочки от призыва.
"""

from datetime import date

from catalogue import shared_steps as shared
from catalogue.sources import ORDER_605, rule_source
from catalogue.summons import summoned
from domain.conditions import HasChildren, IsMarried, answer_is
from domain.schema import (
    Choice,
    PublicService,
    Question,
    RefusalGround,
    RegistryCheck,
    RegistryData,
    RequiredDocument,
    ResultDocument,
    ResultKind,
    Source,
    Subtype,
)
from domain.text import N_

RULES = 1


def requirement(subparagraph: int) -> Source:
    """Annex 2 item 8: what is asked of the applicant for a subtype."""
    return rule_source(RULES, f"8, {subparagraph})", annex=2)


def family_act(subtype: int) -> RequiredDocument:
    """Copy of the family-circumstances inspection act, issued by the military body."""
    return RequiredDocument(
        "family_act",
        N_("Act of inspection of family circumstances"),
        requirement(subtype),
        N_("The local military administration body issues it."),
    )


def employment(subtype: int) -> RequiredDocument:
    """Certificate of the place of work."""
    return RequiredDocument("employment", N_("Certificate of employment"), requirement(subtype))


def employment_with_education(subtype: int) -> RequiredDocument:
    """Certificate of the place of work with a note of the proper education."""
    return RequiredDocument(
        "employment_with_education",
        N_("Certificate of employment with a note of the proper education"),
        requirement(subtype),
    )


DEPENDANTS = Question(
    "dependants",
    N_("Whom do you care for?"),
    (
        Choice(
            "elders",
            N_(
                "Father, mother or wife, or, where I have no parents, grandparents: of pension age "
                "or disabled, group 1 or 2"
            ),
        ),
        Choice(
            "siblings",
            N_("Where I have no parents: brothers or sisters under 18, or disabled, group 1 or 2"),
        ),
        Choice(
            "lone_parent_children",
            N_("A parent who alone raises other children besides me, under 18 or disabled, group 1 or 2"),
        ),
        Choice(
            "lone_parent_relatives",
            N_("A parent who alone keeps lone relatives unable to work by age or disabled, group 1 or 2"),
        ),
        Choice(
            "disabled_parent",
            N_(
                "A parent disabled, group 1 or 2, who keeps the other one and raises, besides me, a "
                "child under 18"
            ),
        ),
        Choice("only_son", N_("A disabled member of the family in which I am the only son")),
    ),
    requirement(1),
    N_("Choose the one that describes your family best."),
)


def dependants_proof(choice: str, label: str) -> RequiredDocument:
    """The paper that proves one kind of dependants; exactly one kind is asked for."""
    return RequiredDocument(
        f"dependants_{choice}", label, requirement(1), when=answer_is("dependants", choice)
    )


GUARDIAN = Question(
    "guardian",
    N_("Are you the guardian of orphans or of children left without parental care?"),
    (Choice("yes", N_("Yes")), Choice("no", N_("No"))),
    requirement(2),
)

STUDY_PLACE = Question(
    "study_place",
    N_("Where do you study?"),
    (Choice("home", N_("In Kazakhstan")), Choice("abroad", N_("Abroad"))),
    requirement(5),
)

PROCEEDINGS = Question(
    "proceedings",
    N_("At what stage are the proceedings?"),
    (
        Choice("inquiry", N_("Inquiry or pre-trial investigation")),
        Choice("trial", N_("A court is hearing the case")),
        Choice("verdict", N_("The verdict has entered into force")),
    ),
    requirement(10),
)

SUBTYPES = (
    Subtype(
        "S1",
        N_(
            "Cares for family members who need another person's help and are not fully kept by the "
            "state, where there is no other relative or other person bound by law to keep them"
        ),
        N_("I care for family members who need help"),
        rule_source(RULES, "1)", annex=2),
        "DEF-S1",
        (
            family_act(1),
            dependants_proof(
                "elders",
                N_("Proof of your dependants: pension age or disability of a parent, wife or grandparent"),
            ),
            dependants_proof(
                "siblings", N_("Proof of your dependants: age or disability of brothers or sisters")
            ),
            dependants_proof(
                "lone_parent_children",
                N_("Proof of your dependants: a parent who raises children alone"),
            ),
            dependants_proof(
                "lone_parent_relatives",
                N_("Proof of your dependants: a parent who keeps lone relatives alone"),
            ),
            dependants_proof(
                "disabled_parent",
                N_("Proof of your dependants: a disabled parent who keeps the other and a child"),
            ),
            dependants_proof(
                "only_son", N_("Proof of your dependants: disability of a member of the family")
            ),
        ),
        (DEPENDANTS,),
    ),
    Subtype(
        "S2",
        N_("Raises a child or children in his care without the mother"),
        N_("I raise a child without the mother"),
        rule_source(RULES, "2)", annex=2),
        "DEF-S2",
        (
            family_act(2),
            RequiredDocument(
                "guardianship",
                N_("Decree of the local executive body on guardianship"),
                requirement(2),
                when=answer_is("guardian", "yes"),
            ),
        ),
        (GUARDIAN,),
        (
            RegistryCheck(
                HasChildren(),
                False,
                N_(
                    "The civil registry knows of no child of yours. If the birth was registered "
                    "abroad, go on."
                ),
                requirement(2),
            ),
        ),
    ),
    Subtype(
        "S3",
        N_(
            "Has brought up and kept, for at least two years, persons whose parents died, lost "
            "parental rights or were imprisoned"
        ),
        N_("For two years I have been bringing up children who lost their parents"),
        rule_source(RULES, "3)", annex=2),
        "DEF-S3",
        (
            family_act(3),
            RequiredDocument(
                "guardianship", N_("Decree of the local executive body on guardianship"), requirement(3)
            ),
        ),
    ),
    Subtype(
        "S4",
        N_("Is married and has one or more children"),
        N_("I am married and have a child"),
        rule_source(RULES, "4)", annex=2),
        "DEF-S4",
        (family_act(4),),
        (),
        (
            RegistryCheck(
                IsMarried(),
                False,
                N_("The civil registry knows of no marriage of yours. If you married abroad, go on."),
                requirement(4),
            ),
            RegistryCheck(
                HasChildren(),
                False,
                N_(
                    "The civil registry knows of no child of yours. If the birth was registered "
                    "abroad, go on."
                ),
                requirement(4),
            ),
        ),
    ),
    Subtype(
        "S5",
        N_("Is studying, for the period of study"),
        N_("I am studying"),
        rule_source(RULES, "5)", annex=2),
        "DEF-S5",
        (
            RequiredDocument(
                "study",
                N_("Certificate of study"),
                requirement(5),
                N_("From the educational institution."),
                answer_is("study_place", "home"),
            ),
            RequiredDocument(
                "study_abroad",
                N_("Certificate of study with a notarised translation into Kazakh or Russian"),
                requirement(5),
                N_("The notary certifies the translation, or the signature of the translator."),
                answer_is("study_place", "abroad"),
            ),
        ),
        (STUDY_PLACE,),
    ),
    Subtype(
        "S6",
        N_("For reasons of health"),
        N_("I am temporarily unfit for health"),
        rule_source(RULES, "6)", annex=2),
        "DEF-S6",
        (
            RequiredDocument(
                "medical_extract",
                N_("Extract from the minutes of the district medical commission: temporarily unfit"),
                requirement(6),
            ),
        ),
    ),
    Subtype(
        "S7",
        N_(
            "Teaches in pre-school, secondary, technical and vocational, post-secondary, special, or "
            "additional education, in an organisation for orphans, or works in a method office"
        ),
        N_("I am a teacher"),
        rule_source(RULES, "7)", annex=2),
        "DEF-S7",
        (employment(7),),
    ),
    Subtype(
        "S8",
        N_(
            "Is a doctor with the proper education who works permanently, in his speciality, in the "
            "countryside"
        ),
        N_("I am a doctor in the countryside"),
        rule_source(RULES, "8)", annex=2),
        "DEF-S8",
        (employment(8),),
    ),
    Subtype(
        "S9",
        N_("Is a deputy of the Parliament or of a local representative body"),
        N_("I am a deputy"),
        rule_source(RULES, "9)", annex=2),
        "DEF-S9",
        (RequiredDocument("mandate", N_("Document that proves the deputy's mandate"), requirement(9)),),
    ),
    Subtype(
        "S10",
        N_("Is under inquiry or pre-trial investigation, or a court is hearing a criminal case against him"),
        N_("I am under investigation or on trial"),
        rule_source(RULES, "10)", annex=2),
        "DEF-S10",
        (
            RequiredDocument(
                "inquiry_certificate",
                N_("Certificate of the body of inquiry or investigation"),
                requirement(10),
                when=answer_is("proceedings", "inquiry"),
            ),
            RequiredDocument(
                "court_certificate",
                N_("Certificate of the court"),
                requirement(10),
                when=answer_is("proceedings", "trial", "verdict"),
            ),
            RequiredDocument(
                "verdict_certificate",
                N_("Certificate that the verdict has entered into force"),
                requirement(10),
                when=answer_is("proceedings", "verdict"),
            ),
        ),
        (PROCEEDINGS,),
    ),
    Subtype(
        "S11",
        N_(
            "Is a member of the flight crew of a civil aircraft, or a civil-aviation engineer, "
            "mechanic or technician with the proper education"
        ),
        N_("I work in civil aviation"),
        rule_source(RULES, "11)", annex=2),
        "DEF-S11",
        (employment_with_education(11),),
    ),
    Subtype(
        "S12",
        N_("Is a member of a ship's crew with the proper education"),
        N_("I am a member of a ship's crew"),
        rule_source(RULES, "12)", annex=2),
        "DEF-S12",
        (employment_with_education(12),),
    ),
    Subtype(
        "S13",
        N_("Is in initial professional training at an educational institution of a law-enforcement body"),
        N_("I am in initial training of a law-enforcement body"),
        rule_source(RULES, "13)", annex=2),
        "DEF-S13",
        (
            RequiredDocument(
                "law_enforcement_study",
                N_("Certificate of study of the law-enforcement educational institution"),
                requirement(13),
            ),
        ),
    ),
)

EDITION_2026 = PublicService(
    code="deferral",
    edition="2026-01",
    # Order 22 of 13 January 2026 gave annex 2 its present wording.
    in_force_from=date(2026, 1, 13),
    title=N_("Deferral from conscription"),
    short_title=N_("Deferral"),
    sentence=N_("Put off your call-up for study, family, health, work or another ground of the law."),
    act=ORDER_605,
    rules=RULES,
    article="35",
    source=rule_source(RULES, "2"),
    provider=shared.PROVIDER,
    price=shared.PRICE,
    price_source=rule_source(RULES, "6", annex=2),
    term=shared.working_days(6, rule_source(RULES, "8")),
    seasons=shared.SEASONS,
    seasons_source=rule_source(RULES, "10", annex=2),
    hours=shared.HOURS,
    hours_source=rule_source(RULES, "7", annex=2),
    hearing_notice_before=shared.working_days(3, rule_source(RULES, "10")),
    hearing_within=shared.working_days(2, rule_source(RULES, "10")),
    own_review=shared.working_days(5, rule_source(RULES, "14")),
    exclusive_group="conscription",
    proves_filing=True,
    matters=(summoned(RULES),),
    registries=(
        shared.identity(RULES),
        RegistryData("births", N_("Births of your children"), rule_source(RULES, "8", annex=2)),
        RegistryData("marriage", N_("Marriage"), rule_source(RULES, "8", annex=2)),
        RegistryData("spouse_death", N_("Death of your wife"), rule_source(RULES, "8", annex=2)),
        shared.military_registration(RULES),
    ),
    subtypes=SUBTYPES,
    refusal_grounds=(
        RefusalGround(
            "unreliable",
            N_("The documents or the data in them are found to be unreliable"),
            rule_source(RULES, "9, 1)", annex=2),
        ),
        RefusalGround(
            "not_meeting",
            N_("The applicant or the material does not meet article 35 of the law and the rules"),
            rule_source(RULES, "9, 2)", annex=2),
        ),
    ),
    seats=shared.seats(RULES),
    results=(
        ResultDocument(
            ResultKind.CONCLUSION,
            N_("Conclusion on deferral from conscription"),
            "deferral_conclusion",
            True,
            rule_source(RULES, "", annex=3),
        ),
        ResultDocument(
            ResultKind.REFUSAL,
            N_("Notice of refusal"),
            "deferral_refusal",
            False,
            rule_source(RULES, "", annex=4),
        ),
    ),
    workflow=shared.commission_workflow(RULES, until_date=True),
    complaint=shared.complaint_workflow(rule_source(RULES, "14")),
    contact=shared.CONTACT,
    contact_source=rule_source(RULES, "10", annex=2),
)
