"""What stands in an .xlsx package beside the values: sheets and their parts, number formats, formulas without a result.

A sheet as Excel, WPS, LibreOffice and the usual libraries write it is looked over with a few regular expressions, at a
fraction of the cost of reading it; any sheet that is spelled otherwise is parsed. Both give the same answer.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from kaohe_xl.workbook.limits import Limits, Refused
from kaohe_xl.workbook.package import Package, refuse_doctype
from kaohe_xl.workbook.packed import Block, Position
from kaohe_xl.workbook.xml import parse_xml

GENERAL = "General"
UNCACHED = "公式没有计算结果"
NEGATIVE_DATE, IMPOSSIBLE_DATE = "负数不能当日期", "日期超出范围"
STRICT = b"http://purl.oclc.org/ooxml/"

_T = TypeVar("_T")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_HIDDEN = ("hidden", "veryHidden")
_BUILT_IN = {  # ECMA-376 part 1, 18.8.30: number formats known by their number alone
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
_FAR_EAST_DATES = (*range(27, 37), *range(50, 59))  # and these are dates in Chinese editions
_QUOTED = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')
_MAX_STYLES = 65_490


@dataclass(frozen=True)
class SheetPart:
    """A worksheet of the package: its name, the part that holds its cells, and whether it is hidden."""

    name: str
    path: str
    hidden: bool = False


@dataclass
class SheetScan:
    """What is known of a sheet beside its values."""

    formats: dict[Position, str] = field(default_factory=dict)  # of cells with a number, General left out
    problems: dict[Position, str] = field(default_factory=dict)  # errors, formulas without a value, impossible dates
    merges: list[Block] = field(default_factory=list)
    cells: int = 0  # with a value; of a small sheet, as many as could be in it at most
    last_row: int = 0  # 0: not known, but inside the area that is safe to allocate
    last_column: int = 0


def position_of(reference: str) -> Position:
    """(row, column) of an A1 reference, 1-based.

    Raises:
        Refused: not a reference.
    """
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise Refused("D105", problem=f"单元格地址不对（{reference[:20]}）")
    return int(match[2]), _column(match[1])


def _column(letters: str | bytes) -> int:
    column = 0
    for code in letters.encode() if isinstance(letters, str) else letters:
        column = column * 26 + code - 64
    return column


# -- the package -----------------------------------------------------------------------------------------------------
# Files that come from one template share these small parts byte for byte: what they say is remembered by their bytes.

_SMALL_PART = 100_000
_Relations = Mapping[str, tuple[str, str]]  # relation id → (target part, type)


@dataclass(frozen=True)
class Contents:
    """What an .xlsx package holds: its main part, its worksheets, and the number format of each cell style."""

    main: str
    strict: bool
    sheets: tuple[SheetPart, ...]
    formats: tuple[str, ...]
    texts: str  # the part with the shared strings, "" if there is none


def contents(package: Package, limits: Limits) -> Contents:
    """Look into a package; sheets in their order, without chart and dialog sheets, which have no cells.

    Raises:
        Refused: no workbook in the package, a part missing or broken, too many sheets, or two of one name.
    """
    top = _relations("_rels/.rels", package.read("_rels/.rels"), "")
    main = next((target for target, kind in top.values() if kind.endswith("/officeDocument")), "")
    if not main:
        raise Refused("D105", problem="压缩包里没有工作簿")
    folder, base = posixpath.split(main)
    path = posixpath.join(folder, "_rels", base + ".rels")
    relations = _relations(path, package.read(path), folder)
    workbook = package.read(main)
    listed = _sheets(main, workbook)
    if len(listed) > limits.sheets:
        raise Refused("D106", what="工作表", found=f"{len(listed)} 张", limit=f"{limits.sheets} 张")
    sheets = []
    for name, relation, hidden in listed:
        target, kind = relations.get(relation, ("", ""))
        if kind.endswith("/worksheet"):
            sheets.append(SheetPart(name, target, hidden))
    if len({sheet.name for sheet in sheets}) < len(sheets):
        raise Refused("D105", problem="工作表重名")
    styles = next((target for target, kind in relations.values() if kind.endswith("/styles")), "")
    formats = _number_formats(styles, package.read(styles)) if styles else ()
    texts = next((target for target, kind in relations.values() if kind.endswith("/sharedStrings")), "")
    return Contents(main, STRICT in workbook, tuple(sheets), formats, texts)


def _remembered(parse: Callable[[str, bytes], _T]) -> Callable[[str, bytes], _T]:
    """Remember what small parts say."""
    remember = lru_cache(maxsize=64)(parse)

    def look(path: str, data: bytes) -> _T:
        return remember(path, data) if len(data) <= _SMALL_PART else parse(path, data)

    return look


def _relations(path: str, data: bytes, folder: str) -> _Relations:
    return {
        name: (target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target)), kind)
        for name, target, kind in _listed_relations(path, data)
    }


@_remembered
def _listed_relations(path: str, data: bytes) -> tuple[tuple[str, str, str], ...]:
    """(id, target, type) of the relations inside the package."""
    found: list[tuple[str, str, str]] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            found.append((attributes.get("Id", ""), attributes.get("Target", ""), attributes.get("Type", "")))

    parse_xml(path, data, start)
    return tuple(found)


@_remembered
def _sheets(path: str, data: bytes) -> tuple[tuple[str, str, bool], ...]:
    """(name, relation id, hidden) of the sheets."""
    found: list[tuple[str, str, bool]] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet" and "name" in attributes:
            found.append((attributes["name"], attributes.get("id", ""), attributes.get("state") in _HIDDEN))

    parse_xml(path, data, start)
    return tuple(found)


# -- number formats --------------------------------------------------------------------------------------------------


@_remembered
def _number_formats(path: str, data: bytes) -> tuple[str, ...]:
    """The number format of each cell style, by its number."""
    own: dict[int, str] = {}
    styles: list[int] = []
    inside = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            styles.append(whole(attributes.get("numFmtId", "0")))
        elif name == "numFmt":
            own[whole(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", GENERAL)

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name != "cellXfs"

    parse_xml(path, data, start, end)
    if len(styles) > _MAX_STYLES:
        raise Refused("D106", what="单元格样式", found=f"{len(styles)} 种", limit=f"{_MAX_STYLES} 种")
    return tuple(own.get(style) or built_in_format(style) for style in styles)


def built_in_format(number: int) -> str:
    """The code of a number format that stands for itself."""
    return "yyyy-mm-dd" if number in _FAR_EAST_DATES else _BUILT_IN.get(number, GENERAL)


@lru_cache(maxsize=1024)
def is_date_format(code: str) -> bool:
    """Does a number under this format show as a date or a time of day (and not as a duration)?"""
    bare = _QUOTED.sub("", code.split(";")[0]).lower()
    return any(letter in bare for letter in "ymdhs") and "general" not in bare


def whole(text: str) -> int:
    """A whole number as XML attributes write it.

    Raises:
        Refused: it is not one.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused("D105", problem=f"应是整数的地方写着 {text[:20]}")
    return int(text)


