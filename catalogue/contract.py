"""Contract service (Jauynger): joint order 834 and 467/НҚ of 2024, annexes as cited.

Kazakh: Келісімшарт бойынша әскери қызметке қабылдау сервисі.
Russian: Сервис приёма на воинскую службу по контракту.

The order was a pilot until the end of 2024 (p.7); whether filing is open is a setting.
"""

from datetime import date, time

from catalogue.contract_actions import ALGORITHM, DEFENCES, EXECUTORS, FOUR_MONTHS
from catalogue.contract_agreement import AGREEMENT
from catalogue.contract_endings import ENDINGS
from catalogue.contract_questionnaire import QUESTIONNAIRE
from catalogue.contract_reporting import REPORTING
from catalogue.contract_selection import SELECTION
from catalogue.shared_steps import complaint_workflow
from catalogue.sources import ORDER_834
from domain.deadlines import OfficeHours, Unit
from domain.roles import BodyKind, Role
from domain.schema import (
    OURS,
    Certifying,
    Consent,
    PublicService,
    RefusalGround,
    RegistryData,
    RequiredDocument,
    ResultDocument,
    ResultKind,
    Source,
    Subtype,
    Term,
    Workflow,
)
from domain.text import N_

# The order names no hours; these are the usual ones of state bodies.
HOURS = OfficeHours(time(9, 0), time(18, 30), time(13, 0), time(14, 30))

_NO_DISPENSARY = N_("A PDF copy, because the site is not connected to the register of this dispensary yet.")


def _stands_in(code: str, registry: str, label: str, hint: str) -> RequiredDocument:
    return RequiredDocument(code, label, ALGORITHM, hint, stands_for=registry)


DOCUMENTS = (
    _stands_in(
        "identity_document",
        "identity",
        N_("Identity card"),
        N_("A copy that the executor takes in while the registry of persons does not answer."),
    ),
    _stands_in(
        "family_documents",
        "family",
        N_("Documents on the family"),
        N_("A PDF copy, because the site is not connected to the registry of families yet."),
    ),
    _stands_in(
        "education_document",
        "education",
        N_("Document on education"),
        N_("A PDF copy, because the site is not connected to the registry of education yet."),
    ),
    _stands_in(
        "no_convictions",
        "convictions",
        N_("Certificate of no criminal record"),
        N_("A PDF copy, because the site is not connected to the registry of convictions yet."),
    ),
    _stands_in(
        "narcology_certificate",
        "narcology",
        N_("Certificate of the narcology dispensary"),
        _NO_DISPENSARY,
    ),
    _stands_in(
        "psychiatry_certificate",
        "psychiatry",
        N_("Certificate of the psychiatric dispensary"),
        _NO_DISPENSARY,
    ),
    _stands_in(
        "tuberculosis_certificate",
        "tuberculosis",
        N_("Certificate of the tuberculosis dispensary"),
        _NO_DISPENSARY,
    ),
    _stands_in(
        "skin_venereal_certificate",
        "skin_venereal",
        N_("Certificate of the skin and venereal dispensary"),
        _NO_DISPENSARY,
    ),
)
"""One for each registry of the personal file: where there is no integration, a PDF copy is used (annex 1).
The site is always connected to the registry of persons, so that its paper comes from the executor alone."""

WORKFLOW = Workflow("sent", {step.code: step for step in (*SELECTION, *AGREEMENT, *REPORTING, *ENDINGS)})

EDITION_2024 = PublicService(
    code="contract",
    edition="2024-08",
    in_force_from=date(2024, 8, 24),
    in_force_until=date(2024, 12, 31),
    in_force_until_source=Source(ORDER_834, paragraph="7"),
    title=N_("Contract service"),
    short_title=N_("Contract service"),
    sentence=N_("Choose a post of a private or a sergeant, and enter military service under a contract."),
    act=ORDER_834,
    rules=1,
    article="38",
    source=ALGORITHM,
    provider=N_("Ministry of Defence of the Republic of Kazakhstan"),
    price=N_("Free of charge"),
    price_source=OURS,
    term=FOUR_MONTHS,
    seasons=(),
    seasons_source=OURS,
    hours=HOURS,
    hours_source=OURS,
    hearing_notice_before=None,
    hearing_within=None,
    own_review=Term(5, Unit.WORKING_DAYS, OURS),
    exclusive_group="contract",
    registries=(RegistryData("identity", N_("Identity and registered address"), ALGORITHM),),
    subtypes=(
        Subtype("private", N_("Private"), N_("I want to serve as a private"), ALGORITHM, "CON-2", DOCUMENTS),
        Subtype(
            "sergeant", N_("Sergeant"), N_("I want to serve as a sergeant"), ALGORITHM, "CON-2", DOCUMENTS
        ),
    ),
    refusal_grounds=(
        RefusalGround("article_38_1", N_("Does not meet article 38, paragraph 1 of the law"), ALGORITHM),
        RefusalGround(
            "parameter",
            N_("Fails one of the parameters in the answers of the state's registries"),
            ALGORITHM,
        ),
        RefusalGround(
            "article_38_2_4",
            N_("The special check gave facts of article 38, paragraphs 2 and 4 of the law"),
            ALGORITHM,
        ),
        RefusalGround(
            "examination", N_("Did not pass the medical examination or the psychological test"), DEFENCES
        ),
        RefusalGround("competition", N_("Another candidate was chosen in the competition"), ALGORITHM),
    ),
    seats=(),
    results=(
        ResultDocument(
            ResultKind.AGREEMENT,
            N_("Agreement on entering a contract"),
            "contract_agreement",
            False,
            ALGORITHM,
        ),
        ResultDocument(
            ResultKind.INSTRUCTION,
            N_("Instruction to report to the unit"),
            "contract_instruction",
            False,
            EXECUTORS,
        ),
    ),
    workflow=WORKFLOW,
    # The order names the Administrative Code and no rules of its own: until its text is at hand,
    # the two steps and the clocks of order 605 (ALL-9), as the site's own.
    complaint=complaint_workflow(OURS),
    contact=N_("Contact centre 1414"),
    contact_source=OURS,
    decided_by=BodyKind.MINISTRY,
    led_by=Role.HEAD,
    received="contract_received",
    certified_by=frozenset({Certifying.EDS}),
    by_vacancy=True,
    questionnaire=QUESTIONNAIRE,
    consent=Consent(
        N_(
            "I agree that the Ministry of Defence collects and processes my personal data. It may ask the "
            "state's registries, the National Security Committee and the department for defence for what "
            "it needs to decide on my application."
        ),
        Source(ORDER_834, paragraph="2, 5)"),
    ),
    personal_file=(
        RegistryData("identity", N_("Identity and registered address"), ALGORITHM),
        RegistryData("family", N_("Family"), ALGORITHM),
        RegistryData("education", N_("Education"), ALGORITHM),
        RegistryData("convictions", N_("Convictions"), ALGORITHM),
        RegistryData("narcology", N_("Narcology dispensary"), ALGORITHM),
        RegistryData("psychiatry", N_("Psychiatric dispensary"), ALGORITHM),
        RegistryData("tuberculosis", N_("Tuberculosis dispensary"), ALGORITHM),
        RegistryData("skin_venereal", N_("Skin and venereal dispensary"), ALGORITHM),
    ),
    way=("sent", "accepted", "special_check", "examination", "agreement_offered", "instructed"),
)
