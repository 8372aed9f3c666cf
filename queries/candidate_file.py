"""What a candidate's case holds besides its papers, as far as a reader may see it (834; CON-7 to CON-15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select

from database import db
from domain.needs import Field, Kind
from domain.questionnaires import says_none
from domain.registry_facts import PersonRecord, RegistryKind, facts_from_json
from domain.roles import Role
from domain.schema import PublicService
from integrations.special_check import SentFile, read_file
from integrations.storage import NotStored, documents_storage
from models.candidates import Decline, DrawnUpPaper, Examination, SpecialCheck
from models.cases import Case
from models.people import Officer
from models.registries import RegistryQuery
from queries.own_sides import call_of_examination
from queries.personal_file import PersonalFile, personal_file
from queries.sight import Part, Sight, Standing, registry_part
from queries.timeline import Entry
from queries.vacancies import Post, find_post

Kept = TypeVar("Kept", SpecialCheck, Examination, Decline)


@dataclass(frozen=True)
class Answer:
    """What was answered to one question; `coded`: the value is a source string too."""

    question: str
    value: str
    coded: bool


@dataclass(frozen=True)
class FilledSection:
    """A section of the questionnaire with its rows, the title as a source string.

    `none`: the words with which the candidate said that there is nothing to tell.
    """

    title: str
    rows: tuple[tuple[Answer, ...], ...]
    none: str


@dataclass(frozen=True)
class Appointment:
    """To when and where the candidate is called."""

    at: datetime
    place: str


@dataclass(frozen=True, repr=False)
class CandidateFile:
    """The parts of a candidate's case; those that the reader may not see are empty.

    `consent` has its text and moment; `names` are the officers' by their ids.
    """

    post: Post | None
    sections: tuple[FilledSection, ...]
    consent: Mapping[str, Any] | None
    card: PersonRecord | None
    check: SpecialCheck | None
    sent: SentFile | None
    appointment: Appointment | None
    examination: Examination | None
    drawn_up: tuple[DrawnUpPaper, ...]
    decline: Decline | None
    names: Mapping[int, str]

    @property
    def born(self) -> date | None:
        """The date of birth in the file of the special check."""
        return date.fromisoformat(self.sent.candidate["birthDate"]) if self.sent else None

    @property
    def consented_at(self) -> datetime | None:
        """When the candidate agreed."""
        at = self.consent["at"] if self.consent else None
        return datetime.fromisoformat(at) if at else None


def candidate_file(
    case: Case, service: PublicService, sight: Sight, filed: Mapping[str, Any], history: Sequence[Entry]
) -> CandidateFile | None:
    """The parts that this sight shows of the case of a post; None for other cases. Seven queries at most."""
    if not service.by_vacancy:
        return None
    check = _kept(SpecialCheck, case.id, sight, Part.CHECK_FILE, Part.CHECK_ANSWER)
    examination = _kept(Examination, case.id, sight, Part.EXAMINATION)
    decline = _kept(Decline, case.id, sight, Part.CLOSED_PART)
    return CandidateFile(
        post=find_post(case.vacancy_id) if case.vacancy_id and sight.shows(Part.GROUND) else None,
        sections=_sections(service, filed.get("questionnaire", {})),
        consent=filed.get("consent"),
        card=_card(case.id) if sight.shows(Part.IDENTITY_CARD) else None,
        check=check,
        sent=_sent(check) if check and sight.shows(Part.CHECK_FILE) else None,
        appointment=_appointment(service, history) if sight.shows(Part.APPOINTMENT) else None,
        examination=examination,
        drawn_up=_drawn_up(case.id) if sight.shows(Part.DRAWN_UP) else (),
        decline=decline,
        names=_names(case, sight, check, examination, decline),
    )


def personal_file_for(case: Case, service: PublicService, standing: Standing) -> PersonalFile | None:
    """The answers of the registries that these officers may read; None where there are none. The
    executor may ask again; what may speak against the candidate is for the ministry."""
    sight = standing.sight
    kinds = shown_kinds(service, sight)
    if not kinds:
        return None
    may_ask = any(actor.role is Role.EXECUTOR for actor in standing.actors)
    found = personal_file(case, kinds=kinds, may_ask=may_ask)
    return found if sight.shows(Part.EXECUTOR) else replace(found, hints=())


def shown_kinds(service: PublicService, sight: Sight) -> tuple[str, ...]:
    """The registries of the personal file whose answers this sight shows."""
    return tuple(data.kind for data in service.personal_file if sight.shows(registry_part(data.kind)))


def drawn_up_paper(case_id: int, kind: str) -> DrawnUpPaper | None:
    """The agreement or the instruction as it was drawn up last; one query."""
    return db.session.scalar(
        select(DrawnUpPaper).where(DrawnUpPaper.case_id == case_id, DrawnUpPaper.kind == kind)
    )


def check_file_key(case_id: int) -> str | None:
    """Where the file of the special check lies; one query."""
    return db.session.scalar(select(SpecialCheck.storage_key).where(SpecialCheck.case_id == case_id))


def _kept(model: type[Kept], case_id: int, sight: Sight, *parts: Part) -> Kept | None:
    return db.session.get(model, case_id) if any(sight.shows(part) for part in parts) else None


def _appointment(service: PublicService, history: Sequence[Entry]) -> Appointment | None:
    """From the history and not from the case, which holds the unit's time and place later."""
    call = call_of_examination(history, service.workflow)
    return Appointment(datetime.fromisoformat(call.data["at"]), call.data["place"]) if call else None


