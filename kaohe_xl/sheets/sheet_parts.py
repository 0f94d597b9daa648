"""What result sheets share: title, date line, header, notes, the block to sign; links to where things stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.grid import Merge
from kaohe_xl.base.place import Place
from kaohe_xl.scheme.model import Settings
from kaohe_xl.sheets.model import Out, Sheet, Style

SheetRow = list[Out | None]
RETURNS_FOLDER = "../收表/"  # seen from 结果/, where the scored workbook lies
PORTRAIT = 9  # columns that a page held upright takes
MOST_LINKS = 65_530  # Excel's limit for a sheet
SIGNATURE = "制表：　　　　审核：　　　　签发：　　　　日期：　　　年　　月　　日"


@dataclass(frozen=True)
class Anchors:
    """Where other sheets of the workbook keep things, so that a cell can lead there.

    ``value_link(period, row, item)`` and ``total_cell(row)`` give "" where there is nothing to lead to. ``returns``:
    prefix of links to returned files; empty = no such links (a single workbook has none).
    """

    value_link: Callable[[str, int, str], str] = lambda period, row, item: ""
    total_cell: Callable[[int], str] = lambda row: ""
    rank_cell: Callable[[int], str] = lambda row: ""
    scheme_file: str = ""
    returns: str = RETURNS_FOLDER

    def source_link(self, place: Place) -> str:
        """Link to a returned file; the scheme's own cells are copied into this workbook."""
        if not place.file or place.file == self.scheme_file:
            return own_link(place)
        if not self.returns or ".zip/" in place.file:
            return ""
        cell = f"#'{place.sheet}'!{place.cell}" if place.sheet and place.cell else ""
        return f"external:{self.returns}{place.file}{cell}"


def own_link(place: Place) -> str:
    """Link to a cell of a sheet that stands in this workbook under its own name."""
    if not place.sheet or not place.cell:
        return ""
    return "internal:'" + place.sheet.replace("'", "''") + f"'!{place.cell}"


class Canvas:
    """Rows in the making: merges and rows stay in step."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.rows: list[SheetRow] = []
        self.merges: list[Merge] = []

    @property
    def next_row(self) -> int:
        """1-based number of the row that comes next."""
        return len(self.rows) + 1

    def add(self, *cells: Out | None) -> int:
        """Append a row and return its 1-based number."""
        self.rows.append([*cells, *([None] * (self.width - len(cells)))])
        return len(self.rows)

    def across(self, cell: Out) -> int:
        """A cell over the whole width."""
        number = self.add(cell)
        self.merge(number, 1, self.width)
        return number

    def merge(self, row: int, first: int, last: int) -> None:
        """Join columns first…last (1-based) of a row."""
        if last > first:
            self.merges.append(Merge(row, first, row, last))

    def merge_block(self, first_row: int, first: int, last_row: int, last: int) -> None:
        """Join a block of cells, 1-based and inclusive."""
        self.merges.append(Merge(first_row, first, last_row, last))

    def joined(self, *parts: tuple[Out | None, int]) -> int:
        """A row of cells, each over so many columns."""
        cells: SheetRow = []
        number = self.next_row
        for cell, span in parts:
            cells.append(cell)
            if span > 1:
                self.merges.append(Merge(number, len(cells), number, len(cells) + span - 1))
                # the covered cells carry the look, so that borders go all the way round
                cells += [_blank(cell.style) if cell is not None else None] * (span - 1)
        return self.add(*cells)

    def title(self, settings: Settings, name: str) -> None:
        """Name of the assessment and of the sheet; who made it and when below."""
        self.across(Out(f"{settings.title}{name}" if settings.title else name, Style.TITLE))
        self.across(Out("　".join(part for part in (settings.office, settings.signed_on) if part), Style.SUBTITLE))

    def head(self, names: Sequence[str]) -> int:
        return self.add(*(Out(name, Style.HEAD) for name in names))

    def note(self, text: str) -> None:
        self.across(Out(text, Style.NOTE))

    def signature(self) -> None:
        self.add()
        self.across(Out(SIGNATURE, Style.SIGN))

    def sheet(self, name: str, widths: Sequence[float], header: int, kept: int = 1) -> Sheet:
        """The rows as a sheet. ``header`` (1-based) repeats on every page; it and ``kept`` columns stay in view."""
        return Sheet(
            name,
            self.rows,
            widths={position: float(width) for position, width in enumerate(widths)},
            merges=self.merges,
            header_first=header - 1,
            frozen=(header, kept),
        )


@lru_cache
def _blank(style: Style) -> Out:
    return Out(None, style)


def link_cell(word: str, link: str) -> Out:
    """A short word that leads somewhere; empty where there is nothing to lead to.

    Links stand in cells of their own: LibreOffice does not wrap the text of a linked cell.
    """
    return Out(word, Style.LINK, link=link) if link else Out(None, Style.CENTER)


def points(value: Fraction) -> Out:
    """A figure with as many decimals as it has, at most four: 5, -0.75, -2.4242."""
    return _points(value.numerator, value.denominator)


@lru_cache(1 << 14)
def _points(numerator: int, denominator: int) -> Out:
    value = Fraction(numerator, denominator)
    _, _, decimals = decimal_text(value, most=4).partition(".")
    return Out(value, Style.POINTS, number_format=f"0.{'0' * len(decimals)}" if decimals else "0")


def total_of(column: str, first: int, last: int) -> str:
    """SUM over rows first…last (1-based) of a column letter; 0 over no rows."""
    return f"SUM({column}{first}:{column}{last})" if last >= first else "0"
