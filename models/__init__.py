"""The tables. Importing the package imports them all, so that relations and migrations find each."""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
