"""A summons that comes while an application is under review: told to the body that sends summonses.

Order 605 says nothing of it: by its p.2 a deferral (exemption) is given by decision of the commission, so
that until then a summons holds. What the site offers meanwhile is ours (docs/adr/0026).

Kazakh: шақыру қағазы. Russian: повестка.
"""

from catalogue.shared_steps import working_days
from catalogue.sources import rule_source
from domain.needs import Need
from domain.roles import Role
from domain.schema import (
    OURS,
    Action,
    Group,
    Guard,
    Matter,
    Remark,
    Step,
    Tone,
    Workflow,
)
from domain.text import N_

_CITIZEN = frozenset({Role.CITIZEN})
_BODY = frozenset({Role.MILITARY_BODY})
_SITE = frozenset({Role.SITE})


def summoned(rules: int) -> Matter:
    """What comes up when somebody who has applied is summoned: how it is told, and its answers."""
    return Matter(
        code="summoned",
        begin=Action(
            "tell_of_summons",
            N_("I was summoned although I applied"),
            "summons_told",
            N_("The applicant told of a summons"),
            _CITIZEN,
            OURS,
            to="summons_told",
            needs=(Need.SUMMONS,),
            tells=("summons_passed_on",),
            hint=N_("The military administration body gets it as an urgent task, with the proof of filing."),
        ),
        workflow=Workflow("summons_told", {step.code: step for step in _steps()}),
        before="summons_at",
        ends_with_case="end_with_case",
        lapses="lapse",
        unanswered="summons_unanswered",
        silence=N_(
            "There is no answer yet, and the summons counts. Appear, show this page, and call the military "
            "administration body."
        ),
        paper=N_("Summons"),
        remarks=(
            Remark(
                N_("Your application by itself puts nothing off: only a decision of the commission does."),
                rule_source(rules, "2"),
            ),
            Remark(
                N_("The summons goes on counting, unless the military administration body says otherwise."),
                OURS,
            ),
            Remark(
                N_(
                    "If no answer comes in time, appear as the summons says, and show the proof that "
                    "you have applied."
                ),
                OURS,
            ),
        ),
        source=OURS,
    )


def _steps() -> tuple[Step, ...]:
    return (
        Step(
            "summons_told",
            N_("Waits for an answer about the summons"),
            N_("The military administration body has your word, with the proof that you have applied."),
            N_("It answers what holds of the summons"),
            Tone.ATTENTION,
            Group.OPEN,
            OURS,
            owner=Role.MILITARY_BODY,
            term=working_days(1, OURS),
            within_case_term=False,
            actions=(
                Action(
                    "put_off_appearance",
                    N_("Put the appearance off until the decision"),
                    "appearance_put_off",
                    N_("The appearance is put off until the decision on the application"),
                    _BODY,
                    OURS,
                    to="appearance_put_off",
                    needs=(Need.WORDS,),
                    tells=("summons_put_off",),
                    tone=Tone.GOOD,
                    hint=N_("The applicant need not appear until the commission has decided."),
                ),
                Action(
                    "take_summons_back",
                    N_("The summons was sent by mistake"),
                    "summons_taken_back",
                    N_("The summons was sent by mistake and does not count"),
                    _BODY,
                    OURS,
                    to="summons_taken_back",
                    needs=(Need.WORDS,),
                    tells=("summons_taken_back",),
                    hint=N_("The applicant need not appear."),
                ),
                Action(
                    "let_summons_stand",
                    N_("The summons stands"),
                    "summons_stands",
                    N_("The summons stands: the applicant has to appear"),
                    _BODY,
                    OURS,
                    to="summons_stands",
                    needs=(Need.REASON_TOLD,),
                    tells=("summons_stands",),
                    tone=Tone.BAD,
                    hint=N_("The applicant has to appear at the time in the summons, and reads why."),
                ),
                Action(
                    "end_with_case",
                    N_("Close it: the case was decided first"),
                    "summons_closed",
                    N_("The application was decided or withdrawn before the answer about the summons"),
                    _SITE,
                    OURS,
                    to="summons_closed",
                ),
                Action(
                    "lapse",
                    N_("Close it: nobody has answered, and another summons has come"),
                    "summons_lapsed",
                    N_("There was no answer about the summons before another one came"),
                    _SITE,
                    OURS,
                    to="summons_lapsed",
                    guards=(Guard.STEP_OVERDUE,),
                ),
            ),
        ),
        _end(
            "appearance_put_off",
            N_("Appearance put off"),
            N_("You need not appear by this summons until the commission has decided on your application."),
            Tone.GOOD,
        ),
        _end(
            "summons_taken_back",
            N_("Sent by mistake"),
            N_("The summons was sent by mistake. You need not appear by it."),
            Tone.GOOD,
        ),
        _end(
            "summons_stands",
            N_("The summons stands"),
            N_("Appear at the time in the summons. Your application goes on being reviewed."),
            Tone.ATTENTION,
        ),
        _end(
            "summons_closed",
            N_("Closed with the case"),
            N_("Your application was decided or withdrawn first. The case says what holds now."),
            Tone.NEUTRAL,
        ),
        _end(
            "summons_lapsed",
            N_("Not answered"),
            N_("The military administration body did not answer in time."),
            Tone.BAD,
        ),
    )


def _end(code: str, title: str, sentence: str, tone: Tone) -> Step:
    return Step(code, title, sentence, "", tone, Group.FINAL, OURS)
