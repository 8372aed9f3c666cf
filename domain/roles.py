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


ROLE_TITLES: dict[Role, str] = {
    Role.CITIZEN: N_("Applicant"),
    Role.SITE: N_("The site itself"),
    Role.CHAIR: N_("Chair of the conscription commission"),
    Role.MEMBER: N_("Member of the conscription commission"),
    Role.MILITARY_BODY: N_("Local military administration body"),
    Role.COMPLAINTS: N_("Officer for complaints"),
    Role.CONTACT_CENTRE: N_("Contact centre 1414"),
    Role.ADMIN: N_("Administrator"),
}

OFFICER_ROLES: frozenset[Role] = frozenset(Role) - {Role.CITIZEN, Role.SITE}


class BodyKind(StrEnum):
    """The kinds of bodies that officers belong to."""

    COMMISSION = "commission"
    MILITARY_BODY = "military_body"
    CONTACT_CENTRE = "contact_centre"
    ADMINISTRATION = "administration"


BODY_KIND_TITLES: dict[BodyKind, str] = {
    BodyKind.COMMISSION: N_("Conscription commission"),
    BodyKind.MILITARY_BODY: N_("Local military administration body"),
    BodyKind.CONTACT_CENTRE: N_("Contact centre"),
    BodyKind.ADMINISTRATION: N_("Administration of the site"),
}

ROLE_BODY_KINDS: dict[Role, BodyKind] = {
    Role.CHAIR: BodyKind.COMMISSION,
    Role.MEMBER: BodyKind.COMMISSION,
    Role.COMPLAINTS: BodyKind.COMMISSION,
    Role.MILITARY_BODY: BodyKind.MILITARY_BODY,
    Role.CONTACT_CENTRE: BodyKind.CONTACT_CENTRE,
    Role.ADMIN: BodyKind.ADMINISTRATION,
}


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
