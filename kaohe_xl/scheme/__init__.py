"""The scheme workbook (方案.xlsx): its model, and how it is read. ``check/`` asks what a careful reviewer would."""