def _sections(service: PublicService, filled: Mapping[str, Any]) -> tuple[FilledSection, ...]:
    return tuple(
        FilledSection(
            section.title,
            tuple(
                tuple(_answer(field, row[field.name]) for field in section.fields if field.name in row)
                for row in filled.get(section.code, ())
            ),
            section.none if says_none(section, filled) else "",
        )
        for section in service.questionnaire
        if filled.get(section.code) or says_none(section, filled)
    )


def _answer(field: Field, value: str) -> Answer:
    coded = field.kind is Kind.CHOICE
    return Answer(field.label, dict(field.choices)[value] if coded else value, coded)


def _card(case_id: int) -> PersonRecord | None:
    """What the registry of persons said last about the identity card."""
    facts = db.session.scalar(
        select(RegistryQuery.facts)
        .where(
            RegistryQuery.case_id == case_id,
            RegistryQuery.kind == RegistryKind.IDENTITY,
            RegistryQuery.answered_at.is_not(None),
        )
        .order_by(RegistryQuery.answered_at.desc(), RegistryQuery.id.desc())
        .limit(1)
    )
    said = facts_from_json(facts or ())
    return next((fact for fact in said if isinstance(fact, PersonRecord)), None)


def _sent(check: SpecialCheck) -> SentFile | None:
    try:
        with documents_storage().open(check.storage_key) as file:
            return read_file(file.read())
    except NotStored:
        return None


def _drawn_up(case_id: int) -> tuple[DrawnUpPaper, ...]:
    return tuple(
        db.session.scalars(
            select(DrawnUpPaper).where(DrawnUpPaper.case_id == case_id).order_by(DrawnUpPaper.id)
        )
    )


def _names(
    case: Case,
    sight: Sight,
    check: SpecialCheck | None,
    examination: Examination | None,
    decline: Decline | None,
) -> Mapping[int, str]:
    """Who the executor is, and who answered: the ministry reads it, a body of its own people."""
    whose = {row.officer_id for row in (check, examination, decline) if row}
    whose |= {examination.chair_id} if examination else set()
    whose |= {case.executor_id} if sight.shows(Part.EXECUTOR) else set()
    rows = db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(whose)))
    return dict(rows.all())
