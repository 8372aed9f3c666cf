"""The site's sentences in the language that a visitor reads, for tests that meet one out of many."""

from functools import cache

from babel.support import NullTranslations, Translations

from config import ROOT


def translated(sentence: str, language: str) -> str:
    """A source string as the pages of this language have it."""
    return _catalogue(language).gettext(sentence)


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(ROOT / "translations", [language])
