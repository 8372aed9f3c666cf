"""Typed settings from the environment. The process refuses to start when one is missing or unsafe.

`.env.example` lists every setting; a test keeps the two the same.
"""

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeVar, cast
from urllib.parse import urlsplit

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent

Mode = Literal["demo", "test", "production"]

#: What the demo makes up for itself begins with this, so that production can tell it.
DEMO_MARK = "demo-"

#: The file in the data folder in which a running demo says how it is set up, for `flask` in another terminal.
DEMO_ENVIRONMENT = "demo.env"

#: Where the signing program of the NCA RK listens on a person's own computer.
NCALAYER = "wss://127.0.0.1:13579"

#: What opens the signing of eGov Mobile on a telephone.
EGOV_MOBILE = "https://m.egov.kz/mobileSign/"

_MODES = ("demo", "test", "production")
_SECRET_LENGTH = 32  # characters
_OUTSIDE = ("TWILIO_API_BASE", "REGISTRY_URL", "EDS_OCSP_URLS", "EDS_CRL_URLS", "EDS_TSA_URL", "NCANODE_URL")
_WEAK = ("change", "example", "secret", "password", "xxxx", "0000")


class ConfigurationError(RuntimeError):
    """The environment does not describe a site that may start. `problems` has a sentence for each fault."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("Qyzmet cannot start:\n" + "\n".join(f"  - {problem}" for problem in problems))


def _setting(env: str) -> Any:
    return field(metadata={"env": env})


def _secret(env: str) -> Any:
    return field(repr=False, metadata={"env": env})


@dataclass(frozen=True)
class Settings:
    """What the environment says. Made by `from_env`, kept in `app.config["SETTINGS"]`."""

    mode: Mode = _setting("QYZMET_MODE")
    secret_key: str = _secret("QYZMET_SECRET_KEY")
    code_key: str = _secret("QYZMET_CODE_KEY")
    data_dir: Path = _setting("QYZMET_DATA_DIR")
    public_url: str = _setting("QYZMET_PUBLIC_URL")
    trusted_proxies: int = _setting("QYZMET_TRUSTED_PROXIES")
    starts_at: datetime | None = _setting("QYZMET_NOW")
    database_url: str = _secret("DATABASE_URL")
    redis_url: str = _secret("REDIS_URL")
    twilio_account_sid: str = _setting("TWILIO_ACCOUNT_SID")
    twilio_auth_token: str = _secret("TWILIO_AUTH_TOKEN")
    twilio_from_number: str = _setting("TWILIO_FROM_NUMBER")
    twilio_api_base: str = _setting("TWILIO_API_BASE")
    registry_url: str = _setting("REGISTRY_URL")
    registry_login: str = _setting("REGISTRY_LOGIN")
    registry_password: str = _secret("REGISTRY_PASSWORD")
    eds_trust_dir: Path | None = _setting("EDS_TRUST_DIR")
    eds_ocsp_urls: tuple[str, ...] = _setting("EDS_OCSP_URLS")
    eds_crl_urls: tuple[str, ...] = _setting("EDS_CRL_URLS")
    eds_tsa_url: str = _setting("EDS_TSA_URL")
    eds_gost_256: bool = _setting("EDS_GOST_256")
    ncalayer_url: str = _setting("NCALAYER_URL")
    egov_mobile_link: str = _setting("EGOV_MOBILE_LINK")
    egov_mobile_bin: str = _setting("EGOV_MOBILE_BIN")
    ncanode_url: str = _setting("NCANODE_URL")
    pilots_open: frozenset[str] = _setting("QYZMET_PILOTS_OPEN")
    registries_not_connected: frozenset[str] = _setting("REGISTRIES_NOT_CONNECTED")

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings. Raises ConfigurationError that lists every problem, not only the first."""
        return _Reader(environ).settings()

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """This process's settings; where it names no mode, those that a demo keeps in the data folder."""
        given = os.environ if environ is None else environ
        if "QYZMET_MODE" in given:
            return cls.from_env(given)
        return cls.from_env({**_demo_environment(_data_dir(given)), **given})

    @classmethod
    def variables(cls) -> dict[str, str]:
        """The environment variable of each field."""
        return {item.name: item.metadata["env"] for item in fields(cls)}


