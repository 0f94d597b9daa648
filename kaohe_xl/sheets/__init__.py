"""Result sheets as values and formulas: pure data, written by :mod:`kaohe_xl.writing.write` and by nothing else."""
