"""`python -m devkit.gateway --port 9001`: the simulated gateway of a demo, until interrupted."""

import argparse
import signal
from contextlib import suppress
from datetime import date

import clock
from config import Settings
from devkit.demo.clock import install
from devkit.gateway.anchor import anchor_date
from devkit.gateway.server import GatewaySimulator


def main() -> None:
    """Serve on the loopback address, by the demo's clock; prints the REGISTRY_URL to use."""
    parser = argparse.ArgumentParser(prog="python -m devkit.gateway", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    arguments = parser.parse_args()
    settings = Settings.load()
    install(settings.data_dir)

    def counted_from() -> date:
        return anchor_date(settings.data_dir, clock.today())

    simulator = GatewaySimulator(
        arguments.port,
        counted_from=counted_from,
        credentials=(settings.registry_login, settings.registry_password),
    )
    print(f"REGISTRY_URL={simulator.url}", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        simulator.serve_forever()


if __name__ == "__main__":
    main()
