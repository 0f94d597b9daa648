"""A blank form as a workbook: cover, 填报表, the rubric for reading, and the hidden fingerprint."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_xl.base.grid import Book, Grid, Merge
from kaohe_xl.base.place import cell_name
from kaohe_xl.base.sheet_names import COVER, FORM, RUBRIC
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.forms.blanks import Allowed, Answer, Blank, allowed, guide
from kaohe_xl.forms.fingerprint import SHEET
from kaohe_xl.scheme.model import DataItem
from kaohe_xl.scheme.tables import RUBRIC as RUBRIC_TABLE
from kaohe_xl.sheets.forms.score_forms import score_sheets
from kaohe_xl.sheets.model import Out, Sheet, Style, Validation, Workbook

FAULT_SHEET = "需要修改"
_HINT = (
    "只填黄色的格子。百分比填 95%，日期填 2022-06-30，没有发生填 0，确实没有这项工作填“不适用”。更正重报时版本号加 1。"
)
_SIGNATURE = "单位负责人（签字）：　　　　　　　　　　（盖章）"
_DAY = "yyyy-mm-dd"
_PAGE_COLUMNS = 9  # of a wide matrix, on the first page: where its title stands

SheetRows = list[list[Out | None]]


def form_workbook(blank: Blank, scheme_book: Book) -> Workbook:
    """All sheets of one form."""
    fill = [_matrix_sheet(blank) if blank.by_department else _fill_sheet(blank)] if blank.data_items else []
    scores = score_sheets(blank) if blank.rows else []
    rubric = [rubric_sheet(grid) for grid in scheme_book.starting_with(RUBRIC)]
    first = [_faults(blank)] if blank.faults else []
    return Workbook([*first, _cover(blank), *fill, *scores, *rubric, _fingerprint(blank)], title=f"{blank.title}填报表")


def _title(blank: Blank) -> str:
    return f"{blank.title}填报表（{blank.period}）"


def _cover(blank: Blank) -> Sheet:
    who = "填报部门" if blank.by_department else "填报单位"
    cells: SheetRows = [
        [Out(_title(blank), Style.TITLE)],
        [Out(f"{who}：{blank.filler}　　期次：{blank.period}", Style.SUBTITLE)],
        [Out("怎样填报", Style.HEAD)],
        *_lines(guide(blank)),
    ]
    return Sheet(COVER, cells, widths={0: 76.0}, header_rows=0, frozen=(0, 0), landscape=False, protected=True)


def _lines(texts: Sequence[str]) -> SheetRows:
    return [[Out(text)] for text in texts]


def _faults(blank: Blank) -> Sheet:
    """The first sheet of a form that is sent back: everything to correct."""
    cells: SheetRows = [
        [Out(f"{blank.filler}（{blank.period}）需要修改的地方", Style.TITLE)],
        [Out("在“填报表”里改正红色和黄色标出的格子（鼠标停在上面看说明），填好填报时间后重报。", Style.SUBTITLE)],
        [Out(name, Style.HEAD) for name in ("序号", "位置", "问题", "怎么改")],
    ]
    for number, fault in enumerate(blank.faults, 1):
        cells.append([Out(number, Style.WHOLE), Out(fault.place), Out(fault.problem), Out(fault.remedy)])
    return Sheet(
        FAULT_SHEET,
        cells,
        widths={0: 6.0, 1: 24.0, 2: 48.0, 3: 40.0},
        merges=[Merge(1, 1, 1, 4), Merge(2, 1, 2, 4)],
        header_first=2,
        frozen=(3, 0),
        protected=True,
    )


# -- the fill sheet ---------------------------------------------------------------------------------------------------


def _head(blank: Blank) -> SheetRows:
    """Six rows of label and value under the title; what the filler writes is unlocked."""
    who = "填报部门" if blank.by_department else "填报单位"
    return [
        [Out(who, Style.HEAD), Out(blank.filler, Style.NAME)],
        [Out("期次", Style.HEAD), Out(blank.period, Style.CENTER)],
        [Out("填报人", Style.HEAD), Out(None, Style.FILL, number_format="@", unlocked=True)],
        [Out("联系电话", Style.HEAD), Out(None, Style.FILL, number_format="@", unlocked=True)],
        [Out("填报时间", Style.HEAD), Out(None, Style.FILL, number_format=_DAY, unlocked=True)],
        [Out("版本号", Style.HEAD), Out(blank.version, Style.FILL, number_format="0", unlocked=True)],
    ]


def _fill_sheet(blank: Blank) -> Sheet:
    """数据项 计量单位 填报值 说明 备注, one row for each item."""
    cells: SheetRows = [[Out(_title(blank), Style.TITLE)]]
    merges = [Merge(1, 1, 1, 5), Merge(2, 4, 7, 5)]
    for number, (label, value) in enumerate(_head(blank), 2):
        hint = Out(_HINT, Style.WARN) if number == 2 else None
        cells.append([label, value, None, hint, None])
        merges.append(Merge(number, 2, number, 3))
    cells.append([Out(name, Style.HEAD) for name in ("数据项", "计量单位", "填报值", "说明", "备注")])
    header = len(cells)
    validations = []
    for item in blank.data_items:
        rule = allowed(item)
        row = len(cells)
        cells.append(
            [
                Out(item.name),
                Out(item.measure, Style.CENTER),
                _to_fill(rule, blank.answers.get((blank.filler, item.name))),
                Out(item.note),
                _remark(),
            ]
        )
        validations.append(_validation(item, rule, 2, range(row, row + 1)))
    cells.append([Out(_SIGNATURE, Style.SIGN)])
    return Sheet(
        FORM,
        cells,
        widths={0: 24.0, 1: 10.5, 2: 16.0, 3: 28.0, 4: 12.0},
        merges=merges,
        header_first=header - 1,
        frozen=(header, 1),
        landscape=False,
        protected=True,
        validations=validations,
    )


def _matrix_sheet(blank: Blank) -> Sheet:
    """One row for each unit, one column for each item; cells that do not concern a unit are locked and empty."""
    items = blank.data_items
    width = max(3, len(items) + 2)
    cells: SheetRows = [[Out(_title(blank), Style.TITLE)]]
    merges = [Merge(1, 1, 1, min(width, _PAGE_COLUMNS))]
    for number, (label, value) in enumerate(_head(blank), 2):
        cells.append([label, value, None])
        merges.append(Merge(number, 2, number, 3))
    cells.append([Out(_HINT, Style.WARN)])
    merges.append(Merge(8, 1, 8, min(width, _PAGE_COLUMNS)))
    cells.append([Out("单位名称", Style.HEAD), *(Out(i.name, Style.HEAD) for i in items), Out("备注", Style.HEAD)])
    header = len(cells)
    for name, texts in (("计量单位", [i.measure for i in items]), ("说明", [i.note for i in items])):
        if any(texts):
            cells.append([Out(name, Style.CENTER), *(Out(text, Style.CENTER) for text in texts), Out("")])
    first = len(cells)
    rules = [allowed(item) for item in items]
    for unit in blank.units:
        row: list[Out | None] = [Out(unit.name, Style.NAME)]
        for item, rule in zip(items, rules, strict=True):
            answer = blank.answers.get((unit.name, item.name))
            row.append(_to_fill(rule, answer) if blank.asks(unit.name, item.name) else Out(None, Style.ABSENT))
        cells.append([*row, _remark()])
    filled = range(first, len(cells))
    validations = [
        _validation(item, rule, column, filled) for column, (item, rule) in enumerate(zip(items, rules, strict=True), 1)
    ]
    cells.append([Out(_SIGNATURE, Style.SIGN)])
    return Sheet(
        FORM,
        cells,
        widths={0: 18.0, **dict.fromkeys(range(1, width), 14.0)},
        merges=merges,
        header_first=header - 1,
        frozen=(first, 1),
        landscape=len(items) > 4,
        protected=True,
        validations=validations,
    )


def _to_fill(rule: Allowed, answer: Answer | None = None) -> Out:
    """A cell to fill in; in a form that is sent back, what stood there, coloured and with a comment if it is wrong."""
    if answer is None:
        return Out(None, Style.FILL, number_format=rule.number_format, unlocked=True)
    style = (Style.BAD if answer.serious else Style.CAUTION) if answer.wrong else Style.FILL
    return Out(answer.value, style, number_format=rule.number_format, comment=answer.wrong, unlocked=True)


def _remark() -> Out:
    return Out(None, Style.FILL, number_format="@", unlocked=True)


def _validation(item: DataItem, rule: Allowed, column: int, rows: range) -> Validation:
    """What the cells of an item take, from the first of the rows to the last."""
    formula = rule.formula.replace("{cell}", cell_name(rows[0] + 1, column + 1))
    checked = bool(rule.formula or rule.choices)
    error = f"“{item.name}”：{rule.prompt}" if checked and item.type is not ValueType.TEXT else ""
    return Validation(rows[0], column, rows[-1], column, rule.prompt, rule.choices, formula, error)


# -- for reading, and for us ------------------------------------------------------------------------------------------


def rubric_sheet(grid: Grid) -> Sheet:
    """A sheet of the scheme as text, protected: what is shown is what it says, and nothing computes."""
    table = RUBRIC_TABLE.table_in(grid)
    header = table.header_row if table else 1
    cells: SheetRows = [[_shown(grid, row, column, header) for column in _columns(grid)] for row in _rows(grid)]
    merges = [m for m in grid.merges if m.last_row <= len(grid.rows) and m.last_column <= len(_columns(grid))]
    return Sheet(
        grid.name,
        cells,
        widths={column - 1: width for column, width in grid.widths.items() if column <= len(_columns(grid))},
        merges=merges,
        header_first=header - 1,
        frozen=(header, 0),
        protected=True,
    )


def _rows(grid: Grid) -> range:
    return range(1, len(grid.rows) + 1)


def _columns(grid: Grid) -> Sequence[int]:
    return range(1, max((len(row) for row in grid.rows), default=0) + 1)


def _shown(grid: Grid, row: int, column: int, header: int) -> Out | None:
    text = grid.cell(row, column).text
    if row < header:
        return Out(text, Style.TITLE if row == 1 else Style.SUBTITLE) if text else None
    return Out(text, Style.HEAD if row == header else Style.TEXT)


def _fingerprint(blank: Blank) -> Sheet:
    cells: SheetRows = [[Out(label), Out(text)] for label, text in blank.fingerprint.rows()]
    return Sheet(SHEET, cells, header_rows=0, frozen=(0, 0), protected=True, hidden=True)
