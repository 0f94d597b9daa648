"""What calamine does not tell of a binary workbook (.xlsb): number formats, errors, hidden rows, struck text.

Records as in [MS-XLSB]: a type and a size in groups of seven bits, then the content; texts are a length and UTF-16.
"""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kaohe_xl.base.number_format import GENERAL, alters_text
from kaohe_xl.reading.ooxml import built_in_format, relations
from kaohe_xl.reading.package import Package
from kaohe_xl.reading.packed import Position
from kaohe_xl.reading.rich_text import STRUCK, Runs

_ROW, _RICH_CELL, _SHARED_CELL, _SHARED_TEXT = 0, 62, 7, 19
_NUMBERS, _TEXTS, _ERRORS = (2, 5, 9), (6, 7, 8, 62), (3, 11)
_FONT, _FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END, _SHEET = 43, 44, 47, 617, 618, 156
_HIDDEN_ROW, _STRUCK_FONT, _RAISED_FONT = 0x10, 0x08, 1
_ERROR_NAMES = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_MOST_TEXT = 1 << 16


class Font(NamedTuple):
    """What a font does to the meaning of a text."""

    struck: bool
    raised: bool


class Styles(NamedTuple):
    """Number format and font of each cell style; ``marking``: does any font strike or raise its text?"""

    formats: list[str]
    fonts: list[Font]
    font_of: list[int]

    @property
    def marking(self) -> bool:
        return any(font.struck or font.raised for font in self.fonts)

    def font(self, number: int) -> Font:
        return self.fonts[number] if number < len(self.fonts) else Font(False, False)

    def of_style(self, style: int) -> Font:
        return self.font(self.font_of[style] if style < len(self.font_of) else 0)


class SheetDetails:
    """What is known of a sheet beside its values. ``texts``: of which parts are struck, or that calamine leaves out."""

    def __init__(self) -> None:
        self.formats: dict[Position, str] = {}
        self.problems: dict[Position, str] = {}
        self.texts: dict[Position, str] = {}
        self.hidden_rows: list[int] = []


def look_beside(package: Package) -> Mapping[str, SheetDetails] | None:
    """By sheet name; None where the package has no styles, or they are not what they should be."""
    try:
        return _look(package)
    except (struct.error, IndexError, UnicodeDecodeError):
        return None


def _look(package: Package) -> Mapping[str, SheetDetails] | None:
    main = next((path for path, kind in _relations(package, "").values() if kind.endswith("/officeDocument")), "")
    if main not in package.parts:
        return None
    parts = _relations(package, main)
    found = {kind.rpartition("/")[2]: path for path, kind in parts.values()}
    if found.get("styles") not in package.parts:
        return None
    styles = _styles(package.read(found["styles"]))
    rich: dict[int, bytes] = {}
    if styles.marking and found.get("sharedStrings") in package.parts:
        texts = (data for kind, data in _records(package.read(found["sharedStrings"])) if kind == _SHARED_TEXT)
        rich = {number: data for number, data in enumerate(texts) if data[0] & 1}
    sheets = {}
    for kind, data in _records(package.read(main)):
        if kind == _SHEET:
            relation, end = _text(data, 8)
            path, _ = parts.get(relation, ("", ""))
            if path in package.parts:
                sheets[_text(data, end)[0]] = _SheetRecords(styles, rich).read(package.read(path))
    return sheets


