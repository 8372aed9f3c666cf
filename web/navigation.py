"""Who looks at the page, and what stands in the menu for them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app, request
from werkzeug.utils import cached_property

from domain.roles import Role
from domain.text import N_


@dataclass(frozen=True)
class Viewer:
    """Whom the page greets. `audience` is public, citizen or officer; `body` and `roles` are an officer's,
    `mark` stands for a citizen on their own device and says nothing about them."""

    audience: str = "public"
    name: str = ""
    body: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    mark: str = ""


@dataclass(frozen=True)
class MenuItem:
    """One line of a menu. `roles` empty: for all of that audience."""

    path: str
    label: str
    roles: frozenset[str] = field(default_factory=frozenset)

    @property
    def current(self) -> bool:
        """Whether the page lies below this item."""
        return request.path == self.path or (self.path != "/" and request.path.startswith(self.path))


_COMMISSION = frozenset({Role.CHAIR, Role.MEMBER})
_RECRUITING = frozenset(
    {Role.HEAD, Role.EXECUTOR, Role.SECURITY, Role.DEFENCE, Role.MEDICAL_CHAIR, Role.UNIT}
)

MENUS: dict[str, tuple[MenuItem, ...]] = {
    "public": (
        MenuItem("/find/", N_("Find my ground")),
        MenuItem("/vacancies/", N_("Posts")),
        MenuItem("/verify/", N_("Check a document")),
        MenuItem("/sign-in/", N_("Sign in")),
    ),
    "citizen": (
        MenuItem("/cabinet/", N_("My cases")),
        MenuItem("/vacancies/", N_("Posts")),
        MenuItem("/cabinet/profile/", N_("My data")),
    ),
    "officer": (
        MenuItem("/staff/", N_("Inbox"), _COMMISSION | {Role.MILITARY_BODY, Role.COMPLAINTS} | _RECRUITING),
        MenuItem("/commission/sitting/", N_("Sitting"), _COMMISSION),
        MenuItem("/commission/members/", N_("Members"), frozenset({Role.CHAIR})),
        MenuItem("/panel/", N_("Applications"), _RECRUITING),
        MenuItem("/ministry/distribute/", N_("Distribution"), frozenset({Role.HEAD})),
        MenuItem("/ministry/executors/", N_("Executors"), frozenset({Role.HEAD})),
        MenuItem("/ministry/reports/", N_("Reports"), frozenset({Role.HEAD})),
        MenuItem("/ministry/vacancies/", N_("Posts"), frozenset({Role.HEAD})),
        MenuItem("/admin/", N_("Administration"), frozenset({Role.ADMIN})),
        MenuItem("/oversight/", N_("Deadlines"), frozenset({Role.CHAIR, Role.ADMIN})),
        MenuItem("/contact-centre/", N_("Find a case"), frozenset({Role.CONTACT_CENTRE})),
    ),
}

SIGN_OUT = {"citizen": "/sign-out/", "officer": "/staff/sign-out/"}


class Frame:
    """What the page's frame asks for, only when it asks: an error page without a menu needs no database."""

    def __init__(self, viewer: Callable[[], Viewer]) -> None:
        self._viewer = viewer

    @cached_property
    def viewer(self) -> Viewer:
        """Who looks."""
        return self._viewer()

    @property
    def menu(self) -> list[MenuItem]:
        """The viewer's menu. An item that lies below another one wins as the current one."""
        return [
            item for item in MENUS[self.viewer.audience] if not item.roles or item.roles & self.viewer.roles
        ]

    @property
    def here(self) -> MenuItem | None:
        """The menu's item that holds this page."""
        return max(
            (item for item in self.menu if item.current), key=lambda item: len(item.path), default=None
        )

    @property
    def sign_out(self) -> str | None:
        """Where to post to sign out; None for a stranger."""
        return SIGN_OUT.get(self.viewer.audience)

    @property
    def demo(self) -> bool:
        """Whether the people and cases here are made up."""
        return current_app.config["SETTINGS"].mode == "demo"


def init_app(app: Flask, *, viewer: Callable[[], Viewer] = Viewer) -> None:
    """Give the templates `frame`. `viewer` answers who is signed in; without it everybody is a stranger."""
    app.context_processor(lambda: {"frame": Frame(viewer)})
