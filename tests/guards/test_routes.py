"""Every route says who may open it. From the URL map: a new route without a decision is red.

That it is so for everybody, with real requests: tests/integration/access.
"""

import re
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from tests.support.settings import make_settings
from web.access import declared

TABLE = Path(__file__).with_name("routes.txt")
FILES = {"static"}


def lines(app: Flask) -> list[str]:
    """One line a route: methods, address, who may."""
    table = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in FILES:
            continue
        access = declared(app.view_functions[rule.endpoint])
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        who = "NOBODY" if access is None else " ".join([access.audience, *sorted(access.roles)])
        table.append(f"{methods:<9} {rule.rule:<70} {who}")
    return sorted(table, key=lambda line: line[10:])


@pytest.fixture(scope="module")
def app_to_read(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app, to read its URL map."""
    return create_app(make_settings(tmp_path_factory.mktemp("routes")))


def test_every_route_says_who_may_open_it_and_the_list_is_known(app_to_read: Flask) -> None:
    """After a decision about a route: `python -m tests.guards.test_routes` writes the list anew."""
    written = lines(app_to_read)
    assert not [line for line in written if line.endswith("NOBODY")]
    assert TABLE.read_text(encoding="utf-8").splitlines() == written


def test_no_two_blueprints_import_each_other() -> None:
    """Siblings: what two share belongs into web, actions or queries."""
    blueprints = Path(__file__).parents[2] / "blueprints"
    for file in blueprints.rglob("*.py"):
        own = file.relative_to(blueprints).parts[0]
        for other in re.findall(r"(?:from|import) blueprints\.(\w+)", file.read_text(encoding="utf-8")):
            assert other == own, f"{file.name} of {own} imports {other}"


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        found = lines(create_app(make_settings(Path(folder))))
        TABLE.write_text("\n".join(found) + "\n", encoding="utf-8")