class _Reader:
    """Collects the values and every fault of one environment."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def settings(self) -> Settings:
        mode = self._mode()
        data_dir = _data_dir(self.environ)
        settings = Settings(
            mode=mode,
            secret_key=self._required("QYZMET_SECRET_KEY"),
            code_key=self._required("QYZMET_CODE_KEY"),
            data_dir=data_dir,
            public_url=self._required("QYZMET_PUBLIC_URL").rstrip("/"),
            trusted_proxies=self._parsed("QYZMET_TRUSTED_PROXIES", _proxies, "a number from 0 to 5", 0),
            starts_at=self._parsed("QYZMET_NOW", _moment, "an ISO 8601 time with its offset", None),
            database_url=_database_url(self._text("DATABASE_URL"), data_dir),
            redis_url=self._text("REDIS_URL"),
            twilio_account_sid=self._text("TWILIO_ACCOUNT_SID"),
            twilio_auth_token=self._text("TWILIO_AUTH_TOKEN"),
            twilio_from_number=self._text("TWILIO_FROM_NUMBER"),
            twilio_api_base=self._text("TWILIO_API_BASE").rstrip("/"),
            registry_url=self._text("REGISTRY_URL"),
            registry_login=self._text("REGISTRY_LOGIN"),
            registry_password=self._text("REGISTRY_PASSWORD"),
            eds_trust_dir=self._parsed("EDS_TRUST_DIR", _folder, "a folder that exists", None),
            eds_ocsp_urls=tuple(self._text("EDS_OCSP_URLS").split()),
            eds_crl_urls=tuple(self._text("EDS_CRL_URLS").split()),
            eds_tsa_url=self._text("EDS_TSA_URL"),
            eds_gost_256=self._parsed("EDS_GOST_256", _switch, "on or off", False),
            ncalayer_url=self._text("NCALAYER_URL") or NCALAYER,
            egov_mobile_link=self._text("EGOV_MOBILE_LINK") or EGOV_MOBILE,
            egov_mobile_bin=self._parsed("EGOV_MOBILE_BIN", _bin, "the twelve digits of a BIN", ""),
            ncanode_url=self._text("NCANODE_URL").rstrip("/"),
            pilots_open=frozenset(self._text("QYZMET_PILOTS_OPEN").split()),
            registries_not_connected=frozenset(self._text("REGISTRIES_NOT_CONNECTED").split()),
        )
        if settings.mode == "production":
            self._check_production(settings)
        else:
            self._check_sandbox(settings)
        if self.problems:
            raise ConfigurationError(self.problems)
        return settings

    def _mode(self) -> Mode:
        mode = self._text("QYZMET_MODE")
        if mode in _MODES:
            return cast(Mode, mode)
        given = f"not {mode!r}" if mode else "and is not set (`make run` sets up the demo)"
        self.problems.append(f"QYZMET_MODE is one of {', '.join(_MODES)}, {given}")
        return "production"  # judged by the strictest rules, so that the list of problems is whole

    def _text(self, name: str) -> str:
        return self.environ.get(name, "").strip()

    def _required(self, name: str) -> str:
        value = self._text(name)
        if not value:
            self.problems.append(f"{name} is not set")
        return value

    def _parsed(self, name: str, parse: Callable[[str], T], wanted: str, default: T) -> T:
        value = self._text(name)
        if not value:
            return default
        try:
            return parse(value)
        except ValueError:
            self.problems.append(f"{name} is {wanted}, not {value!r}")
            return default

    def _check_production(self, settings: Settings) -> None:
        for name in ("QYZMET_SECRET_KEY", "QYZMET_CODE_KEY"):
            if fault := _secret_fault(self._text(name)):
                self.problems.append(f"{name} {fault}")
        if settings.secret_key and settings.secret_key == settings.code_key:
            self.problems.append("QYZMET_CODE_KEY is the same as QYZMET_SECRET_KEY")
        for name in (
            "DATABASE_URL",
            "REDIS_URL",
            "TWILIO_ACCOUNT_SID",
            "TWILIO_AUTH_TOKEN",
            "TWILIO_FROM_NUMBER",
            "TWILIO_API_BASE",
            "REGISTRY_URL",
            "REGISTRY_LOGIN",
            "REGISTRY_PASSWORD",
            "EDS_TRUST_DIR",
            "EDS_OCSP_URLS",
        ):
            if self._required(name).startswith(DEMO_MARK):
                self.problems.append(f"{name} is the demo's")
        for name in ("QYZMET_PUBLIC_URL", "TWILIO_API_BASE", "REGISTRY_URL"):
            if (url := self._text(name)) and (fault := _public_url_fault(url)):
                self.problems.append(f"{name} {fault}")
        if settings.starts_at is not None:
            self.problems.append("QYZMET_NOW moves the clock, which only the demo may")

    def _check_sandbox(self, settings: Settings) -> None:
        """Made-up people must not reach real telephones, registries or the NCA."""
        for name in _OUTSIDE:
            urls = self._text(name).split()
            if not all(_is_loopback(urlsplit(url).hostname or "") for url in urls):
                self.problems.append(f"{name} leaves this computer, which mode {settings.mode} must not")


def _secret_fault(secret: str) -> str:
    """What is wrong with a production secret; empty when nothing is (or when there is none to judge)."""
    if not secret:
        return ""
    if secret.startswith(DEMO_MARK):
        return "is the demo's"
    if len(secret) < _SECRET_LENGTH:
        return f"is shorter than {_SECRET_LENGTH} characters"
    if len(set(secret)) < 10 or any(word in secret.lower() for word in _WEAK):
        return "is easy to guess"
    return ""


def _public_url_fault(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return "does not begin with https://"
    if _is_loopback(parts.hostname):
        return "names this computer itself"
    return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _proxies(value: str) -> int:
    if not 0 <= int(value) <= 5:
        raise ValueError(value)
    return int(value)


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment


def _folder(value: str) -> Path:
    path = Path(value).absolute()
    if not path.is_dir():
        raise ValueError(value)
    return path


def _bin(value: str) -> str:
    if len(value) != 12 or not (value.isascii() and value.isdigit()):
        raise ValueError(value)
    return value


def _switch(value: str) -> bool:
    if value not in ("on", "off"):
        raise ValueError(value)
    return value == "on"


def _data_dir(environ: Mapping[str, str]) -> Path:
    given = environ.get("QYZMET_DATA_DIR", "").strip()
    return Path(given).absolute() if given else ROOT / "instance"


def _database_url(url: str, data_dir: Path) -> str:
    """The URL with the driver that we use; without one, an SQLite file in the data folder."""
    if not url:
        return f"sqlite:///{data_dir / 'qyzmet.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return f"postgresql+psycopg://{url.removeprefix(prefix)}"
    return url


def _demo_environment(data_dir: Path) -> dict[str, str]:
    try:
        lines = (data_dir / DEMO_ENVIRONMENT).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)
