"""Putting the demo into the app; app.py calls it in demo mode only."""

from flask import Flask

from devkit.demo.clock import install
from devkit.demo.commands import demo
from devkit.demo.simulators import simulators
from devkit.demo.telephone import telephone
from devkit.demo.views import blueprint


def init_app(app: Flask) -> None:
    """The demo's clock, pages and commands. Raises RuntimeError in any other mode."""
    settings = app.config["SETTINGS"]
    if settings.mode != "demo":
        raise RuntimeError("the demo's parts are for demo mode only")
    install(settings.data_dir)
    for pages in (blueprint, telephone, simulators):
        app.register_blueprint(pages)
    app.cli.add_command(demo)
