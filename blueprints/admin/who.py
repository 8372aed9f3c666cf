"""As whom the signed-in administrator acts."""

from domain.roles import Actor, Role
from web.access import actors_with


def administrator() -> Actor:
    """The administrator before this page: their own appointment, or that of whom they stand in for."""
    return actors_with(Role.ADMIN)[0]
