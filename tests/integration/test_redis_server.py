"""The embedded Redis: found, reached by socket or by password, ended with its block."""

from pathlib import Path

import pytest
from redis.exceptions import AuthenticationError
from redis.exceptions import ConnectionError as RedisConnectionError

from devkit.redis_server import NoRedis, RedisServer, free_port, plan, wait_until_ready
from extensions import connect_redis


def test_it_listens_on_a_socket_that_is_ours_alone(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    with RedisServer(folder) as server:
        assert server.url.startswith("unix://")
        assert connect_redis(server.url).ping()
        assert (folder / "redis.sock").stat().st_mode & 0o077 == 0
    with pytest.raises(RedisConnectionError):
        connect_redis(server.url).ping()


def test_under_a_long_path_it_asks_for_a_password(tmp_path: Path) -> None:
    with RedisServer(tmp_path / ("long" * 30)) as server:
        assert connect_redis(server.url).ping()
        without_password = f"redis://{server.url.rpartition('@')[2]}"
        with pytest.raises(AuthenticationError):
            connect_redis(without_password).ping()


def test_what_is_queued_outlives_a_restart(tmp_path: Path) -> None:
    assert "--appendonly yes" in " ".join(plan(tmp_path / "r").command)


def test_a_server_that_never_answers_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoRedis, match="did not answer"):
        wait_until_ready(f"redis://127.0.0.1:{free_port()}/0", seconds=0.1)
