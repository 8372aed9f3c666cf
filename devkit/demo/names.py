"""What keys call the people of the demo."""

from devkit.demo.officers import OFFICERS
from devkit.gateway.people import CITIZENS
from devkit.nca.holders import Name

CITIZEN_NAMES = {citizen.iin: citizen.name for citizen in CITIZENS}
OFFICER_KEYS = {(officer.iin, officer.organisation.bin): officer for officer in OFFICERS}
"""The officers by what their keys hold: IIN and BIN."""

_ORGANISATIONS = {officer.organisation.bin: officer.organisation.name for officer in OFFICERS}


def known(iin: str, bin: str | None) -> Name:
    """The name of whoever has this IIN, with the organisation of this BIN or without one."""
    if bin is None:
        return Name(CITIZEN_NAMES.get(iin, "Белгісіз Адам"))
    officer = OFFICER_KEYS.get((iin, bin))
    return Name(officer.name if officer else "Белгісіз Қызметкер", _ORGANISATIONS.get(bin, f"БСН {bin}"))
