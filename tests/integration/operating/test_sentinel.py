"""Redis behind a sentinel: who the master is, is asked of it, with the address from the settings."""

import subprocess
import time
from collections.abc import Iterator

import pytest
from limits.storage import storage_from_string
from redis import Redis
from redis.exceptions import ConnectionError as NoRedis
from redis.exceptions import RedisError
from rq import Queue

from devkit.redis_server import binary, free_port
from extensions import connect_redis, limits_storage

PASSWORD = "s3cret@of the tests"
QUOTED = "s3cret%40of%20the%20tests"


def answers(port: int, *command: str) -> bool:
    try:
        with Redis(port=port, password=PASSWORD) as client:
            return bool(client.execute_command(*command))
    except RedisError:
        return False


@pytest.fixture(scope="module")
def sentinel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a sentinel that watches one master, both with a password."""
    folder = tmp_path_factory.mktemp("s")
    master, port = free_port(), free_port()
    (folder / "master.conf").write_text(
        f'port {master}\nbind 127.0.0.1\nrequirepass "{PASSWORD}"\nsave ""\ndir {folder}\n'
    )
    (folder / "sentinel.conf").write_text(
        f'port {port}\nbind 127.0.0.1\nrequirepass "{PASSWORD}"\ndir {folder}\n'
        f'sentinel monitor qyzmet 127.0.0.1 {master} 1\nsentinel auth-pass qyzmet "{PASSWORD}"\n'
    )
    processes = [
        subprocess.Popen([binary(), *arguments], stdout=subprocess.DEVNULL)
        for arguments in ([folder / "master.conf"], [folder / "sentinel.conf", "--sentinel"])
    ]
    try:
        deadline = time.monotonic() + 60
        while not (answers(master, "PING") and answers(port, "SENTINEL", "MASTER", "qyzmet")):
            assert time.monotonic() < deadline, "the sentinel does not answer"
            time.sleep(0.05)
        yield port
    finally:
        for process in processes:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture
def url(sentinel: int) -> str:
    """As it stands in REDIS_URL, with a sentinel that is down before the one that answers."""
    return f"redis+sentinel://:{QUOTED}@127.0.0.1:{free_port()},127.0.0.1:{sentinel}/qyzmet?db=2"


def test_the_master_is_found_and_works_as_a_queue(url: str) -> None:
    client = connect_redis(url)
    assert client.ping()
    assert client.connection_pool.connection_kwargs["db"] == 2
    queue = Queue("messages", connection=client)
    queue.enqueue("jobs.runner.perform", 1)
    assert queue.count == 1
    assert client.info("server")["run_id"]
    client.flushdb()
    client.close()


def test_the_limits_of_sign_in_find_the_master_too(url: str) -> None:
    storage, options = limits_storage(url)
    assert PASSWORD not in storage
    limits = storage_from_string(storage, **options)
    assert limits.check()
    assert limits.incr("key", 60) == 1
    limits.reset()


def test_a_wrong_password_and_an_unknown_name_are_no_connection(url: str) -> None:
    for wrong in (url.replace(QUOTED, "guessed"), url.replace("/qyzmet", "/other")):
        with pytest.raises(NoRedis):
            connect_redis(wrong).ping()


def test_an_address_without_password_port_and_number() -> None:
    asked = connect_redis("redis+sentinel://one,two:1234/qyzmet")
    pool = asked.connection_pool
    assert pool.service_name == "qyzmet"
    places = [sentinel.connection_pool.connection_kwargs for sentinel in pool.sentinel_manager.sentinels]
    assert [(place["host"], place["port"]) for place in places] == [("one", 26379), ("two", 1234)]
    assert pool.connection_kwargs.get("db") == 0 and pool.connection_kwargs.get("password") is None
