"""`ui`: the macros of `templates/components/`, one namespace per file.

A template that renders one of its blocks alone does not run its imports; as a
global, `ui.forms.field(...)` is there in every block.
"""

from flask import Flask
from jinja2 import Environment
from jinja2.environment import TemplateModule


class Components:
    """`ui.<file>.<macro>`; the file is loaded when first named, and anew when it has changed."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> TemplateModule:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._environment.get_template(f"components/{name}.html").module


def init_app(app: Flask) -> None:
    """Give the templates `ui`."""
    app.jinja_env.globals["ui"] = Components(app.jinja_env)
