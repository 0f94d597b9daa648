"""算例 as a workbook for the author to confirm: one line for each limit of each clause, what comes out and why."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_xl.base.grid import Merge
from kaohe_xl.cases.draft import Drafted
from kaohe_xl.cases.read import WAITING
from kaohe_xl.scheme.tables import CASES
from kaohe_xl.sheets.model import Out, Sheet, Style, Validation, Workbook

_COLUMNS = ("算例", "分组", "期次", "数据项", "值", "编号", "应得", "确认", "说明")
_WIDTHS = (26.0, 8.0, 8.0, 18.0, 10.0, 8.0, 8.0, 9.0, 60.0)
_HOW = (
    "程序按现在的评分细则算出下面各行：正好在界限上、差一点、过一点各一行。逐行核对文件原文：算得对的，把“确认”清空；"
    "不对的，改方案里的评分细则，再拟一次。确认过的算例，以后每次体检和评分都会重算，不一致就不评分。"
)


def cases_workbook(drafted: Sequence[Drafted]) -> Workbook:
    """One block of rows a case: its figure first, then the others that the 编号 also needs."""
    shown = {name: (column := CASES.column(name)) and column.help for name in _COLUMNS}
    cells: list[list[Out | None]] = [[Out(_HOW, Style.WARN)]]
    cells.append([Out(name, Style.HEAD, comment=shown[name] or "") for name in _COLUMNS])
    for each in drafted:
        for number, (item, value) in enumerate(each.figures):
            first = number == 0
            cells.append(
                [
                    Out(each.name if first else None),
                    Out(each.group if first else None, Style.CENTER),
                    Out(each.period if first else None, Style.CENTER),
                    Out(item),
                    Out(value, Style.CENTER, number_format="@"),
                    Out(each.key if first else None, Style.CENTER, number_format="@"),
                    Out(each.expected, Style.NUMBER) if first else Out(None),
                    Out(WAITING if first else None, Style.CENTER),
                    Out(each.why if first else "这个编号还要用到的数"),
                ]
            )
    choices = Validation(2, 7, max(2, len(cells) - 1), 7, "核对过的清空，或选 是", (WAITING, "是"))
    sheet = Sheet(
        CASES.sheet,
        cells,
        widths=dict(enumerate(_WIDTHS)),
        merges=[Merge(1, 1, 1, len(_COLUMNS))],
        header_first=1,
        frozen=(2, 1),
        validations=[choices],
    )
    return Workbook([sheet], title="算例")
