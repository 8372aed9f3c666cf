"""A stand-in for the telephone application eGov Mobile, which reads a QR, shows papers and signs them."""
