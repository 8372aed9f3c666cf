"""The read side for pages: scoped by who asks, a fixed number of queries, no writes."""
