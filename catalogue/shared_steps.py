"""What deferral and exemption share word for word: the commission's procedure,
the hearing before a refusal, and the complaint (605, both sets of rules, p.9-p.14)."""

from datetime import time

from catalogue.sources import rule_source
from domain.deadlines import OfficeHours, Season, Unit
from domain.needs import Need
from domain.roles import Role
from domain.schema import (
    OURS,
    Action,
    Effect,
    Group,
    Guard,
    RegistryData,
    Seat,
    Source,
    Step,
    Term,
    Tone,
    Workflow,
)
from domain.text import N_

CITIZEN = frozenset({Role.CITIZEN})
CHAIR = frozenset({Role.CHAIR})
MEMBER = frozenset({Role.MEMBER})
SITE = frozenset({Role.SITE})

# 605, both rules, annex 2 item 10 (and the same days in item 7).
SEASONS = (Season((3, 1), (6, 30)), Season((9, 1), (12, 30)))
# 605, both rules, annex 2 item 7.
HOURS = OfficeHours(time(9, 0), time(18, 30), time(13, 0), time(14, 30))

PROVIDER = N_("Local executive bodies of districts and cities, through the conscription commission")
PRICE = N_("Free of charge")
CONTACT = N_("Contact centre 1414, 8 800 080 7777")


def seats(rules: int) -> tuple[Seat, ...]:
    """The members of the commission beside its chair (605 p.9)."""
    source = rule_source(rules, "9")
    return (
        Seat("military", N_("Head of the local military administration body"), source),
        Seat("internal_affairs", N_("Representative of internal affairs"), source),
        Seat("health", N_("Deputy head of health care, chair of the medical commission"), source),
    )


def identity(rules: int) -> RegistryData:
    """Identity data come from the registry (605 a.2 item 8, last part)."""
    return RegistryData("identity", N_("Identity and registered address"), rule_source(rules, "8", annex=2))


def military_registration(rules: int) -> RegistryData:
    """Where the conclusion goes beside the cabinet (605 p.13), so the place must be known."""
    return RegistryData(
        "military_registration", N_("Place of military registration"), rule_source(rules, "13")
    )


def working_days(amount: int, source: Source) -> Term:
    """A term in working days."""
    return Term(amount, Unit.WORKING_DAYS, source)


