"""`python -m tests.support.command <flask command>`: a command of ours without an environment of its own.

For what needs the app's code and none of its data, as `make docs` does.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.cli import FlaskGroup

from app import create_app
from tests.support.settings import make_settings

if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        app = create_app(make_settings(Path(folder)))
        FlaskGroup(create_app=lambda: app).main(sys.argv[1:], prog_name="flask", standalone_mode=False)
