"""A workbook's formulas calculated anew by a library, in a process of its own: the file may be anybody's.

The library (betteroffice-xlsx, extra ``[verify]``) is a second engine, in doubles as Excel is; where it rounds a tie
otherwise than Excel it does so in every workbook alike, so two workbooks are compared by what it makes of each.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec

LIBRARY = "betteroffice_xlsx"
NAME = "betteroffice-xlsx"
_MOST_SECONDS = 300
Value = str | float | bool | None
Calculated = dict[str, dict[str, Value]]  # sheet → cell → value

_PROGRAM = f"""
import json, sys
from {LIBRARY} import Workbook
size = int(sys.stdin.buffer.readline())
data = sys.stdin.buffer.read(size)
wanted = json.loads(sys.stdin.buffer.read())
book = Workbook.open_recalculated(data)
there = set(book.sheet_names)
def plain(value):
    return value if value is None or isinstance(value, (str, bool, int, float)) else str(value)
found = {{s: {{c: plain(book.value(s, c)) for c in cells}} for s, cells in wanted.items() if s in there}}
sys.stdout.write(json.dumps(found))
"""


def installed() -> bool:
    return find_spec(LIBRARY) is not None


def calculated(data: bytes, cells: Mapping[str, Sequence[str]]) -> Calculated | None:
    """What these cells come to; None where the library cannot calculate the workbook, or takes too long."""
    task = b"%d\n" % len(data) + data + json.dumps(cells).encode()
    try:
        done = subprocess.run(  # noqa: S603  our own program, with nothing of the file among its words
            [sys.executable, "-I", "-c", _PROGRAM], input=task, capture_output=True, timeout=_MOST_SECONDS, check=True
        )
        found: Calculated = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError, OSError):
        return None
    return found


def same(one: Value, other: Value) -> bool:
    """Alike to the digits that a sheet shows; nothing and an empty text are alike."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other or str(one).upper() == str(other).upper()
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-6 * max(1.0, abs(one))
    return (one or "") == (other or "")
