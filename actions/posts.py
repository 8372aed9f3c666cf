"""Posts and the candidates who compete for them (834 annex 1; CON-2)."""

from collections.abc import Mapping

from sqlalchemy import select

import clock
from actions import audit
from actions.deeds import Deed
from actions.history import add_event
from actions.notices import notify
from actions.telling import tell_applicant
from catalogue import FOR_POSTS
from database import db, lock_row
from domain.errors import ActionNotOpen, AlreadyDone, InvalidData
from domain.messages import LANGUAGES
from domain.roles import SITE, Actor, BodyKind, Role
from domain.territories import region_of
from domain.troops import BRANCHES
from models.bodies import Body, District
from models.cases import Case
from models.competition import competes_for
from models.vacancies import Vacancy


def publish(
    actor: Actor,
    *,
    kind: str,
    branch: str,
    region_code: str,
    unit_id: int,
    titles: Mapping[str, str],
    requirements: Mapping[str, str],
    places: int,
) -> Vacancy:
    """The ministry offers a post; texts by language. Candidates see it at once.

    Raises ActionNotOpen for others than a head, InvalidData for `kind`, `branch`,
    `region`, `unit` (unknown_choice), `places` (too_few) and an empty title
    (`title_kk`, `title_ru`, `title_en`: missing).
    """
    _only_head(actor)
    unit, region = db.session.get(Body, unit_id), db.session.get(District, region_code)
    problems = {
        f"title_{language}": "missing" for language in LANGUAGES if not titles.get(language, "").strip()
    }
    if kind not in {subtype.code for subtype in FOR_POSTS.subtypes}:
        problems["kind"] = "unknown_choice"
    if branch not in BRANCHES:
        problems["branch"] = "unknown_choice"
    if region is None or region_of(region_code) != region_code:
        problems["region"] = "unknown_choice"
    if unit is None or unit.kind != BodyKind.UNIT or not unit.active:
        problems["unit"] = "unknown_choice"
    if places < 1:
        problems["places"] = "too_few"
    if problems:
        raise InvalidData(problems)
    vacancy = Vacancy(
        service=FOR_POSTS.code,
        kind=kind,
        branch=branch,
        region_code=region_code,
        unit_id=unit_id,
        body_id=actor.body_id,
        places=places,
        taken=0,
        state="open",
        published_at=clock.now(),
        officer_id=actor.id,
        **{f"title_{language}": titles[language].strip() for language in LANGUAGES},
        **{f"requirements_{language}": requirements.get(language, "").strip() for language in LANGUAGES},
    )
    db.session.add(vacancy)
    db.session.flush()
    audit.record("vacancy_published", actor, subject=f"vacancy:{vacancy.id}")
    return vacancy


def close(actor: Actor, vacancy_id: int) -> None:
    """The ministry seeks nobody for this post any more; who waits for it is told, and may choose another.

    Raises ActionNotOpen for others than the head of the unit that published it, AlreadyDone.
    """
    _only_head(actor)
    vacancy = lock_row(Vacancy, vacancy_id)
    if vacancy.body_id != actor.body_id:
        raise ActionNotOpen("close")
    if vacancy.state != "open":
        raise AlreadyDone("close")
    vacancy.state, vacancy.closed_at = "closed", clock.now()
    tell_the_others(vacancy, "post_closed")
    audit.record("vacancy_closed", actor, subject=f"vacancy:{vacancy.id}")
    db.session.flush()


def _only_head(actor: Actor) -> None:
    if actor.role is not Role.HEAD:
        raise ActionNotOpen(f"{actor.role} does not publish posts")


def lock_case(case_id: int) -> Case:
    """The case, locked until the transaction ends, and before it the post for which it competes.

    Whoever fills or closes a post locks it and then its candidates. Two who take
    its last place would wait for each other if each began with their candidate.
    """
    vacancy_id = db.session.scalar(select(Case.vacancy_id).where(Case.id == case_id))
    if vacancy_id is not None:
        lock_row(Vacancy, vacancy_id)
    return lock_row(Case, case_id)


def choose_vacancy(deed: Deed) -> None:
    """The candidate whose post has gone takes another one in the same unit of the ministry; what was done
    so far stays. Raises InvalidData for `vacancy` (unknown_choice)."""
    known = db.session.get(Vacancy, deed.values["vacancy"])
    # Locked, so that it is not closed behind the candidate's back; one that is gone is not even waited for,
    # or two who go over to each other's post would wait in a ring.
    vacancy = lock_row(Vacancy, known.id) if known and known.state == "open" else None
    if vacancy is None or vacancy.state != "open" or vacancy.body_id != deed.case.body_id:
        raise InvalidData({"vacancy": "unknown_choice"})
    deed.case.vacancy_id, deed.case.subtype = vacancy.id, vacancy.kind
    deed.case.post_taken = False
    deed.remembered |= {"vacancy": vacancy.id}
    if deed.case.executor_id is not None:
        notify(
            deed.case.body_id,
            Role.EXECUTOR,
            "vacancy_chosen",
            officer_id=deed.case.executor_id,
            case_id=deed.case.id,
        )


def take_post(case: Case) -> None:
    """An agreement is signed by both sides: one place less, and when it was the last, the others who wait
    for the post are told. Raises AlreadyDone when there is no place any more."""
    vacancy = lock_row(Vacancy, case.vacancy_id)
    if vacancy.taken >= vacancy.places:
        raise AlreadyDone("take_post")
    vacancy.taken += 1
    if vacancy.taken == vacancy.places:
        vacancy.state = "filled"
        tell_the_others(vacancy, "post_taken", except_case=case.id)
    db.session.flush()


def give_post_back(case: Case) -> None:
    """An agreement counts no longer: its place is free again, and a post that was full is offered anew."""
    vacancy = lock_row(Vacancy, case.vacancy_id)
    vacancy.taken -= 1
    if vacancy.state == "filled":
        vacancy.state = "open"
    db.session.flush()


def tell_the_others(vacancy: Vacancy, why: str, *, except_case: int | None = None) -> None:
    """Candidates who still compete for a post that is gone may choose another, and hear why: post_taken
    or post_closed (CON-2)."""
    others = select(Case.id).where(competes_for(vacancy.id), Case.id != (except_case or 0))
    for case_id in db.session.scalars(others.order_by(Case.id)).all():
        other = lock_row(Case, case_id)
        other.post_taken = True
        add_event(other, why, SITE)
        tell_applicant(other, f"contract_{why}")
        if other.executor_id is not None:
            notify(other.body_id, Role.EXECUTOR, why, officer_id=other.executor_id, case_id=other.id)
