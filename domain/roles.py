"""Who takes part in a case, and in what seat."""

from dataclasses import dataclass
from enum import StrEnum

from domain.text import N_


class Role(StrEnum):
    """What somebody is to a case; the codes are stable and stored."""

    CITIZEN = "citizen"
    SITE = "site"
    CHAIR = "chair"
    MEMBER = "member"
    MILITARY_BODY = "military_body"
    COMPLAINTS = "complaints"
    CONTACT_CENTRE = "contact_centre"
    ADMIN = "admin"
    HEAD = "head"
    EXECUTOR = "executor"
    SECURITY = "security"
    DEFENCE = "defence"
    MEDICAL_CHAIR = "medical_chair"
    UNIT = "unit"


ROLE_TITLES: dict[Role, str] = {
    Role.CITIZEN: N_("Applicant"),
    Role.SITE: N_("The site itself"),
    Role.CHAIR: N_("Chair of the conscription commission"),
    Role.MEMBER: N_("Member of the conscription commission"),
    Role.MILITARY_BODY: N_("Local military administration body"),
    Role.COMPLAINTS: N_("Officer for complaints"),
    Role.CONTACT_CENTRE: N_("Contact centre 1414"),
    Role.ADMIN: N_("Administrator"),
    Role.HEAD: N_("Head of the ministry's unit"),
    Role.EXECUTOR: N_("Executor of the Ministry of Defence"),
    Role.SECURITY: N_("Executor of the national security department"),
    Role.DEFENCE: N_("Executor of the department for defence"),
    Role.MEDICAL_CHAIR: N_("Chair of the medical commission"),
    Role.UNIT: N_("Military unit"),
}

OFFICER_ROLES: frozenset[Role] = frozenset(Role) - {Role.CITIZEN, Role.SITE}


class BodyKind(StrEnum):
    """The kinds of bodies that officers belong to."""

    COMMISSION = "commission"
    MILITARY_BODY = "military_body"
    CONTACT_CENTRE = "contact_centre"
    ADMINISTRATION = "administration"
    MINISTRY = "ministry"
    SECURITY = "security"
    DEFENCE = "defence"
    UNIT = "unit"


BODY_KIND_TITLES: dict[BodyKind, str] = {
    BodyKind.COMMISSION: N_("Conscription commission"),
    BodyKind.MILITARY_BODY: N_("Local military administration body"),
    BodyKind.CONTACT_CENTRE: N_("Contact centre"),
    BodyKind.ADMINISTRATION: N_("Administration of the site"),
    BodyKind.MINISTRY: N_("Unit of the Ministry of Defence"),
    BodyKind.SECURITY: N_("Department of the National Security Committee"),
    BodyKind.DEFENCE: N_("Department for defence"),
    BodyKind.UNIT: N_("Military unit"),
}

REGIONAL: frozenset[BodyKind] = frozenset({BodyKind.SECURITY, BodyKind.DEFENCE})
"""The bodies that serve a region: their place is its KATO code, not a district's."""

ROLE_BODY_KINDS: dict[Role, frozenset[BodyKind]] = {
    Role.CHAIR: frozenset({BodyKind.COMMISSION}),
    Role.MEMBER: frozenset({BodyKind.COMMISSION}),
    Role.COMPLAINTS: frozenset({BodyKind.COMMISSION, BodyKind.MINISTRY}),
    Role.MILITARY_BODY: frozenset({BodyKind.MILITARY_BODY}),
    Role.CONTACT_CENTRE: frozenset({BodyKind.CONTACT_CENTRE}),
    Role.ADMIN: frozenset({BodyKind.ADMINISTRATION}),
    Role.HEAD: frozenset({BodyKind.MINISTRY}),
    Role.EXECUTOR: frozenset({BodyKind.MINISTRY}),
    Role.SECURITY: frozenset({BodyKind.SECURITY}),
    Role.DEFENCE: frozenset({BodyKind.DEFENCE}),
    Role.MEDICAL_CHAIR: frozenset({BodyKind.DEFENCE}),
    Role.UNIT: frozenset({BodyKind.UNIT}),
}
"""Where a role is held."""


@dataclass(frozen=True)
class Actor:
    """Somebody who acts now, in one role.

    `id` is the person's or officer's row; the site has none. `seat` is a
    commission member's chair at the table; `standing_in_for` is the absent
    officer whose substitute acts.
    """

    role: Role
    id: int | None = None
    body_id: int | None = None
    seat: str | None = None
    standing_in_for: int | None = None


SITE = Actor(Role.SITE)
