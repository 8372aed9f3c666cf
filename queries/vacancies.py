"""Posts for contract service, for those who look for one and for the unit that publishes them.

A fixed number of queries each.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

import catalogue
from database import by_kazakh_alphabet, db
from domain.roles import BodyKind
from domain.schema import PublicService, Subtype
from domain.territories import region_of
from domain.text import N_
from domain.troops import BRANCHES
from models.bodies import Body, District
from models.cases import Case
from models.competition import competes_for
from models.people import Person
from models.vacancies import Vacancy

PAGE_SIZE = 20

STATES: Mapping[str, tuple[str, str]] = {
    "open": (N_("Candidates are sought"), "good"),
    "filled": (N_("Filled"), "closed"),
    "closed": (N_("Closed by the ministry"), "closed"),
}
"""What the states of a post are called, and the tones of their badges."""


@dataclass(frozen=True)
class Post:
    """A post with its names as source strings; `left`: places that nobody has yet."""

    vacancy: Vacancy
    service: PublicService
    kind: Subtype
    branch: str
    state: str
    tone: str

    @property
    def left(self) -> int:
        """How many places are left."""
        return self.vacancy.places - self.vacancy.taken


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; empty: anything. `region` is a KATO code, `unit` the id of a body."""

    kind: str = ""
    branch: str = ""
    region: str = ""
    unit: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it leaves posts out."""
        return bool(self.kind or self.branch or self.region or self.unit)


@dataclass(frozen=True)
class Choice:
    """One answer of a filter and how many open posts it has. `label` is a source string, or `place`
    has the names."""

    value: str
    count: int
    label: str = ""
    place: District | Body | None = None


@dataclass(frozen=True)
class Posts:
    """One page of posts, how many posts and places there are on all pages, and what can be chosen."""

    rows: tuple[Post, ...]
    page: int
    pages: int
    count: int
    places: int
    choices: dict[str, tuple[Choice, ...]]


@dataclass(frozen=True)
class UnitPost:
    """A post as the unit that published it sees it. `candidates`: open applications for it."""

    post: Post
    candidates: int


@dataclass(frozen=True)
class UnitPosts:
    """One page of a unit's posts, and how many it has in each state."""

    rows: tuple[UnitPost, ...]
    page: int
    pages: int
    counts: dict[str, int]


@dataclass(frozen=True)
class Waiting:
    """Somebody who is told when a post is closed; `by_sms`: a number is known."""

    number: str
    person: str
    by_sms: bool


