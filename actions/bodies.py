"""Districts and the bodies that serve them; and moving a case that came to the wrong one."""

from sqlalchemy import Select, or_, select

from actions import audit
from actions.history import add_event
from actions.notices import notify
from actions.officers import only_administration
from actions.telling import tell_applicant
from database import db, lock_row
from domain.errors import ActionNotOpen, InvalidData
from domain.roles import REGIONAL, Actor, BodyKind, Role
from domain.territories import REGION_DIGITS
from models.bodies import Body, District
from models.cases import Case, Opinion, Task
from models.vacancies import Vacancy

LANGUAGES = ("kk", "ru", "en")


def save_district(actor: Actor, code: str, names: dict[str, str]) -> District:
    """Enter a district, or correct its names; `code` is its nine-digit KATO code.

    Raises ActionNotOpen unless an administrator or the site acts, InvalidData
    for a code that is none or a missing name.
    """
    only_administration(actor)
    problems = _missing_names(names)
    if not (len(code) == 9 and code.isascii() and code.isdigit()):
        problems["code"] = "wrong_type"
    if problems:
        raise InvalidData(problems)
    district = db.session.get(District, code)
    if district is None:
        district = District(code=code)
        db.session.add(district)
    district.name_kk, district.name_ru, district.name_en = (names[language] for language in LANGUAGES)
    db.session.flush()
    audit.record("district_saved", actor, district=code)
    return district


def save_body(
    actor: Actor,
    kind: BodyKind,
    names: dict[str, str],
    *,
    district_code: str | None = None,
    address: str = "",
    phone: str = "",
    body_id: int | None = None,
    active: bool = True,
) -> Body:
    """Enter a body, or correct it where `body_id` is given.

    A district has one active commission at most: applications go there by residence
    (605 p.3, p.13); while it has one, its last military body stays. A body of
    contract service for which work waits stays where and what it is. Raises InvalidData.
    """
    only_administration(actor)
    problems = _missing_names(names)
    if kind in (BodyKind.COMMISSION, BodyKind.MILITARY_BODY) and district_code is None:
        problems["district_code"] = "missing"
    if kind is BodyKind.COMMISSION and active and _other_commission(district_code, body_id):
        problems["district_code"] = "already_served"
    if (
        body_id is not None
        and not problems
        and _leaves_commission_alone(body_id, kind, district_code, active)
    ):
        problems["active"] = "commission_needs_it"
    if body_id is not None and not problems and _leaves_work_alone(body_id, kind, district_code, active):
        problems["district_code" if active else "active"] = "has_work"
    if problems:
        raise InvalidData(problems)
    body = Body(kind=kind) if body_id is None else lock_row(Body, body_id)
    db.session.add(body)
    body.kind, body.district_code, body.active = kind, district_code, active
    body.name_kk, body.name_ru, body.name_en = (names[language] for language in LANGUAGES)
    body.address, body.phone = address.strip(), phone.strip()
    db.session.flush()
    audit.record("body_saved", actor, body=body.id)
    return body


def transfer_case(actor: Actor, case_id: int, body_id: int, reason: str) -> Case:
    """Hand a misrouted open case to another commission; its due date does not move.

    Open tasks follow the case. It can move until the first opinion has been given.
    Raises ActionNotOpen for a case that cannot move, InvalidData without a reason
    or for a body that is no other commission.
    """
    only_administration(actor)
    case = lock_row(Case, case_id)
    body = db.session.get(Body, body_id)
    problems = {} if reason.strip() else {"reason": "missing"}
    if body is None or body.kind != BodyKind.COMMISSION or not body.active or body.id == case.body_id:
        problems["body"] = "unknown_choice"
    if problems or body is None or body.district_code is None:
        raise InvalidData(problems)
    if not may_be_transferred(case):
        raise ActionNotOpen("transfer")
    old_body = case.body_id
    for task in db.session.scalars(
        select(Task).where(Task.case_id == case.id, Task.closed_at.is_(None), Task.body_id == old_body)
    ):
        task.body_id = body.id
        notify(body.id, Role(task.role), "case_transferred", seat=task.seat, case_id=case.id)
    case.body_id, case.district_code = body.id, body.district_code
    db.session.flush()
    add_event(
        case,
        "case_transferred",
        actor,
        data={"from_body": old_body, "to_body": body.id, "note": reason.strip()},
    )
    audit.record("case_transferred", actor, case_id=case.id, from_body=old_body, to_body=body.id)
    tell_applicant(case, "case_transferred", due=case.due_at)
    return case


def may_be_transferred(case: Case) -> bool:
    """Whether the case can still move to another commission: until its first opinion."""
    opinions = select(Opinion.id).where(Opinion.case_id == case.id)
    in_time = case.status in ("filed", "registered", "under_examination")
    return in_time and db.session.scalar(opinions.limit(1)) is None


def _missing_names(names: dict[str, str]) -> dict[str, str]:
    return {f"name_{language}": "missing" for language in LANGUAGES if not names.get(language, "").strip()}


def _leaves_work_alone(body_id: int, kind: BodyKind, district_code: str | None, active: bool) -> bool:
    """Whether a body of contract service would go while something waits for it, or will."""
    body = db.session.get_one(Body, body_id)
    moves = body.kind in REGIONAL and district_code != body.district_code
    if body.kind not in _CONTRACT or not body.active or (active and kind == body.kind and not moves):
        return False
    open_task = select(Task.id).where(Task.body_id == body_id, Task.closed_at.is_(None))
    return any(db.session.scalar(work.limit(1)) is not None for work in (open_task, _coming(body)))


_CONTRACT = REGIONAL | {BodyKind.MINISTRY, BodyKind.UNIT}


def _coming(body: Body) -> Select[int]:
    """What will come to this body: undecided cases of its region, where it is the last of its kind there;
    those for the posts that it offers, and whoever applies for one that is open."""
    if body.kind in REGIONAL and body.district_code is not None:
        others = select(Body.id).where(
            Body.kind == body.kind, Body.district_code == body.district_code, Body.active, Body.id != body.id
        )
        return select(Case.id).where(
            Case.decided_at.is_(None),
            Case.vacancy_id.is_not(None),
            Case.district_code.startswith(body.district_code[:REGION_DIGITS]),
            ~others.exists(),
        )
    undecided = select(Case.id).where(Case.vacancy_id == Vacancy.id, Case.decided_at.is_(None))
    return select(Vacancy.id).where(
        or_(Vacancy.unit_id == body.id, Vacancy.body_id == body.id),
        or_(Vacancy.state == "open", undecided.exists()),
    )


def _leaves_commission_alone(body_id: int, kind: BodyKind, district_code: str | None, active: bool) -> bool:
    """Whether a district with an active commission would lose its last military body, and its
    conclusions the inbox to which they go (605 p.13)."""
    body = db.session.get_one(Body, body_id)
    stays = active and kind is BodyKind.MILITARY_BODY and district_code == body.district_code
    if body.kind != BodyKind.MILITARY_BODY or not body.active or stays:
        return False
    others = db.session.scalars(
        select(Body.kind).where(Body.district_code == body.district_code, Body.active, Body.id != body_id)
    ).all()
    return BodyKind.COMMISSION in others and BodyKind.MILITARY_BODY not in others


def _other_commission(district_code: str | None, body_id: int | None) -> bool:
    return (
        db.session.scalar(
            select(Body.id).where(
                Body.kind == BodyKind.COMMISSION,
                Body.district_code == district_code,
                Body.active,
                Body.id != (body_id or 0),
            )
        )
        is not None
    )
