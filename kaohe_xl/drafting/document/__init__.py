"""The office's document: blocks, tables, headings, articles; indicators with marks and texts."""
