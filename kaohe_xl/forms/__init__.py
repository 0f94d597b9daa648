"""Blank forms as values, and what a form remembers of itself."""
