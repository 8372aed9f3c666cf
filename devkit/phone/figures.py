"""What was measured, and whether it keeps its limit."""

from collections.abc import Iterable
from dataclasses import dataclass

NOT_MEASURED = "not-measured"


@dataclass(frozen=True)
class Figure:
    """One number, None where it could not be measured. One that equals its limit keeps it."""

    name: str
    value: float | None
    at_most: float | None = None
    at_least: float | None = None

    @property
    def is_missed(self) -> bool:
        """Whether it was measured and breaks its limit."""
        if self.value is None:
            return False
        too_much = self.at_most is not None and self.value > self.at_most
        return too_much or (self.at_least is not None and self.value < self.at_least)

    def __str__(self) -> str:
        return f"{self.name}={NOT_MEASURED if self.value is None else f'{self.value:g}'}"


def verdict(figures: Iterable[Figure]) -> str:
    """The last line: `ok`, or the names of what breaks its limit."""
    missed = [figure.name for figure in figures if figure.is_missed]
    return f"missed={','.join(missed)}" if missed else "ok"
