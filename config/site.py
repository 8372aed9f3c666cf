"""Settings of the site itself: who it is, where its data lie, what it does differently in a demo."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, cast

from config.declared import ADDRESS, MOMENT, NAMES, SWITCH, TEXT, Kind, setting

ROOT = Path(__file__).resolve().parent.parent

Mode = Literal["demo", "test", "production"]

_MODES = ("demo", "test", "production")


def _mode(text: str) -> Mode:
    if text not in _MODES:
        raise ValueError(text)
    return cast(Mode, text)


def _proxies(text: str) -> int:
    if not 0 <= int(text) <= 5:
        raise ValueError(text)
    return int(text)


def _database_url(text: str) -> str:
    """The URL with the driver that we use."""
    for prefix in ("postgres://", "postgresql://"):
        if text.startswith(prefix):
            return f"postgresql+psycopg://{text.removeprefix(prefix)}"
    return text


MODE = Kind(_mode, f"one of {', '.join(_MODES)}")
DATA_DIR = Kind(lambda text: Path(text).absolute())
DATABASE = Kind(_database_url)
PROXIES = Kind(_proxies, "a number from 0 to 5")


@dataclass(frozen=True)
class SiteSettings:
    """The site, its database and its queue."""

    #: Without one, and with an unknown one, the strictest rules judge: the list of problems is whole.
    mode: Mode = setting("QYZMET_MODE", MODE, "production")
    secret_key: str = setting("QYZMET_SECRET_KEY", TEXT, "", secret=True, required=True)
    code_key: str = setting("QYZMET_CODE_KEY", TEXT, "", secret=True, required=True)
    data_dir: Path = setting("QYZMET_DATA_DIR", DATA_DIR, ROOT / "instance")
    public_url: str = setting("QYZMET_PUBLIC_URL", ADDRESS, "", required=True, public=True)
    metrics_token: str = setting("QYZMET_METRICS_TOKEN", TEXT, "", secret=True)
    trusted_proxies: int = setting("QYZMET_TRUSTED_PROXIES", PROXIES, 0)
    starts_at: datetime | None = setting("QYZMET_NOW", MOMENT, None)
    bench: bool = setting("QYZMET_BENCH", SWITCH, False)
    database_url: str = setting("DATABASE_URL", DATABASE, "", secret=True, in_production=True)
    redis_url: str = setting("REDIS_URL", TEXT, "", secret=True, in_production=True)
    pilots_open: frozenset[str] = setting("QYZMET_PILOTS_OPEN", NAMES, frozenset())


def sqlite_url(data_dir: Path) -> str:
    """The database where none is named: a file in the data folder."""
    return f"sqlite:///{data_dir / 'qyzmet.sqlite3'}"
