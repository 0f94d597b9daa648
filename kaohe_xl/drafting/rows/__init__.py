"""What a reading becomes, a module for each family of clauses: rows of the scheme, and what would make them wrong."""
