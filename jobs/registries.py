"""Asking the registries, and saying of those that do not answer that they are silent."""

import logging

from flask import current_app

import clock
from actions import registries as actions
from actions.personal_files import ask_connected as ask_connected_for
from database import transaction
from integrations.registries import registry_for
from integrations.registries.errors import Permanent, Refused, RegistryError
from jobs import tally
from queries import registries as queries
from queries.personal_file import cases_to_ask

logger = logging.getLogger(__name__)

MOST_ASKED = 200
"""For so many cases at a time a registry that was connected lately is asked."""


def ask_registry(query_id: int) -> None:
    """Ask once, between two transactions. Does nothing for a question that waits for nothing."""
    with transaction():
        attempt = actions.start_attempt(query_id)
    if attempt is None:
        return
    try:
        answer = registry_for(attempt.kind, current_app.config["SETTINGS"]).ask(attempt.question)
    except RegistryError as error:
        _fail(query_id, attempt.kind, error)
    except Exception as error:
        # A slip in a mapping must not be tried for ever, nor its message, which
        # may quote the reply, reach the log: the type has to do.
        logger.error("registry %s: query %s broke with %s", attempt.kind, query_id, type(error).__name__)
        _fail(query_id, attempt.kind, Permanent("reply_not_understood"))
    else:
        with transaction():
            actions.record_answer(query_id, answer)
        tally.count_answer(attempt.kind, answer.status)
        logger.info("registry %s: query %s is %s", attempt.kind, query_id, answer.status)


def sweep_silent() -> None:
    """Say of overdue questions that no answer came."""
    for query_id in queries.past_deadline(clock.now()):
        with transaction():
            actions.mark_silent(query_id)


def ask_connected() -> None:
    """Ask registries to which the site was connected lately, for the cases that executors work on."""
    for case_id in cases_to_ask(MOST_ASKED):
        with transaction():
            ask_connected_for(case_id)


def _fail(query_id: int, kind: str, error: RegistryError) -> None:
    with transaction():
        actions.record_failure(query_id, error)
    tally.count_answer(kind, actions.kind_of(error))
    level = logging.ERROR if isinstance(error, Refused) else logging.WARNING
    logger.log(level, "registry %s: query %s failed: %s", kind, query_id, error.code)
