"""Every route × everybody × their own, others', nobody's things: real requests, made from the URL map.

`who_may.txt` says who gets in where, one line a route; `-` is nobody, where the thing does not exist.
What is not in it has to be refused: people of the wrong kind at a door or with 403, the right kind with
the wrong thing exactly as if there were no such thing.

After a decision about a route, write its line by hand: the failure prints it as it is.
"""

import pytest

from domain.roles import OFFICER_ROLES, Role
from tests.support.admittance import (
    DOOR,
    FORBIDDEN,
    IN,
    NOT_FOUND,
    Answer,
    ask,
    may_ask,
    read_table,
    write_table,
)
from tests.support.kept_state import KeptSqlite
from tests.support.peopled import PEOPLE, PeopledSite
from tests.support.site_map import OUTERMOST, UNKNOWN, Route, Values, crossed, nobodys, routes, things, url
from web.access import CITIZEN, OFFICER, PUBLIC

pytestmark = pytest.mark.xdist_group("access")

A_FEW = frozenset({"stranger", "owner", "chair", "admin"})
"""Who opens the pages that are for everybody: one of each kind."""

CASE_PAGE = "GET /staff/cases/<number>/"


def role_of(site: PeopledSite, actor: str) -> Role | None:
    """None for a stranger."""
    who = site.people[actor]
    return None if who.id is None else who.role


def speaks_for_their_role(site: PeopledSite, actor: str) -> bool:
    """Whether this is the first of those with this role."""
    return actor == next(one for one in PEOPLE if role_of(site, one) == role_of(site, actor))


def asked_for(site: PeopledSite, route: Route, actor: str) -> dict[str, Values]:
    """What this actor tries here.

    Doors that are closed to a whole role look at the role alone, before anything is read: one of each role
    tries them, with one thing, on one database. On the other it is pages without a thing that one tries.
    """
    if route.is_apart or (route.access.audience == PUBLIC and actor not in A_FEW):
        return {}
    here, speaks = things(site, route, site.here), speaks_for_their_role(site, actor)
    if may_ask(route, role_of(site, actor)):
        return here if route.rule.arguments or speaks or on_sqlite(site) else {}
    return dict(list(here.items())[:1]) if speaks and on_sqlite(site) else {}


def on_sqlite(site: PeopledSite) -> bool:
    """Whether this is the database on which everybody tries everything."""
    return isinstance(site.state, KeptSqlite)


class Asking:
    """One actor's requests, each sent once."""

    def __init__(self, site: PeopledSite, actor: str) -> None:
        self._site, self._actor = site, actor
        self._answers: dict[tuple[str, str], Answer] = {}

    def __call__(self, route: Route, values: Values) -> Answer:
        """What comes back."""
        key = (route.method, url(self._site.app, route, values))
        if key not in self._answers:
            self._answers[key] = ask(self._site, self._actor, route, values)
        return self._answers[key]


def fault(site: PeopledSite, route: Route, label: str, actor: str, values: Values, asking: Asking) -> str:
    """What is wrong with the way in which this actor was refused; empty where nothing is."""
    role, answer = role_of(site, actor), asking(route, values)
    if not may_ask(route, role):
        wanted = {CITIZEN: DOOR, OFFICER: DOOR if role in (None, Role.CITIZEN) else FORBIDDEN}
        expected = wanted.get(route.access.audience, NOT_FOUND)
        return "" if answer.verdict == expected else f"{answer.verdict} instead of {expected}"
    nothing = asking(route, nobodys(values))
    if answer == nothing and nothing.verdict == NOT_FOUND:
        return ""
    if answer.verdict == FORBIDDEN and actor in read_table().get((CASE_PAGE, label), ()):
        return ""  # a case of theirs in which this is not theirs to do
    return f"{answer.verdict}, and {nothing.verdict} for what nobody has: they can be told apart"


