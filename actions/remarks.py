"""What somebody writes to an action without an effect of its own, kept in the history."""

from actions.deeds import Deed

_WORDS = ("reason", "note")


def remember_words(deed: Deed) -> None:
    """The words go into the event: the ministry reads them, and the applicant a reason for what they are
    told of."""
    deed.remembered |= {name: deed.values[name] for name in _WORDS if deed.values.get(name)}
