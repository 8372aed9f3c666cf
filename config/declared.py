"""How a setting is declared: its variable in the environment, and how its text becomes a value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True)
class Kind(Generic[T]):
    """Texts that are a value. `parse` raises ValueError for others; `wanted` is the end of "NAME is …"."""

    parse: Callable[[str], T]
    wanted: str = ""
    quoted: bool = True  # whether a fault may repeat the text


@dataclass(frozen=True)
class Declared:
    """What is known of a setting beside its value."""

    env: str
    kind: Kind[Any]
    default: Any
    required: bool  # in every mode
    in_production: bool  # required there, and never the demo's
    public: bool  # an https address of another computer in production
    outside: bool  # addresses that lead out of this computer, where the demo and tests must not go


def setting(
    env: str,
    kind: Kind[T],
    default: T,
    *,
    secret: bool = False,
    required: bool = False,
    in_production: bool = False,
    public: bool = False,
    outside: bool = False,
) -> T:
    """A field of settings. An empty variable means `default`, as a missing one; no repr has a secret."""
    declared = Declared(env, kind, default, required, in_production, public, outside)
    return cast(T, field(repr=not secret, metadata={"declared": declared}))


def _switch(text: str) -> bool:
    if text not in ("on", "off"):
        raise ValueError(text)
    return text == "on"


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _folder(text: str) -> Path:
    path = Path(text).absolute()
    if not path.is_dir():
        raise ValueError(text)
    return path


TEXT = Kind(str)
ADDRESS = Kind(lambda text: text.rstrip("/"))
WORDS = Kind(lambda text: tuple(text.split()))
NAMES = Kind(lambda text: frozenset(text.split()))
SWITCH = Kind(_switch, "on or off")
MOMENT: Kind[datetime | None] = Kind(_moment, "an ISO 8601 time with its offset")
FOLDER: Kind[Path | None] = Kind(_folder, "a folder that exists")
