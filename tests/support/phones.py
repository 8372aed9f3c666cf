"""The telephones of the demo's citizens, and which message of the site an SMS is."""

import re
from typing import Any

from catalogue.messages import TEMPLATES
from devkit.gateway.people import CITIZENS
from tests.support.site import Site

_NUMBERS = {citizen.iin: citizen.phone or "" for citizen in CITIZENS}
_VARIABLE = re.compile(r"\\\{\w+\\\}")


class Phone:
    """The telephone of one citizen, from the moment at which this was made on."""

    def __init__(self, site: Site, iin: str) -> None:
        self._site = site
        self.number = _NUMBERS[iin]
        self._before = len(site.messages(self.number))

    def messages(self) -> list[dict[str, Any]]:
        """The SMS that have come since, the newest last."""
        return self._site.messages(self.number)[self._before :]

    def kinds(self, language: str) -> list[str]:
        """Which messages have come since, as codes of the catalogue."""
        return [kind_of(message["text"], language) for message in self.messages()]

    def codes(self) -> list[str]:
        """The one-time passwords that have come since."""
        found = (re.search(r"^Qyzmet\b.*\b(\d{6})\b", message["text"]) for message in self.messages())
        return [code[1] for code in found if code]


def kind_of(text: str, language: str) -> str:
    """The code of the template from which this text was made; the text itself if it is of none."""
    for code, template in TEMPLATES.items():
        if re.fullmatch(_VARIABLE.sub(".+?", re.escape(template.texts[language])), text):
            return code
    return text
