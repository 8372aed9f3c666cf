"""Where a rule stands."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Where a rule stands: act number, its annex (the rules), their annex, paragraph.

    Without an act the rule is the site's own ("set by us") and is shown as such.
    """

    act: str | None
    rules: int | None = None
    annex: int | None = None
    paragraph: str = ""


OURS = Source(None)
"""A rule of the site, where the act sets none."""
