"""`make rules`: which rules of the acts are proved by tests, and by how many.

A test names its rules: `@pytest.mark.rule("DEF-5")`. A line a rule, then how
many of all are covered. Fails on an id that catalogue/rules.py does not know,
and while a rule that is due has no test.
"""

import io
import sys
from collections import Counter
from contextlib import redirect_stdout

import pytest

from catalogue.rules import DUE, RULES


class RuleCounter:
    """A pytest plugin that counts the marks of the collected tests."""

    def __init__(self) -> None:
        self.tests: Counter[str] = Counter()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Count each test function once, however many parameters it runs with."""
        named = {
            (item.nodeid.partition("[")[0], rule)
            for item in session.items
            for mark in item.iter_markers("rule")
            for rule in mark.args
        }
        self.tests.update(rule for _, rule in named)


def main() -> int:
    """Print the list. Returns the exit code."""
    counter = RuleCounter()
    with redirect_stdout(io.StringIO()) as output:
        code = pytest.main(["--collect-only", "-q", "tests"], plugins=[counter])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        print(f"{output.getvalue()}\nthe tests cannot be collected")
        return 1
    return report(counter.tests)


def report(tests: Counter[str]) -> int:
    """Print a line a rule and the faults; the exit code."""
    for rule in RULES:
        print(f"{rule} {tests[rule]}")
    unknown = sorted(set(tests) - set(RULES))
    missing = sorted(rule for rule in DUE if not tests[rule])
    for rule in unknown:
        print(f"{rule} is no rule of catalogue/rules.py")
    for rule in missing:
        print(f"{rule} has no test: {RULES[rule]}")
    print(f"rules: {sum(1 for rule in RULES if tests[rule])} of {len(RULES)} covered")
    return 1 if unknown or missing else 0


if __name__ == "__main__":
    sys.exit(main())
