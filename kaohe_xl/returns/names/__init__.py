"""What the names in a returned file mean: units, items, periods, departments, clauses."""
