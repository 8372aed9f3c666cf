"""What each effect that the catalogue may name does; a test proves that none is missing."""

from collections.abc import Callable

from actions import (
    agreements,
    corrections,
    decisions,
    declines,
    distribution,
    examinations,
    hearings,
    opinions,
    personal_files,
    posts,
    remarks,
    special_checks,
)
from actions.deeds import Deed
from actions.results import ResultDraft
from domain.schema import Effect

DRAFTS: dict[Effect, Callable[[Deed], ResultDraft]] = {
    Effect.ISSUE_CONCLUSION: decisions.draft_conclusion,
    Effect.ISSUE_REFUSAL: decisions.draft_refusal,
    Effect.REPLACE_RESULT: decisions.draft_replacement,
}
"""Effects that issue a result document: what is drafted, printed and signed before."""

CHECKS: dict[Effect, Callable[[Deed], None]] = {
    Effect.RECORD_PAPER_ANSWER: special_checks.check_paper_answer,
    Effect.RECORD_PAPER_CLEARANCE: special_checks.check_paper_answer,
    Effect.RECORD_MEDICAL_ANSWER: examinations.check_answer,
}
"""Effects that refuse what was entered: asked before it is signed, too."""

DRAWN_UP: dict[Effect, Callable[[Deed], bytes]] = {
    Effect.SIGN_AGREEMENT: agreements.drawn_up_agreement,
    Effect.ISSUE_AGREEMENT: agreements.drawn_up_agreement,
    Effect.ISSUE_INSTRUCTION: agreements.drawn_up_instruction,
}
"""Effects for which a paper is signed that somebody drew up before: these bytes, and no others."""

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
    Effect.DISTRIBUTE: distribution.distribute,
    Effect.REASSIGN: distribution.reassign,
    Effect.CHOOSE_VACANCY: posts.choose_vacancy,
    Effect.CONCEAL_GROUNDS: declines.conceal_grounds,
    Effect.FORM_CHECK_FILE: special_checks.form_check_file,
    Effect.TAKE_PAPER_INSTEAD: personal_files.take_paper_instead,
    Effect.RECORD_CLEARANCE: special_checks.record_clearance,
    Effect.RECORD_PAPER_ANSWER: special_checks.record_paper_answer,
    Effect.RECORD_PAPER_CLEARANCE: special_checks.record_paper_clearance,
    Effect.CALL_TO_EXAMINATION: examinations.call_to_examination,
    Effect.MOVE_EXAMINATION: examinations.move_examination,
    Effect.RECORD_MEDICAL_CONCLUSION: examinations.record_conclusion,
    Effect.KEEP_CONCLUSION_SCAN: examinations.keep_conclusion_scan,
    Effect.RECORD_MEDICAL_ANSWER: examinations.record_answer,
    Effect.OFFER_AGREEMENT: agreements.offer_agreement,
    Effect.SIGN_AGREEMENT: agreements.sign_agreement,
    Effect.ISSUE_AGREEMENT: agreements.issue_agreement,
    Effect.DRAW_UP_INSTRUCTION: agreements.draw_up_instruction,
    Effect.ISSUE_INSTRUCTION: agreements.issue_instruction,
    Effect.TAKE_PAPER_BACK: agreements.take_paper_back,
    Effect.RECALL_INSTRUCTION: agreements.recall_instruction,
    Effect.ANNUL_AGREEMENT: agreements.annul_agreement,
    Effect.REMEMBER_WORDS: remarks.remember_words,
    Effect.REPLACE_RESULT: decisions.replace_result,
    Effect.ANNUL_RESULT: decisions.annul_result,
    Effect.TELL_GROUND_ENDED: decisions.tell_ground_ended,
    Effect.REQUEST_CORRECTION: corrections.request_correction,
    Effect.ANSWER_CORRECTION: corrections.answer_correction,
    Effect.CLOSE_CORRECTIONS: corrections.expire_corrections,
    Effect.ADD_DOCUMENT: corrections.add_document,
}
"""Effects on a case; those of a complaint stand in actions/complaints.py."""


def check(deed: Deed) -> None:
    """Raise InvalidData for what an effect of this deed would refuse; nothing is written."""
    for effect in deed.action.effects:
        if effect in CHECKS:
            CHECKS[effect](deed)
