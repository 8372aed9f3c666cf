"""What an action needs to be told: fields that pages draw and the engine checks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.errors import InvalidData
from domain.identity import is_iin
from domain.registry_facts import REGISTRY_TITLES, RegistryKind
from domain.text import N_

_YEAR = re.compile(r"(19|20)[0-9]{2}")


class Kind(StrEnum):
    """How a field is entered."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    GROUNDS = "grounds"
    DOCUMENT = "document"
    CORRECTION = "correction"
    FILES = "files"
    SCAN = "scan"
    EXECUTOR = "executor"
    VACANCY = "vacancy"
    IIN = "iin"
    YEAR = "year"


@dataclass(frozen=True)
class Field:
    """One thing to enter. `choices` are (code, label) pairs for a CHOICE."""

    name: str
    kind: Kind
    label: str
    hint: str = ""
    required: bool = True
    longest: int = 2000
    choices: tuple[tuple[str, str], ...] = ()


class Need(StrEnum):
    """A group of fields that belong together."""

    NOTE = "note"
    GROUND_ENDED = "ground_ended"
    REASON = "reason"
    GROUNDS = "grounds"
    CONCEALED_GROUNDS = "concealed_grounds"
    OPINION_NOTE = "opinion_note"
    UNTIL_DATE = "until_date"
    CONCLUSION_REASON = "conclusion_reason"
    REASON_AGAINST_OPINIONS = "reason_against_opinions"
    HEARING = "hearing"
    HEARING_RECORD = "hearing_record"
    HEARING_WISH = "hearing_wish"
    NEW_HEARING_TIME = "new_hearing_time"
    OBJECTION = "objection"
    MINUTES = "minutes"
    CORRECTION = "correction"
    ANSWERED_CORRECTION = "answered_correction"
    ANSWER_FILES = "answer_files"
    REPLY = "reply"
    REVIEWING_BODY = "reviewing_body"
    REVIEW_OUTCOME = "review_outcome"
    EXECUTOR = "executor"
    VACANCY = "vacancy"
    PAPER_INSTEAD = "paper_instead"
    PAPER_ANSWER = "paper_answer"
    PAPER_CLEARANCE = "paper_clearance"
    EXAMINATION = "examination"
    MEDICAL_CONCLUSION = "medical_conclusion"
    CONCLUSION_SCAN = "conclusion_scan"
    MEDICAL_ANSWER = "medical_answer"
    AGREEMENT = "agreement"
    INSTRUCTION = "instruction"
    SUMMONS = "summons"
    WORDS = "words"
    REASON_TOLD = "reason_told"


HEARING_WAYS: tuple[tuple[str, str], ...] = (
    ("in_person", N_("In person")),
    ("video", N_("By video link")),
    ("phone", N_("By phone")),
)
HEARING_OUTCOMES: tuple[tuple[str, str], ...] = (
    ("held", N_("The applicant was heard")),
    ("in_writing", N_("The applicant objected in writing")),
    ("no_show", N_("The applicant did not come")),
)
ATTENDANCE: tuple[tuple[str, str], ...] = (
    ("comes", N_("Yes, I will also come or join")),
    ("stays_away", N_("No, my written objection is enough")),
)
REVIEWING_BODIES: tuple[tuple[str, str], ...] = (
    ("higher_body", N_("The body that reviews complaints (higher akimat)")),
    ("quality_control", N_("Authorised body for the quality of public services")),
)
REVIEW_OUTCOMES: tuple[tuple[str, str], ...] = (
    ("upheld", N_("The complaint was found justified")),
    ("dismissed", N_("The complaint was dismissed")),
)
FITNESS_OUTCOMES: tuple[tuple[str, str], ...] = (
    ("passed", N_("Passed")),
    ("failed", N_("Not passed")),
)
FILE_REGISTRIES: tuple[tuple[str, str], ...] = tuple(
    (kind, REGISTRY_TITLES[kind])
    for kind in (
        *(RegistryKind.IDENTITY, RegistryKind.FAMILY, RegistryKind.EDUCATION, RegistryKind.CONVICTIONS),
        *(RegistryKind.NARCOLOGY, RegistryKind.PSYCHIATRY),
        *(RegistryKind.TUBERCULOSIS, RegistryKind.SKIN_VENEREAL),
    )
)
"""The registries of a candidate's personal file (834 annex 1)."""
CONTRACT_YEARS: tuple[tuple[str, str], ...] = (
    ("3", N_("3 years")),
    ("5", N_("5 years")),
    ("10", N_("10 years")),
)

