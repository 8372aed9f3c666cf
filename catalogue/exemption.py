"""Exemption from conscription: order 605, annex 2 (rules 2), articles and items as cited.

Kazakh: Азаматтарды әскери қызметке шақырудан босату.
Russian: Освобождение граждан от призыва на воинскую службу.
"""

from datetime import date

from catalogue import shared_steps as shared
from catalogue.sources import ORDER_605, rule_source
from catalogue.summons import summoned
from domain.conditions import AgeAtLeast
from domain.schema import (
    PublicService,
    RefusalGround,
    RegistryCheck,
    RequiredDocument,
    ResultDocument,
    ResultKind,
    Source,
    Subtype,
)
from domain.text import N_

RULES = 2


def requirement(subparagraph: int) -> Source:
    """Annex 2 item 8: what is asked of the applicant for a subtype."""
    return rule_source(RULES, f"8, {subparagraph})", annex=2)


SUBTYPES = (
    Subtype(
        "S1",
        N_("Found unfit for military service for health"),
        N_("I was found unfit for health"),
        rule_source(RULES, "1)", annex=2),
        "EXE-S1",
        (
            RequiredDocument(
                "district_extract",
                N_("Extract from the minutes of the district conscription commission"),
                requirement(1),
            ),
            RequiredDocument(
                "regional_extract",
                N_("Extract from the decision of the regional conscription commission"),
                requirement(1),
                N_("Found unfit in peacetime, of limited fitness in wartime."),
            ),
        ),
    ),
    Subtype(
        "S2",
        N_("Reached 27 without having been called up for conscript service on lawful grounds"),
        N_("I am 27 and was not called up, on lawful grounds"),
        rule_source(RULES, "2)", annex=2),
        "EXE-S2",
        checks=(
            RegistryCheck(
                AgeAtLeast(27),
                True,
                N_("By the registry you have not turned 27 yet. This ground opens on your 27th birthday."),
                requirement(2),
            ),
        ),
    ),
    Subtype(
        "S3",
        N_(
            "A relative (father, mother, brother or sister) was killed, died or became disabled, "
            "group 1 or 2, on duty in military service"
        ),
        N_("A relative was killed or disabled in military service"),
        rule_source(RULES, "3)", annex=2),
        "EXE-S3",
        (
            RequiredDocument(
                "order_or_archive",
                N_(
                    "Extract of the unit commander's order, or from the Central Archive of the "
                    "Ministry of Defence"
                ),
                requirement(3),
            ),
        ),
    ),
    Subtype(
        "S4",
        N_("Served, also alternatively, in the forces of another state"),
        N_("I served in another state"),
        rule_source(RULES, "4)", annex=2),
        "EXE-S4",
        (
            RequiredDocument(
                "foreign_service",
                N_("Certificate of the service, or military ID with a note, with a notarised translation"),
                requirement(4),
                N_(
                    "The notary certifies the translation into Kazakh or Russian, or the "
                    "translator's signature."
                ),
            ),
        ),
    ),
    Subtype(
        "S5",
        N_("Served in the special state bodies, except in the cases of article 51 paragraph 9 of their law"),
        N_("I served in the special state bodies"),
        rule_source(RULES, "5)", annex=2),
        "EXE-S5",
        (
            RequiredDocument(
                "special_service",
                N_("Document that proves service in the special state bodies"),
                requirement(5),
            ),
        ),
    ),
    Subtype(
        "S6",
        N_("Holds an academic degree"),
        N_("I hold an academic degree"),
        rule_source(RULES, "6)", annex=2),
        "EXE-S6",
        (RequiredDocument("degree", N_("Diploma of the academic degree"), requirement(6)),),
    ),
    Subtype(
        "S7",
        N_("Is a cleric of a registered religious association"),
        N_("I am a cleric of a registered religious association"),
        rule_source(RULES, "7)", annex=2),
        "EXE-S7",
        (
            RequiredDocument(
                "clergy",
                N_("Certificate of clergy status issued by the religious association"),
                requirement(7),
            ),
        ),
    ),
)

EDITION_2026 = PublicService(
    code="exemption",
    edition="2026-01",
    # Order 22 of 13 January 2026 gave annex 2 its present wording.
    in_force_from=date(2026, 1, 13),
    title=N_("Exemption from conscription"),
    short_title=N_("Exemption"),
    sentence=N_("Be freed from conscript service in peacetime on a ground of the law."),
    act=ORDER_605,
    rules=RULES,
    article="36",
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
    registries=(shared.identity(RULES), shared.military_registration(RULES)),
    subtypes=SUBTYPES,
    refusal_grounds=(
        RefusalGround(
            "unreliable",
            N_("The documents or the data in them are found to be unreliable"),
            rule_source(RULES, "9, 1)", annex=2),
        ),
        RefusalGround(
            "not_meeting",
            N_("The applicant or the material does not meet article 36 of the law and the rules"),
            rule_source(RULES, "9, 2)", annex=2),
        ),
    ),
    seats=shared.seats(RULES),
    results=(
        ResultDocument(
            ResultKind.CONCLUSION,
            N_("Conclusion on exemption from conscription"),
            "exemption_conclusion",
            False,
            rule_source(RULES, "", annex=3),
        ),
        ResultDocument(
            ResultKind.REFUSAL,
            N_("Notice of refusal"),
            "exemption_refusal",
            False,
            rule_source(RULES, "", annex=4),
        ),
    ),
    workflow=shared.commission_workflow(RULES, until_date=False),
    complaint=shared.complaint_workflow(rule_source(RULES, "14")),
    contact=shared.CONTACT,
    contact_source=rule_source(RULES, "10", annex=2),
)