def open_posts(wish: Wish, page: int = 1) -> Posts:
    """The posts for which candidates are sought, the newest first; four queries at most."""
    groups = _groups()
    found = [group for group in groups if _fits(group, wish)]
    count = sum(group.count for group in found)
    page, pages = _pages(page, count)
    rows = db.session.scalars(
        _newest_first()
        .where(Vacancy.state == "open", *_conditions(wish))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    places = sum(group.places for group in found)
    return Posts(tuple(map(post_of, rows)), page, pages, count, places, _choices(groups, wish))


def find_post(vacancy_id: int) -> Post | None:
    """The post with this id, in whatever state; one query."""
    vacancy = db.session.scalar(_with_places().where(Vacancy.id == vacancy_id))
    return post_of(vacancy) if vacancy else None


def unit_posts(body_ids: Collection[int], state: str = "", page: int = 1) -> UnitPosts:
    """The posts that these units of the ministry published, the newest first; two queries."""
    own = Vacancy.body_id.in_(body_ids)
    grouped = db.session.execute(select(Vacancy.state, func.count()).where(own).group_by(Vacancy.state))
    counts = dict.fromkeys(STATES, 0) | {name: int(number) for name, number in grouped}
    page, pages = _pages(page, counts[state] if state else sum(counts.values()))
    candidates = (
        select(func.count())
        .where(Case.vacancy_id == Vacancy.id, Case.decided_at.is_(None))
        .correlate(Vacancy)
        .scalar_subquery()
    )
    query = _newest_first().add_columns(candidates).where(own)
    rows = db.session.execute(
        (query.where(Vacancy.state == state) if state else query)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return UnitPosts(tuple(UnitPost(post_of(row), number) for row, number in rows), page, pages, counts)


def who_waits(vacancy_id: int) -> list[Waiting]:
    """Who is told when this post is closed; one query."""
    rows = db.session.execute(
        select(Case.number, Person)
        .join(Person, Case.person_id == Person.id)
        .where(competes_for(vacancy_id))
        .order_by(Case.id)
    )
    return [Waiting(number, person.full_name, person.phone is not None) for number, person in rows]


def regions() -> list[District]:
    """The regions for which posts can be published, by name; one query."""
    places = db.session.scalars(select(District).order_by(by_kazakh_alphabet(District.name_kk)))
    return [place for place in places if region_of(place.code) == place.code]


def units() -> list[Body]:
    """The military units in which posts can be, by name; one query."""
    query = select(Body).where(Body.active, Body.kind == BodyKind.UNIT)
    return list(db.session.scalars(query.order_by(by_kazakh_alphabet(Body.name_kk), Body.id)))


def kinds() -> tuple[Subtype, ...]:
    """The kinds of posts that there are."""
    return catalogue.FOR_POSTS.subtypes


def post_of(vacancy: Vacancy) -> Post:
    """The post with the names of its codes."""
    service = catalogue.CURRENT[vacancy.service]
    state, tone = STATES[vacancy.state]
    return Post(vacancy, service, service.subtype(vacancy.kind), BRANCHES[vacancy.branch], state, tone)


@dataclass(frozen=True)
class _Group:
    """Open posts that are alike in everything that can be filtered."""

    kind: str
    branch: str
    region: District
    unit: Body
    count: int
    places: int

    @property
    def values(self) -> dict[str, str]:
        """What it is filtered by, by the names of the filters."""
        return {
            "kind": self.kind,
            "branch": self.branch,
            "region": self.region.code,
            "unit": str(self.unit.id),
        }


def _groups() -> list[_Group]:
    rows = db.session.execute(
        select(
            Vacancy.kind,
            Vacancy.branch,
            District,
            Body,
            func.count(),
            func.sum(Vacancy.places - Vacancy.taken),
        )
        .join(District, Vacancy.region_code == District.code)
        .join(Body, Vacancy.unit_id == Body.id)
        .where(Vacancy.state == "open")
        .group_by(Vacancy.kind, Vacancy.branch, District.code, Body.id)
        .order_by(by_kazakh_alphabet(District.name_kk), by_kazakh_alphabet(Body.name_kk), Body.id)
    )
    return [_Group(*row) for row in rows]


def _fits(group: _Group, wish: Wish) -> bool:
    return all(getattr(wish, name) in ("", value) for name, value in group.values.items())


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    asked = (
        (Vacancy.kind, wish.kind),
        (Vacancy.branch, wish.branch),
        (Vacancy.region_code, wish.region),
        (Vacancy.unit_id, int(wish.unit) if wish.unit else ""),
    )
    return [column == value for column, value in asked if value != ""]


def _choices(groups: Sequence[_Group], wish: Wish) -> dict[str, tuple[Choice, ...]]:
    """What can be chosen, with all that is open for it; what was chosen stays there when nothing is."""
    regions = {group.region.code: group.region for group in groups}
    if wish.region and wish.region not in regions and (region := db.session.get(District, wish.region)):
        regions[region.code] = region
    units = {str(group.unit.id): group.unit for group in groups}
    if wish.unit and wish.unit not in units and (unit := db.session.get(Body, int(wish.unit))):
        units[wish.unit] = unit
    sought: Counter[tuple[str, str]] = Counter()
    for group in groups:
        for name, value in group.values.items():
            sought[name, value] += group.count
    return {
        "kind": tuple(Choice(kind.code, sought["kind", kind.code], kind.label) for kind in kinds()),
        "branch": tuple(Choice(code, sought["branch", code], label) for code, label in BRANCHES.items()),
        "region": tuple(Choice(code, sought["region", code], place=it) for code, it in regions.items()),
        "unit": tuple(Choice(code, sought["unit", code], place=it) for code, it in units.items()),
    }


def _pages(page: int, count: int) -> tuple[int, int]:
    """The page to show, and how many there are; pages count from 1."""
    pages = max(1, ceil(count / PAGE_SIZE))
    return min(max(1, page), pages), pages


def _newest_first() -> Select[Vacancy]:
    return _with_places().order_by(Vacancy.published_at.desc(), Vacancy.id.desc())


def _with_places() -> Select[Vacancy]:
    return select(Vacancy).options(joinedload(Vacancy.region), joinedload(Vacancy.unit))
