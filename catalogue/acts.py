"""The acts by their number: how a citation names them."""

from catalogue.sources import ORDER_605
from domain.text import N_

ACT_TITLES: dict[str, str] = {
    ORDER_605: N_("Order No. 605 of the Minister of Defence of 5 November 2020"),
}
"""The full name, for a page on which the act is introduced."""

ACT_SHORT_TITLES: dict[str, str] = {
    ORDER_605: N_("Order No. 605"),
}
"""The name in a citation."""

CERTIFYING_PARAGRAPHS: dict[str, str] = {ORDER_605: "4"}
"""The paragraph of each act's rules by which a one-time password certifies an application."""
