"""Benchmarks, each beside its peer: `make bench NAME=…` prints one JSON object a line."""
