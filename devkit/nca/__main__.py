"""`python -m devkit.nca --port 9003`: OCSP, time stamps and revocation lists of a demo, until interrupted."""

import argparse
import signal
from contextlib import suppress

from config import Settings
from devkit.demo.clock import install
from devkit.nca.authority import FOLDER, Authority
from devkit.nca.modes import FILE
from devkit.nca.server import NcaSimulator


def main() -> None:
    """Serve on the loopback address, by the demo's clock; prints the settings to use."""
    parser = argparse.ArgumentParser(prog="python -m devkit.nca", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    arguments = parser.parse_args()
    data_dir = Settings.load().data_dir
    install(data_dir)
    authority = Authority.at(data_dir / FOLDER)
    simulator = NcaSimulator(authority, arguments.port, modes=data_dir / FILE)
    print(f"EDS_TRUST_DIR={authority.trust_folder}")
    print(f"EDS_OCSP_URLS={' '.join(simulator.ocsp_urls)}")
    print(f"EDS_CRL_URLS={' '.join(simulator.crl_urls)}")
    print(f"EDS_TSA_URL={simulator.tsa_url}", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        simulator.serve_forever()


if __name__ == "__main__":
    main()
