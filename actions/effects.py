"""What each effect that the catalogue may name does; a test proves that none is missing."""

from collections.abc import Callable

from actions import corrections, decisions, hearings, opinions
from actions.deeds import Deed
from actions.results import ResultDraft
from domain.schema import Effect

DRAFTS: dict[Effect, Callable[[Deed], ResultDraft]] = {
    Effect.ISSUE_CONCLUSION: decisions.draft_conclusion,
    Effect.ISSUE_REFUSAL: decisions.draft_refusal,
    Effect.REPLACE_RESULT: decisions.draft_replacement,
}
"""Effects that issue a result document: what is drafted, printed and signed before."""

EFFECTS: dict[Effect, Callable[[Deed], None]] = {
    Effect.REGISTER: decisions.register,
    Effect.RECORD_AGREEMENT: opinions.record_agreement,
    Effect.RECORD_DISAGREEMENT: opinions.record_disagreement,
    Effect.CLOSE_SILENT: opinions.name_silent_members,
    Effect.RECUSE: opinions.recuse,
    Effect.CALL_HEARING: hearings.call_hearing,
    Effect.ASK_TO_MOVE_HEARING: hearings.ask_to_move_hearing,
    Effect.MOVE_HEARING: hearings.move_hearing,
    Effect.RECORD_OBJECTION: hearings.record_objection,
    Effect.RECORD_HEARING: hearings.record_hearing,
    Effect.ISSUE_CONCLUSION: decisions.issue_conclusion,
    Effect.ISSUE_REFUSAL: decisions.issue_refusal,
    Effect.RECORD_MINUTES: decisions.record_minutes,
    Effect.REPLACE_RESULT: decisions.replace_result,
    Effect.ANNUL_RESULT: decisions.annul_result,
    Effect.REQUEST_CORRECTION: corrections.request_correction,
    Effect.ANSWER_CORRECTION: corrections.answer_correction,
    Effect.CLOSE_CORRECTIONS: corrections.expire_corrections,
    Effect.ADD_DOCUMENT: corrections.add_document,
}
"""Effects on a case; those of a complaint stand in actions/complaints.py."""
