"""Flask extensions, made here and bound to the app by `create_app`. Imports nothing of ours."""

from typing import Any
from urllib.parse import parse_qs, unquote

from flask import Flask, current_app
from flask_babel import Babel
from flask_htmx import HTMX
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from redis import Redis
from redis.sentinel import Sentinel

babel = Babel()
csrf = CSRFProtect()
htmx = HTMX()
limiter = Limiter(
    get_remote_address,
    strategy="sliding-window-counter",
    # Without Redis the limits are counted in each process: weaker, but nobody is locked out by our fault.
    in_memory_fallback_enabled=True,
    swallow_errors=True,
    headers_enabled=False,
)

TALLY = "qyzmet:tally"
"""The hash in which Redis keeps what jobs count (jobs/tally.py)."""

_REDIS = "qyzmet_redis"
_SENTINEL = "redis+sentinel://"
_SENTINEL_PORT = 26379


class RedisNotConfigured(RuntimeError):
    """Something asked for Redis in a process that was given no REDIS_URL."""


def connect_redis(url: str) -> Redis:
    """A client for the queue's Redis; connects when first used. Answers are bytes, as RQ wants them.

    `redis+sentinel://user:password@host:26379,host:26379/name?db=0` asks the sentinels, at each
    connection, who is the master now; user and password are those of the sentinels and of Redis.
    """
    if url.startswith(_SENTINEL):
        return _by_sentinels(url)
    return Redis.from_url(url, socket_connect_timeout=2, health_check_interval=30)


def _by_sentinels(url: str) -> Redis:
    hosts, name, db, auth = _sentinels(url)
    limits: dict[str, Any] = {"socket_connect_timeout": 2, "health_check_interval": 30}
    asked = Sentinel(hosts, sentinel_kwargs={**auth, "socket_connect_timeout": 2}, **auth, **limits)
    master: Redis = asked.master_for(name, db=db)
    return master


def _sentinels(url: str) -> tuple[list[tuple[str, int]], str, int, dict[str, Any]]:
    """Where the sentinels are, the master's name, its database, and who we are for both."""
    who, _, rest = url.removeprefix(_SENTINEL).rpartition("@")
    places, _, rest = rest.partition("/")
    name, _, query = rest.partition("?")
    user, _, password = (unquote(part) for part in who.partition(":"))
    pairs = (place.partition(":") for place in places.split(","))
    hosts = [(host, int(port or _SENTINEL_PORT)) for host, _, port in pairs]
    auth = {key: value for key, value in {"username": user, "password": password}.items() if value}
    return hosts, name, int(parse_qs(query).get("db", ["0"])[0]), auth


def redis_connection() -> Redis:
    """The app's Redis. Raises RedisNotConfigured without REDIS_URL, redis.ConnectionError when it is away."""
    connection: Redis | None = current_app.extensions[_REDIS]
    if connection is None:
        raise RedisNotConfigured("REDIS_URL is not set")
    return connection


def init_limits_and_redis(app: Flask, redis_url: str) -> None:
    """Bind the limiter and Redis. An empty `redis_url` counts limits in memory."""
    app.extensions[_REDIS] = connect_redis(redis_url) if redis_url else None
    storage, options = limits_storage(redis_url)
    app.config.setdefault("RATELIMIT_STORAGE_URI", storage)
    app.config.setdefault("RATELIMIT_STORAGE_OPTIONS", options)
    limiter.init_app(app)


def limits_storage(redis_url: str) -> tuple[str, dict[str, Any]]:
    """The same address as the `limits` package wants it, and what it takes beside it.

    It calls a unix socket `redis+unix:`, and of sentinels takes the password as it stands there, quoted.
    """
    if not redis_url:
        return "memory://", {}
    if redis_url.startswith(_SENTINEL):
        hosts, name, _db, auth = _sentinels(redis_url)
        places = ",".join(f"{host}:{port}" for host, port in hosts)
        return f"{_SENTINEL}{places}/{name}", {**auth, "socket_connect_timeout": 2}
    return (f"redis+{redis_url}" if redis_url.startswith("unix:") else redis_url), {}
