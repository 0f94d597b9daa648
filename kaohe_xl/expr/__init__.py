"""Expressions: one tree for the value, the Excel formula and the words. Values are whole columns, exact."""
