"""The scheme as sheets: copied into the result, started, drafted, revised, and its 算例."""
