"""Papers per second: the conclusion of a deferral, printed as it is when the chair signs it."""

import os
from datetime import date
from statistics import median
from time import perf_counter

from bench.tables import print_table
from integrations.pdf.papers import render_result
from tests.support.result_facts import result_facts

ROUNDS = int(os.environ.get("ROUNDS", "7"))
PAPERS = int(os.environ.get("PAPERS", "20"))


def main() -> None:
    """Print the table."""
    size = len(_print())
    rates = []
    for _ in range(ROUNDS):
        began = perf_counter()
        for _ in range(PAPERS):
            _print()
        rates.append(PAPERS / (perf_counter() - began))
    print_table(
        "Papers (PDF/A-2a, PDF/UA-1), one process", ["paper", "a second", "KB"],
        [("conclusion", median(rates), size / 1024)],
    )  # fmt: skip


def _print() -> bytes:
    return render_result(
        "deferral_conclusion",
        result_facts(),
        code="ABCDEFGHJKMNPQRS",
        until_date=date(2027, 6, 30),
        public_url="https://qyzmet.gov.kz",
    )


if __name__ == "__main__":
    main()
