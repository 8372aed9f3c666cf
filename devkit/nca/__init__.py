"""A stand-in for the NCA RK on the loopback address: a development CA whose keys really sign."""
