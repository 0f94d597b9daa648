"""What makes the scored workbook calculate: where everything stands, and the formulas for it."""
