"""定稿 and 验证: the wiring between a run and the archive, and a scored workbook held against the rules."""
