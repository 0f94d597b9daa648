"""Benchmarks: real files, whole processes, ratios. Not collected by pytest; see docs/性能.md."""
