"""The acts by their number: how a citation names them."""

from catalogue.sources import ORDER_605, ORDER_834
from domain.text import N_

ACT_TITLES: dict[str, str] = {
    ORDER_605: N_("Order No. 605 of the Minister of Defence of 5 November 2020"),
    ORDER_834: N_(
        "Joint order No. 834 of the Minister of Defence of 7 August 2024 and No. 467/НҚ of the Minister of "
        "Digital Development, Innovations and Aerospace Industry of 2 August 2024"
    ),
}
"""The full name, for a page on which the act is introduced."""

ACT_SHORT_TITLES: dict[str, str] = {
    ORDER_605: N_("Order No. 605"),
    ORDER_834: N_("Order No. 834"),
}
"""The name in a citation."""

CERTIFYING_PARAGRAPHS: dict[str, str] = {ORDER_605: "4"}
"""The paragraph of each act's rules by which a one-time password certifies an application."""
