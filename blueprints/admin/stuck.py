"""What does not go on by itself, and the button that sends it on."""

from collections.abc import Callable

from flask import Response, flash, request, url_for
from flask_babel import gettext, ngettext

import clock
from actions import messages, outbox
from blueprints.admin import admin
from blueprints.admin.who import administrator
from blueprints.admin.words import TOPIC_TITLES
from catalogue.messages import TEMPLATES
from database import transaction
from domain.errors import ActionNotOpen
from domain.message_statuses import MESSAGE_STATUS_TITLES, REASON_TITLES
from domain.roles import Role
from queries import stuck as queries
from web.access import officer
from web.htmx import done, render_page
from web.names import badge_tone


@admin.get("/admin/stuck/")
@officer(Role.ADMIN)
def stuck() -> Response:
    """Messages that reached nobody, and work that the site gave up."""
    now = clock.now()
    return render_page(
        "admin/stuck.html",
        count=queries.stuck_count(now),
        messages=queries.stuck_messages(now, page=request.args.get("page", 1, type=int)),
        work=queries.given_up_work(),
        texts=TEMPLATES,
        status_titles=MESSAGE_STATUS_TITLES,
        reason_titles=REASON_TITLES,
        topic_titles=TOPIC_TITLES,
        badge_tone=badge_tone,
    )


@admin.post("/admin/stuck/messages/")
@officer(Role.ADMIN)
def send_again() -> Response:
    """Send these messages once more; the quiet hours hold."""
    actor = administrator()
    sent = _each(queries.known_messages(_ids()), lambda id_: messages.retry(id_, actor))
    if sent:
        flash(ngettext("%(num)s message is sent again.", "%(num)s messages are sent again.", sent), "success")
    return done(url_for("admin.stuck"))


@admin.post("/admin/stuck/work/")
@officer(Role.ADMIN)
def work_again() -> Response:
    """Try this work once more."""
    actor = administrator()
    tried = _each(_ids(), lambda id_: outbox.try_again(id_, actor))
    if tried:
        flash(
            ngettext(
                "%(num)s piece of work is tried again.", "%(num)s pieces of work are tried again.", tried
            ),
            "success",
        )
    return done(url_for("admin.stuck"))


def _ids() -> list[int]:
    """What the form names, no more than a page of it."""
    return sorted(set(request.form.getlist("id", type=int)))[: queries.WORK_SHOWN]


def _each(ids: list[int], deed: Callable[[int], object]) -> int:
    """Do it for each in a transaction of its own, so that one that fails stops none of the others."""
    done_now = 0
    for id_ in ids:
        try:
            with transaction():
                deed(id_)
        except ActionNotOpen:
            continue
        done_now += 1
    if done_now < len(ids) or not ids:
        flash(gettext("Somebody was first, or it has gone on by itself: nothing is done twice."), "info")
    return done_now
