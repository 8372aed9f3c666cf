"""`python -m bench` prints the tables of docs/benchmarks.md, `python -m bench pages` those of a part.

Signatures and the audit log have commands of their own.
"""

import platform
import sys
from importlib import import_module

PARTS = ("pages", "instructions", "scale", "messages", "documents")


def main() -> None:
    """Run the parts that are named, or all."""
    wanted = sys.argv[1:] or PARTS
    if not set(wanted) <= set(PARTS):
        raise SystemExit(f"usage: python -m bench [{' '.join(PARTS)}]")
    print(f"Python {platform.python_version()}, {platform.machine()}")
    for part in wanted:
        import_module(f"bench.{part}").main()


if __name__ == "__main__":
    main()
