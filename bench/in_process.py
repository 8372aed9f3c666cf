"""`python -m bench.in_process bench.floor:make() /rows/25/ 5`: asks a WSGI application without a server.

For bench/instructions.py: says `ready`, asks so often when told on standard input, says `done`,
and waits to be told again. BENCH_COOKIE is sent along.
"""

import io
import os
import sys
from importlib import import_module
from typing import Any

WARM_UP = 5


def main() -> None:
    """Ask for the page. Raises RuntimeError for an answer that is not 200."""
    name, path, number = sys.argv[1:]
    module, _, attribute = name.partition(":")
    found = getattr(import_module(module), attribute.removesuffix("()"))
    application = found() if attribute.endswith("()") else found
    for _ in range(WARM_UP):
        _ask(application, path)
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(int(number)):
        _ask(application, path)
    print("done", flush=True)
    sys.stdin.readline()


def _ask(application: Any, path: str) -> None:
    path, _, query = path.partition("?")
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": os.environ.get("BENCH_HOST", "127.0.0.1"), "REMOTE_ADDR": "127.0.0.1",
        "HTTP_COOKIE": os.environ.get("BENCH_COOKIE", ""), "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
        "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    answer = application(environ, lambda status, _headers, _error=None: statuses.append(status))
    b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    if not statuses[0].startswith("200"):
        raise RuntimeError(f"{path}: {statuses[0]}")


if __name__ == "__main__":
    main()
