"""A stand-in for the e-government gateway and the registries behind it, on the loopback address."""
