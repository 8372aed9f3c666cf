"""`ui`: the macros of `templates/components/`, one namespace per file.

A template that renders one of its blocks alone does not run its imports; as a
global, `ui.forms.field(...)` is there in every block.
"""

from flask import Flask
from jinja2 import Environment
from jinja2.environment import TemplateModule


class Components:
    """`ui.<file>.<macro>`; the file is loaded when first named. While templates are reloaded, each time."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> TemplateModule:
        if name.startswith("_"):
            raise AttributeError(name)
        module = self._environment.get_template(f"components/{name}.html").module
        if not self._environment.auto_reload:
            setattr(self, name, module)
        return module


def init_app(app: Flask) -> None:
    """Give the templates `ui`."""
    app.jinja_env.globals["ui"] = Components(app.jinja_env)
