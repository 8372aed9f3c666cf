"""Giving applications to executors: each in its own transaction, each with its own line of answer."""

from dataclasses import dataclass
from typing import Any

from actions.steps import take_action
from database import transaction
from domain.errors import ActionNotOpen, InvalidData
from domain.roles import Role
from domain.text import N_
from queries.distribution import Application
from web.access import actors_with
from web.forms import refusals


@dataclass(frozen=True)
class Given:
    """What became of one application: done, or why not, as a source string."""

    number: str
    done: bool
    words: str


def head_bodies() -> set[int]:
    """The units whose head the officer is, or for whose head they stand in."""
    return {actor.body_id for actor in actors_with(Role.HEAD) if actor.body_id is not None}


def give(action: str, application: Application, executor_id: int, **said: Any) -> Given:
    """Let the head give this application to an executor; `action` is distribute or reassign."""
    number = application.number
    head = next(actor for actor in actors_with(Role.HEAD) if actor.body_id == application.body_id)
    event = application.service.workflow.actions()[action].event_label
    try:
        with transaction():
            take_action(application.case_id, action, head, {"executor": executor_id, **said})
    except ActionNotOpen:
        return Given(number, False, N_("Somebody was first: this is no longer open."))
    except InvalidData as refused:
        return Given(number, False, refusals.WORDS[next(iter(refused.problems.values()))])
    return Given(number, True, event)
