"""Filling in templates that may come from anybody: in a process of its own, with limits, seeing only its data."""
