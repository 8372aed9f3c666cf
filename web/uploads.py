"""What is said of a file that cannot be taken in."""

from flask_babel import gettext

from domain.uploads import REFUSALS, UploadRefused


def refusal_words(refused: UploadRefused) -> str:
    """What is wrong and how to mend it, with the file's place where there were several."""
    sentence = gettext(REFUSALS[refused.code])
    if refused.position is None:
        return sentence
    return gettext("File %(place)s: %(sentence)s", place=refused.position + 1, sentence=sentence)
