"""The chain over the audit log and the cases' histories: its canonical form, its links, and what breaks it.

docs/audit.md describes the form for whoever wants to check it with other tools.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

START = "0" * 64
"""What stands before the first link."""

LATE = timedelta(hours=1)
"""A row that is older than this is sealed, whatever the site was doing."""


@dataclass(frozen=True)
class Seal:
    """One link: which row was sealed, when the sealing run began, and the hash that came of it."""

    sequence: int
    source: str
    row_id: int
    sealed_at: datetime
    hash: str


@dataclass(frozen=True)
class Anchor:
    """The head of the chain when a day of Almaty was over."""

    day: date
    sequence: int
    hash: str
    at: datetime

    @property
    def line(self) -> str:
        """As it stands in the file outside of the database, and as it is time-stamped."""
        return _json(
            {
                "at": written(self.at),
                "day": self.day.isoformat(),
                "hash": self.hash,
                "sequence": self.sequence,
            }
        )

    @classmethod
    def read(cls, line: str) -> "Anchor":
        """The anchor of a line. Raises ValueError for anything but what `line` writes."""
        try:
            fields = json.loads(line)
            anchor = cls(
                date.fromisoformat(fields["day"]),
                int(fields["sequence"]),
                str(fields["hash"]),
                datetime.fromisoformat(fields["at"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("no anchor") from error
        if anchor.line != line:
            raise ValueError("no anchor as this site writes them")
        return anchor


def canonical(source: str, fields: Mapping[str, Any], sealed_at: datetime) -> bytes:
    """What is hashed of a row: JSON with sorted keys and no spaces, in UTF-8, without what is empty.

    A column that a table gets later is empty in the rows before, so their seals
    go on to fit. Raises ValueError for a number that JSON does not know.
    """
    row = {name: _plain(value) for name, value in fields.items() if value is not None}
    return _json({"row": row, "sealed_at": written(sealed_at), "table": source}).encode()


def link(previous: str, form: bytes) -> str:
    """The hash of a row, in hexadecimal: SHA-256 over the previous hash and the row's form."""
    return hashlib.sha256(_raw(previous) + form).hexdigest()


def written(moment: datetime) -> str:
    """A moment as the canonical form has it: UTC, with all six digits after the second."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Chain:
    """Follows the seals in their order and says what does not fit, without keeping them."""

    def __init__(self) -> None:
        self.head = Seal(0, "", 0, datetime.min.replace(tzinfo=UTC), START)
        self._newest = datetime.min.replace(tzinfo=UTC)
        self._newest_before = self._newest

    def follow(
        self, seal: Seal, row: Mapping[str, Any] | None, *, may_be_gone: bool = False
    ) -> Iterator[str]:
        """What is wrong with the next seal and the row that it is over (None: there is none).

        Each fault is told once: after it the chain goes on from what is stored.
        `may_be_gone`: rows up to here were removed by an operator.
        """
        expected = self.head.sequence + 1
        joined = seal.sequence == expected
        if not joined:
            missing = seal.sequence - expected
            yield f"{missing} seal(s) before no. {seal.sequence} are gone: no. {expected} should follow."
        named = f"row {seal.row_id} of {seal.source} (seal no. {seal.sequence})"
        if row is None:
            if not may_be_gone:
                yield f"The {named} is gone."
        elif joined and link(self.head.hash, canonical(seal.source, row, seal.sealed_at)) != seal.hash:
            yield f"The {named} is not what was sealed: the row, its seal or the one before was changed."
        if seal.sealed_at != self.head.sealed_at:
            self._newest_before = self._newest
        if row is not None:
            if row["at"] + LATE < min(seal.sealed_at, self._newest_before):
                yield (
                    f"The {named} says that it is of {written(row['at'])}, and was not there when later"
                    " rows were sealed: it was put in afterwards."
                )
            self._newest = max(self._newest, row["at"])
        self.head = seal

    def anchored(self, at: datetime) -> None:
        """Everything before this moment was sealed here, so an older row that comes later is late."""
        self._newest = max(self._newest, at)


def _plain(value: Any) -> Any:
    return written(value) if isinstance(value, datetime) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _raw(hash_: str) -> bytes:
    """The 32 bytes of a hash; of what is none, its letters, from which nothing that fits can follow."""
    try:
        return bytes.fromhex(hash_)
    except ValueError:
        return hash_.encode()
