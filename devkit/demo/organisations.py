"""The organisations that the demo's officers come from, as their keys name them. All invented.

Each BIN has the month 13, so that no organisation can have it.
"""

from dataclasses import dataclass

from devkit.gateway.places import ABAI, ALATAU, KARASAI, Place


@dataclass(frozen=True)
class Organisation:
    """What stands in a key beside its owner: the BIN and the name in Kazakh."""

    bin: str
    name: str


@dataclass(frozen=True)
class DistrictOrganisations:
    """Where a commission's people work: its chair for the akim, each member for a body of the state."""

    akimat: Organisation
    defence: Organisation
    police: Organisation
    health: Organisation


def _of(place: Place, *bins: str) -> DistrictOrganisations:
    akimat, defence, police, health = bins
    return DistrictOrganisations(
        akimat=Organisation(akimat, f"{place.name_kk} әкімінің аппараты"),
        defence=Organisation(defence, place.military_body_kk),
        police=Organisation(police, f"{place.name_kk} полиция басқармасы"),
        health=Organisation(health, f"{place.name_kk} аудандық ауруханасы"),
    )


ORGANISATIONS: dict[Place, DistrictOrganisations] = {
    ALATAU: _of(ALATAU, "931340005939", "951340004111", "941340008826", "961340007485"),
    KARASAI: _of(KARASAI, "921340003207", "941340006423", "931340003932", "951340007710"),
    ABAI: _of(ABAI, "951340000278", "961340003323", "971340001814", "941340003383"),
}

CONTACT_CENTRE = Organisation("021340001758", "1414 бірыңғай байланыс орталығы")
ADMINISTRATION = Organisation("021340007013", "Сайт әкімшілігі")
