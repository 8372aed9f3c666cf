"""Work that nobody waits for: read an id, call one action or integration, commit."""
