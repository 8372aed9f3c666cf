"""Delivery under fire: the real stack, thousands of changes, kills at seeded moments, and a ledger."""
