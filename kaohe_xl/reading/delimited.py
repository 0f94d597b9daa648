"""Text files: how their letters are coded, and the rows of a .csv whatever separates its columns."""

from __future__ import annotations

import csv
import io
import re

from kaohe_xl.reading.limits import Limits, Refused
from kaohe_xl.reading.packed import LONGEST, PackedSheet

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",\t;|"
_SAMPLE_LINES = 50
_KEPT_TEXT = re.compile(r'="(.*)"', re.DOTALL)


def decode(data: bytes) -> str:
    """Text by its byte order mark, else as UTF-8, else as GB18030.

    Raises:
        Refused: none of them.
    """
    for bom, coding in _BYTE_ORDER_MARKS:
        if data.startswith(bom):
            try:
                return data.decode(coding)
            except UnicodeDecodeError as error:
                raise Refused("D113") from error
    for coding in ("utf-8", "gb18030"):
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    raise Refused("D113")


def read_delimited(text: str, limits: Limits) -> list[PackedSheet]:
    """One sheet, all cells text (blank ones None).

    Raises:
        Refused: not a table, or too big.
    """
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = first.strip()[4], rest
    else:
        delimiter = _delimiter(text)
    csv.field_size_limit(LONGEST * 4)
    rows: list[list[str | None]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([_as_text(value) or None for value in row])
            cells += len(row)
            if cells + len(rows) > limits.area:
                raise Refused("D106", what="单元格", found=f"{cells + len(rows)} 格", limit=f"{limits.area} 格")
    except csv.Error as error:
        raise Refused("D105", problem=f"文本表格第 {len(rows) + 1} 行有错") from error
    if max((len(row) for row in rows), default=0) < 2:
        raise Refused("D102", kind="纯文本", hint="请发送 Excel 或 WPS 表格（.xlsx）")
    return [PackedSheet("CSV", rows)]


def _as_text(value: str) -> str:
    """="12" is how systems keep Excel from taking 12 for a number."""
    match = _KEPT_TEXT.fullmatch(value.strip())
    return match[1].replace('""', '"') if match else value


def _delimiter(text: str) -> str:
    """The sign that splits most lines into the same number of columns, at least two."""
    lines = [line for line in text[: 1 << 16].splitlines() if line.strip()][:_SAMPLE_LINES]

    def fit(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        counts = [widths.count(width) for width in set(widths) if width > 1]
        return max(counts, default=0), sum(widths)

    try:
        return max(_DELIMITERS, key=fit)
    except csv.Error:
        return ","
