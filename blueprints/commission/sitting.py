"""Several papers decided in one sitting: each in its own transaction, each with its own line of answer.

What is signed is signed together, with one key in one go, and comes back here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Response, flash, request, url_for
from flask_babel import ngettext

import clock
from actions import signing
from actions.signed_deeds import MissingKey, WantedDeed, prepare_decisions
from actions.signing import Prepared
from actions.steps import take_action
from blueprints.commission import commission
from database import transaction
from domain.errors import ActionNotOpen, InvalidData
from domain.schema import Effect
from domain.signing import DeedState
from domain.text import N_
from queries.signing import Lately, lately, own_request, to_sign
from queries.sitting import SITTING, SittingPaper, picked_papers, ready_papers
from web.access import actors_with, officer, the_officer
from web.forms import refusals
from web.forms.actions import ActionForm, action_form
from web.htmx import done, render_page
from web.locale import current_language
from web.names import in_kazakh
from web.signing_words import refusal


@dataclass(frozen=True)
class Line:
    """What became of one paper: done, or why not, as source strings. `prepared`: it has to be signed now."""

    number: str
    done: bool
    words: str
    prepared: Prepared | None = None


@commission.get("/commission/sitting/")
@officer(*SITTING)
def sitting() -> Response:
    """The papers that are ready, each with what the officer can do with it; and what was just signed."""
    return _page({}, _signed_lines(request.args.get("signed", "")))


@commission.post("/commission/sitting/")
@officer(*SITTING)
def decide() -> Response:
    """Take the chosen actions one after the other; one that fails stops none of the others."""
    keys = request.form.getlist("pick")
    papers = picked_papers(actors_with(*SITTING), clock.now(), {key.partition(".")[0] for key in keys})
    begun = _lately(papers.values())
    forms = {key: _form(paper, begun) for key, paper in papers.items()}
    lines = [_decide(key, papers.get(key), forms.get(key)) for key in dict.fromkeys(keys)]
    sign_here = _ask_for_signatures([line.prepared for line in lines if line.prepared])
    if not lines or not all(line.done or line.prepared for line in lines):
        return _page(forms, lines, picked=set(keys), status=422, sign_here=sign_here)
    taken = [line for line in lines if line.done]
    if taken:
        said = ngettext(
            "%(num)s paper decided: %(numbers)s.",
            "%(num)s papers decided: %(numbers)s.",
            len(taken),
            numbers=", ".join(line.number for line in taken),
        )
        flash(said, "success")
    return done(sign_here or url_for("commission.sitting"))


def _decide(key: str, paper: SittingPaper | None, form: ActionForm | None) -> Line:
    """Take the action on one paper, or freeze what has to be signed for it."""
    number = key.partition(".")[0]
    if paper is None or form is None:
        return Line(number, False, N_("Somebody was first: this is no longer open."))
    if not form.validate():
        return Line(number, False, N_("Something is missing. See the paper below."))
    case_id = paper.case.id
    try:
        if paper.action.signed:
            return Line(number, False, paper.action.label, _prepare(paper, form))
        with transaction():
            take_action(case_id, paper.action.code, paper.actor, form.entered())
    except ActionNotOpen:
        return Line(number, False, N_("Somebody was first: this is no longer open."))
    except MissingKey:
        return Line(number, False, refusals.WORDS["key_unknown"])
    except InvalidData as refused:
        form.refuse(refused.problems)
        return Line(number, False, N_("Something is missing. See the paper below."))
    return Line(number, True, paper.action.event_label)


def _prepare(paper: SittingPaper, form: ActionForm) -> Prepared:
    wanted = WantedDeed(paper.case.id, paper.action.code, paper.actor, form.entered())
    back = url_for("commission.sitting")
    return prepare_decisions(the_officer().id, [wanted], language=current_language(), back=back)


def _ask_for_signatures(prepared: Sequence[Prepared]) -> str | None:
    """One request for all of them, and where it is signed."""
    if not prepared:
        return None
    with transaction():
        together = replace(prepared[0], deeds=[deed for one in prepared for deed in one.deeds])
        handle = signing.ask_for(together).handle
    return url_for("signing.sign", handle=handle)


def _signed_lines(handle: str) -> list[Line]:
    """What became of the papers of this request, which the officer has signed."""
    asked = own_request(handle, the_officer().id) if handle else None
    if asked is None:
        return []
    return [
        Line(deed.number, True, deed.done_label)
        if deed.state == DeedState.DONE
        else Line(deed.number, False, refusal(deed.reason or "").happened)
        for deed in to_sign(asked).deeds
        if deed.state != DeedState.WAITING
    ]


def _page(
    forms: Mapping[str, ActionForm],
    lines: list[Line],
    *,
    picked: set[str] | None = None,
    status: int = 200,
    sign_here: str | None = None,
) -> Response:
    table = ready_papers(actors_with(*SITTING), clock.now())
    begun = _lately(table.papers)
    return render_page(
        "commission/sitting.html",
        block="sitting",
        status=status,
        table=table,
        forms={paper.key: forms.get(paper.key) or _form(paper, begun) for paper in table.papers},
        being_checked=begun.being_checked,
        lines=lines,
        sign_here=sign_here,
        picked=picked or set(),
        nothing_picked=status == 422 and not lines,
    )


def _lately(papers: Iterable[SittingPaper]) -> Lately:
    return lately(the_officer().id, {paper.case.id for paper in papers}, clock.now())


def _form(paper: SittingPaper, begun: Lately) -> ActionForm:
    prints = Effect.ISSUE_CONCLUSION in paper.action.effects
    known = {"conclusion_reason": in_kazakh(paper.subtype.label)} if prints else {}
    return action_form(
        paper.fields,
        grounds=[(ground.code, ground.label) for ground in paper.service.refusal_grounds],
        prefill={**known, **begun.typed.get((paper.case.id, paper.action.code), {})},
        prefix=f"{paper.key}-",
    )
