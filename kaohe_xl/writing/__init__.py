"""Result sheets as values → .xlsx files: layout on A4, styles, charts, rows, put in place in one step."""
