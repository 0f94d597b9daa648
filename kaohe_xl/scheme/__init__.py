"""The scheme workbook (方案.xlsx): its model, how it is read, and what a careful reviewer would ask about it."""
