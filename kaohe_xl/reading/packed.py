"""A workbook as plain values: what a reading process hands back.

One reply is a line of JSON (the head) and after it two JSON texts per sheet: its rows, and what is known beside their
values. A sheet nobody looks at is never decoded. JSON because it can be read from anywhere without running anything.

Of a thousand files of one form most rows are the same to the byte. So rows are written in such a way that they can be
told apart before any of them is decoded (:mod:`kaohe_xl.reading.row_encoding`), and need to be understood once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any, NamedTuple, overload

from kaohe_xl.reading.limits import Limits, Refused
from kaohe_xl.reading.row_encoding import BETWEEN_CELLS, BETWEEN_ROWS

Position = tuple[int, int]  # row, column; 1-based
CellRange = tuple[int, int, int, int]  # first row, first column, last row, last column; 1-based, inclusive
_MOST_HIDDEN = 100_000
LONGEST = 32_767  # characters in a cell: Excel's own limit, so nothing longer comes from Excel or goes back into it
_ESCAPED = (b"\\u00", b"\\b", b"\\f")  # how JSON writes characters that no file may hold
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class PackedSheet:
    """A sheet before it becomes a Grid. ``rows[0][0]`` is A1; blanks are None or empty text.

    ``formats`` holds the number formats of numeric cells that are not General, and of texts that show otherwise under
    them; they count only if ``formats_known``.
    """

    def __init__(
        self,
        name: str,
        rows: list[list[Any]],
        hidden: bool = False,
        merges: list[CellRange] | None = None,
        formats: dict[Position, str] | None = None,
        problems: dict[Position, str] | None = None,
        formats_known: bool = True,
        widths: dict[int, float] | None = None,
        hidden_rows: Iterable[int] = (),
    ) -> None:
        self.name, self.rows, self.hidden = name, rows, hidden
        self.merges = [] if merges is None else merges
        self.formats = {} if formats is None else formats
        self.problems = {} if problems is None else problems
        self.formats_known = formats_known
        self.widths = {} if widths is None else widths
        self.hidden_rows = list(hidden_rows)[:_MOST_HIDDEN]


def from_cells(cells: Mapping[Position, Any], limits: Limits) -> list[list[Any]]:
    """Rows up to the last cell of each, from the cells that are in use.

    Raises:
        Refused: they are spread so wide that the rows would be mostly nothing.
    """
    last: dict[int, int] = {}
    for row, column in cells:
        last[row] = max(column, last.get(row, 0))
    area = sum(last.values()) + max(last, default=0)
    if area > limits.area:
        raise Refused("D106", what="工作表里最远的单元格围成的区域", found=f"{area} 格", limit=f"{limits.area} 格")
    rows: list[list[Any]] = [[None] * last.get(row, 0) for row in range(1, max(last, default=0) + 1)]
    for (row, column), value in cells.items():
        rows[row - 1][column - 1] = value
    return rows


def encode(sheets: Iterable[PackedSheet], head: Mapping[str, Any]) -> bytes:
    """Head and sheets as bytes; ``head`` must be plain JSON data."""
    names: list[dict[str, Any]] = []
    bodies: list[bytes] = []
    for sheet in sheets:
        rows, beside = _encode_cells(sheet)
        bodies += (rows, beside)
        about: dict[str, Any] = {"name": cleaned_text(sheet.name), "rows": len(rows), "hidden": sheet.hidden}
        about["beside"] = len(beside)
        if sheet.merges:
            about["merges"] = sheet.merges
        if sheet.widths:
            about["widths"] = list(sheet.widths.items())
        if sheet.hidden_rows:
            about["hidden_rows"] = sheet.hidden_rows
        names.append(about)
    first = json.dumps({**head, "sheets": names}, separators=(",", ":"))
    return b"\n".join((first.encode(), b"".join(bodies)))


def decode_head(reply: bytes) -> tuple[dict[str, Any], memoryview]:
    """The head, and the bytes of all sheets."""
    end = reply.index(b"\n")
    return json.loads(reply[:end]), memoryview(reply)[end + 1 :]


class RowsAsCame(NamedTuple):
    """A sheet's rows, and its formats and problems beside them, as they came. Equal ones hold equal cells."""

    rows: Sequence[bytes]
    beside: bytes


