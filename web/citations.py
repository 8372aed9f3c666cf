"""How a paragraph of an act is named, in the reader's language."""

from flask import Flask
from flask_babel import gettext

from catalogue.acts import ACT_SHORT_TITLES
from domain.schema import Source


def cite(source: Source) -> tuple[str, str]:
    """The act and the place in it: what `ui.citation.source` and `ui.citation.why` take last.

    A rule of ours says that it is ours. An act's paragraphs are written as in the
    catalogue: `8` is paragraph 8, `8, 5)` its subparagraph 5, `5)` a subparagraph alone.
    """
    if source.act is None:
        return gettext("Set by this site"), gettext("the act is silent here")
    place = [words for words in (_rules(source), _paragraph(source.paragraph)) if words]
    return gettext(ACT_SHORT_TITLES[source.act]), ", ".join(place)


def _rules(source: Source) -> str:
    if source.annex is None:
        return gettext("rules in annex %(rules)s", rules=source.rules) if source.rules else ""
    return gettext("rules in annex %(rules)s, their annex %(annex)s", rules=source.rules, annex=source.annex)


def _paragraph(paragraph: str) -> str:
    number, _comma, item = paragraph.partition(", ")
    if item:
        return gettext("paragraph %(number)s, subparagraph %(item)s", number=number, item=item.rstrip(")"))
    if number.endswith(")"):
        return gettext("subparagraph %(item)s", item=number.rstrip(")"))
    return gettext("paragraph %(number)s", number=number) if number else ""


def init_app(app: Flask) -> None:
    """Give the templates `cite`."""
    app.jinja_env.globals["cite"] = cite
