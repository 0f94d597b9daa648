"""The office's own text to a scheme: blocks, layout, clauses, rows. Nothing is guessed without being said."""
