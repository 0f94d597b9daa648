"""Work in pieces on more than one processor or machine, and when Python looks for garbage."""
