"""Addresses of every route, from the URL map: of things that are there, and of things that nobody has."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from domain.case_numbers import case_number
from domain.registry_facts import RegistryKind
from tests.support.peopled import PeopledSite
from tests.support.peopled_regions import CaseHere, DraftHere, Region
from web.access import Access, declared

FILES = frozenset({"static"})
APART = ("/sign-in/", "/sign-out/", "/staff/password/", "/callbacks/", "/egov-mobile/", "/metrics")
"""Doors, and addresses for programs that have a proof of their own: who may is tested with each of them."""

Values = dict[str, Any]

UNKNOWN: Values = {
    "number": case_number(2026, 999_999),
    "code": "ZZZZZZZZZZZZZZZZ",
    "action": "conclude",
    "kind": "nothing",
    "section_code": "nothing",
    "handle": "nobody",
    "public_id": "00000000-0000-4000-8000-000000000000",
    "paper_id": "00000000-0000-4000-8000-000000000000",
    "draft_id": "00000000-0000-4000-8000-000000000000",
    "upload_id": "00000000-0000-4000-8000-000000000000",
    "year": 1999,
    "phone_handle": "nobody",
}
OUTERMOST = (
    *("year", "number", "draft_id", "upload_id", "handle"),
    *("complaint_id", "matter_id", "vacancy_id", "officer_id", "body_id"),
)
"""By which part of an address its thing is known; what stands behind it belongs to that."""


@dataclass(frozen=True)
class Route:
    """One method of one address."""

    method: str
    rule: Rule
    access: Access

    @property
    def name(self) -> str:
        """As the tables write it."""
        return f"{self.method} {self.rule.rule}"

    @property
    def is_apart(self) -> bool:
        """Whether it is a door of its own."""
        return any(part in self.rule.rule for part in APART)


def routes(app: Flask) -> list[Route]:
    """Every route with each of its methods, in the order of the addresses."""
    found = [
        Route(method, rule, access)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in FILES and (access := declared(app.view_functions[rule.endpoint]))
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    ]
    return sorted(found, key=lambda route: (route.rule.rule, route.method))


def url(app: Flask, route: Route, values: Values) -> str:
    """The address of a route with these values."""
    urls = app.url_map.bind("localhost")
    return urls.build(route.rule.endpoint, values, method=route.method)


def things(site: PeopledSite, route: Route, region: Region) -> dict[str, Values]:
    """What can stand in this route's address, by a label; all of it belongs to this region.

    Raises LookupError for a route with a part that nobody has thought of here.
    """
    names = set(route.rule.arguments)
    if not names:
        return {"": {}}
    return {label: _pick(route, names, values) for label, values in _choices(names, route, region)}


def nobodys(values: Values) -> Values:
    """The same address, of a thing that does not exist."""
    outermost = next((name for name in OUTERMOST if name in values), None) or min(values)
    unknown = UNKNOWN.get(outermost, 999_999)
    return {**values, outermost: unknown}


def crossed(own: Values, foreign: Values) -> Values:
    """One's own thing in front, and behind it what hangs on somebody else's."""
    outermost = next((name for name in OUTERMOST if name in own), None)
    return {**foreign, outermost: own[outermost]} if outermost else foreign


def _pick(route: Route, names: set[str], values: Values) -> Values:
    missing = names - set(values)
    if missing:
        raise LookupError(f"{route.name}: say in tests/support/site_map.py what {sorted(missing)} can be")
    return {name: values[name] for name in names}


def _choices(names: set[str], route: Route, region: Region) -> Iterator[tuple[str, Values]]:
    if "draft_id" in names:
        yield from ((label, _of_draft(draft, route)) for label, draft in region.drafts.items())
    elif "number" in names and "year" not in names:
        yield from ((label, _of_case(case, region, route)) for label, case in region.cases.items())
    elif "handle" in names or "phone_handle" in names:
        for label, (handle, phone) in region.signing.items():
            yield label, {"handle": handle, "phone_handle": phone, "position": 0}
    else:
        yield "", _elsewhere(route, region)


def _of_case(case: CaseHere, region: Region, route: Route) -> Values:
    drawn_up = "/drawn-up/" in route.rule.rule
    return {
        "number": case.number,
        "paper_id": case.paper or UNKNOWN["paper_id"],
        "public_id": case.paper or UNKNOWN["public_id"],
        "code": case.result or UNKNOWN["code"],
        "action": case.action,
        "correction_id": region.correction,
        "matter_id": region.matter,
        "kind": "summoned" if "/tell/" in route.rule.rule else "instruction" if drawn_up else "narcology",
    }


def _of_draft(draft: DraftHere, route: Route) -> Values:
    registry = "/data/" in route.rule.rule
    left_out = route.rule.rule.endswith("/leave-out/")
    return {
        "draft_id": draft.id,
        "code": draft.service,
        "paper_id": draft.paper or UNKNOWN["paper_id"],
        "kind": RegistryKind.IDENTITY if registry else draft.kind,
        "section_code": "driving" if left_out else "relatives",
        "row": draft.row,
    }


def _elsewhere(route: Route, region: Region) -> Values:
    commission, bodies = region.commission, region.bodies
    codes = {"/admin/districts/": commission.district, "/admin/messages/": "case_registered"}
    codes |= {"/verify/": region.verify_code, "/services/": "deferral", "/apply/": "deferral"}
    by_ministry = route.rule.rule.startswith("/ministry/")
    return {
        "code": next((code for place, code in codes.items() if route.rule.rule.startswith(place)), ""),
        "complaint_id": region.complaint,
        "matter_id": region.matter,
        "action": "put_off_appearance" if "/matters/" in route.rule.rule else "satisfy_complaint",
        "vacancy_id": region.vacancy,
        "officer_id": bodies.executor.id if by_ministry else commission.chair.id,
        "held_id": region.appointment,
        "absence_id": region.absence,
        "upload_id": region.upload,
        "body_id": commission.body_id,
        "year": 2026,
        "month": 12,
        "number": 16,
    }