# -- a sheet ---------------------------------------------------------------------------------------------------------

_AS_USUAL = rb'(?: s="[0-9]{1,5}")?(?: t="(?:s|n|str|b|inlineStr)")?/?>'
# up to ZZ9999 the rectangle that a reader allocates is harmless, wherever in it the last cell lies
_ODD_OR_FAR_CELL = re.compile(rb'<c(?=[ />])(?! r="[A-Z]{1,2}[0-9]{1,4}"' + _AS_USUAL + rb")")
_ODD_CELL = re.compile(rb'<c(?=[ />])(?! r="[A-Z]{1,3}[0-9]{1,7}"' + _AS_USUAL + rb")")
_ADDRESS = re.compile(rb'<c r="([A-Z]+)([0-9]+)"')
_STYLED_NUMBER = re.compile(rb'<c r="([A-Z]+)([0-9]+)" s="([0-9]{1,5})"(?: t="n")?><[vf]')
_STYLED_NEGATIVE = re.compile(rb'<c r="([A-Z]+)([0-9]+)" s="([0-9]{1,5})"(?: t="n")?>(?:<f[^<]*</f>)?<v>-')
_COUNT_FROM, _SHORTEST_CELL = 1_000_000, 15  # bytes
_FORMULA = re.compile(rb"<f(?=[ />])")
_CALCULATED = re.compile(rb"(?:</f>|<f [^>]*/>|<f/>)<v>[^<]|(?<=t=\"str\">)<f[^<]*</f><v(?:/>|></v>)")


def scan_sheet(name: str, data: bytes, formats: Sequence[str], limits: Limits, *, merges: bool = False) -> SheetScan:
    """Number formats and problems of a sheet's cells; ``formats`` by style number. Merged blocks only if asked for.

    Raises:
        Refused: broken XML, a DOCTYPE, cell references that are none, or too many cells.
    """
    refuse_doctype(name, data)
    if len(data) > _COUNT_FROM:
        check_cells(_values_in(data), limits)
    return (None if merges else _glance(data, formats)) or _parse_sheet(name, data, formats, limits)