_OUTGOING = (
    Field("outgoing_number", Kind.TEXT, N_("Outgoing number of the answer"), longest=40),
    Field("outgoing_date", Kind.DATE, N_("Date of the answer")),
)
_SCAN_OF_ANSWER = Field("scan", Kind.SCAN, N_("Scan of the answer"), N_("One PDF or photo."))
_SCAN_OF_CONCLUSION = Field("scan", Kind.SCAN, N_("Scan of the conclusion"), N_("One PDF or photo."))

FIELDS: Mapping[Need, tuple[Field, ...]] = {
    Need.NOTE: (Field("note", Kind.LONG_TEXT, N_("Note"), required=False),),
    Need.GROUND_ENDED: (
        Field("ended_on", Kind.DATE, N_("From which day does the ground no longer hold?")),
        Field("note", Kind.LONG_TEXT, N_("What has changed?"), required=False),
    ),
    Need.REASON: (Field("reason", Kind.LONG_TEXT, N_("Reason")),),
    Need.GROUNDS: (
        Field("grounds", Kind.GROUNDS, N_("Grounds for refusal"), N_("Only these grounds exist in the act.")),
        Field(
            "facts",
            Kind.LONG_TEXT,
            N_("Facts"),
            N_("What exactly was found, one reason a line: the applicant reads these words."),
        ),
    ),
    Need.CONCEALED_GROUNDS: (
        Field("grounds", Kind.GROUNDS, N_("Grounds"), N_("Only these grounds exist in the act.")),
        Field(
            "facts",
            Kind.LONG_TEXT,
            N_("Facts"),
            N_("What exactly was found. Kept in the closed part: the candidate never reads these words."),
        ),
    ),
    Need.OPINION_NOTE: (Field("note", Kind.LONG_TEXT, N_("Note for the chair"), required=False),),
    Need.UNTIL_DATE: (
        Field("until_date", Kind.DATE, N_("Deferred until"), N_("The last day of the deferral.")),
        Field(
            "until_reason",
            Kind.TEXT,
            N_("Where this date comes from"),
            N_("For example: the end of studies in the certificate."),
            longest=200,
        ),
    ),
    Need.CONCLUSION_REASON: (
        Field(
            "conclusion_reason",
            Kind.LONG_TEXT,
            N_("Reason in the conclusion"),
            N_("Printed in the conclusion in Kazakh."),
            longest=600,
        ),
    ),
    Need.REASON_AGAINST_OPINIONS: (
        Field(
            "reason_against",
            Kind.LONG_TEXT,
            N_("Why you decide against an opinion"),
            N_("Needed only when a member's opinion differs from your decision."),
            required=False,
        ),
    ),
    Need.HEARING: (
        Field("hearing_at", Kind.MOMENT, N_("Time of the hearing")),
        Field("hearing_way", Kind.CHOICE, N_("Way of the hearing"), choices=HEARING_WAYS),
        Field(
            "hearing_place",
            Kind.TEXT,
            N_("Place, or how to join"),
            N_("At most 60 characters: it goes into the SMS."),
            longest=60,
        ),
    ),
    Need.HEARING_RECORD: (
        Field("hearing_outcome", Kind.CHOICE, N_("What happened"), choices=HEARING_OUTCOMES),
        Field("hearing_minutes", Kind.LONG_TEXT, N_("Minutes of the hearing"), longest=4000),
    ),
    Need.HEARING_WISH: (Field("wish", Kind.LONG_TEXT, N_("Why, and when you could come"), longest=600),),
    Need.NEW_HEARING_TIME: (Field("hearing_at", Kind.MOMENT, N_("New time of the hearing")),),
    Need.OBJECTION: (
        Field("objection", Kind.LONG_TEXT, N_("Your objection"), longest=4000),
        Field("attendance", Kind.CHOICE, N_("Will you come to the hearing?"), choices=ATTENDANCE),
    ),
    Need.MINUTES: (
        Field("minutes_number", Kind.TEXT, N_("Number of the minutes"), longest=40),
        Field("minutes_date", Kind.DATE, N_("Date of the minutes")),
    ),
    Need.CORRECTION: (
        Field("document", Kind.DOCUMENT, N_("Document")),
        Field(
            "remark",
            Kind.LONG_TEXT,
            N_("What must be mended"),
            N_("The applicant reads these words."),
            longest=600,
        ),
    ),
    Need.ANSWERED_CORRECTION: (Field("correction", Kind.CORRECTION, N_("Correction request")),),
    Need.ANSWER_FILES: (Field("files", Kind.FILES, N_("Files")),),
    Need.REPLY: (Field("reply", Kind.LONG_TEXT, N_("Answer to the applicant"), longest=4000),),
    Need.REVIEWING_BODY: (
        Field("reviewing_body", Kind.CHOICE, N_("Forwarded to"), choices=REVIEWING_BODIES),
    ),
    Need.REVIEW_OUTCOME: (
        Field("review_outcome", Kind.CHOICE, N_("Outcome of the review"), choices=REVIEW_OUTCOMES),
    ),
    Need.EXECUTOR: (Field("executor", Kind.EXECUTOR, N_("Executor")),),
    Need.VACANCY: (Field("vacancy", Kind.VACANCY, N_("Post")),),
    Need.PAPER_INSTEAD: (
        Field("registry", Kind.CHOICE, N_("Registry"), choices=FILE_REGISTRIES),
        Field("scan", Kind.SCAN, N_("Scan of the paper"), N_("One PDF or photo.")),
        Field(
            "reason",
            Kind.LONG_TEXT,
            N_("Reason"),
            N_("Why the registry cannot be waited for, and where the paper comes from."),
        ),
    ),
    Need.PAPER_ANSWER: (*_OUTGOING, replace(_SCAN_OF_ANSWER, required=False)),
    Need.PAPER_CLEARANCE: (*_OUTGOING, _SCAN_OF_ANSWER),
    Need.EXAMINATION: (
        Field("examination_at", Kind.MOMENT, N_("Time to appear")),
        Field(
            "examination_place",
            Kind.TEXT,
            N_("Address to appear at"),
            N_("At most 60 characters: it goes into the SMS."),
            longest=60,
        ),
    ),
    Need.MEDICAL_CONCLUSION: (
        Field("medical", Kind.CHOICE, N_("Medical examination"), choices=FITNESS_OUTCOMES),
        Field("psychological", Kind.CHOICE, N_("Psychological test"), choices=FITNESS_OUTCOMES),
        Field("note", Kind.LONG_TEXT, N_("Note for the executor"), required=False),
    ),
    Need.CONCLUSION_SCAN: (_SCAN_OF_CONCLUSION,),
    Need.MEDICAL_ANSWER: (
        Field("fitness", Kind.CHOICE, N_("Outcome"), choices=FITNESS_OUTCOMES),
        _SCAN_OF_CONCLUSION,
    ),
    Need.AGREEMENT: (
        Field("years", Kind.CHOICE, N_("Term of the contract"), choices=CONTRACT_YEARS),
        Field("serves_from", Kind.DATE, N_("Service begins on")),
        Field(
            "conditions",
            Kind.LONG_TEXT,
            N_("Further conditions"),
            N_("Printed in the agreement in Kazakh."),
            required=False,
            longest=2000,
        ),
    ),
    Need.INSTRUCTION: (
        Field("report_at", Kind.MOMENT, N_("Time to report to the unit")),
        Field("report_place", Kind.TEXT, N_("Place to report to"), longest=60),
    ),
    Need.SUMMONS: (
        Field(
            "summons_at",
            Kind.MOMENT,
            N_("Day and hour to appear"),
            N_("As they stand in the summons."),
        ),
        Field("summons_place", Kind.TEXT, N_("Place to appear"), longest=200),
        Field(
            "summons_number",
            Kind.TEXT,
            N_("Number of the summons"),
            N_("If it has one."),
            required=False,
            longest=40,
        ),
        Field(
            "files",
            Kind.FILES,
            N_("Photographs or a PDF of the summons"),
            N_("If you have it at hand."),
            required=False,
        ),
    ),
    Need.WORDS: (
        Field(
            "reply",
            Kind.LONG_TEXT,
            N_("Words to the applicant"),
            N_("The applicant reads these words."),
            required=False,
            longest=1000,
        ),
    ),
    Need.REASON_TOLD: (
        Field("reply", Kind.LONG_TEXT, N_("Reason"), N_("The applicant reads these words."), longest=1000),
    ),
}


