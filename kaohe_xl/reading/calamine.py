"""The fast path: python-calamine. Of .xlsx, what it does not tell (number formats, errors) is read beside it.

Its traps, all met here: error cells and formulas without a value come back empty, a negative number in a date format
as midnight; sheets are allocated up to their farthest cell; leading blank rows are dropped unless asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from kaohe_xl.reading.limits import Limits, Refused
from kaohe_xl.reading.ooxml import SheetPart, WorkbookParts
from kaohe_xl.reading.package import Package
from kaohe_xl.reading.packed import CellRange, PackedSheet, Position
from kaohe_xl.reading.sheet_metadata import SheetScan, check_cells, check_texts, scan_sheet, uses_style

if TYPE_CHECKING:
    from kaohe_xl.reading.xlsb import SheetDetails

_SPARSE_FROM = 200_000  # cells of a rectangle from which it must be filled at least one in twenty
_SPARSE = 20
_RICH_TEXT = (b"strike", b"superscript", b"rPh")  # parts of a text that calamine runs together with the rest


class NotFast(Exception):  # noqa: N818 - a turn on the way, not an error
    """The fast path cannot read this file, or not well; the text says why. The exact path may."""


def read_xlsx(
    data: bytes, package: Package, inside: WorkbookParts, limits: Limits, unread: Collection[str] = ()
) -> list[PackedSheet]:
    """The sheets of an .xlsx or .xlsm package with number formats, merges and problems, but for those named ``unread``.

    Raises:
        Refused: too big or broken; NotFast: better read otherwise. A panic in calamine is a BaseException.
    """
    if inside.texts:
        texts = package.read(inside.texts)
        check_texts(inside.texts, texts)
        if any(tag in texts for tag in _RICH_TEXT):
            raise NotFast("有删除线、上标或注音")
        _check_narrow(texts)
    wanted = [part for part in inside.sheets if part.name.strip() not in unread] or inside.sheets
    scans = []
    for part in wanted:
        content = package.read(part.path)
        if any(tag in content for tag in _RICH_TEXT) or uses_style(content, inside.struck):
            raise NotFast("有删除线、上标或注音")
        _check_narrow(content)
        scans.append(scan_sheet(part.path, content, inside.formats, limits))
    check_cells(sum(scan.cells for scan in scans), limits)
    for scan in scans:
        if _is_sparse(scan.last_row * scan.last_column, scan.cells):
            raise NotFast("有的单元格远在表外")
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            return [_sheet(workbook, part, scan) for part, scan in zip(wanted, scans, strict=True)]
    except (CalamineError, OSError, ValueError) as error:
        raise NotFast("快速读取失败") from error


def _check_narrow(part: bytes) -> None:
    """Raises NotFast for UTF-16, in which calamine finds nothing and says nothing."""
    if b"\x00" in part[:8]:
        raise NotFast("UTF-16 编码")


def read_values(data: bytes, limits: Limits, known: Mapping[str, SheetDetails] | None) -> list[PackedSheet]:
    """The sheets of a .xlsb package; ``known``: what is known beside the values, None where that could not be read.

    Raises:
        Refused: too big or broken. A panic in calamine is a BaseException.
    """
    from kaohe_xl.reading.xlsb import SheetDetails

    sheets = []
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            metas = workbook.sheets_metadata
            if len(metas) > limits.sheets:
                raise Refused("D106", what="工作表", found=f"{len(metas)} 张", limit=f"{limits.sheets} 张")
            for index, meta in enumerate(metas):
                if meta.typ == SheetTypeEnum.WorkSheet:
                    found = workbook.get_sheet_by_index(index)
                    area = found.total_height * found.total_width
                    if area > limits.area:
                        raise Refused("D106", what="工作表", found=f"{area} 格", limit=f"{limits.area} 格")
                    merges = _merges(found.merged_cell_ranges)
                    hidden = meta.visible != SheetVisibleEnum.Visible
                    rows = found.to_python(skip_empty_area=False)
                    beside = known[meta.name] if known and meta.name in known else SheetDetails()
                    _put_beside(rows, beside)
                    sheets.append(
                        PackedSheet(
                            meta.name, rows, hidden, merges, beside.formats, beside.problems,
                            formats_known=known is not None, hidden_rows=beside.hidden_rows,
                        )
                    )  # fmt: skip
    except (CalamineError, OSError, ValueError) as error:
        raise Refused("D105", problem="文件内部结构有错，读不出来") from error
    return sheets


def _put_beside(rows: list[list[Any]], beside: SheetDetails) -> None:
    """What is left of struck texts into the rows, the values of cells with a problem out of them."""
    from kaohe_xl.reading.rich_text import STRUCK

    for row, column in {*beside.texts, *beside.problems}:
        _reach(rows, row, column)
    for (row, column), text in beside.texts.items():
        rows[row - 1][column - 1] = text
    for (row, column), problem in beside.problems.items():
        if problem == STRUCK:
            beside.problems[row, column] += str(rows[row - 1][column - 1])
        rows[row - 1][column - 1] = ""


def _reach(rows: list[list[Any]], row: int, column: int) -> None:
    """A cell may lie outside: to calamine one without a value is nothing."""
    rows.extend([] for _ in range(len(rows), row))
    rows[row - 1].extend([""] * (column - len(rows[row - 1])))


def _sheet(workbook: CalamineWorkbook, part: SheetPart, scan: SheetScan) -> PackedSheet:
    found = workbook.get_sheet_by_name(part.name)
    if _is_sparse(found.total_height * found.total_width, scan.cells):
        raise NotFast("有的单元格远在表外")
    rows = found.to_python(skip_empty_area=False)
    for row, column in scan.problems:
        _reach(rows, row, column)
    hidden = scan.hidden_rows
    return PackedSheet(
        part.name, rows, part.hidden, scan.merges, scan.formats, scan.problems, widths=scan.widths, hidden_rows=hidden
    )


def _merges(ranges: Sequence[tuple[Position, Position]] | None) -> list[CellRange]:
    return [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges or ()]


def _is_sparse(area: int, cells: int) -> bool:
    return area > _SPARSE_FROM and area > _SPARSE * cells
