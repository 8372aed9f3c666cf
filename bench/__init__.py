"""Measurements beside other programs, by hand: `make bench-…`. What was seen stands in docs/benchmarks.md."""
