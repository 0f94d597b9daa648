"""Expressions: one tree that gives the value (whole columns, exact), the Excel formula, and the words for it."""