def commission_workflow(rules: int, *, until_date: bool) -> Workflow:
    """The procedure of the conscription commission from sending to minutes.

    `until_date`: whether a conclusion holds until a day (deferral) or for good (exemption).
    """
    wording = (Need.CONCLUSION_REASON, Need.UNTIL_DATE) if until_date else (Need.CONCLUSION_REASON,)
    stages = rule_source(rules, "10")
    delivery = rule_source(rules, "13")
    sending = rule_source(rules, "7")
    refusal = rule_source(rules, "11")

    withdraw = Action(
        "withdraw",
        N_("Withdraw the application"),
        "withdrawn",
        N_("The applicant withdrew the application"),
        CITIZEN,
        OURS,
        to="withdrawn",
        tells=("withdrawn",),
        tone=Tone.BAD,
        hint=N_("The case ends without a decision. You can apply again in the same season."),
    )
    add_document = Action(
        "add_document",
        N_("Add a document"),
        "document_added",
        N_("The applicant added a document"),
        CITIZEN,
        OURS,
        needs=(Need.ANSWER_FILES,),
        effects=(Effect.ADD_DOCUMENT,),
        hint=N_("You may add a paper that nobody asked for."),
    )
    answer_correction = Action(
        "answer_correction",
        N_("Send the mended document"),
        "correction_answered",
        N_("The applicant sent the mended document"),
        CITIZEN,
        OURS,
        guards=(Guard.CORRECTION_PENDING,),
        needs=(Need.ANSWERED_CORRECTION, Need.ANSWER_FILES),
        effects=(Effect.ANSWER_CORRECTION,),
    )
    expire_corrections = Action(
        "expire_corrections",
        N_("Go on without the mended document"),
        "correction_expired",
        N_("The mended document did not come in time; the case goes on with what is there"),
        SITE,
        OURS,
        guards=(Guard.CORRECTION_PENDING,),
        effects=(Effect.CLOSE_CORRECTIONS,),
        tells=("correction_expired",),
    )
    request_correction = Action(
        "request_correction",
        N_("Ask the applicant to mend a document"),
        "correction_requested",
        N_("A document must be mended"),
        CHAIR | MEMBER,
        OURS,
        guards=(Guard.CORRECTION_TIME_LEFT,),
        needs=(Need.CORRECTION,),
        effects=(Effect.REQUEST_CORRECTION,),
        tells=("correction_requested",),
        hint=N_("The due date of the case does not move."),
    )
    recuse_chair = Action(
        "recuse",
        N_("Step aside from this case"),
        "recused",
        N_("Stepped aside from the case"),
        CHAIR,
        OURS,
        guards=(Guard.STANDS_IN,),
        needs=(Need.REASON,),
        effects=(Effect.RECUSE,),
    )
    recuse_member = Action(
        "recuse",
        N_("Step aside from this case"),
        "recused",
        N_("Stepped aside from the case"),
        MEMBER,
        OURS,
        completes=True,
        needs=(Need.REASON,),
        effects=(Effect.RECUSE,),
    )
    conclude = Action(
        "conclude",
        N_("Issue the conclusion"),
        "concluded",
        N_("The chair issued the conclusion"),
        CHAIR,
        stages,
        to="concluded",
        needs=(*wording, Need.REASON_AGAINST_OPINIONS),
        effects=(Effect.ISSUE_CONCLUSION,),
        tells=("concluded",),
        tone=Tone.GOOD,
        in_sitting=True,
        signed=True,
    )
    after = _result_actions(wording)
    if until_date:
        after += (_GROUND_ENDED,)
    citizen_always = (answer_correction, add_document, withdraw)

    steps = (
        Step(
            "filed",
            N_("Sent"),
            N_("Your application has been sent and kept."),
            N_("The site registers it on the next working day and hands it to the commission"),
            Tone.PROGRESS,
            Group.OPEN,
            sending,
            owner=Role.SITE,
            actions=(
                Action(
                    "register",
                    N_("Register"),
                    "registered",
                    N_("Registered and handed to the chair of the commission"),
                    SITE,
                    stages,
                    to="registered",
                    effects=(Effect.REGISTER,),
                    tells=("case_registered",),
                ),
                add_document,
                withdraw,
            ),
        ),
        Step(
            "registered",
            N_("With the chair"),
            N_("Your application is registered and lies with the chair of the commission."),
            N_("The chair passes it to the members, who examine it"),
            Tone.PROGRESS,
            Group.OPEN,
            stages,
            owner=Role.CHAIR,
            term=working_days(1, stages),
            actions=(
                Action(
                    "forward",
                    N_("Pass to the members"),
                    "forwarded",
                    N_("The chair passed the application to the members of the commission"),
                    CHAIR,
                    stages,
                    to="under_examination",
                    tells=("case_forwarded",),
                    tone=Tone.GOOD,
                    in_sitting=True,
                ),
                request_correction,
                recuse_chair,
                *citizen_always,
                expire_corrections,
            ),
        ),
        Step(
            "under_examination",
            N_("With the members of the commission"),
            N_("The members of the commission examine your application and documents."),
            N_("The chair decides on their results"),
            Tone.PROGRESS,
            Group.OPEN,
            stages,
            owner=Role.MEMBER,
            seats=tuple(seat.code for seat in seats(rules)),
            term=working_days(1, stages),
            when_complete="examined",
            completed_event="examined",
            completed_tells=("case_examined",),
            actions=(
                Action(
                    "agree",
                    N_("Agree"),
                    "agreed",
                    N_("A member of the commission gave an opinion: agrees"),
                    MEMBER,
                    stages,
                    completes=True,
                    needs=(Need.OPINION_NOTE,),
                    effects=(Effect.RECORD_AGREEMENT,),
                    tone=Tone.GOOD,
                    in_sitting=True,
                    signed=True,
                ),
                Action(
                    "disagree",
                    N_("Refuse"),
                    "disagreed",
                    N_("A member of the commission gave an opinion: refuses"),
                    MEMBER,
                    stages,
                    completes=True,
                    needs=(Need.GROUNDS, Need.OPINION_NOTE),
                    effects=(Effect.RECORD_DISAGREEMENT,),
                    tone=Tone.BAD,
                    signed=True,
                ),
                recuse_member,
                Action(
                    "proceed",
                    N_("Go on without the silent members"),
                    "proceeded",
                    N_("The term of the members passed; the chair went on without the silent ones"),
                    CHAIR,
                    OURS,
                    to="examined",
                    guards=(Guard.STEP_OVERDUE,),
                    effects=(Effect.CLOSE_SILENT,),
                    tells=("case_examined",),
                    in_sitting=True,
                ),
                request_correction,
                *citizen_always,
                expire_corrections,
            ),
        ),
        Step(
            "examined",
            N_("With the chair for a decision"),
            N_("The members have given their opinions, and now the chair of the commission decides."),
            N_("A conclusion, or a hearing with you before any refusal"),
            Tone.PROGRESS,
            Group.OPEN,
            stages,
            owner=Role.CHAIR,
            term=working_days(1, stages),
            actions=(
                conclude,
                Action(
                    "call_hearing",
                    N_("Preliminary refusal: call a hearing"),
                    "hearing_called",
                    N_("Preliminary decision to refuse; the applicant is called to a hearing"),
                    CHAIR,
                    stages,
                    to="hearing_called",
                    needs=(Need.GROUNDS, Need.HEARING, Need.REASON_AGAINST_OPINIONS),
                    effects=(Effect.CALL_HEARING,),
                    tells=("hearing_called", "hearing_place"),
                    tone=Tone.BAD,
                    hint=N_(
                        "The applicant is told the preliminary decision, and the time and way of the hearing."
                    ),
                ),
                request_correction,
                recuse_chair,
                *citizen_always,
                expire_corrections,
            ),
        ),
        Step(
            "hearing_called",
            N_("Hearing"),
            N_("Nothing is decided yet: the commission means to refuse and asks to hear you first."),
            N_("The hearing, then the decision"),
            Tone.ATTENTION,
            Group.OPEN,
            stages,
            owner=Role.CHAIR,
            term=working_days(2, stages),
            actions=(
                Action(
                    "record_hearing",
                    N_("Enter what happened at the hearing"),
                    "hearing_recorded",
                    N_("The hearing is over"),
                    CHAIR,
                    stages,
                    to="heard",
                    guards=(Guard.HEARING_TIME_COME,),
                    needs=(Need.HEARING_RECORD,),
                    effects=(Effect.RECORD_HEARING,),
                    tells=("hearing_held",),
                ),
                Action(
                    "move_hearing",
                    N_("Move the hearing as the applicant asked"),
                    "hearing_moved",
                    N_("The hearing was moved"),
                    CHAIR,
                    OURS,
                    guards=(Guard.HEARING_MOVE_DUE, Guard.HEARING_AHEAD),
                    needs=(Need.NEW_HEARING_TIME,),
                    effects=(Effect.MOVE_HEARING,),
                    tells=("hearing_moved",),
                ),
                Action(
                    "object",
                    N_("Object in writing"),
                    "objected",
                    N_("The applicant objected in writing"),
                    CITIZEN,
                    stages,
                    guards=(Guard.NO_OBJECTION_YET,),
                    needs=(Need.OBJECTION,),
                    effects=(Effect.RECORD_OBJECTION,),
                    hint=N_("The commission must take your objection into account, also if you cannot come."),
                ),
                Action(
                    "ask_to_move_hearing",
                    N_("Ask to move the hearing"),
                    "hearing_move_asked",
                    N_("The applicant asked to move the hearing"),
                    CITIZEN,
                    OURS,
                    guards=(Guard.HEARING_AHEAD, Guard.HEARING_MOVE_NOT_ASKED),
                    needs=(Need.HEARING_WISH,),
                    effects=(Effect.ASK_TO_MOVE_HEARING,),
                    hint=N_("You can ask once; the hearing stays within its two working days."),
                ),
                recuse_chair,
                *citizen_always,
                expire_corrections,
            ),
        ),
        Step(
            "heard",
            N_("With the chair after the hearing"),
            N_("The hearing is over, and now the chair of the commission decides."),
            N_("A conclusion or a refusal"),
            Tone.PROGRESS,
            Group.OPEN,
            stages,
            owner=Role.CHAIR,
            until_case_due=True,
            actions=(
                conclude,
                Action(
                    "refuse",
                    N_("Refuse"),
                    "refused",
                    N_("The chair refused, with reasons"),
                    CHAIR,
                    refusal,
                    to="refused",
                    needs=(Need.GROUNDS, Need.REASON_AGAINST_OPINIONS),
                    effects=(Effect.ISSUE_REFUSAL,),
                    tells=("refused",),
                    tone=Tone.BAD,
                    signed=True,
                ),
                recuse_chair,
                *citizen_always,
                expire_corrections,
            ),
        ),
        Step(
            "concluded",
            N_("Granted"),
            N_("The commission has decided in your favour: the conclusion is in your cabinet."),
            N_("The local military administration body enters the minutes"),
            Tone.GOOD,
            Group.DECIDED,
            delivery,
            owner=Role.MILITARY_BODY,
            term=working_days(1, OURS),
            within_case_term=False,
            when_complete="recorded",
            completed_tells=("recorded",),
            actions=(
                Action(
                    "record_minutes",
                    N_("Enter the minutes"),
                    "minutes_recorded",
                    N_("The local military administration body entered the minutes"),
                    frozenset({Role.MILITARY_BODY}),
                    delivery,
                    completes=True,
                    needs=(Need.MINUTES,),
                    effects=(Effect.RECORD_MINUTES,),
                    tone=Tone.GOOD,
                ),
                *after,
            ),
        ),
        Step(
            "recorded",
            N_("Granted and entered in the minutes"),
            N_("The conclusion is in your cabinet and in the minutes of the commission."),
            N_("The deferral holds until its last day; tell us if its ground ends earlier")
            if until_date
            else N_("Nothing more is asked of you"),
            Tone.GOOD,
            Group.FINAL,
            delivery,
            actions=after,
        ),
        Step(
            "refused",
            N_("Refused"),
            N_("The commission refused; the reasons are in the document in your cabinet."),
            N_("You may complain, or apply again in the same season"),
            Tone.BAD,
            Group.FINAL,
            refusal,
            actions=_result_actions((Need.GROUNDS,)),
        ),
        Step(
            "annulled",
            N_("Annulled"),
            N_("The document of the commission was annulled and no longer counts."),
            N_("You may complain, or apply again in the same season"),
            Tone.BAD,
            Group.FINAL,
            OURS,
        ),
        Step(
            "withdrawn",
            N_("Withdrawn"),
            N_("No decision was made: you withdrew the application."),
            N_("You may apply again in the same season"),
            Tone.NEUTRAL,
            Group.FINAL,
            OURS,
        ),
    )
    return Workflow("filed", {step.code: step for step in steps})


