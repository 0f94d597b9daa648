"""What everything stands on: exact numbers, text, places, findings, grids, the tidy table. No Excel, no scheme."""
