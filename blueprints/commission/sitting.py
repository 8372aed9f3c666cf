"""Several papers decided in one sitting: each in its own transaction, each with its own line of answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, flash, request, url_for
from flask_babel import ngettext

import clock
from actions.steps import take_action
from blueprints.commission import commission
from database import transaction
from domain.errors import ActionNotOpen, InvalidData
from domain.schema import Effect
from domain.text import N_
from queries.sitting import SITTING, SittingPaper, picked_papers, ready_papers
from web.access import actors_with, officer
from web.forms.actions import ActionForm, action_form
from web.htmx import done, render_page
from web.names import in_kazakh


@dataclass(frozen=True)
class Line:
    """What became of one paper: done, or why not, as source strings."""

    number: str
    done: bool
    words: str


@commission.get("/commission/sitting/")
@officer(*SITTING)
def sitting() -> Response:
    """The papers that are ready, each with what the officer can do with it."""
    return _page({}, [])


@commission.post("/commission/sitting/")
@officer(*SITTING)
def decide() -> Response:
    """Take the chosen actions one after the other; one that fails stops none of the others."""
    keys = request.form.getlist("pick")
    papers = picked_papers(actors_with(*SITTING), clock.now(), {key.partition(".")[0] for key in keys})
    forms = {key: _form(paper) for key, paper in papers.items()}
    lines = [_decide(key, papers.get(key), forms.get(key)) for key in dict.fromkeys(keys)]
    if not lines or not all(line.done for line in lines):
        return _page(forms, lines, picked=set(keys), status=422)
    flash(
        ngettext("%(num)s paper decided: %(numbers)s.", "%(num)s papers decided: %(numbers)s.", len(lines),
                 numbers=", ".join(line.number for line in lines)),
        "success",
    )  # fmt: skip
    return done(url_for("commission.sitting"))


def _decide(key: str, paper: SittingPaper | None, form: ActionForm | None) -> Line:
    """Take the action on one paper."""
    number = key.partition(".")[0]
    if paper is None or form is None:
        return Line(number, False, N_("Somebody was first: this is no longer open."))
    if not form.validate():
        return Line(number, False, N_("Something is missing. See the paper below."))
    case_id = paper.case.id
    try:
        with transaction():
            take_action(case_id, paper.action.code, paper.actor, form.entered())
    except ActionNotOpen:
        return Line(number, False, N_("Somebody was first: this is no longer open."))
    except InvalidData as refused:
        form.refuse(refused.problems)
        return Line(number, False, N_("Something is missing. See the paper below."))
    return Line(number, True, paper.action.event_label)


def _page(
    forms: Mapping[str, ActionForm], lines: list[Line], *, picked: set[str] | None = None, status: int = 200
) -> Response:
    table = ready_papers(actors_with(*SITTING), clock.now())
    return render_page(
        "commission/sitting.html",
        block="sitting",
        status=status,
        table=table,
        forms={paper.key: forms.get(paper.key) or _form(paper) for paper in table.papers},
        lines=lines,
        picked=picked or set(),
        nothing_picked=status == 422 and not lines,
    )


def _form(paper: SittingPaper) -> ActionForm:
    prints = Effect.ISSUE_CONCLUSION in paper.action.effects
    return action_form(
        paper.fields,
        grounds=[(ground.code, ground.label) for ground in paper.service.refusal_grounds],
        prefill={"conclusion_reason": in_kazakh(paper.subtype.label)} if prints else None,
        prefix=f"{paper.key}-",
    )
