"""`python -m tests.support.system`: installs what the tests need of the system, or names it."""

import os
import shutil
import subprocess
import sys

from tests.support.chromium import find_chromium
from tests.support.postgres import NoPostgres, find_programs


def missing_packages() -> list[str]:
    """The Debian packages that the tests want and the computer has not."""
    missing = [] if find_chromium() else ["chromium"]
    try:
        find_programs()
    except NoPostgres:
        missing.append("postgresql")
    return missing


def main() -> int:
    """Returns the exit code: 0 also when something stays missing, for its tests then say so themselves."""
    missing = missing_packages()
    if not missing:
        return 0
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"Some tests will be left out. Install first: apt-get install {' '.join(missing)}")
        return 0
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-qq", "--yes", "--no-install-recommends", *missing]):
        subprocess.run(["apt-get", *command], check=True, env=environment, stdout=subprocess.DEVNULL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
