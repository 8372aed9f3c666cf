"""A paper that was cleaned in this test process is not cleaned once more.

The child that parses a paper takes longer to start than most tests take, and from the same
bytes it makes the same paper. Its own tests (tests/unit/uploads) ask it each time.
"""

from integrations.uploads import inspect
from integrations.uploads.inspect import CleanPaper

_clean: dict[tuple[bytes, ...], CleanPaper] = {}


def parse_once() -> None:
    """From now on; a refusal is not kept."""
    parse = inspect._parse

    def remembered(contents: list[bytes]) -> CleanPaper:
        key = tuple(contents)
        if key not in _clean:
            _clean[key] = parse(contents)
        return _clean[key]

    inspect._parse = remembered
