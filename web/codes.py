"""A transaction in which a refused code still counts as a try."""

from collections.abc import Iterator
from contextlib import contextmanager

from actions.codes import CodeRefused
from database import transaction


@contextmanager
def counting_tries() -> Iterator[None]:
    """Commit the try of a refused code, then let CodeRefused go on.

    `check_code` has to come first in the block: what was written before it
    would be committed as well. Any other error rolls everything back.
    """
    refused: CodeRefused | None = None
    with transaction():
        try:
            yield
        except CodeRefused as error:
            refused = error
    if refused is not None:
        raise refused
