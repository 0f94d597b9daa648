"""The bytes of one file → a Book: what it is, every format, limits. The only readers of Excel libraries."""