@pytest.mark.parametrize("actor", PEOPLE)
def test_everybody_gets_in_where_the_table_says_and_nowhere_else(site: PeopledSite, actor: str) -> None:
    table, asking = read_table(), Asking(site, actor)
    found, wrong = dict[tuple[str, str], bool](), list[str]()
    for route in routes(site.app):
        for label, values in asked_for(site, route, actor).items():
            found[route.name, label] = asking(route, values).verdict == IN
            if not found[route.name, label] and (said := fault(site, route, label, actor, values, asking)):
                wrong.append(f"{route.name} {label}: {said}")
    for place, got_in in found.items():
        if got_in != (actor in table.get(place, ())):
            people = table.get(place, frozenset()) ^ {actor}
            wrong.append(
                f"{actor} {'got in' if got_in else 'was refused'}; if that is right: "
                + write_table({place: people}).strip()
            )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("actor", PEOPLE)
def test_what_nobody_has_is_found_by_nobody(site: PeopledSite, actor: str) -> None:
    """Not even by those who may open such pages; others are compared with this above."""
    if not (speaks_for_their_role(site, actor) and on_sqlite(site)):
        pytest.skip("another of this role asks, on SQLite")
    asking, wrong = Asking(site, actor), []
    for route in routes(site.app):
        if route.rule.arguments and may_ask(route, role_of(site, actor)):
            for values in asked_for(site, route, actor).values():
                answer = asking(route, nobodys(values))
                if answer.verdict != NOT_FOUND:
                    wrong.append(f"{route.name}: {answer.verdict} {answer.status}")
    assert not wrong, "\n".join(wrong)


def test_somebody_of_each_kind_asks(site: PeopledSite) -> None:
    assert {role_of(site, actor) for actor in PEOPLE} == {None, Role.CITIZEN, *OFFICER_ROLES}


def test_every_route_has_its_line_and_every_line_its_route(site: PeopledSite) -> None:
    here = [
        (route.name, label)
        for route in routes(site.app)
        if not route.is_apart
        for label in things(site, route, site.here)
    ]
    assert sorted(here) == sorted(read_table())


def test_what_hangs_on_anothers_thing_is_not_reached_through_ones_own(site: PeopledSite) -> None:
    """A case of one's own in the address, and behind it a paper, a result, a correction of another's."""
    table, wrong, tried = read_table(), [], 0
    for route in routes(site.app):
        names = route.rule.arguments
        behind = {"paper_id", "public_id", "code", "held_id", "correction_id", "matter_id"}
        if route.is_apart or not behind & names:
            continue
        theirs = things(site, route, site.there)
        for label, values in things(site, route, site.here).items():
            mixed = crossed(values, theirs[label])
            if mixed in (values, theirs[label]) or not set(OUTERMOST) & names:
                continue
            for actor in sorted(table[route.name, label]):
                tried += 1
                answer = ask(site, actor, route, mixed)
                if answer.verdict == IN and answer != ask(site, actor, route, _nobodys_part(values, mixed)):
                    wrong.append(f"{route.name} {label}: {actor} gets {mixed} ({answer.status})")
    assert tried > 20
    assert not wrong, "\n".join(wrong)


def _nobodys_part(own: Values, mixed: Values) -> Values:
    """The same with a part behind the thing that nobody has at all."""
    return {
        name: value if own[name] == value else UNKNOWN.get(name, 999_999) for name, value in mixed.items()
    }


def test_the_pages_of_a_citizen_do_not_even_ask_the_database_more_for_anothers_case(
    site: PeopledSite,
) -> None:
    """For officers it is one statement more: case numbers are counted up, so that one exists is no secret."""
    for route in routes(site.app):
        if route.rule.rule.startswith("/cabinet/cases/"):
            for values in things(site, route, site.here).values():
                another = ask(site, "other-citizen", route, values)
                nobody = ask(site, "other-citizen", route, nobodys(values))
                assert another.statements == nobody.statements, route.name