_GROUND_ENDED = Action(
    "tell_ground_ended",
    N_("Tell that my ground has ended"),
    "ground_ended",
    N_("The applicant told that the ground no longer holds"),
    CITIZEN,
    OURS,
    guards=(Guard.RESULT_GENUINE,),
    needs=(Need.GROUND_ENDED,),
    effects=(Effect.TELL_GROUND_ENDED,),
    hint=N_(
        "The commission and the military administration body hear it from you. The document stays as it is "
        "until the commission decides."
    ),
)


def _result_actions(wording: tuple[Need, ...]) -> tuple[Action, ...]:
    """What a chair may do to a result document that was issued with a mistake."""
    return (
        Action(
            "replace_result",
            N_("Replace the document"),
            "result_replaced",
            N_("The result document was replaced"),
            CHAIR,
            OURS,
            guards=(Guard.RESULT_GENUINE,),
            needs=(*wording, Need.REASON),
            effects=(Effect.REPLACE_RESULT,),
            tells=("result_replaced",),
            hint=N_("For a mistake in the document. The decision stays."),
            signed=True,
        ),
        Action(
            "annul_result",
            N_("Annul the document"),
            "result_annulled",
            N_("The result document was annulled"),
            CHAIR,
            OURS,
            to="annulled",
            guards=(Guard.RESULT_GENUINE,),
            needs=(Need.REASON,),
            effects=(Effect.ANNUL_RESULT,),
            tells=("result_annulled",),
            tone=Tone.BAD,
            signed=True,
        ),
    )


