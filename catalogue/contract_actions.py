"""What the steps of contract service share: paragraphs of the order, roles, terms, actions (834).

Annex 1 is the algorithm, annex 2 the head's regulations, annex 3 those of the
ministry's executor, annex 4 those of the department for defence.
"""

from dataclasses import replace

from catalogue.sources import ORDER_834
from domain.deadlines import Unit
from domain.needs import Need
from domain.roles import Role
from domain.schema import (
    OURS,
    Action,
    Effect,
    Guard,
    Source,
    Term,
    Tone,
)
from domain.text import N_

ALGORITHM = Source(ORDER_834, rules=1)
HEADS = Source(ORDER_834, rules=2)
EXECUTORS = Source(ORDER_834, rules=3)
DEFENCES = Source(ORDER_834, rules=4)

CITIZEN = frozenset({Role.CITIZEN})
SITE = frozenset({Role.SITE})
HEAD = frozenset({Role.HEAD})
EXECUTOR = frozenset({Role.EXECUTOR})
SECURITY = frozenset({Role.SECURITY})
DEFENCE = frozenset({Role.DEFENCE})
MEDICAL_CHAIR = frozenset({Role.MEDICAL_CHAIR})
UNIT = frozenset({Role.UNIT})

THREE_DAYS = Term(3, Unit.CALENDAR_DAYS, HEADS)
FOUR_MONTHS = Term(4, Unit.MONTHS, EXECUTORS)
SEVEN_WORKING_DAYS = Term(7, Unit.WORKING_DAYS, DEFENCES)
A_WEEK_BEFORE = Term(5, Unit.WORKING_DAYS, OURS)
A_DAY_BEFORE = Term(1, Unit.WORKING_DAYS, OURS)

CLOSE_TO_THE_END = "accepted"
"""The executor's four months run from when the material came to them (annex 3)."""

WITHDRAW = Action(
    "withdraw",
    N_("Withdraw the application"),
    "withdrawn",
    N_("The applicant withdrew the application"),
    CITIZEN,
    OURS,
    to="withdrawn",
    tells=("withdrawn",),
    tone=Tone.BAD,
    hint=N_("The case ends without a decision. You may apply for a post again at any time."),
)
CHOOSE_VACANCY = Action(
    "choose_vacancy",
    N_("Choose another post"),
    "vacancy_chosen",
    N_("The candidate chose another post"),
    CITIZEN,
    OURS,
    guards=(Guard.POST_TAKEN,),
    needs=(Need.VACANCY,),
    effects=(Effect.CHOOSE_VACANCY,),
    hint=N_("Everything that has been done so far still counts. Only an agreement is drawn up anew."),
)
DECLINE = Action(
    "decline",
    N_("Decline"),
    "declined",
    N_("Declined; the grounds are kept in the closed part of the system"),
    EXECUTOR,
    ALGORITHM,
    to="declining",
    needs=(Need.CONCEALED_GROUNDS,),
    effects=(Effect.CONCEAL_GROUNDS,),
    tone=Tone.BAD,
    hint=N_(
        "The candidate never learns the grounds, nor at which stage it was decided, and is told with all "
        "others at the beginning of next week."
    ),
    signed=True,
    concealed=True,
)
REASSIGN = Action(
    "reassign",
    N_("Give to another executor"),
    "reassigned",
    N_("The head gave the application to another executor"),
    HEAD,
    HEADS,
    needs=(Need.EXECUTOR, Need.REASON),
    effects=(Effect.REASSIGN,),
    concealed=True,
)
CANDIDATE_ALWAYS = (CHOOSE_VACANCY, WITHDRAW)
CHOOSE_ANEW = replace(
    CHOOSE_VACANCY,
    to="agreement_anew",
    effects=(*CHOOSE_VACANCY.effects, Effect.TAKE_PAPER_BACK),
    tells=("contract_agreement_anew",),
)
"""An agreement names its post: for another one it is another agreement. It looks as elsewhere (CON-7)."""
OFFER_AGREEMENT = Action(
    "offer_agreement",
    N_("Draw up the agreement"),
    "agreement_offered",
    N_("The agreement was drawn up"),
    EXECUTOR,
    ALGORITHM,
    to="agreement_offered",
    guards=(Guard.POST_FREE, Guard.FOUND_FIT),
    needs=(Need.AGREEMENT,),
    effects=(Effect.OFFER_AGREEMENT,),
    tells=("contract_agreement",),
    tone=Tone.GOOD,
)
