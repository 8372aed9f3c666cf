"""The branches of troops in which posts are offered; the list is the site's own."""

from collections.abc import Mapping

from domain.text import N_

BRANCHES: Mapping[str, str] = {
    "land": N_("Land Forces"),
    "air_defence": N_("Air Defence Forces"),
    "navy": N_("Naval Forces"),
    "air_assault": N_("Air Assault Forces"),
    "special": N_("Special troops"),
    "logistics": N_("Logistics"),
}
