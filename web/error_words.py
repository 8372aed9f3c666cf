"""What error pages say: what happened, and what to do now. Marked for translation, shown by `errors.py`."""

from dataclasses import dataclass

from domain.text import N_


@dataclass(frozen=True)
class ErrorWords:
    """The words of one error. `again`: offer the same page once more; `home`: offer the start page."""

    title: str
    happened: str
    advice: str
    again: bool = False
    home: bool = True


WORDS: dict[int, ErrorWords] = {
    400: ErrorWords(
        N_("We did not understand that"),
        N_("Something in the address or in what was sent is not as it should be. Nothing was changed."),
        N_("Go back and try once more, or begin at the start page."),
    ),
    403: ErrorWords(
        N_("This page is not for you"),
        N_("You are signed in, but this page belongs to another person or another role."),
        N_("If you think it should be yours, ask whoever gave you the address, or your administrator."),
    ),
    404: ErrorWords(
        N_("There is no such page"),
        N_("The address may have been mistyped or cut off, or the page has moved."),
        N_("Check the address, or begin at the start page. Your cases are in your cabinet."),
    ),
    405: ErrorWords(
        N_("This address cannot be opened this way"),
        N_("The address belongs to a button or a form, and was opened as a page. Nothing was changed."),
        N_("Go back to the page with the button and press it there."),
    ),
    409: ErrorWords(
        N_("Somebody was first"),
        N_("This has already been done or changed, by somebody else or by you in another window."),
        N_("Open the page again to see how things stand now. Nothing was done twice."),
        again=True,
    ),
    410: ErrorWords(
        N_("This is no longer here"),
        N_("What stood here was taken away for good, or the link was only good for a time."),
        N_("Begin at the start page. What you have sent us is in your cabinet and stays there."),
    ),
    413: ErrorWords(
        N_("The file is too large"),
        N_("What you sent is larger than we can take, so none of it has been kept."),
        N_("Go back and choose a smaller file, or take the photograph again with a lower resolution."),
        home=False,
    ),
    422: ErrorWords(
        N_("Something is missing or wrong"),
        N_("What was sent could not be used as it is. Nothing was changed."),
        N_("Go back, check what you entered, and send it again."),
        home=False,
    ),
    429: ErrorWords(
        N_("Too many tries"),
        N_("To protect people's data we limit how often this can be done in a short time."),
        N_("Wait a few minutes, then try again."),
        again=True,
    ),
    500: ErrorWords(
        N_("Something went wrong on our side"),
        N_("The mistake is ours. What you sent just now may not have been saved; earlier work is safe."),
        N_("Try again in a few minutes. If it happens again, call 1414 and read out the code below."),
        again=True,
    ),
    503: ErrorWords(
        N_("The site is not available just now"),
        N_("We cannot reach our own records at this moment. What you sent before is safe."),
        N_("Try again in a few minutes. Terms that the law sets are not lost because of this."),
        again=True,
        home=False,
    ),
}

CALENDAR_MISSING = ErrorWords(
    N_("The working days of a coming year are not known here yet"),
    N_("Without them no term can be counted, so nothing was changed or sent. A draft stays as it was."),
    N_("The administrator enters the calendar of the year. Try again later, or ask the contact centre 1414."),
)
FORM_TOO_OLD = ErrorWords(
    N_("This page had been open for too long"),
    N_("Your visit ended after you had opened this form. To protect you, it was not sent."),
    N_("Open the page again and send it from there. Whatever the page said was saved is still there."),
    again=True,
)
CASE_MOVED_ON = ErrorWords(
    N_("This can no longer be done"),
    N_("The case has moved on since you opened that page. Nothing was done twice, and nothing was lost."),
    N_("Open the case: it says how it stands now, and what you can do."),
    home=False,
)
PAPER_SUPERSEDED = ErrorWords(
    N_("This paper was deleted"),
    N_("A registry of the state has given the same data, which count from now on, and the copy was deleted."),
    N_("What the paper was called and its SHA-256 stay in the file, and the history says when it happened."),
)


def words_for(status: int) -> ErrorWords:
    """The words of this status, or of the nearest one that has its own."""
    if status in WORDS:
        return WORDS[status]
    return WORDS[500] if status >= 500 else WORDS[400]