def _relations(package: Package, part: str) -> Mapping[str, tuple[str, str]]:
    folder, base = posixpath.split(part)
    path = posixpath.join(folder, "_rels", base + ".rels")
    return package.parsed(path, relations) if path in package.parts else {}


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and content of each record.

    Raises:
        IndexError: the part ends inside a record.
    """
    at = 0
    while at < len(part):
        kind, at = _number(part, at, 2)
        size, at = _number(part, at, 4)
        if at + size > len(part):
            raise IndexError("record cut off")
        yield kind, part[at : at + size]
        at += size


def _number(part: bytes, at: int, longest: int) -> tuple[int, int]:
    value = 0
    for place in range(longest):
        byte = part[at]
        at += 1
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return value, at


def _text(data: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<L", data, at)
    if length == 0xFFFFFFFF:  # a text that is left out
        return "", at + 4
    end = at + 4 + 2 * length
    if length > _MOST_TEXT or end > len(data):
        raise IndexError("text cut off")
    return data[at + 4 : end].decode("utf-16-le"), end


def _styles(part: bytes) -> Styles:
    own: dict[int, str] = {}
    fonts: list[Font] = []
    styles: list[tuple[int, int]] = []
    inside = False
    for kind, data in _records(part):
        if kind == _FORMAT:
            own[struct.unpack_from("<H", data)[0]] = _text(data, 2)[0]
        elif kind == _FONT:
            _, flags, _, script = struct.unpack_from("<HHHH", data)
            fonts.append(Font(bool(flags & _STRUCK_FONT), script == _RAISED_FONT))
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            inside = kind == _STYLES_BEGIN
        elif kind == _STYLE and inside:
            _, code, font = struct.unpack_from("<HHH", data)
            styles.append((code, font))
    formats = [own.get(code) or built_in_format(code) for code, _ in styles]
    return Styles(formats, fonts, [font for _, font in styles])


def _runs(data: bytes, styles: Styles, font: Font) -> Runs:
    """The parts of a text with formatting; the first has the font of its cell."""
    text, at = _text(data, 1)
    runs, start = Runs(), 0
    wide = text.encode("utf-16-le")  # places are counted in 16-bit units
    if data[0] & 1:
        (count,) = struct.unpack_from("<L", data, at)
        for number in range(min(count, (len(data) - at - 4) // 4)):
            place, next_font = struct.unpack_from("<HH", data, at + 4 + 4 * number)
            runs.add(wide[2 * start : 2 * place].decode("utf-16-le", "replace"), struck=font.struck, raised=font.raised)
            start, font = place, styles.font(next_font)
    runs.add(wide[2 * start :].decode("utf-16-le", "replace"), struck=font.struck, raised=font.raised)
    return runs


class _SheetRecords:
    """Follows the records of a sheet. ``rich``: shared texts with formatting, by number."""

    def __init__(self, styles: Styles, rich: Mapping[int, bytes]) -> None:
        self.styles, self.rich = styles, rich
        self.found = SheetDetails()

    def read(self, part: bytes) -> SheetDetails:
        row = 0
        for kind, data in _records(part):
            if kind == _ROW:
                row = struct.unpack_from("<L", data)[0] + 1
                if len(data) > 11 and data[11] & _HIDDEN_ROW:
                    self.found.hidden_rows.append(row)
            elif kind in _NUMBERS or kind in _TEXTS or kind in _ERRORS:
                column, style = struct.unpack_from("<LL", data)
                self._cell((row, column + 1), style & 0xFFFFFF, kind, data)
        return self.found

    def _cell(self, position: Position, style: int, kind: int, data: bytes) -> None:
        found, styles = self.found, self.styles
        code, font = styles.formats[style] if style < len(styles.formats) else GENERAL, styles.of_style(style)
        if kind in _ERRORS:
            found.problems[position] = _ERROR_NAMES.get(data[8], "#VALUE!")
            return
        if code != GENERAL and (kind in _NUMBERS or alters_text(code)):
            found.formats[position] = code
        text = data[8:] if kind == _RICH_CELL else None
        if kind == _SHARED_CELL:
            text = self.rich.get(struct.unpack_from("<L", data, 8)[0])
        if text is not None:
            left, rich, problem = _runs(text, styles, font).result()
            if rich or kind == _RICH_CELL:  # of which calamine knows nothing
                found.texts[position] = left or ""
            if rich:
                found.formats[position] = rich
            if problem:
                found.problems[position] = problem
        elif font.struck:
            found.problems[position] = STRUCK  # whoever knows the value adds it
