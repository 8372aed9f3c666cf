"""What keeps an application from being sent, in sentences with the way on."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext, ngettext

from actions.codes import CodeLimited, CodeRefused
from domain.text import N_
from models.drafts import Draft
from queries import drafts
from queries.services import VACANCIES, current_service
from web.filters import moment


@dataclass(frozen=True)
class Obstacle:
    """Source strings: what is in the way, the words of the link that leads on, and its address."""

    code: str
    sentence: str
    link: str
    url: str


_WORDS: dict[str, tuple[str, str, str]] = {
    "no_ground": (N_("No ground is chosen yet."), N_("Choose the ground"), "change_ground"),
    "open_case": (
        N_("You already have an open application. Another one can be sent when it is decided or withdrawn."),
        N_("To the open application"),
        "case",
    ),
    "identity_unknown": (
        N_(
            "The state database of persons has not yet told us your date of birth and "
            "your district of residence."
        ),
        N_("See what the registries answered"),
        "show_data",
    ),
    "phone_unknown": (
        N_(
            "No phone number is linked to your IIN, so there is nowhere to send the code and our messages to."
        ),
        N_("How to link a number"),
        "phone",
    ),
    "check_failed": (
        N_("What the registry says closes this ground to you for now."),
        N_("See what the registry says"),
        "show_data",
    ),
    "check_pending": (
        N_("The registry that decides about this ground has not answered yet."),
        N_("See what the registries answered"),
        "show_data",
    ),
    "questions_open": (N_("A question is not answered yet."), N_("Answer the questions"), "show_data"),
    "documents_missing": (N_("A paper is missing."), N_("Attach the papers"), "show_documents"),
    "no_body": (
        N_(
            "The bodies that decide where you are registered do not work with this site yet. "
            "Call 1414 and ask where to apply."
        ),
        N_("See what the registries answered"),
        "show_data",
    ),
    "no_vacancy": (
        N_("Nobody is sought for this post any more. What you filled in is kept for another one."),
        N_("Choose another post"),
        "vacancies",
    ),
    "questionnaire_open": (
        N_("The questionnaire is not filled in yet."),
        N_("Fill in the questionnaire"),
        "show_questionnaire",
    ),
    "no_consent": (
        N_("You have not agreed to the processing of your personal data yet."),
        N_("Read the consent"),
        "consent",
    ),
    "closed": (
        N_("Applications for this service are not taken now. Your draft is kept."),
        N_("About the service"),
        "passport",
    ),
    "eds_only": (
        N_("This application is signed with EDS; a code by SMS is not enough for it."),
        N_("Sign with EDS"),
        "show_certify",
    ),
    "out_of_season": (
        N_("Applications are not taken now. Your draft is kept; send it when the season opens."),
        N_("When applications are taken"),
        "passport",
    ),
    "changed": (
        N_("The application was changed after the code had been sent, so that code no longer fits."),
        N_("Check the application once more"),
        "check",
    ),
}


def obstacle(code: str, draft: Draft) -> Obstacle:
    """The words for a code of FilingRefused or why_not_fileable()."""
    sentence, link, where = _WORDS[code]
    return Obstacle(code, sentence, link, _url(where, draft))


def _url(where: str, draft: Draft) -> str:
    match where:
        case "case":
            service = current_service(draft.service)
            number = drafts.open_case_number(draft.person_id, service) if service else None
            return url_for("cabinet.show_case", number=number) if number else url_for("cabinet.home")
        case "phone":
            return url_for("cabinet.profile")
        case "vacancies":
            return VACANCIES
        case "consent":
            return url_for("apply.check", code=draft.service, draft_id=draft.id, _anchor="consent")
        case "passport":
            return url_for("public.passport", code=draft.service)
        case _:
            return url_for(f"apply.{where}", code=draft.service, draft_id=draft.id)


def code_refused(refused: CodeRefused) -> str:
    """Why the code that was typed is not taken."""
    match refused.code:
        case "wrong":
            return ngettext(
                "This code is not right. You can try %(num)s more time.",
                "This code is not right. You can try %(num)s more times.",
                refused.tries_left,
            )
        case "too_many_tries":
            return gettext(
                "Five wrong codes were entered, so this one no longer works. Ask for a new code below."
            )
        case "unknown":
            return gettext(
                "The application was changed after this code had been sent. Ask for a new code below."
            )
        case _:
            return gettext(
                "This code is no longer good: its five minutes are over, or a newer one was asked for."
            )


def code_limited(limited: CodeLimited) -> str:
    """Why no code is sent now, and from when on one can be asked for."""
    again = moment(limited.again_at)
    if limited.code == "cool_down":
        return gettext(
            "A code was asked for a moment ago. The next one can be asked for from %(time)s.", time=again
        )
    return gettext("Too many codes were asked for with this IIN. The next one: from %(time)s.", time=again)
