"""How the rows of a sheet travel from a reading process: cells as JSON, with a line break where JSON has a comma.

A break in a text would be written ``\\n``, so rows and cells can be told apart, and compared, without being decoded.
"""

from __future__ import annotations

BETWEEN_CELLS = b"\n"
BETWEEN_ROWS = b"]" + BETWEEN_CELLS + b"["
