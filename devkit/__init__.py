"""The demo and the simulators of the outside world. Never loaded in production."""
