"""评分表 to be filled in by judges: the office's own 细则 with empty columns for what is given and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.grid import Merge
from kaohe_xl.base.place import cell_name, column_letter
from kaohe_xl.forms.blanks import Answer, Blank, ScoreRow
from kaohe_xl.scheme.model import DataItem, ScoreSheet
from kaohe_xl.sheets.model import Out, Sheet, Style, Validation
from kaohe_xl.sheets.refs import sheet_name

_FIRST_PAGE = 11  # columns of a wide sheet on its first page: where its title stands
COMPUTED, NOT_ASKED = "自动计算", "—"  # what stands in cells that nobody fills in
SCORE_SHEET = "评分表"
_RUBRIC = (("编号", 8.5), ("项目", 10.0), ("考核内容", 16.0), ("标准分", 7.0), ("评分标准", 34.0))
_SIGNATURE = "评分人（签字）：　　　　　　　　审核人（签字）：　　　　　　　　被考核单位（签字）："
_HINT = "得分和扣分填一样即可，两样都填的要对得上（标准分－扣分＝得分）；扣了分的写明扣分原因。不扣分的，扣分填 0。"
_DAY = "yyyy-mm-dd"

SheetRows = list[list[Out | None]]


@dataclass(frozen=True)
class _ScoreFormColumn:
    """A column to fill in. ``make``: the cell of a row; ``score``: adds up."""

    name: str
    width: float
    make: Callable[[ScoreRow, str], Out]
    limits: Callable[[DataItem, ScoreRow], tuple[str, str]] | None = None


@dataclass
class _ScoreFormSheet:
    """One sheet: the rubric at the left, columns for each unit at the right."""

    blank: Blank
    units: Sequence[str]
    columns: Sequence[_ScoreFormColumn]
    rows: Sequence[ScoreRow]
    cells: SheetRows = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    validations: list[Validation] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(_RUBRIC) + len(self.columns) * len(self.units)


def score_sheets(blank: Blank) -> list[Sheet]:
    """The 评分表 of a form: of a judge one for each unit, or all units side by side; of a unit its 自评."""
    if not blank.by_department:
        page = _ScoreFormSheet(blank, (blank.filler,), _SELF, [row for row in blank.rows if row.item is not None])
        return [_sheet(page, SCORE_SHEET)]
    units = [unit.name for unit in blank.units if _rows_for(blank, unit.name)]
    if blank.style is ScoreSheet.SIDE_BY_SIDE:
        page = _ScoreFormSheet(
            blank, units, _NARROW, [row for row in blank.rows if any(_asks(blank, u, row) for u in units)]
        )
        return [_sheet(page, SCORE_SHEET)]
    names: dict[str, str] = {}
    for unit in units:
        names[unit] = sheet_name(unit, names.values())
    return [_sheet(_ScoreFormSheet(blank, (unit,), _JUDGE, _rows_for(blank, unit)), names[unit]) for unit in units]


def _rows_for(blank: Blank, unit: str) -> list[ScoreRow]:
    """The lines about a unit: what is asked of it, and the computed clauses of the same 编号."""
    keys = {row.key for row in blank.rows if row.item is not None and blank.asks(unit, row.item.name)}
    return [row for row in blank.rows if row.key in keys]


def _asks(blank: Blank, unit: str, row: ScoreRow) -> bool:
    return row.item is not None and blank.asks(unit, row.item.name)


# -- a sheet ----------------------------------------------------------------------------------------------------------


def _sheet(page: _ScoreFormSheet, name: str) -> Sheet:
    _head(page)
    header = len(page.cells) + 1  # its first row, 1-based
    _header(page)
    frozen = len(page.cells)
    starts = _body(page)
    page.cells.append([Out(_SIGNATURE, Style.SIGN)])
    page.merges.append(Merge(len(page.cells), 1, len(page.cells), min(page.width, _FIRST_PAGE)))
    widths = {position: width for position, (_, width) in enumerate(_RUBRIC)}
    for number in range(len(page.units)):
        for offset, column in enumerate(page.columns):
            widths[len(_RUBRIC) + number * len(page.columns) + offset] = column.width
    return Sheet(
        name,
        page.cells,
        widths=widths,
        merges=page.merges,
        header_first=header - 1,
        header_rows=frozen - header + 1,
        frozen=(frozen, 3),
        blocks=starts,
        kept_at_end=3,
        protected=True,
        validations=page.validations,
    )


def _head(page: _ScoreFormSheet) -> None:
    blank, width = page.blank, page.width
    page.cells.append([Out(f"{blank.title}评分表（{blank.period}）", Style.TITLE)])
    page.merges.append(Merge(1, 1, 1, min(width, _FIRST_PAGE)))
    unit = Out(page.units[0] if len(page.units) == 1 else f"{len(page.units)}个单位", Style.NAME)
    who = "评分人" if blank.by_department else "填报单位"
    pairs = [
        *([(Out("被考核单位", Style.HEAD), unit)] if blank.by_department and len(page.units) == 1 else []),
        (Out(who, Style.HEAD), Out(blank.filler, Style.NAME)),
        (Out("期次", Style.HEAD), Out(blank.period, Style.CENTER)),
        (Out("填报时间", Style.HEAD), Out(None, Style.FILL, number_format=_DAY, unlocked=True)),
        (Out("版本号", Style.HEAD), Out(blank.version, Style.FILL, number_format="0", unlocked=True)),
        (Out("联系电话", Style.HEAD), Out(None, Style.FILL, number_format="@", unlocked=True)),
    ]
    for first in range(0, len(pairs), 2):
        row: list[Out | None] = [None] * 5
        for (label, value), (left, right) in zip(pairs[first : first + 2], ((1, 2), (4, 5)), strict=False):
            row[left - 1], row[right - 1] = label, value
        number = len(page.cells) + 1
        page.merges.append(Merge(number, 2, number, 3))
        page.cells.append(row)
    page.cells.append([Out(_HINT, Style.WARN)])
    page.merges.append(Merge(len(page.cells), 1, len(page.cells), min(width, _FIRST_PAGE)))


def _header(page: _ScoreFormSheet) -> None:
    """One row; of several units two, their names over their columns."""
    top = len(page.cells) + 1
    names: list[Out | None] = [Out(name, Style.HEAD) for name, _ in _RUBRIC]
    below: list[Out | None] = [None] * len(_RUBRIC)
    for unit in page.units:
        names += [Out(unit, Style.HEAD), *([None] * (len(page.columns) - 1))]
        below += [Out(column.name, Style.HEAD) for column in page.columns]
    if len(page.units) == 1:
        page.cells.append([*names[: len(_RUBRIC)], *below[len(_RUBRIC) :]])
        return
    page.cells += [names, below]
    page.merges += [Merge(top, column, top + 1, column) for column in range(1, len(_RUBRIC) + 1)]
    for number in range(len(page.units)):
        first = len(_RUBRIC) + number * len(page.columns) + 1
        page.merges.append(Merge(top, first, top, first + len(page.columns) - 1))


def _body(page: _ScoreFormSheet) -> list[tuple[int, int]]:
    """The clauses, a 小计 after each 项目 of several, and the 合计. Returns the blocks that stay on one page."""
    blocks: list[tuple[int, int]] = []
    sections: list[tuple[int, int]] = []
    for position, row in enumerate(page.rows):
        number = len(page.cells) + 1
        if row.first:
            blocks.append((number - 1, number - 1))
        elif blocks:
            blocks[-1] = (blocks[-1][0], number - 1)
        if position == 0 or row.section != page.rows[position - 1].section:
            sections.append((number, number))
        else:
            sections[-1] = (sections[-1][0], number)
        _line(page, row, number)
        last = position == len(page.rows) - 1
        if len({r.section for r in page.rows}) > 1 and (last or page.rows[position + 1].section != row.section):
            _sum(page, "小计", [sections[-1]])
    _merge_keys(page, blocks)
    _sum(page, "合计", sections)
    return [block for block in blocks if block[1] > block[0]]


def _line(page: _ScoreFormSheet, row: ScoreRow, number: int) -> None:
    cells: list[Out | None] = [
        Out(row.key if row.first else None, Style.CENTER, number_format="@"),
        Out(row.section, Style.CENTER),
        Out(row.title if row.first else None),
        Out(row.full_mark if row.first else None, Style.NUMBER),
        Out(row.text),
    ]
    for unit in page.units:
        for column in page.columns:
            made = column.make(row, unit) if _asks(page.blank, unit, row) else Out(_unasked(row), Style.ABSENT)
            answer = page.blank.answers.get((unit, row.item.name)) if row.item is not None else None
            made = _answered(made, column, row, answer)
            if column.limits is not None and row.item is not None and made.unlocked:
                formula, words = column.limits(row.item, row)
                at = (number - 1, len(cells))
                formula = formula.replace("{cell}", cell_name(number, len(cells) + 1))
                error = f"编号 {row.key} {column.name}：{words}"
                page.validations.append(Validation(*at, *at, words, (), formula, error))
            cells.append(made)
    page.cells.append(cells)


def _unasked(row: ScoreRow) -> str:
    return COMPUTED if row.item is None else NOT_ASKED


def _answered(made: Out, column: _ScoreFormColumn, row: ScoreRow, answer: Answer | None) -> Out:
    """In a form that is sent back: the figure as it was understood, or what was typed, marked if it is wrong."""
    main = "扣分" if row.takes else "得分"
    if answer is None or not made.unlocked or column.name not in (main, "自评分"):
        return made
    style = (Style.BAD if answer.serious else Style.CAUTION) if answer.wrong else Style.FILL
    return made._replace(value=answer.value, style=style, comment=answer.wrong)


def _merge_keys(page: _ScoreFormSheet, blocks: Sequence[tuple[int, int]]) -> None:
    for first, last in blocks:
        if last > first:
            page.merges += [Merge(first + 1, column, last + 1, column) for column in (1, 3, 4)]


def _sum(page: _ScoreFormSheet, label: str, spans: Sequence[tuple[int, int]]) -> None:
    """得分 as given, else 标准分 less 扣分; live."""
    number = len(page.cells) + 1
    full = column_letter(4)
    cells: list[Out | None] = [Out(label, Style.TOTAL), None, None, None, None]
    cells[3] = Out(None, Style.TOTAL, formula="+".join(f"SUM({full}{a}:{full}{b})" for a, b in spans))
    for unit_number in range(len(page.units)):
        first = len(_RUBRIC) + unit_number * len(page.columns)
        at = {column.name: column_letter(first + k + 1) for k, column in enumerate(page.columns)}
        for column in page.columns:
            formula = ""
            if column.name in ("得分", "自评分"):
                formula = "+".join(_given(at, full, column.name, a, b) for a, b in spans)
            cells.append(Out(None, Style.TOTAL, formula=formula) if formula else Out(None, Style.TOTAL))
    page.cells.append(cells)
    page.merges.append(Merge(number, 1, number, 3))


def _given(at: dict[str, str], full: str, name: str, first: int, last: int) -> str:
    score, marks = f"{at[name]}{first}:{at[name]}{last}", f"{full}{first}:{full}{last}"
    if "扣分" not in at or name != "得分":
        return f"SUM({score})"
    taken = f"{at['扣分']}{first}:{at['扣分']}{last}"
    return f'SUM({score})+SUMIFS({marks},{taken},"<>",{score},"=")-SUMIFS({taken},{score},"=")'


# -- columns ----------------------------------------------------------------------------------------------------------


def _fill(row: ScoreRow, unit: str) -> Out:
    return Out(None, Style.FILL, unlocked=True)


def _words(row: ScoreRow, unit: str) -> Out:
    return Out(None, Style.FILL, number_format="@", unlocked=True)


def _score(row: ScoreRow, unit: str) -> Out:
    return Out(NOT_ASKED, Style.ABSENT) if row.takes else _fill(row, unit)


def _score_limits(item: DataItem, row: ScoreRow) -> tuple[str, str]:
    tests, words = ["ISNUMBER({cell})"], []
    if item.low is not None:
        tests.append(f"{{cell}}>={decimal_text(item.low, most=6)}")
    if item.high is not None:
        tests.append(f"{{cell}}<={decimal_text(item.high, most=6)}")
    if item.low is not None and item.high is not None:
        words.append(f"填 {decimal_text(item.low, most=6)} 到 {decimal_text(item.high, most=6)} 的数")
    elif item.high is not None:
        words.append(f"填不超过 {decimal_text(item.high, most=6)} 的数")
    return f"AND({','.join(tests)})", "；".join([*words, item.note[-60:]]) if words else item.note[-60:]


def _deduction_limits(item: DataItem, row: ScoreRow) -> tuple[str, str]:
    most = item.high if row.takes else row.full_mark
    bound = f",{{cell}}<={decimal_text(most, most=6)}" if most is not None else ""
    words = f"填扣几分，0 到 {decimal_text(most, most=6)}，不带负号" if most is not None else "填扣几分，不带负号"
    return f"AND(ISNUMBER({{cell}}),{{cell}}>=0{bound})", words


_JUDGE = (
    _ScoreFormColumn("扣分", 7.0, _fill, _deduction_limits),
    _ScoreFormColumn("得分", 7.0, _score, _score_limits),
    _ScoreFormColumn("扣分原因", 22.0, _words),
    _ScoreFormColumn("佐证材料", 16.0, _words),
)
_NARROW = (
    _ScoreFormColumn("扣分", 6.0, _fill, _deduction_limits),
    _ScoreFormColumn("得分", 6.0, _score, _score_limits),
    _ScoreFormColumn("扣分原因", 14.0, _words),
    _ScoreFormColumn("佐证材料", 12.0, _words),
)
_SELF = (_ScoreFormColumn("自评分", 9.0, _fill, _score_limits), _ScoreFormColumn("佐证材料", 30.0, _words))
