"""The agreement, which both sides sign (834 annex 1)."""

from dataclasses import replace

from catalogue.contract_actions import (
    A_DAY_BEFORE,
    ALGORITHM,
    CANDIDATE_ALWAYS,
    CHOOSE_ANEW,
    CITIZEN,
    DECLINE,
    EXECUTOR,
    HEAD,
    HEADS,
    OFFER_AGREEMENT,
    REASSIGN,
    THREE_DAYS,
    WITHDRAW,
)
from domain.deadlines import Unit
from domain.needs import Need
from domain.roles import Role
from domain.schema import OURS, Action, Effect, Group, Guard, Step, Term, Tone
from domain.text import N_

AGREEMENT = (
    Step(
        "agreement_offered",
        N_("Agreement to sign"),
        N_("The agreement is ready: read it and sign it with your EDS."),
        N_("The head signs it, too"),
        Tone.ATTENTION,
        Group.OPEN,
        ALGORITHM,
        owner=Role.CITIZEN,
        term=Term(10, Unit.WORKING_DAYS, OURS),
        within_case_term=False,  # whoever is late, the candidate has the whole time
        warn_before=A_DAY_BEFORE,
        actions=(
            Action(
                "sign_agreement",
                N_("Sign the agreement"),
                "agreement_signed",
                N_("The candidate signed the agreement"),
                CITIZEN,
                ALGORITHM,
                to="with_head",
                guards=(Guard.POST_FREE,),
                effects=(Effect.SIGN_AGREEMENT,),
                tells=("contract_agreement_signed",),
                tone=Tone.GOOD,
                signed=True,
            ),
            Action(
                "close_unsigned",
                N_("Close: the candidate has not signed"),
                "not_signed",
                N_("The candidate did not sign the agreement in time"),
                EXECUTOR,
                OURS,
                to="not_signed",
                guards=(Guard.STEP_OVERDUE, Guard.POST_FREE, Guard.NOT_BEING_SIGNED),
                tells=("contract_not_signed",),
                tone=Tone.BAD,
            ),
            Action(
                "take_agreement_back",
                N_("Take the agreement back to draw it up anew"),
                "agreement_taken_back",
                N_("The agreement was taken back to be drawn up anew"),
                EXECUTOR,
                OURS,
                to="agreement_anew",
                guards=(Guard.NOT_BEING_SIGNED,),
                needs=(Need.REASON,),
                effects=(Effect.TAKE_PAPER_BACK, Effect.REMEMBER_WORDS),
                tells=("contract_agreement_anew",),
                hint=N_(
                    "For a mistake in it. The candidate is told that another one comes, and reads the reason."
                ),
            ),
            REASSIGN,
            CHOOSE_ANEW,
            WITHDRAW,
        ),
    ),
    Step(
        "agreement_anew",
        N_("Agreement is drawn up anew"),
        N_("The executor of the ministry draws the agreement up anew, and you sign the new one."),
        N_("The agreement, which you sign first"),
        Tone.PROGRESS,
        Group.OPEN,
        OURS,
        owner=Role.EXECUTOR,
        assigned=True,
        term=Term(3, Unit.WORKING_DAYS, OURS),
        actions=(OFFER_AGREEMENT, DECLINE, REASSIGN, *CANDIDATE_ALWAYS),
    ),
    Step(
        "with_head",
        N_("With the head for signature"),
        N_("The head checks everything and signs the agreement."),
        N_("The instruction to report to the unit"),
        Tone.PROGRESS,
        Group.OPEN,
        ALGORITHM,
        owner=Role.HEAD,
        term=THREE_DAYS,
        warn_before=A_DAY_BEFORE,
        actions=(
            Action(
                "sign_for_ministry",
                N_("Approve and sign the agreement"),
                "agreement_concluded",
                N_("The agreement is signed by both sides"),
                HEAD,
                ALGORITHM,
                to="agreed",
                guards=(Guard.POST_FREE,),
                effects=(Effect.ISSUE_AGREEMENT,),
                tells=("contract_agreed",),
                tone=Tone.GOOD,
                signed=True,
            ),
            replace(DECLINE, roles=HEAD, source=HEADS),
            Action(
                "give_agreement_back",
                N_("Give the agreement back to be drawn up anew"),
                "agreement_given_back",
                N_("The agreement was given back to be drawn up anew"),
                HEAD,
                OURS,
                to="agreement_anew",
                needs=(Need.REASON,),
                effects=(Effect.TAKE_PAPER_BACK, Effect.REMEMBER_WORDS),
                tells=("contract_agreement_anew",),
                hint=N_(
                    "For a mistake in it. The candidate is told that another one comes, and reads the reason."
                ),
            ),
            REASSIGN,
            CHOOSE_ANEW,
            WITHDRAW,
        ),
    ),
)
