"""The processes of one web server add up what they counted, in a folder."""

import os
import subprocess
import sys
from pathlib import Path

from config import ROOT

_TWO_PROCESSES = """
import os
from web.metrics import count_request, exposition
child = os.fork()
count_request("GET", "/", 200, 0.01)
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
print(exposition([]).decode())
"""


def test_processes_of_one_web_server_share_their_counts(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TWO_PROCESSES],
        cwd=ROOT,
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert 'qyzmet_http_requests_total{method="GET",route="/",status="200"} 2.0' in done.stdout
