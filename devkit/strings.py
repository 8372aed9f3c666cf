"""`python -m devkit.strings update|check`: the sentences of the site and their translations.

English is the source; `translations/<language>/LC_MESSAGES/messages.po` holds
Kazakh and Russian. `update` collects the sentences from code and templates and
keeps what is translated. `check` fails when that would change a file, when a
sentence has no translation, or when a translation lost a placeholder or a tag.
Files hold no line numbers and no dates, so that they change only with a sentence.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from config import ROOT

LANGUAGES = ("kk", "ru")
TRANSLATIONS = ROOT / "translations"

SOURCES = (
    *(
        "actions",
        "blueprints",
        "catalogue",
        "devkit",
        "domain",
        "integrations",
        "jobs",
        "models",
        "queries",
        "web",
    ),
    "templates",
)
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # a header without its date is no header to Babel
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


def collect() -> Catalog:
    """Every sentence of the code, with the comments that begin with `Translators:`."""
    catalog = Catalog(project="Qyzmet", creation_date=_NO_DATE)
    for folder in SOURCES:
        for _, _, sentence, comments, context in extract_from_dir(
            ROOT / folder, METHODS, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
        ):
            catalog.add(sentence, auto_comments=comments, context=context)
    return catalog


def updated(language: str, sentences: Catalog) -> Catalog:
    """The language's catalogue with just these sentences; what was translated stays, nothing is guessed."""
    path = _path(language)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    else:
        catalog = Catalog(locale=language)
    catalog.update(sentences, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.project, catalog.creation_date, catalog.revision_date = "Qyzmet", _NO_DATE, _NO_DATE
    catalog.last_translator, catalog.language_team, catalog.fuzzy = "Qyzmet", language, False
    catalog.header_comment = f"# The sentences of Qyzmet in {language}: `make strings` after a change."
    return catalog


def written(catalog: Catalog) -> bytes:
    """The catalogue as its file has to look."""
    file: IO[bytes] = io.BytesIO()
    write_po(file, catalog, width=100, no_location=True, sort_output=True, ignore_obsolete=True)
    file.seek(0)
    return file.read()


def faults(catalog: Catalog) -> Iterator[str]:
    """What is wrong with the translations of a catalogue, a line each."""
    for message in catalog:
        if message.id:
            for fault in _faults_of(message, catalog.num_plurals):
                yield f"{_short(message.id)}: {fault}"


def _faults_of(message: Message, forms: int) -> Iterator[str]:
    sources = list(message.id) if isinstance(message.id, (list, tuple)) else [message.id]
    given = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    translations = [text for text in given if text]
    if len(translations) < max(len(given), 1):
        yield "not translated"
    if message.fuzzy:
        yield "marked as doubtful"
    for place, text in enumerate(translations):
        # Of two forms the first is for one thing alone, which may go without its numeral ("one day").
        # Of three, as in Russian, it is for 21 and 31, too.
        models = sources if place == 0 and forms == 2 else sources[-1:]
        for kind, pattern in (("placeholders", _PLACEHOLDER), ("tags", _TAG)):
            if sorted(pattern.findall(text)) not in [sorted(pattern.findall(model)) for model in models]:
                yield f"{kind} differ: {_short(text)}"


def update() -> int:
    """Write the catalogues. Returns the exit code."""
    sentences = collect()
    for language in LANGUAGES:
        catalog = updated(language, sentences)
        path = _path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalog))
        left = sum(1 for fault in faults(catalog) if fault.endswith("not translated"))
        print(f"{path.relative_to(ROOT)}: {len(catalog)} sentences, {left} not translated")
    return 0


def check() -> int:
    """Print what is wrong. Returns the exit code."""
    sentences = collect()
    wrong = []
    for language in LANGUAGES:
        path = _path(language)
        catalog = updated(language, sentences)
        if not path.exists() or path.read_bytes() != written(catalog):
            wrong.append(f"{path.relative_to(ROOT)} is not up to date: `make strings`")
        wrong += [f"{language}: {fault}" for fault in faults(catalog)]
    print("\n".join(wrong) if wrong else "translations: complete")
    return 1 if wrong else 0


def _path(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def _short(text: object) -> str:
    line = " / ".join(text) if isinstance(text, (list, tuple)) else str(text)
    return repr(line if len(line) <= 70 else f"{line[:67]}…")


if __name__ == "__main__":
    if sys.argv[1:] not in (["update"], ["check"]):
        sys.exit(__doc__)
    sys.exit(update() if sys.argv[1] == "update" else check())
