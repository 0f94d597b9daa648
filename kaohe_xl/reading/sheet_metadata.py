"""What is known of an .xlsx sheet beside its values: number formats, errors, formulas without a result, merges.

A sheet as Excel, WPS, LibreOffice and the usual libraries write it matches a strict grammar, given here as one regular
expression that runs at a fraction of the cost of reading the sheet; any sheet that is spelled otherwise is parsed. Both
give the same answer, and both make sure that the sheet is well-formed: calamine reads on where XML is broken, and then
gives one cell the text of another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kaohe_xl.reading.limits import Limits, Refused
from kaohe_xl.reading.ooxml import GENERAL, UNCACHED, column_number, date_problem, is_date_format, position_of, whole
from kaohe_xl.reading.packed import CellRange, Position
from kaohe_xl.reading.xml import parse_xml

_MOST_MERGES = 100_000
_SMALL, _MOST_REMEMBERED = 20_000, 64  # bytes; sheets without their cells
_COUNT_FROM, _SHORTEST_CELL = 1_000_000, 15  # bytes


def _cells(address: bytes) -> re.Pattern[bytes]:
    """The grammar of a sheet's cells; no part of it ever takes back what it has matched, so it runs in one pass.

    A cell with a formula must hold its result; an error cell, or a date as text, is left to the parser.
    """
    formula = rb"<f(?: [^<>]*+)?+(?:(?<=/)>|>[^<]*+</f>)"
    number = rb'(?: t="(?:s|n|b|inlineStr)")?+(?:/>|>(?:' + formula + rb"<v>[^<]++</v>|<v>[^<]*+</v>|"
    number += rb"<is><t(?: [^<>]*+)?+>[^<]*+</t></is>)?+</c>)"
    text = rb' t="str"(?:/>|>(?:' + formula + rb")?+(?:<v(?: [^<>]*+)?+>[^<]*+</v>|<v/>)?+</c>)"
    cell = rb'<c r="' + address + rb'"(?: s="[0-9]{1,5}+")?+(?:' + text + rb"|" + number + rb")"
    row = rb"<row(?: [^<>]*+)?+(?:(?<=/)>|>(?:" + cell + rb")*+</row>)"
    return re.compile(rb"<sheetData>(?:" + row + rb")*+</sheetData>")


# up to ZZ9999 the rectangle that a reader allocates is harmless, wherever in it the last cell lies
_NEAR_CELLS = _cells(rb"[A-Z]{1,2}+[0-9]{1,4}+")
_ANY_CELLS = _cells(rb"[A-Z]{1,3}+[0-9]{1,7}+")
_ROW, _HIDDEN_ROW = re.compile(rb"<row [^<>]*>"), re.compile(rb' hidden="(?:1|true)"')
_ROW_NUMBER = re.compile(rb' r="([0-9]{1,7})"')
_ADDRESS = re.compile(rb'<c r="([A-Z]+)([0-9]+)"')
_STYLED_NUMBER = re.compile(rb'<c r="([A-Z]+)([0-9]+)" s="([0-9]+)"(?: t="n")?><[vf]')
_STYLED_TEXT = re.compile(rb'<c r="([A-Z]+)([0-9]+)" s="([0-9]+)" t="(?:s|str|inlineStr)"')
_STYLED_VALUE = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)" s="([0-9]+)"(?: t="n")?>(?:<f[^<]*(?:</f>)?)?<v>([-+.0-9eE]{1,40})</v>'
)
_PLAIN_TEXTS = re.compile(rb'<sst(?: [^<>]*+)?+>(?:<si><t(?: xml:space="preserve")?+>[^<]*+</t></si>)*+</sst>\s*+')
_USUAL_TEXT = re.compile(r"(?:[^@]*;)?(?:_.|\[[^]]*\]|[ ])*@(?:_.|[ ])*", re.DOTALL)
_WIDTH = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,20})?")
_UNSET_WIDTH = "13"  # characters, as the exact path takes it
_BEGIN, _EMPTY = b"<sheetData>", b"<sheetData/>"


class SheetScan:
    """What is known of a sheet beside its values. ``cells`` of a small sheet: as many as could be in it at most."""

    def __init__(self, cells: int = 0) -> None:
        self.formats: dict[Position, str] = {}  # of cells with a number, General left out; of texts that show otherwise
        self.problems: dict[Position, str] = {}  # errors, formulas without a value, impossible dates
        self.merges: list[CellRange] = []
        self.widths: dict[int, float] = {}  # of columns that have one of their own
        self.hidden_rows: list[int] = []
        self.cells = cells  # with a value
        self.last_row = 0  # 0: not known, but inside the area that is safe to allocate
        self.last_column = 0


def scan_sheet(name: str, data: bytes, formats: Sequence[str], limits: Limits, *, closely: bool = False) -> SheetScan:
    """Look a sheet over; ``formats`` by style number. ``closely`` parses it in any case, and so counts its cells.

    Raises:
        Refused: broken XML, a DOCTYPE, cell references that are none, or too many cells.
    """
    if len(data) > _COUNT_FROM:
        check_cells(_values_in(data), limits)
    scan = (None if closely else _glance(name, data, formats)) or _parse_sheet(name, data, formats, limits)
    scan.hidden_rows = _hidden_rows(data)
    return scan


def _hidden_rows(data: bytes) -> list[int]:
    """Rows hidden by hand or by a filter, in the usual spelling."""
    if b"hidden=" not in data:
        return []
    rows = (row for row in _ROW.finditer(data) if _HIDDEN_ROW.search(row[0]))
    return [int(number[1]) for row in rows if (number := _ROW_NUMBER.search(row[0]))]


def check_cells(cells: int, limits: Limits) -> None:
    """Raises Refused when a workbook has more cells in use than allowed."""
    if cells > limits.cells:
        raise Refused("D106", what="有内容的单元格", found=f"{cells} 个", limit=f"{limits.cells} 个")


def check_texts(name: str, data: bytes) -> None:
    """Make sure that the shared texts are well-formed: if not, calamine would give cells the texts of others.

    Raises:
        Refused: they are not, or hold a DOCTYPE.
    """
    start = data.find(b"<sst")
    if start < 0 or b"<!" in data[:start] or _PLAIN_TEXTS.fullmatch(data, start) is None:
        parse_xml(name, data)


def uses_style(data: bytes, styles: frozenset[int]) -> bool:
    """Does a cell that may hold something have one of these styles?"""
    if not styles:
        return False
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    return re.search(rb'<c [^>]*\bs="(?:' + numbers + rb')"[^>]*[^/]>', data) is not None


def _glance(name: str, data: bytes, formats: Sequence[str]) -> SheetScan | None:
    """The scan of a sheet whose spelling holds no surprise, else None."""
    start = data.find(_BEGIN)
    far = False
    found = _NEAR_CELLS.match(data, start) if start >= 0 else None
    if found is None and start >= 0:
        found, far = _ANY_CELLS.match(data, start), True
    if found is None:
        return None
    rest = data[:start] + _EMPTY + data[found.end() :]
    if b"sheetData" in data[found.end() :]:
        return None
    scan = SheetScan(cells=_values_in(data) if len(data) > _COUNT_FROM else len(data) // _SHORTEST_CELL)
    merges, widths = (_around if len(rest) < _SMALL else _around.__wrapped__)(name, rest)
    scan.merges.extend(merges)
    scan.widths.update(widths)
    if far:
        for address in _ADDRESS.finditer(data):
            scan.last_row = max(scan.last_row, int(address[2]))
            scan.last_column = max(scan.last_column, column_number(address[1]))
    dates = False
    for letters, row, style in _STYLED_NUMBER.findall(data) if any(code != GENERAL for code in formats) else ():
        code = _format_of(int(style), formats)
        if code != GENERAL:
            scan.formats[int(row), column_number(letters)] = code
            dates = dates or is_date_format(code)
    altering = {style for style, code in enumerate(formats) if _alters_text(code)}
    for letters, row, style in _STYLED_TEXT.findall(data) if altering else ():
        if int(style) in altering:
            scan.formats[int(row), column_number(letters)] = formats[int(style)]
    for letters, row, style, shown in _STYLED_VALUE.findall(data) if dates else ():
        problem = date_problem(shown.decode()) if is_date_format(_format_of(int(style), formats)) else ""
        if problem:
            scan.problems[int(row), column_number(letters)] = problem
    return scan


@lru_cache(_MOST_REMEMBERED)
def _around(name: str, rest: bytes) -> tuple[Sequence[CellRange], Mapping[int, float]]:
    """Merged blocks and column widths, out of a sheet without its cells: files of one form share it to the byte.

    Raises:
        Refused: broken XML, a DOCTYPE, or references that are none.
    """
    scan = SheetScan()

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "col":
            _note_width(scan, attributes)
        else:
            _note_merge(scan, tag, attributes)

    if b"mergeCell" in rest or b"<col" in rest:
        parse_xml(name, rest, start)
    else:
        parse_xml(name, rest)
    return scan.merges, scan.widths


def _values_in(data: bytes) -> int:
    """Cells with a value, in the usual spelling."""
    return data.count(b"<v>") + data.count(b"<is>")


@lru_cache(1024)
def _alters_text(code: str) -> bool:
    """Does a text show otherwise under this format? Nearly all formats are known not to without their grammar."""
    if ("@" not in code and code.count(";") < 3) or _USUAL_TEXT.fullmatch(code):
        return False
    from kaohe_xl.base.number_format import alters_text  # brings modules that a reading process does without

    return alters_text(code)


def _format_of(style: int, formats: Sequence[str]) -> str:
    return formats[style] if style < len(formats) else GENERAL


def _note_width(scan: SheetScan, attributes: Mapping[str, str]) -> None:
    first, width = attributes.get("min", ""), attributes.get("width", _UNSET_WIDTH)
    if first.isdecimal() and len(first) < 6 and _WIDTH.fullmatch(width) and float(width):
        scan.widths[int(first)] = float(width)


def _note_merge(scan: SheetScan, tag: str, attributes: Mapping[str, str]) -> None:
    if tag == "mergeCell":
        first, _, last = attributes.get("ref", "").partition(":")
        scan.merges.append((*position_of(first), *position_of(last or first)))
        if len(scan.merges) > _MOST_MERGES:
            raise Refused("D106", what="合并单元格", found=f"超过 {_MOST_MERGES} 处", limit=f"{_MOST_MERGES} 处")


def _parse_sheet(name: str, data: bytes, formats: Sequence[str], limits: Limits) -> SheetScan:
    """The scan of any sheet, from its XML."""
    reader = _SheetXMLReader(formats, limits)
    parse_xml(name, data, reader.start, reader.end, reader.text)
    return reader.scan


class _SheetXMLReader:
    """Follows the elements of a sheet, one cell at a time."""

    def __init__(self, formats: Sequence[str], limits: Limits) -> None:
        self.formats, self.limits = formats, limits
        self.scan = SheetScan()
        self.row = self.column = self.style = 0
        self.formula = self.in_value = False
        self.kind = ""
        self.shown: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "c":
            # the address may be left out: then the cell stands right of the one before
            here = position_of(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
            self.row, self.column = here
            self.formula, self.kind = False, attributes.get("t", "n")
            self.style = whole(attributes.get("s", "0"))
            self.shown.clear()
        elif tag == "row":
            self.row, self.column = (whole(attributes["r"]) if "r" in attributes else self.row + 1), 0
        elif tag == "f":
            self.formula = True
        elif tag in ("v", "is"):
            self.in_value = True
        elif tag == "col":
            _note_width(self.scan, attributes)
        else:
            _note_merge(self.scan, tag, attributes)

    def end(self, tag: str) -> None:
        if tag in ("v", "is"):
            self.in_value = False
        elif tag == "c":
            self._note_cell("".join(self.shown).strip(), _format_of(self.style, self.formats))
            if self.scan.cells > self.limits.cells:
                check_cells(self.scan.cells, self.limits)

    def text(self, characters: str) -> None:
        if self.in_value:
            self.shown.append(characters)

    def _note_cell(self, shown: str, code: str) -> None:
        scan, kind, position = self.scan, self.kind, (self.row, self.column)
        if not shown and not self.formula and kind != "e":
            return
        scan.cells += 1
        scan.last_row = max(scan.last_row, self.row)
        scan.last_column = max(scan.last_column, self.column)
        if kind == "e":
            scan.problems[position] = shown or "#VALUE!"
        elif self.formula and kind != "str" and not shown:
            # a formula whose result is an empty text is of the kind str, with an empty value
            scan.problems[position] = UNCACHED
        elif kind == "n" and code != GENERAL:
            scan.formats[position] = code
            if is_date_format(code) and (problem := date_problem(shown)):
                scan.problems[position] = problem
        elif kind in ("s", "str", "inlineStr") and _alters_text(code):
            scan.formats[position] = code
