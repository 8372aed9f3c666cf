"""The head gives applications out: as proposed, one or all at once, or by hand (CON-3, CON-4)."""

from collections.abc import Mapping

from flask import Response, flash, request, url_for
from flask_babel import ngettext

import clock
from blueprints.ministry import ministry
from blueprints.ministry.giving import Given, give, head_bodies
from domain.roles import Role
from domain.text import N_
from domain.troops import BRANCHES
from queries.distribution import Application, Waitlist, waitlist
from web.access import officer
from web.executor_words import executor_names, reason_words
from web.htmx import done, render_page


@ministry.get("/ministry/distribute/")
@officer(Role.HEAD)
def distribute() -> Response:
    """What waits, each with the proposed executor and the reasons; who is absent."""
    return _page(waitlist(head_bodies(), clock.now()), [])


@ministry.post("/ministry/distribute/")
@officer(Role.HEAD)
def give_out() -> Response:
    """Give the one application whose button was pressed to the executor chosen for it, or every application
    for which one is chosen; one that fails stops none of the others."""
    found = waitlist(head_bodies(), clock.now())
    waiting = {application.number: application for application in found.applications}
    only = request.form.get("only")
    chosen = {
        number: request.form.get(f"executor-{number}", 0, type=int)
        for number in ([only] if only else request.form.getlist("shown"))
    }
    given = [
        _give(number, waiting.get(number), executor_id)
        for number, executor_id in chosen.items()
        if executor_id or only
    ]
    if not given or not all(one.done for one in given):
        return _page(waitlist(head_bodies(), clock.now()), given, 422, chosen)
    said = ngettext(
        "%(num)s application given out: %(numbers)s.",
        "%(num)s applications given out: %(numbers)s.",
        len(given),
        numbers=", ".join(one.number for one in given),
    )
    flash(said, "success")
    return done(url_for("ministry.distribute"))


def _give(number: str, application: Application | None, executor_id: int) -> Given:
    if application is None:
        return Given(number, False, N_("Somebody was first: this is no longer open."))
    if not executor_id:
        return Given(number, False, N_("Choose an executor for this application."))
    return give("distribute", application, executor_id)


def _page(
    found: Waitlist, given: list[Given], status: int = 200, chosen: Mapping[str, int] | None = None
) -> Response:
    """The page; `chosen`: what the head had chosen already, which stays so."""
    return render_page(
        "ministry/distribute.html",
        block="waiting",
        status=status,
        waitlist=found,
        offered=executor_names(one for one in found.executors if one.serves),
        names={executor.id: executor.name for executor in found.executors},
        branches=BRANCHES,
        reason_words=reason_words,
        given=given,
        chosen=chosen or {},
        nothing_chosen=status == 422 and not given,
    )
