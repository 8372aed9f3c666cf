"""The only code that changes state: actor first, row locked, event, audit and outbox in
the same transaction. Actions flush and never commit."""
