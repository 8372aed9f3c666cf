"""What the form of an action begins with: the officer reads it, mends it, sends it."""

from collections.abc import Mapping
from typing import Any

from blueprints.officers.executors import executor_choice
from domain.needs import FIELDS, Kind, Need
from domain.schema import Action, Effect, ResultKind
from domain.workflow import needed_fields
from models.documents import ResultStatus
from queries.casework import CaseFile
from web.forms.actions import ActionForm, action_form
from web.names import in_kazakh, paper_name

_PLACE_LONGEST = next(field.longest for field in FIELDS[Need.HEARING] if field.name == "hearing_place")


def form_for(file: CaseFile, action: Action, typed: Mapping[str, Any] | None = None) -> ActionForm:
    """The form of this action of the case, filled from the request or with what is already known.

    `typed`: what the officer entered lately and did not sign.
    """
    fields = needed_fields(file.snapshot, action)
    kinds = {field.kind for field in fields}
    scans = {field.name for field in fields if field.kind is Kind.SCAN}
    known = suggestions(file, action) | {
        name: value for name, value in (typed or {}).items() if name not in scans
    }
    choice = executor_choice(file) if Kind.EXECUTOR in kinds else None
    if choice and choice.proposed is not None:
        known.setdefault("executor", choice.proposed)
    form = action_form(
        fields,
        grounds=_grounds(file, action) if Kind.GROUNDS in kinds else (),
        documents=_mendable(file) if Kind.DOCUMENT in kinds else (),
        executors=choice.executors if choice else (),
        prefill=known,
    )
    if choice and choice.why:
        form["executor"].description = choice.why
    return form


def _grounds(file: CaseFile, action: Action) -> list[tuple[str, str]]:
    """The grounds to refuse on; after a hearing those on which the applicant was heard."""
    hearing = file.hearing if Effect.ISSUE_REFUSAL in action.effects else None
    return [
        (ground.code, ground.label)
        for ground in file.service.refusal_grounds
        if hearing is None or ground.code in hearing.grounds
    ]


def _mendable(file: CaseFile) -> list[tuple[int, str]]:
    """The papers of which nobody has asked yet that they be mended."""
    asked = {row.request.document_id for row in file.corrections if row.request.status == "asked"}
    return [
        (paper.id, paper_name(paper.kind, paper.title))
        for paper in file.current_papers
        if paper.id not in asked
    ]


def suggestions(file: CaseFile, action: Action) -> dict[str, Any]:
    """Known values for the fields of this action, by its effects."""
    known: dict[str, Any] = {}
    for effect in action.effects:
        if effect in _SUGGEST:
            known |= _SUGGEST[effect](file)
    return known


def _conclusion(file: CaseFile) -> dict[str, Any]:
    """The reason in the conclusion is printed in Kazakh, whatever the officer reads."""
    return {"conclusion_reason": in_kazakh(file.subtype.label)}


def _refusal(file: CaseFile) -> dict[str, Any]:
    """A refusal rests on what the applicant was heard on."""
    hearing = file.hearing
    return {"grounds": hearing.grounds, "facts": hearing.facts} if hearing else {}


def _hearing(file: CaseFile) -> dict[str, Any]:
    """The grounds and facts of the members who refuse, and the commission's own address."""
    against = [opinion for opinion in file.opinions if opinion.agrees is False]
    return {
        "grounds": sorted({code for opinion in against for code in opinion.grounds}),
        "facts": "\n".join(opinion.facts for opinion in against if opinion.facts),
        "hearing_way": "in_person",
        "hearing_place": file.case.body.address[:_PLACE_LONGEST],
    }


def _replacement(file: CaseFile) -> dict[str, Any]:
    """What the document says now; the officer mends it."""
    old = next((result for result in file.results if result.status == ResultStatus.GENUINE), None)
    if old is None:
        return {}
    if old.kind == ResultKind.CONCLUSION:
        return {"conclusion_reason": old.facts["reason"], "until_date": old.until_date}
    return {"grounds": old.facts["grounds"], "facts": "\n".join(old.facts["reasons"])}


def _decline(file: CaseFile) -> dict[str, Any]:
    """The ground that an answer of another body gives, if one has come."""
    candidate = file.candidate
    if candidate is None:
        return {}
    if candidate.examination and candidate.examination.fitness == "failed":
        return {"grounds": ["examination"]}
    if candidate.check and candidate.check.positive is False:
        return {"grounds": ["article_38_2_4"]}
    return {}


def _instruction(file: CaseFile) -> dict[str, Any]:
    """One reports to the unit itself."""
    post = file.candidate.post if file.candidate else None
    return {"report_place": post.vacancy.unit.address[:_PLACE_LONGEST]} if post else {}


def _medical_answer(file: CaseFile) -> dict[str, Any]:
    """The outcome follows from the conclusion."""
    found = file.candidate.examination if file.candidate else None
    if found is None:
        return {}
    return {"fitness": "passed" if found.medical == found.psychological == "passed" else "failed"}


_SUGGEST = {
    Effect.RECORD_MEDICAL_ANSWER: _medical_answer,
    Effect.CONCEAL_GROUNDS: _decline,
    Effect.DRAW_UP_INSTRUCTION: _instruction,
    Effect.ISSUE_CONCLUSION: _conclusion,
    Effect.ISSUE_REFUSAL: _refusal,
    Effect.CALL_HEARING: _hearing,
    Effect.REPLACE_RESULT: _replacement,
}