def _glance(data: bytes, formats: Sequence[str]) -> SheetScan | None:
    """The scan of a sheet whose spelling holds no surprise, else None.

    A search for one letter is many times faster than one for two, so the rare letter is looked for first.
    """
    if (
        b"<worksheet" not in data[:1000]
        or not data[-100:].rstrip().endswith(b"</worksheet>")  # calamine would take a part that was cut off
        or (b"!" in data and b"<!" in data)  # comments and CDATA, where something may look like a cell
        or (data.find(b"?", 100) > 0 and data.count(b"<?") > 1)
        or b"\x00" in data[:4]
    ):
        return None
    far = _ODD_OR_FAR_CELL.search(data) is not None
    if far and _ODD_CELL.search(data):
        return None
    if b"<f" in data and len(_FORMULA.findall(data)) != len(_CALCULATED.findall(data)):
        return None
    scan = SheetScan(cells=_values_in(data) if len(data) > _COUNT_FROM else len(data) // _SHORTEST_CELL)
    if far:
        for address in _ADDRESS.finditer(data):
            scan.last_row = max(scan.last_row, int(address[2]))
            scan.last_column = max(scan.last_column, _column(address[1]))
    dates = False
    for letters, row, style in _STYLED_NUMBER.findall(data) if any(code != GENERAL for code in formats) else ():
        code = _format_of(int(style), formats)
        if code != GENERAL:
            scan.formats[int(row), _column(letters)] = code
            dates = dates or is_date_format(code)
    for letters, row, style in _STYLED_NEGATIVE.findall(data) if dates else ():
        if is_date_format(_format_of(int(style), formats)):
            scan.problems[int(row), _column(letters)] = NEGATIVE_DATE
    return scan


def _values_in(data: bytes) -> int:
    """Cells with a value, in the usual spelling."""
    return data.count(b"<v>") + data.count(b"<is>")


def check_cells(cells: int, limits: Limits) -> None:
    """Raises Refused when a workbook has more cells in use than allowed."""
    if cells > limits.cells:
        raise Refused("D106", what="有内容的单元格", found=f"{cells} 个", limit=f"{limits.cells} 个")


def _format_of(style: int, formats: Sequence[str]) -> str:
    return formats[style] if style < len(formats) else GENERAL


def _parse_sheet(name: str, data: bytes, formats: Sequence[str], limits: Limits) -> SheetScan:
    """The scan of any sheet, from its XML."""
    scan = SheetScan()
    row = column = style = 0
    formula = in_value = False
    kind = ""
    shown: list[str] = []

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal row, column, style, formula, in_value, kind
        if tag == "c":
            # the address may be left out: then the cell stands right of the one before
            row, column = position_of(attributes["r"]) if "r" in attributes else (row, column + 1)
            formula, kind, style = False, attributes.get("t", "n"), whole(attributes.get("s", "0"))
            shown.clear()
        elif tag == "row":
            row, column = (whole(attributes["r"]) if "r" in attributes else row + 1), 0
        elif tag == "f":
            formula = True
        elif tag in ("v", "is"):
            in_value = True
        elif tag == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            scan.merges.append((*position_of(first), *position_of(last or first)))

    def end(tag: str) -> None:
        nonlocal in_value
        if tag in ("v", "is"):
            in_value = False
        elif tag == "c":
            _note_cell(scan, (row, column), kind, "".join(shown).strip(), formula, _format_of(style, formats))
            if scan.cells > limits.cells:
                check_cells(scan.cells, limits)

    def text(characters: str) -> None:
        if in_value:
            shown.append(characters)

    parse_xml(name, data, start, end, text)
    return scan


def _note_cell(scan: SheetScan, position: Position, kind: str, shown: str, formula: bool, code: str) -> None:
    if not shown and not formula and kind != "e":
        return
    scan.cells += 1
    scan.last_row = max(scan.last_row, position[0])
    scan.last_column = max(scan.last_column, position[1])
    if kind == "e":
        scan.problems[position] = shown or "#VALUE!"
    elif formula and kind != "str" and not shown:
        # a formula whose result is an empty text is of the kind str, with an empty value
        scan.problems[position] = UNCACHED
    elif kind == "n" and code != GENERAL:
        scan.formats[position] = code
        if shown.startswith("-") and is_date_format(code):
            scan.problems[position] = NEGATIVE_DATE
