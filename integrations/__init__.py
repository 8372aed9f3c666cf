"""The outside world: per kind a protocol, its adapters, its errors."""
