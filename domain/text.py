"""Marking text for translation in packages that know no framework."""


def N_(message: str) -> str:
    """Mark an English message for extraction and return it unchanged.

    Pure packages hold labels as English source strings; whoever shows them
    translates at that moment, in the reader's language.
    """
    return message
