"""What can be wrong with an attempt to act, as named exceptions.

Each carries a stable code, so that the edge can say it in the reader's words.
"""


class QyzmetError(Exception):
    """Base of all errors that a person is told about in a sentence."""

    code = "error"


class ActionNotOpen(QyzmetError):
    """The action is not open to this actor in the case's present state."""

    code = "action_not_open"


class AlreadyDone(ActionNotOpen):
    """Somebody else was first: the task or the case has moved on."""

    code = "already_done"


class ChangedMeanwhile(ActionNotOpen):
    """What is to be saved was saved differently elsewhere since its page was opened."""

    code = "changed_meanwhile"


class InvalidData(QyzmetError):
    """What was entered does not satisfy the action's needs.

    `problems` maps a field's name to a stable code of what is wrong.
    """

    code = "invalid_data"

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code in problems.items()))
        self.problems = problems


class OtherPaper(ActionNotOpen):
    """What was signed is not the paper that waits for a signature now."""

    code = "papers_changed"


class FilingRefused(QyzmetError):
    """The application cannot be filed now; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SignatureNeeded(ActionNotOpen):
    """The action is one that is signed with EDS, and nobody has signed it (ALL-11)."""

    code = "signature_needed"


class CalendarNotLoaded(QyzmetError):
    """Nobody has entered the working days of this year; terms cannot be counted."""

    code = "calendar_not_loaded"

    def __init__(self, year: int) -> None:
        super().__init__(f"the calendar of {year} is not loaded")
        self.year = year
