"""The texts of the messages as they are sent now: the site's own, or an administrator's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from catalogue.messages import TEMPLATES
from database import db
from domain.messages import LANGUAGES, MessageTemplate
from models.messaging import MessageTemplateText
from models.people import Officer


@dataclass(frozen=True)
class Text:
    """A template's text in one language.

    `changed_at` and `changed_by` are set where it is an administrator's;
    `unfit`: there is such a text, but it no longer fits the template and is not sent.
    """

    language: str
    text: str
    changed_at: datetime | None = None
    changed_by: str | None = None
    unfit: bool = False


@dataclass(frozen=True)
class TemplateTexts:
    """A template with what it says now, by language."""

    template: MessageTemplate
    texts: Mapping[str, Text]

    @property
    def changed(self) -> bool:
        """Whether an administrator has changed any of them."""
        return any(text.changed_at for text in self.texts.values())


def all_texts() -> list[TemplateTexts]:
    """Every template in the catalogue's order; one query."""
    changed: dict[tuple[str, str], tuple[MessageTemplateText, str | None]] = {
        (row.template, row.language): (row, name)
        for row, name in db.session.execute(
            select(MessageTemplateText, Officer.name).outerjoin(
                Officer, MessageTemplateText.changed_by_id == Officer.id
            )
        )
    }
    return [
        TemplateTexts(
            template,
            {
                language: _text(template, language, *changed.get((template.code, language), (None, None)))
                for language in LANGUAGES
            },
        )
        for template in TEMPLATES.values()
    ]


def texts_of(code: str) -> TemplateTexts | None:
    """The template with this code; one query."""
    return next((found for found in all_texts() if found.template.code == code), None)


def _text(
    template: MessageTemplate, language: str, row: MessageTemplateText | None, name: str | None
) -> Text:
    if row is None:
        return Text(language, template.texts[language])
    if template.problems(row.text):
        return Text(language, template.texts[language], row.changed_at, name, unfit=True)
    return Text(language, row.text, row.changed_at, name)
