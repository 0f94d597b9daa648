"""The sheets that list and tell: points lost, findings, what came back, what was approved, notices."""
