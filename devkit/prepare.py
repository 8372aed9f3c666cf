"""`python -m devkit.prepare`: what is done to the demo's database before anybody works with it.

One process for all, because each costs a second and a half of imports. Prints
who can sign in; what goes wrong goes to standard error.
"""

import sys

from app import create_app

STEPS = (("db", "upgrade"), ("storage", "rotate"), ("demo", "lay"), ("demo", "accounts"))
"""`flask` commands in their order; what the last one says is printed.

A demo that was laid before papers were encrypted has its papers encrypted (devkit/serve.py allows it here).
"""


def main() -> int:
    """Returns the exit code: that of the first step that failed, or 0."""
    runner = create_app().test_cli_runner()
    said = ""
    for arguments in STEPS:
        result = runner.invoke(args=list(arguments))
        said = result.output
        if result.exit_code != 0:
            sys.stderr.write(f"`flask {' '.join(arguments)}` failed:\n{said}\n")
            if result.exception is not None and not isinstance(result.exception, SystemExit):
                raise result.exception
            return result.exit_code
    sys.stdout.write(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
