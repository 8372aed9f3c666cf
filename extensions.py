"""Flask extensions, made here and bound to the app by `create_app`. Imports nothing of ours."""

from flask import Flask, current_app
from flask_babel import Babel
from flask_htmx import HTMX
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from redis import Redis

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

_REDIS = "qyzmet_redis"


class RedisNotConfigured(RuntimeError):
    """Something asked for Redis in a process that was given no REDIS_URL."""


def connect_redis(url: str) -> Redis:
    """A client for the queue's Redis; connects when first used. Answers are bytes, as RQ wants them."""
    return Redis.from_url(url, socket_connect_timeout=2, health_check_interval=30)


def redis_connection() -> Redis:
    """The app's Redis. Raises RedisNotConfigured without REDIS_URL, redis.ConnectionError when it is away."""
    connection: Redis | None = current_app.extensions[_REDIS]
    if connection is None:
        raise RedisNotConfigured("REDIS_URL is not set")
    return connection


def init_limits_and_redis(app: Flask, redis_url: str) -> None:
    """Bind the limiter and Redis. An empty `redis_url` counts limits in memory."""
    app.extensions[_REDIS] = connect_redis(redis_url) if redis_url else None
    app.config.setdefault("RATELIMIT_STORAGE_URI", _limits_storage(redis_url))
    limiter.init_app(app)


def _limits_storage(redis_url: str) -> str:
    """The same address in the words of the `limits` package, which calls a unix socket `redis+unix:`."""
    if not redis_url:
        return "memory://"
    return f"redis+{redis_url}" if redis_url.startswith("unix:") else redis_url
