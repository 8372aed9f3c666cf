"""The agreement that candidate and head sign, and the instruction (834 annex 1; CON-14, CON-15)."""

from typing import Any

from flask import current_app
from sqlalchemy import delete, select

from actions import posts, results
from actions.decisions import result_facts
from actions.deeds import Deed
from actions.notices import notify
from actions.results import ResultDraft
from clock import local
from database import db
from domain.deadlines import local_day
from domain.errors import InvalidData, OtherPaper, SignatureNeeded
from domain.roles import Role
from domain.schema import ResultKind
from integrations.storage import StoredFile, documents_storage
from models.bodies import Body
from models.candidates import DrawnUpPaper
from models.documents import ResultDocument, ResultStatus
from models.vacancies import Vacancy


def offer_agreement(deed: Deed) -> None:
    """The executor draws the agreement up: these bytes are what both sides sign.

    Raises InvalidData for `serves_from` (in_past).
    """
    if deed.values["serves_from"] <= local_day(deed.now):
        raise InvalidData({"serves_from": "in_past"})
    _draw_up(
        deed,
        ResultKind.AGREEMENT,
        {
            "years": deed.values["years"],
            "serves_from": deed.values["serves_from"].isoformat(),
            "conditions": deed.values.get("conditions", ""),
        },
    )


def sign_agreement(deed: Deed) -> None:
    """The candidate has signed just these bytes. Raises OtherPaper for others."""
    _signed_as_drawn_up(deed, ResultKind.AGREEMENT)


def issue_agreement(deed: Deed) -> None:
    """The head has signed the same bytes: the agreement is concluded, and the post is taken."""
    results.issue_result(deed.case, *_signed_as_drawn_up(deed, ResultKind.AGREEMENT))
    posts.take_post(deed.case)


def draw_up_instruction(deed: Deed) -> None:
    """The executor says when and where the candidate reports to the unit.

    Raises InvalidData for `report_at` (in_past).
    """
    at = deed.values["report_at"]
    if at <= deed.now:
        raise InvalidData({"report_at": "in_past"})
    deed.case.appointment_at, deed.case.appointment_place = at, deed.values["report_place"]
    _draw_up(
        deed,
        ResultKind.INSTRUCTION,
        {"report_at": local(at).isoformat(), "report_place": deed.values["report_place"]},
    )


def issue_instruction(deed: Deed) -> None:
    """The head has signed the instruction; the personal file goes to the unit."""
    results.issue_result(deed.case, *_signed_as_drawn_up(deed, ResultKind.INSTRUCTION))
    deed.said |= {"at": deed.case.appointment_at, "place": deed.case.appointment_place}


def take_paper_back(deed: Deed) -> None:
    """What waits for a signature is void: nobody opens it any more, and it is drawn up anew."""
    issued = select(ResultDocument.kind).where(
        ResultDocument.case_id == deed.case.id, ResultDocument.status == ResultStatus.GENUINE
    )
    db.session.execute(
        delete(DrawnUpPaper).where(DrawnUpPaper.case_id == deed.case.id, DrawnUpPaper.kind.not_in(issued))
    )


def recall_instruction(deed: Deed) -> None:
    """The signed instruction counts no longer; another one is drawn up."""
    _annul(deed, ResultKind.INSTRUCTION)
    deed.case.appointment_at = deed.case.appointment_place = None
    take_paper_back(deed)


def annul_agreement(deed: Deed) -> None:
    """What both sides have signed counts no longer, nor does the instruction; the place is free again."""
    _annul(deed, ResultKind.AGREEMENT, ResultKind.INSTRUCTION)
    take_paper_back(deed)
    posts.give_post_back(deed.case)


def _annul(deed: Deed, *kinds: ResultKind) -> None:
    """`/verify/` says from now on that these documents are annulled; the unit that waits is told."""
    genuine = select(ResultDocument).where(
        ResultDocument.case_id == deed.case.id,
        ResultDocument.kind.in_(kinds),
        ResultDocument.status == ResultStatus.GENUINE,
    )
    for document in db.session.scalars(genuine.order_by(ResultDocument.id)).all():
        results.annul_result(document, reason=deed.values.get("reason"))
    if deed.snapshot.step.owner is Role.UNIT and deed.actor.role is not Role.UNIT:
        unit_id = db.session.get_one(Vacancy, deed.case.vacancy_id).unit_id
        notify(unit_id, Role.UNIT, "papers_annulled", case_id=deed.case.id)


def drawn_up(case_id: int, kind: ResultKind) -> DrawnUpPaper:
    """The paper of this kind that waits for signatures, or was signed."""
    return db.session.scalars(
        select(DrawnUpPaper).where(DrawnUpPaper.case_id == case_id, DrawnUpPaper.kind == kind)
    ).one()


def drawn_up_agreement(deed: Deed) -> bytes:
    """The bytes of the agreement that waits for a signature."""
    return _bytes_of(drawn_up(deed.case.id, ResultKind.AGREEMENT))


def drawn_up_instruction(deed: Deed) -> bytes:
    """The bytes of the instruction that waits for a signature."""
    return _bytes_of(drawn_up(deed.case.id, ResultKind.INSTRUCTION))


def _bytes_of(paper: DrawnUpPaper) -> bytes:
    with documents_storage().open(paper.storage_key) as file:
        return file.read()


def _draw_up(deed: Deed, kind: ResultKind, own: dict[str, Any]) -> None:
    vacancy = db.session.get_one(Vacancy, deed.case.vacancy_id)
    unit = db.session.get_one(Body, vacancy.unit_id)
    facts = result_facts(deed) | {
        "vacancy": vacancy.id,
        "post": {"kk": vacancy.title_kk, "ru": vacancy.title_ru, "en": vacancy.title_en},
        "unit": {"kk": unit.name_kk, "ru": unit.name_ru, "en": unit.name_en, "address": unit.address},
        **own,
    }
    draft = results.draft_result(deed.case, kind, facts)
    public_url = current_app.config["SETTINGS"].public_url
    stored = documents_storage().put(results.print_result(deed.case, draft, public_url=public_url))
    db.session.add(
        DrawnUpPaper(
            case_id=deed.case.id,
            kind=kind,
            draft=draft.plain(),
            storage_key=stored.key,
            sha256=stored.sha256,
            size=stored.size,
            officer_id=deed.actor.id,
            at=deed.now,
        )
    )
    db.session.flush()


def _signed_as_drawn_up(deed: Deed, kind: ResultKind) -> tuple[ResultDraft, StoredFile]:
    """What was drawn up, and the same bytes as they were signed. Raises OtherPaper for other bytes, and
    for those that name another post."""
    if deed.signed is None:
        raise SignatureNeeded(deed.action.code)
    paper = drawn_up(deed.case.id, kind)
    signed = [one for one in deed.signed.papers if one.sha256 == paper.sha256]
    if not signed or paper.draft["facts"]["vacancy"] != deed.case.vacancy_id:
        raise OtherPaper(kind)
    return ResultDraft.restored(paper.draft), StoredFile(
        signed[0].storage_key, signed[0].sha256, signed[0].size
    )
