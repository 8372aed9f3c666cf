"""Sets of statuses of the services on which a ministry decides, as the catalogue declares their steps."""

from collections.abc import Callable

import catalogue
from domain.roles import BodyKind, Role
from domain.schema import Effect, Group, PublicService, Step

SERVICES: tuple[PublicService, ...] = tuple(
    service for service in catalogue.EDITIONS if service.decided_by is BodyKind.MINISTRY
)


def statuses(fits: Callable[[Step], bool]) -> frozenset[str]:
    """The codes of the steps, of all editions, that fit."""
    return frozenset(
        code for service in SERVICES for code, step in service.workflow.steps.items() if fits(step)
    )


def can(step: Step, effect: Effect) -> bool:
    """Whether an action of this step has this effect."""
    return any(effect in action.effects for action in step.actions)


TO_DISTRIBUTE = statuses(lambda step: can(step, Effect.DISTRIBUTE))
"""Nobody has it yet: the head gives it to an executor."""

TO_SIGN = statuses(lambda step: step.owner is Role.HEAD) - TO_DISTRIBUTE
"""It came to the head from its executor, to approve and sign."""

IN_WORK = statuses(lambda step: step.group is Group.OPEN and step.owner is not Role.SITE)
"""Somebody still has something to do."""

ENDED = statuses(lambda step: step.group is not Group.OPEN)
"""The ministry's part is over."""
