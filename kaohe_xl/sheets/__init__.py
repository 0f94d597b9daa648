"""Result sheets as values and formulas. Pure data, written by ``writing/`` and by nothing else."""
