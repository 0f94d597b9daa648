"""What an .xlsx package holds: its sheets and their parts, and the number formats of its cell styles.

The cells themselves are the matter of :mod:`kaohe_xl.reading.sheet_metadata`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from kaohe_xl.reading.limits import Limits, Refused
from kaohe_xl.reading.package import Package
from kaohe_xl.reading.packed import Position
from kaohe_xl.reading.xml import parse_xml

GENERAL = "General"
UNCACHED = "公式没有计算结果"
NEGATIVE_DATE, IMPOSSIBLE_DATE = "负数不能当日期", "日期超出范围"
_NO_DATE, _BEYOND = 2_958_466.0, 1e15  # the day after 9999-12-31; what Excel holds in full
STRICT = b"http://purl.oclc.org/ooxml/"

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


class SheetPart(NamedTuple):
    """A worksheet of the package: its name, the part that holds its cells, and whether it is hidden."""

    name: str
    path: str
    hidden: bool = False


def date_problem(shown: str) -> str:
    """Why a number, as it stands in the file, cannot be the date that its format makes of it; empty if it can.

    A whole number stays to be seen: 20220630 may be what was meant.
    """
    try:
        number = float(shown)
    except ValueError:
        return ""  # no number: the reader of the values will say so
    if number < 0:
        return NEGATIVE_DATE
    if number < _NO_DATE:
        return ""
    return f"{IMPOSSIBLE_DATE}：{int(number)}" if number.is_integer() and number < _BEYOND else IMPOSSIBLE_DATE


def position_of(reference: str) -> Position:
    """(row, column) of an A1 reference, 1-based.

    Raises:
        Refused: not a reference.
    """
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise Refused("D105", problem=f"单元格地址不对（{reference[:20]}）")
    return int(match[2]), column_number(match[1])


def column_number(letters: str | bytes) -> int:
    """1-based number of a column's letters."""
    column = 0
    for code in letters.encode() if isinstance(letters, str) else letters:
        column = column * 26 + code - 64
    return column


# -- the package -----------------------------------------------------------------------------------------------------

_Relations = Mapping[str, tuple[str, str]]  # relation id → (target part, type)


class WorkbookParts(NamedTuple):
    """What an .xlsx package holds: its main part, its worksheets, and the number format of each cell style."""

    main: str
    strict: bool
    sheets: tuple[SheetPart, ...]
    formats: tuple[str, ...]
    texts: str  # the part with the shared strings, "" if there is none
    struck: frozenset[int]  # cell styles whose text is struck through


def workbook_parts(package: Package, limits: Limits) -> WorkbookParts:
    """Look into a package; sheets in their order, without chart and dialog sheets, which have no cells.

    Raises:
        Refused: no workbook in the package, a part missing or broken, too many sheets, or two of one name.
    """
    top = package.parsed("_rels/.rels", relations)
    main = next((target for target, kind in top.values() if kind.endswith("/officeDocument")), "")
    if not main:
        raise Refused("D105", problem="压缩包里没有工作簿")
    folder, base = posixpath.split(main)
    related = package.parsed(posixpath.join(folder, "_rels", base + ".rels"), relations)
    strict, listed = package.parsed(main, _sheets)
    if len(listed) > limits.sheets:
        raise Refused("D106", what="工作表", found=f"{len(listed)} 张", limit=f"{limits.sheets} 张")
    sheets = []
    for name, relation, hidden in listed:
        target, kind = related.get(relation, ("", ""))
        if kind.endswith("/worksheet"):
            sheets.append(SheetPart(name, target, hidden))
    if len({sheet.name for sheet in sheets}) < len(sheets):
        raise Refused("D105", problem="工作表重名")
    styles = next((target for target, kind in related.values() if kind.endswith("/styles")), "")
    formats, struck = package.parsed(styles, _styles) if styles else ((), frozenset())
    texts = next((target for target, kind in related.values() if kind.endswith("/sharedStrings")), "")
    return WorkbookParts(main, strict, tuple(sheets), formats, texts, struck)


def relations(path: str, data: bytes) -> _Relations:
    """The relations inside the package that a .rels part lists."""
    folder = posixpath.dirname(posixpath.dirname(path))
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (part, attributes.get("Type", ""))

    parse_xml(path, data, start)
    return found


def _sheets(path: str, data: bytes) -> tuple[bool, list[tuple[str, str, bool]]]:
    """Is the workbook Strict, and (name, relation id, hidden) of its sheets."""
    found: list[tuple[str, str, bool]] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet" and "name" in attributes:
            found.append((attributes["name"], attributes.get("id", ""), attributes.get("state") in _HIDDEN))

    parse_xml(path, data, start)
    return STRICT in data, found


# -- number formats --------------------------------------------------------------------------------------------------


def _styles(path: str, data: bytes) -> tuple[tuple[str, ...], frozenset[int]]:
    """The number format of each cell style, by its number; and the styles whose text is struck through."""
    struck_fonts: set[int] = set()
    struck: set[int] = set()
    fonts = 0
    in_fonts = False
    own: dict[int, str] = {}
    styles: list[int] = []
    inside = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside, fonts, in_fonts
        if name == "cellXfs":
            inside = True
        elif name == "fonts":
            in_fonts = True
        elif name == "font" and in_fonts:
            fonts += 1
        elif name == "strike" and in_fonts and attributes.get("val", "1") not in ("0", "false"):
            struck_fonts.add(fonts - 1)
        elif name == "xf" and inside:
            if whole(attributes.get("fontId", "0") or "0") in struck_fonts:
                struck.add(len(styles))
            styles.append(whole(attributes.get("numFmtId", "0")))
        elif name == "numFmt":
            own[whole(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", GENERAL)

    def end(name: str) -> None:
        nonlocal inside, in_fonts
        inside = inside and name != "cellXfs"
        in_fonts = in_fonts and name != "fonts"

    parse_xml(path, data, start, end)
    if len(styles) > _MAX_STYLES:
        raise Refused("D106", what="单元格样式", found=f"{len(styles)} 种", limit=f"{_MAX_STYLES} 种")
    return tuple(own.get(style) or built_in_format(style) for style in styles), frozenset(struck)


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
