"""方案快照: the hidden sheet that tells which sheets of a scored workbook were made, and which are the scheme's."""

from __future__ import annotations

from kaohe_xl.base.grid import Book
from kaohe_xl.base.text import fold

SNAPSHOT = "方案快照"
GENERATED = "生成的工作表"  # heads its first row: the names of the sheets that were made, one a cell


def generated_names(book: Book) -> frozenset[str]:
    """Folded names of the sheets that a scored workbook made; of a scheme that is no result, only the snapshot's."""
    snapshot = book.find(SNAPSHOT)
    names = [SNAPSHOT]
    if snapshot is not None and snapshot.rows and snapshot.cell(1, 1).text == GENERATED:
        names += [cell.text for cell in snapshot.rows[0][1:]]
    return frozenset(fold(name) for name in names)
