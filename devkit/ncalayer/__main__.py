"""`python -m devkit.ncalayer --port 9004`: the simulated NCALayer of a demo, until interrupted."""

import argparse
import signal
from contextlib import suppress

from config import Settings
from devkit.demo.clock import install
from devkit.demo.names import known
from devkit.gateway.people import CITIZENS
from devkit.nca.authority import FOLDER, Authority
from devkit.ncalayer.modes import FILE
from devkit.ncalayer.server import NcaLayerSimulator


def main() -> None:
    """Serve on the loopback address, by the demo's clock; prints the NCALAYER_URL to use."""
    parser = argparse.ArgumentParser(prog="python -m devkit.ncalayer", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    arguments = parser.parse_args()
    data_dir = Settings.load().data_dir
    install(data_dir)
    simulator = NcaLayerSimulator(
        Authority.at(data_dir / FOLDER),
        known,
        arguments.port,
        default_iin=CITIZENS[0].iin,
        wishes=data_dir / FILE,
    )
    print(f"NCALAYER_URL={simulator.url}", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        simulator.serve_forever()


if __name__ == "__main__":
    main()
