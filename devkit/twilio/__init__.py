"""A stand-in for Twilio's messaging API and for the phones behind it, on the loopback address."""
