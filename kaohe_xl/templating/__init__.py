"""Filling in templates that may come from anybody. In a process of its own, with limits, seeing only its data."""
