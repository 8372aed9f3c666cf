"""Our words for what WTForms and Flask-WTF say by themselves.

Theirs tell what a program expected; ours tell a person what to do. They are
also complete in three languages, which their own catalogues are not.
"""

from flask_babel import gettext
from flask_wtf.i18n import translations as library_translations

from domain.text import N_

MESSAGES: dict[str, str] = {
    "This field is required.": N_("Fill this in."),
    "Invalid input.": N_("This is not written as expected. Compare it with the example."),
    "Invalid email address.": N_("This is not an e-mail address. It looks like name@example.kz."),
    "Not a valid choice.": N_("Choose one of the answers in the list."),
    "Invalid Choice: could not coerce.": N_("Choose one of the answers in the list."),
    "Invalid choice(s): one or more data inputs could not be coerced.": N_(
        "Choose from the answers in the list."
    ),
    "'%(value)s' is not a valid choice for this field.": N_("Choose from the answers in the list."),
    "'%(value)s' are not valid choices for this field.": N_("Choose from the answers in the list."),
    "Not a valid date value.": N_("There is no such date. Write day, month and year, for example 1 12 2026."),
    "Not a valid datetime value.": N_("There is no such date or time. Check both."),
    "Not a valid time value.": N_("There is no such time. Write hours and minutes, for example 14:05."),
    "Not a valid integer value.": N_("Write a whole number in digits."),
    "Not a valid decimal value.": N_("Write a number in digits."),
    "Not a valid float value.": N_("Write a number in digits."),
    "Number must be at least %(min)s.": N_("Write a number that is %(min)s or more."),
    "Number must be at most %(max)s.": N_("Write a number that is %(max)s or less."),
    "Number must be between %(min)s and %(max)s.": N_("Write a number from %(min)s to %(max)s."),
    "Date must be at least %(min)s.": N_("This date is too early. The earliest is %(min)s."),
    "Date must be at most %(max)s.": N_("This date is too late. The latest is %(max)s."),
    "Date must be between %(min)s and %(max)s.": N_("Choose a date from %(min)s to %(max)s."),
    "Field must be equal to %(other_name)s.": N_("The two entries differ. Write the same in both."),
    "Field must be at least %(min)d characters long.": N_("Too short: write at least %(min)d characters."),
    "Field cannot be longer than %(max)d characters.": N_("Too long: write at most %(max)d characters."),
    "Field must be exactly %(max)d characters long.": N_("Write exactly %(max)d characters."),
    "Field must be between %(min)d and %(max)d characters long.": N_(
        "Write from %(min)d to %(max)d characters."
    ),
    "File does not have an approved extension: {extensions}": N_(
        "We cannot take a file of this kind. Choose one of these: {extensions}"
    ),
    "File does not have an approved extension.": N_("We cannot take a file of this kind."),
    "This field cannot be edited.": N_("This cannot be changed here."),
    "This field is disabled and cannot have a value.": N_("This cannot be changed here."),
    "CSRF token missing.": N_("This page had been open for too long. Open it again."),
    "CSRF token expired.": N_("This page had been open for too long. Open it again."),
    "CSRF failed.": N_("This page had been open for too long. Open it again."),
    "Invalid CSRF Token.": N_("This page had been open for too long. Open it again."),
}
"""Keyed by the library's English text; of plural messages, by the plural one, as ours needs only that."""


class Translations:
    """What WTForms asks for the words of a message."""

    def gettext(self, message: str) -> str:
        """Ours in the reader's language, or the library's own translation."""
        ours = MESSAGES.get(message)
        return gettext(ours) if ours else library_translations.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The same for a message with a number."""
        ours = MESSAGES.get(plural)
        return gettext(ours) if ours else library_translations.ngettext(singular, plural, n)
