"""Result sheets as values → .xlsx files. Layout on A4, styles, charts, rows; put in place in one step."""
