"""The frame of the sheets with a row per unit and period: title, three rows of what the columns are, header, rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from kaohe_xl.base.grid import Merge
from kaohe_xl.sheets.live.layout import FIRST_ROW, MOST_FORMULAS, REPORTED, Layout
from kaohe_xl.sheets.live.row_template import Template
from kaohe_xl.sheets.model import Out, Plain, Sheet, Style
from kaohe_xl.sheets.sheet_parts import PORTRAIT

SheetRow = list[Out | None]
_SCALE, _FOUR_DECIMALS = 10_000, "0.0000"  # a third is not shown with all the decimals of a double
_TITLE_SPAN = 12  # columns: a title over all of a wide sheet would stand on a page that nobody reads first
_ONE_PAGE, _USUAL = 190, 12.5  # characters that fit on a page held sideways; of a column without a width of its own
PART = "分册里写的是数值，不随改动重算；得分按全部单位计算，改动后请重新评分。"
TOO_BIG = "单位和指标太多（公式超过 {most:,} 个），本表写的是数值，不随改动重算；改动后请重新评分。"


def keys_of(layout: Layout, period: str, unit: int) -> SheetRow:
    """Leading cells of a row."""
    name = Out(layout.scheme.units[unit].name, Style.NAME)
    return [name, Out(period, Style.CENTER)] if layout.several_periods else [name]


def live(value: Plain, style: Style, template: Template | None, row: int, comment: str = "") -> Out:
    """A cell with its value, and the formula of its row where there is one."""
    endless = style in (Style.POINTS, Style.NUMBER) and isinstance(value, Fraction) and _SCALE % value.denominator
    shown = _FOUR_DECIMALS if endless else ""
    if template is None:
        return Out(value, style, comment=comment, number_format=shown)
    return Out(value, style, formula=template.at(row), array=template.array, comment=comment, number_format=shown)


@dataclass(frozen=True)
class AlignedTable:
    """The cells of a sheet with a row per unit and period.

    ``heads``: rows above the header, without the key columns, in which ``labels`` stand; ``titles``: the header, also
    without; ``below``: rows after the ``body``. ``widths``: by column from 0 on.
    """

    labels: Sequence[str]
    heads: Sequence[SheetRow]
    titles: Sequence[Out | None]
    body: Sequence[SheetRow]
    below: Sequence[Out] = ()
    merges: Sequence[Merge] = ()
    widths: Mapping[int, float] = field(default_factory=dict)


def aligned_sheet(layout: Layout, name: str, note: str, table: AlignedTable, tab: str = "") -> Sheet:
    """The table under its title and note, above what it needs on paper."""
    keys = len(layout.key_columns)
    width = keys + len(table.titles)
    settings = layout.scheme.settings
    joined: list[Merge] = []
    one_page = sum(table.widths.get(column, _USUAL) for column in range(width)) <= _ONE_PAGE

    def across(number: int, cell: Out) -> SheetRow:
        """A row of one cell over the table, or right of the key columns where these repeat on pages side by side."""
        first, last = (1, width) if one_page else (keys + 1, min(width, keys + _TITLE_SPAN))
        if last > first:
            joined.append(Merge(number, first, number, last))
        return [*[None] * (first - 1), cell, *[None] * (width - first)]

    if not layout.live and (layout.is_part or name != REPORTED):
        note = PART if layout.is_part else TOO_BIG.format(most=MOST_FORMULAS)
    rows: list[SheetRow] = [across(1, Out(f"{settings.title}{name}", Style.TITLE)), across(2, Out(note, Style.NOTE))]
    for label, head in zip(table.labels, table.heads, strict=True):
        rows.append([Out(label, Style.HEAD), *[Out(None, Style.HEAD)] * (keys - 1), *head])
        if keys > 1:
            joined.append(Merge(len(rows), 1, len(rows), keys))
    rows.append([*(Out(each, Style.HEAD) for each in layout.key_columns), *table.titles])
    if len(rows) != FIRST_ROW - 1:
        raise ValueError(f"{name}: the header stands in row {len(rows)}, not {FIRST_ROW - 1}")
    rows.extend(table.body)
    for cell in table.below:
        rows.append([None] * width)
        rows.append(across(len(rows) + 1, cell))
    # a page ends where a period does; one that the program fits to the page itself has no breaks of ours
    blocks = _periods(layout, len(table.body), len(rows)) if not one_page or width <= PORTRAIT else []
    return Sheet(
        name,
        rows,
        widths=dict(table.widths),
        merges=[*joined, *table.merges],
        header_first=2,
        header_rows=FIRST_ROW - 3,
        frozen=(FIRST_ROW - 1, keys),
        landscape=width > PORTRAIT,
        blocks=blocks,
        tab=tab,
    )


def _periods(layout: Layout, filled: int, end: int) -> list[tuple[int, int]]:
    """0-based first and last rows of each period; what stands below the table belongs to the last."""
    starts = range(FIRST_ROW - 1, FIRST_ROW - 1 + filled, layout.size)
    return [(first, after - 1) for first, after in zip(starts, [*starts[1:], end], strict=True)]
