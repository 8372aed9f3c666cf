"""Whose key may sign what."""

import json
from datetime import UTC, date, datetime

import pytest

from domain import needs
from domain.signing import ORGANISATION, PERSON, wrong_key

ME, OTHER = "071301500014", "061315500019"
OURS, THEIRS = "001340000017", "001340000025"
HEAD = "1.2.398.3.3.4.1.2.1"


@pytest.mark.parametrize(
    ("iin", "bin", "roles", "wanted_iin", "wanted_bin", "wrong"),
    [
        (ME, None, [PERSON], ME, None, None),
        (ME, None, [PERSON], None, None, None),
        (OTHER, None, [PERSON], ME, None, "wrong_person"),
        (None, None, [PERSON], None, None, "no_iin"),
        (ME, OURS, [ORGANISATION, HEAD], ME, None, "wrong_kind_of_key"),
        (ME, OURS, [ORGANISATION, HEAD], None, None, "wrong_kind_of_key"),
        (ME, OURS, [ORGANISATION, HEAD], ME, OURS, None),
        (ME, THEIRS, [ORGANISATION, HEAD], ME, OURS, "wrong_organisation"),
        (ME, None, [PERSON], ME, OURS, "wrong_kind_of_key"),
        (OTHER, OURS, [ORGANISATION], ME, OURS, "wrong_person"),
        (ME, None, [], ME, None, "wrong_kind_of_key"),
    ],
)
@pytest.mark.rule("ALL-1")
@pytest.mark.rule("ALL-11")
def test_a_key_signs_for_its_person_and_for_their_organisation_only(
    iin: str | None,
    bin: str | None,
    roles: list[str],
    wanted_iin: str | None,
    wanted_bin: str | None,
    wrong: str | None,
) -> None:
    found = wrong_key(iin=iin, bin=bin, roles=roles, wanted_iin=wanted_iin, wanted_bin=wanted_bin)
    assert found == wrong


def test_what_was_entered_comes_back_from_json_as_it_was() -> None:

    every = tuple(field for fields in needs.FIELDS.values() for field in fields)
    entered = {
        "until_date": date(2027, 7, 1),
        "hearing_at": datetime(2026, 12, 1, 5, 0, tzinfo=UTC),
        "grounds": ["unreliable"],
        "facts": "2027-07-01",
    }
    kept = json.loads(json.dumps(needs.plain(entered)))
    assert needs.restored(every, kept) == entered