def fields_of(needs: tuple[Need, ...]) -> tuple[Field, ...]:
    """All fields of these needs, in order."""
    return tuple(field for need in needs for field in FIELDS[need])


def clean(
    fields: tuple[Field, ...], data: Mapping[str, Any], *, grounds: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Check what was entered against the fields and return only what they name.

    `grounds` are the codes of the refusal grounds that the act knows. Raises
    InvalidData with a code per field: missing, too_long, unknown_choice, wrong_type.
    """
    problems: dict[str, str] = {}
    cleaned: dict[str, Any] = {}
    for field in fields:
        value = data.get(field.name)
        if isinstance(value, str):
            value = value.strip()
        if value is None or value == "" or value == [] or value == ():
            if field.required:
                problems[field.name] = "missing"
            continue
        problem = _problem(field, value, grounds)
        if problem:
            problems[field.name] = problem
        else:
            cleaned[field.name] = value
    if problems:
        raise InvalidData(problems)
    return cleaned


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Checked values as JSON holds them: days and moments as ISO 8601 text."""
    return {
        name: value.isoformat() if isinstance(value, date) else value  # a datetime is one too
        for name, value in values.items()
    }


def restored(fields: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """What plain() was given, for values of these fields."""
    read = {Kind.DATE: date.fromisoformat, Kind.MOMENT: datetime.fromisoformat}
    kinds = {field.name: field.kind for field in fields}
    return {
        name: read[kind](value) if (kind := kinds.get(name)) in read else value
        for name, value in values.items()
    }


def _problem(field: Field, value: Any, grounds: frozenset[str]) -> str | None:
    match field.kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            if not isinstance(value, str):
                return "wrong_type"
            return "too_long" if len(value) > field.longest else None
        case Kind.DATE:
            return None if type(value) is date else "wrong_type"
        case Kind.MOMENT:
            return None if isinstance(value, datetime) and value.tzinfo else "wrong_type"
        case Kind.CHOICE:
            return None if value in dict(field.choices) else "unknown_choice"
        case Kind.GROUNDS:
            return None if set(value) <= grounds else "unknown_choice"
        case Kind.DOCUMENT | Kind.CORRECTION | Kind.EXECUTOR | Kind.VACANCY:
            return None if isinstance(value, int) else "wrong_type"
        case Kind.IIN:
            return None if isinstance(value, str) and is_iin(value) else "iin_format"
        case Kind.YEAR:
            return None if isinstance(value, str) and _YEAR.fullmatch(value) else "year_format"
        case Kind.SCAN:
            return None if isinstance(value, Mapping) and "storage_key" in value else "wrong_type"
        case Kind.FILES:
            return None
