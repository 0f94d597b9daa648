"""The words and the grammar of a clause, and its parts by name."""