class Rows(Sequence[list[Any]]):
    """The rows of a sheet, each decoded when it is asked for."""

    def __init__(self, packed: bytes, beside: bytes) -> None:
        self._lines = packed[2:-2].split(BETWEEN_ROWS) if len(packed) > 2 else []
        self._beside = beside
        self._made: dict[int, list[Any]] = {}

    def as_came(self) -> RowsAsCame:
        return RowsAsCame(self._lines, self._beside)

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> list[Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[list[Any]]: ...
    def __getitem__(self, index: int | slice) -> list[Any] | list[list[Any]]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self._lines)))]
        number = index if index >= 0 else len(self._lines) + index
        made = self._made.get(number)
        if made is None:
            line = self._lines[index].replace(BETWEEN_CELLS, b",")
            made = self._made[number] = _DECODER.decode(f"[{line.decode()}]")
        return made


def decode_beside(packed: bytes) -> tuple[dict[Position, str], dict[Position, str], bool]:
    """What is known beside the values: formats, problems, and whether the formats are known."""
    formats, problems, known = json.loads(packed)
    return (
        {(row, column): code for code, places in formats for row, column in places},
        {(row, column): text for row, column, text in problems},
        bool(known),
    )


def _encode_cells(sheet: PackedSheet) -> tuple[bytes, bytes]:
    try:
        text = _ROWS.encode(sheet.rows)
        beside = _encode_beside(sheet)
        rows = text.encode()
        plain = len(text) <= LONGEST and not any(escape in part for escape in _ESCAPED for part in (rows, beside))
    except ValueError:  # a number that is not finite, or half a surrogate pair
        plain = False
    if not plain:
        tidy_cells(sheet)
        rows, beside = _ROWS.encode(sheet.rows).encode(), _encode_beside(sheet)
    return rows, beside


def _encode_beside(sheet: PackedSheet) -> bytes:
    by_format: dict[str, list[Position]] = {}
    for position, code in sheet.formats.items():
        by_format.setdefault(code, []).append(position)
    problems = [(*position, text) for position, text in sheet.problems.items()]
    return _BESIDE.encode([list(by_format.items()), problems, sheet.formats_known]).encode()


def tidy_cells(sheet: PackedSheet) -> None:
    """What no workbook may hold becomes a problem of its cell; characters that no file may hold become �."""
    for row, values in enumerate(sheet.rows, 1):
        for column, value in enumerate(values, 1):
            if isinstance(value, str):
                values[column - 1] = cleaned_text(value)
                if len(value) > LONGEST:
                    values[column - 1], sheet.problems[row, column] = None, f"文字超过 {LONGEST} 字"
            elif isinstance(value, float) and not isfinite(value):
                values[column - 1], sheet.problems[row, column] = None, "数值超出范围"
    sheet.problems = {position: cleaned_text(text) for position, text in sheet.problems.items()}
    sheet.formats = {position: cleaned_text(code) for position, code in sheet.formats.items()}


def cleaned_text(text: str) -> str:
    return _UNSAFE.sub("\ufffd", text)


def plain_value(value: Any) -> Any:
    """A value as a Book has it: dates are datetimes without a zone; a duration is its number of days."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return value / timedelta(days=1) if isinstance(value, timedelta) else value


def _plain(value: object) -> object:
    """Dates as {"d": ISO}, times of day as {"t": ISO}; a duration is its number of days."""
    if isinstance(value, datetime):
        return {"d": value.replace(tzinfo=None).isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return {"t": value.isoformat()}
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    raise TypeError(f"a cell cannot hold {type(value).__name__}")


_ROWS = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(BETWEEN_CELLS.decode(), ":"), default=_plain)
_BESIDE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _restored(found: dict[str, Any]) -> object:
    if "d" in found:
        return datetime.fromisoformat(found["d"])
    if "t" in found:
        return time.fromisoformat(found["t"])
    return found


_DECODER = json.JSONDecoder(object_hook=_restored)
