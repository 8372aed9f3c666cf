"""The environment in which the demo's processes run: secrets of its own, addresses on this computer only."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from config import DEMO_ENVIRONMENT, DEMO_MARK, ROOT, Settings
from devkit.demo.organisations import ADMINISTRATION
from devkit.gateway.server import CHANNEL
from devkit.redis_server import free_port

_SECRETS = "secrets.json"
_MADE_UP = ("QYZMET_SECRET_KEY", "QYZMET_CODE_KEY", "TWILIO_AUTH_TOKEN", "REGISTRY_PASSWORD")

#: Where the simulators listen; handed to everybody, and to the simulators as `--port`.
TWILIO_PORT = "QYZMET_DEMO_TWILIO_PORT"
GATEWAY_PORT = "QYZMET_DEMO_GATEWAY_PORT"
NCA_PORT = "QYZMET_DEMO_NCA_PORT"
NCALAYER_PORT = "QYZMET_DEMO_NCALAYER_PORT"

SIMULATORS = {"twilio": TWILIO_PORT, "gateway": GATEWAY_PORT, "nca": NCA_PORT, "ncalayer": NCALAYER_PORT}
"""The packages of devkit that are started, each with the variable that holds its port."""

NCA_FOLDER = "nca"
"""The development CA's folder in the data folder."""

EGOV_MOBILE_PAGE = "/demo/egov-mobile/"
"""The page of the demo that stands for the application on a telephone."""


def demo_environment(given: Mapping[str, str], data_dir: Path, port: int) -> dict[str, str]:
    """What the children get: `given`, and over it the demo's settings.

    DATABASE_URL and REDIS_URL stay as given. QYZMET_NOW is taken out: the clock
    is set once, when the demo is laid, and not by every process anew.
    """
    ports = {variable: str(free_port()) for variable in SIMULATORS.values()}
    site, nca = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{ports[NCA_PORT]}"
    return {
        **{name: value for name, value in given.items() if name not in Settings.variables().values()},
        **{name: given[name] for name in ("DATABASE_URL", "REDIS_URL") if given.get(name)},
        **_secrets(data_dir),
        "QYZMET_MODE": "demo",
        "QYZMET_DATA_DIR": str(data_dir),
        "QYZMET_PUBLIC_URL": site,
        "TWILIO_API_BASE": f"http://127.0.0.1:{ports[TWILIO_PORT]}",
        "TWILIO_FROM_NUMBER": "+77000000000",
        "REGISTRY_URL": f"http://127.0.0.1:{ports[GATEWAY_PORT]}{CHANNEL}",
        "REGISTRY_LOGIN": "qyzmet-demo",
        "EDS_TRUST_DIR": str(_trust_folder(data_dir)),
        "EDS_OCSP_URLS": f"{nca}/ocsp {nca}/ocsp1",
        "EDS_CRL_URLS": " ".join(
            f"{nca}/crl/{name}.crl" for name in ("gost", "gost_delta", "rsa", "rsa_delta")
        ),
        "EDS_TSA_URL": f"{nca}/tsp",
        "NCALAYER_URL": f"ws://127.0.0.1:{ports[NCALAYER_PORT]}",
        "EGOV_MOBILE_LINK": site + EGOV_MOBILE_PAGE,
        "EGOV_MOBILE_BIN": ADMINISTRATION.bin,
        "QYZMET_PILOTS_OPEN": "contract",
        **ports,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def remember(environment: Mapping[str, str], data_dir: Path) -> None:
    """Keep the settings in the data folder, for `flask` in another terminal."""
    names = [*Settings.variables().values(), *SIMULATORS.values()]
    lines = [f"{name}={environment[name]}\n" for name in names if name in environment]
    _write_private(data_dir / DEMO_ENVIRONMENT, "".join(lines))


def _trust_folder(data_dir: Path) -> Path:
    """Where the development CA lays its certificates once it is made; settings name folders that exist."""
    folder = data_dir / NCA_FOLDER / "trust"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _secrets(data_dir: Path) -> dict[str, str]:
    """The demo's own secrets; made when first needed, so that sessions and papers outlive a restart."""
    path = data_dir / _SECRETS
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    made = {name: DEMO_MARK + secrets.token_urlsafe(32) for name in _MADE_UP}
    made["TWILIO_ACCOUNT_SID"] = "AC" + secrets.token_hex(16)
    made["QYZMET_STORAGE_KEYS"] = f"{DEMO_MARK}1:{base64.b64encode(secrets.token_bytes(32)).decode()}"
    if missing := made.keys() - kept.keys():
        kept |= {name: made[name] for name in missing}
        _write_private(path, json.dumps(kept, indent=2))
    return kept


def _write_private(path: Path, content: str) -> None:
    """Write a file that nobody else may read; whole or not at all."""
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.touch(mode=0o600)
    temporary.write_text(content, encoding="utf-8")
    temporary.replace(path)
