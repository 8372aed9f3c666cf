"""A stand-in for NCALayer, the signing program of the NCA RK: a WebSocket on the loopback address."""
