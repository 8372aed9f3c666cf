"""How an application ends without an agreement in force (834 annex 1; CON-7)."""

from catalogue.contract_actions import ALGORITHM, CANDIDATE_ALWAYS, SITE
from domain.deadlines import Unit
from domain.roles import Role
from domain.schema import OURS, Action, Group, Step, Term, Tone
from domain.text import N_

ENDINGS = (
    Step(
        "declining",
        N_("Declined, not yet told"),
        N_("The candidate is told at the beginning of next week."),
        "",
        Tone.BAD,
        Group.OPEN,
        OURS,
        owner=Role.SITE,
        concealed=True,
        term=Term(1, Unit.WEEKS, OURS),
        within_case_term=False,
        actions=(
            Action(
                "announce_decline",
                N_("Tell that it is declined"),
                "decline_announced",
                N_("Your application is declined"),
                SITE,
                ALGORITHM,
                to="declined",
                tells=("contract_declined",),
            ),
            # As open as before: an action that was gone would tell (CON-7).
            *CANDIDATE_ALWAYS,
        ),
    ),
    Step(
        "declined",
        N_("Declined"),
        N_("The ministry has declined your application; the act does not let us tell the grounds."),
        N_("You may complain, or apply for another post"),
        Tone.BAD,
        Group.FINAL,
        ALGORITHM,
        history=frozenset({"sent", "accepted", "declined"}),
    ),
    Step(
        "not_signed",
        N_("Agreement not signed"),
        N_("You did not sign the agreement in its time."),
        N_("You may apply for a post again"),
        Tone.NEUTRAL,
        Group.FINAL,
        OURS,
    ),
    Step(
        "annulled",
        N_("Agreement annulled"),
        N_("The agreement was annulled after both sides had signed it; the history says why."),
        N_("You may apply for a post again"),
        Tone.BAD,
        Group.FINAL,
        OURS,
    ),
    Step(
        "withdrawn",
        N_("Withdrawn"),
        N_("No decision was made: you withdrew the application."),
        N_("You may apply for a post again"),
        Tone.NEUTRAL,
        Group.FINAL,
        OURS,
    ),
)
