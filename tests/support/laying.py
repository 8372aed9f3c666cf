"""What many tests begin with is made once, and laid again from a copy.

A factory that is marked `laid_once` is deterministic: from the same state, at the same
moment, with the same arguments it leads to the same state. So whoever asks for the same
things in the same order gets a copy of what the first ones made: the rows, the files, the
clock. It is made anew wherever that could be wrong: something else has written in between,
the test has changed the settings or has patched anything, or an argument has no value to
compare.
"""

import functools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any, ParamSpec, TypeVar
from weakref import WeakSet

import pytest
from flask import Flask

import clock
from database import db
from tests.support.databases import DatabaseUnderTest

P = ParamSpec("P")
R = TypeVar("R")

_WORTH_KEEPING = 0.1  # seconds: what is made sooner is made anew

_patched: WeakSet[pytest.MonkeyPatch] = WeakSet()
"""Whoever has changed something that is not restored yet."""


@dataclass(frozen=True)
class _Kept:
    result: Any
    moment: datetime
    rows: Any
    files: dict[Path, bytes]


_kept: dict[tuple[str, ...], _Kept] = {}
_seen: Counter[tuple[str, ...]] = Counter()


class Ground:
    """One test's database and files: what was laid there, as long as nobody else has touched it."""

    def __init__(self, under_test: DatabaseUnderTest, app: Flask) -> None:
        self._under_test = under_test
        self._app = app
        self._config = dict(app.config)
        self._files = Path(app.config["SETTINGS"].data_dir) / "documents"
        self._trail: tuple[str, ...] | None = (under_test.url,)
        self._version = under_test.version()
        self._laying = False

    def lay(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the function gives, and its state; from a copy where there is one."""
        if self._laying:
            return function(*args, **kwargs)
        step = f"{function.__module__}.{function.__qualname__}{args}{kwargs} at {clock.now()}"
        if self._is_touched() or " at 0x" in step:
            self._trail = None
        if self._trail is None:
            return function(*args, **kwargs)
        key = (*self._trail, step)
        kept = _kept.get(key)
        result: R = self._put_back(kept, args) if kept else self._make(key, function, *args, **kwargs)
        self._trail = (*key, repr(result))
        self._version = self._under_test.version()
        return deepcopy(result)

    def _make(self, key: tuple[str, ...], function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """As the function does it; a copy is kept when it is asked for the second time."""
        began = perf_counter()
        self._laying, trail, self._trail = True, self._trail, None
        try:
            result = function(*args, **kwargs)
        finally:
            self._laying = False
        self._trail = trail
        _seen[key] += 1
        if _seen[key] > 1 and perf_counter() - began > _WORTH_KEEPING:
            files = {path: path.read_bytes() for path in self._files.rglob("*") if path.is_file()}
            _kept[key] = _Kept(deepcopy(result), clock.now(), self._under_test.dump(), files)
        return result

    def _put_back(self, kept: _Kept, args: tuple[Any, ...]) -> Any:
        db.session.rollback()
        self._under_test.load(kept.rows)
        db.session.expire_all()
        for path, content in kept.files.items():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(content)
        if kept.moment != clock.now():
            next(arg for arg in args if hasattr(arg, "advance")).set(kept.moment)
        return kept.result

    def _is_touched(self) -> bool:
        return bool(
            self._version != self._under_test.version()
            or dict(self._app.config) != self._config
            or any(patch._setattr or patch._setitem for patch in _patched)
        )


_grounds: list[Ground] = []


@contextmanager
def on_ground(under_test: DatabaseUnderTest, app: Flask) -> Iterator[None]:
    """Lay what is asked for inside the block on this database, which is in its first state."""
    _grounds.append(Ground(under_test, app))
    try:
        yield
    finally:
        _grounds.pop()


def laid_once(function: Callable[P, R]) -> Callable[P, R]:
    """A factory whose result and state may come from a copy."""

    @functools.wraps(function)
    def lay(*args: P.args, **kwargs: P.kwargs) -> R:
        return _grounds[-1].lay(function, *args, **kwargs) if _grounds else function(*args, **kwargs)

    return lay


def watch_patches() -> None:
    """Learn from now on of everything that is patched."""
    for name in ("setattr", "setitem", "delattr", "delitem"):
        setattr(pytest.MonkeyPatch, name, _noted(getattr(pytest.MonkeyPatch, name)))


def _noted(method: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(method)
    def patch(self: pytest.MonkeyPatch, target: Any, *args: Any, **kwargs: Any) -> None:
        if not isinstance(target, pytest.Config):  # its own business, for as long as it runs
            _patched.add(self)
        method(self, target, *args, **kwargs)

    return patch
