"""Citing the acts in one line."""

from domain.schema import Source

ORDER_605 = "605"
ORDER_834 = "834"


def rule_source(rules: int, paragraph: str, *, annex: int | None = None) -> Source:
    """A paragraph of order 605: `rules` is 1 for deferral, 2 for exemption; `annex` is
    the annex of those rules, None for the rules themselves."""
    return Source(ORDER_605, rules, annex, paragraph)
