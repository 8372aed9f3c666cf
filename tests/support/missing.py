"""What a test does when the computer lacks something it needs."""

import os
from typing import NoReturn

import pytest


def is_missing(what: str) -> NoReturn:
    """Skip, and say loudly why; in CI, where nothing may be left out, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(what, pytrace=False)
    pytest.skip(f"NOT TESTED: {what}")