def complaint_workflow(source: Source) -> Workflow:
    """A complaint and its clocks: three, five and fifteen working days (605 p.14)."""
    officer = frozenset({Role.COMPLAINTS})
    steps = (
        Step(
            "filed",
            N_("Received"),
            N_("The body you complain of either meets your complaint in full or forwards it with the case."),
            N_("It is met in full, or goes to the reviewing body"),
            Tone.PROGRESS,
            Group.OPEN,
            source,
            owner=Role.COMPLAINTS,
            term=working_days(3, source),
            within_case_term=False,
            actions=(
                Action(
                    "satisfy_complaint",
                    N_("Meet the complaint in full"),
                    "complaint_satisfied",
                    N_("The complaint was met in full"),
                    officer,
                    source,
                    to="satisfied",
                    needs=(Need.REPLY,),
                    effects=(Effect.SATISFY_COMPLAINT,),
                    tells=("complaint_satisfied",),
                    tone=Tone.GOOD,
                ),
                Action(
                    "forward_complaint",
                    N_("Forward to the reviewing body"),
                    "complaint_forwarded",
                    N_("The complaint went to the reviewing body with the case"),
                    officer,
                    source,
                    to="forwarded",
                    needs=(Need.REVIEWING_BODY,),
                    effects=(Effect.FORWARD_COMPLAINT,),
                    tells=("complaint_forwarded",),
                ),
            ),
        ),
        Step(
            "forwarded",
            N_("With the reviewing body"),
            N_("The body that reviews complaints has your complaint and the case."),
            N_("The outcome of the review"),
            Tone.PROGRESS,
            Group.OPEN,
            source,
            owner=Role.COMPLAINTS,
            term=working_days(15, source),
            within_case_term=False,
            actions=(
                Action(
                    "record_review",
                    N_("Enter the outcome of the review"),
                    "complaint_reviewed",
                    N_("The reviewing body answered"),
                    officer,
                    source,
                    to="reviewed",
                    needs=(Need.REVIEW_OUTCOME, Need.REPLY),
                    effects=(Effect.RECORD_REVIEW,),
                    tells=("complaint_answered",),
                ),
            ),
        ),
        Step(
            "satisfied",
            N_("Met in full"),
            N_("Your complaint was met in full."),
            N_("Nothing more is asked of you"),
            Tone.GOOD,
            Group.FINAL,
            source,
        ),
        Step(
            "reviewed",
            N_("Answered"),
            N_("The reviewing body has answered."),
            N_("You may go to court now, unless a law says otherwise"),
            Tone.NEUTRAL,
            Group.FINAL,
            source,
        ),
    )
    return Workflow("filed", {step.code: step for step in steps})
