"""A cheap telephone on a slow line, as a browser can play it."""

from playwright.sync_api import CDPSession

DOWN, UP = 1_600_000, 750_000
"""Bits per second of slow 4G."""
ROUND_TRIP = 150
"""Milliseconds that each request waits besides. Shaking hands for a connection is not played."""
SLOWER = 4
"""How many times the processor is slower than this computer's."""


def slow_down(session: CDPSession) -> None:
    """From now on the page of this session loads and computes like that."""
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": ROUND_TRIP,
            "downloadThroughput": DOWN / 8,
            "uploadThroughput": UP / 8,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
