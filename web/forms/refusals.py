"""What the engine refuses, said beside the field that it is about.

The rules know no form and no language: they raise InvalidData with a code per
field. Here each code gets its sentence.
"""

from collections.abc import Mapping

from flask_babel import gettext
from wtforms import Field
from wtforms import Form as WTForm

from domain.text import N_

WORDS: dict[str, str] = {
    "missing": N_("Fill this in."),
    "required": N_("Fill this in."),
    "unknown_choice": N_("Choose one of the answers in the list."),
    "wrong_type": N_("This is not written as expected. Write it once more."),
    "in_past": N_("This time has already passed. Choose a later one."),
    "in_future": N_("This date is still to come. Enter the date that stands in the paper."),
    "too_late": N_("This is later than the act allows. Choose an earlier time."),
    "not_office_hours": N_("The commission does not work then. Choose office hours of a working day."),
    "not_heard": N_("The applicant was not heard on this ground. Use only those of the hearing."),
    "no_objection": N_("The applicant has sent no objection in writing. Choose what really happened."),
    "too_soon": N_(
        "The applicant would hear of it too late. Leave an hour after the message, which waits at night."
    ),
    "commission_needs_it": N_(
        "The commission of this district sends its conclusions here. Enter another military body first."
    ),
    "has_work": N_(
        "There is work for this body: applications that wait for it or will come to it, or posts that it "
        "offers. It stays until that has ended, or until another body of its kind serves the region."
    ),
    "no_body": N_(
        "In the region where the applicant is registered no body does what comes next. Ask an administrator "
        "of the site to enter it; until then the application stays with you."
    ),
    "registry_answered": N_("This registry has answered: its data take precedence over a paper."),
    "registry_awaited": N_(
        "Ask the registry first, and wait until it has answered or its time to answer has run out."
    ),
    "not_yet": N_("The time of the hearing has not come yet."),
    "already_asked": N_("The applicant has already been asked to mend this document. Choose another one."),
    "oneself": N_("Nobody can stand in for themselves. Choose somebody else."),
    "officer_left": N_("This officer does not work here any more. Choose somebody else."),
    "dates_order": N_("The last day lies before the first one."),
    "date_past": N_("This day has already passed."),
    "absence_overlaps": N_("A substitute has already been named for some of these days."),
    "already_ended": N_("It ends earlier than that already. To go on longer, enter it anew."),
    "login_format": N_("A login has 3 to 40 small Latin letters, digits or dots and begins with a letter."),
    "login_taken": N_("Somebody has this login already. Choose another one."),
    "iin_format": N_("There is no such IIN: a digit is mistyped. Compare it with the identity card."),
    "year_format": N_("Write the year with four digits, for example 2004."),
    "too_many": N_("There is no more room here. Take something out first."),
    "row_gone": N_(
        "This entry has been taken out meanwhile, and no other one was changed. What you typed is still "
        "here: add it if it belongs in the list."
    ),
    "not_empty": N_("There is something filled in here. Take it out first."),
    "not_worked": N_("This is not a working day. Choose another one."),
    "against_conclusion": N_(
        "This does not fit the conclusion of the medical commission. Choose the outcome that follows from it."
    ),
    "bin_format": N_("A BIN has twelve digits."),
    "key_unknown": N_(
        "Nobody has entered with whose key you sign. Ask an administrator of the site to do so."
    ),
    "role_unknown": N_("There is no such role. Choose one of the list."),
    "seat_unknown": N_("There is no such place in the commission. Choose one of the list."),
    "body_unfit": N_("There is no such role in this body. Choose a body of the fitting kind."),
    "seat_taken": N_(
        "Somebody else holds this place in these days. End their role first, or choose a later first day."
    ),
    "code_taken": N_("There is a district with this code already. Correct that one instead."),
    "already_served": N_("This district has a commission already, and only one can take its applications."),
    "out_of_range": N_("Write a whole number from 1 to 500."),
    "unchanged": N_("This executor has the application already. Choose another one."),
    "too_far": N_("This is more than a year ahead. Compare it with the paper."),
    "nobody_answers": N_("No body of your district can answer here now. Call 1414."),
    "year_not_loaded": N_("The calendar of this year is not loaded. Load it first."),
}
"""Sentences by code; a code that is not here gets the last words of `sentence`."""

MISSING_CHOICE = N_("Choose one of the answers.")
MISSING_CHOICES = N_("Choose at least one.")
MISSING_FILES = N_("Choose a file, or take a photograph.")


def refuse(form: WTForm, problems: Mapping[str, str]) -> None:
    """Put the problems of an InvalidData beside the fields of the form.

    A problem of something that the form does not ask for goes to the whole form.
    What was typed stays.
    """
    for name, code in problems.items():
        if name in form:
            field = form[name]
            field.errors = [*field.errors, sentence(code, field)]
        else:
            form.form_errors.append(sentence(code))


def sentence(code: str, field: Field | None = None) -> str:
    """What is wrong, in the reader's language; `field` makes the words fit what it asks for."""
    if code == "missing" and field is not None:
        return gettext(missing_words(field))
    if code == "too_long":
        longest = getattr(field, "longest", None)
        if longest is not None:
            return gettext("Too long: write at most %(max)d characters.", max=longest)
        return gettext("Too long. Write it more briefly.")
    return gettext(WORDS.get(code, N_("This cannot be used as it is. Check it and send it again.")))


def missing_words(field: Field) -> str:
    """How to say, in English as a source string, that this field was left empty."""
    return {
        "RadioCards": MISSING_CHOICE,
        "SelectField": MISSING_CHOICE,
        "CheckCards": MISSING_CHOICES,
        "UploadField": MISSING_FILES,
    }.get(field.type, WORDS["missing"])
