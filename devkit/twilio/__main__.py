"""`python -m devkit.twilio --port 9002`: the simulated Twilio of a demo, until interrupted."""

import argparse
import signal
from contextlib import suppress

from config import Settings
from devkit.demo.clock import install
from devkit.twilio.server import TwilioSimulator
from devkit.twilio.store import FILE


def main() -> None:
    """Serve the account of the demo's settings on the loopback address; prints the TWILIO_API_BASE to use."""
    parser = argparse.ArgumentParser(prog="python -m devkit.twilio", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    arguments = parser.parse_args()
    settings = Settings.load()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    install(settings.data_dir)
    simulator = TwilioSimulator(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        port=arguments.port,
        path=settings.data_dir / FILE,
    )
    print(f"TWILIO_API_BASE={simulator.url}", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        simulator.serve_forever()


if __name__ == "__main__":
    main()
