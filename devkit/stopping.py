"""How a command that starts processes is told to end, by Ctrl-C or a signal, and ends only once."""

import signal
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Somebody asked us to end."""


class _Asked:
    """Whether somebody has."""

    yet = False


def asked() -> bool:
    """Whether we were asked to end: what was cut short may have failed in its own words instead of Stop,
    or, in code that nobody's exception leaves, may have gone on."""
    return _Asked.yet


def stop_on_signals() -> None:
    """Raise Stop in the main thread when we are asked to end."""
    for number in _SIGNALS:
        signal.signal(number, _stop)


def ignore_signals() -> None:
    """A second Ctrl-C must not leave processes behind; ending takes seconds at most."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _stop(_number: int, _frame: FrameType | None) -> None:
    _Asked.yet = True
    raise Stop
