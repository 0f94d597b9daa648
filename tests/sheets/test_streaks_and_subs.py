"""连续( ) and 下级…( ) in the scored workbook are formulas: LibreOffice comes to what the exact engine says."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest

from kaohe_xl.base.tidy import Record, State, to_frame
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.sheets.live.layout import DETAIL, PROCESS, REPORTED, USED
from tests.support import markdown
from tests.support.libreoffice import Office
from tests.support.results import Scored, scored
from tests.support.xlsx import Key, changed, recalculation_differences, stored

pytestmark = [pytest.mark.libreoffice, pytest.mark.xdist_group("states")]

SCHEME = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 连续和下级 |
| 年度 | 2026 |
| 收表 | 已截止 |
## 考核对象
| 单位名称 | 分组 | 上级单位 |
| 甲县 | 县 | |
| 乙县 | 县 | |
| 丙县 | 县 | |
| 一镇 | 镇 | 甲县 |
| 二镇 | 镇 | 甲县 |
| 三镇 | 镇 | 乙县 |
| 四镇 | 镇 | 乙县 |
| 五镇 | 镇 | 乙县 |
## 考核线
| 考核线 | 适用分组 | 满分 | 计入总分 |
| 县线 | 县 | | 1 |
| 镇线 | 镇 | | 1 |
## 考核期
| 期次 | 上级期次 | 汇总方式 |
| 1月 | 一季度 | |
| 2月 | 一季度 | |
| 3月 | 一季度 | |
| 4月 | 二季度 | |
| 5月 | 二季度 | |
| 一季度 | 全年 | 合计 |
| 二季度 | 全年 | 合计 |
| 全年 | | 合计 |
## 填报项
| 数据项 | 类型 | 公式 | 期内汇总 |
| 完成率 | 百分比 | | 平均 |
| 投诉 | 整数 | | 合计 |
| 公开 | 是否 | | 最新 |
| 连续未完成 | 整数 | 连续(完成率<90%) | |
| 有投诉的下级 | 整数 | 下级个数(投诉>=3) | |
## 评分细则
| 编号 | 考核线 | 标准分 | 计分方式 | 数据项 | 基准 | 分值 | 下限 | 适用期次 |
| 1 | 镇线 | 10 | 分档扣分 | 连续未完成 | >=3:5; >=2:2 | | | 月 |
| 2 | 镇线 | 10 | 公式扣分 | | 如果(连续(投诉>=3 或 公开=否)>=2,3,0) | | | 季 |
| 3 | 镇线 | 10 | 公式扣分 | | 0.5*连续(完成率<90%)+至今连续(公开=否) | | | 全年 |
| 4 | 县线 | 10 | 每例扣分 | 有投诉的下级 | | 1 | | 月 |
| 5 | 县线 | 10 | 公式扣分 | | 下级合计(投诉)/10+下级个数(完成率<90% 且 公开=是)-下级个数(公开=否) | | 不限 | 月 |
| 6 | 县线 | 10 | 公式得分 | | 下级平均(完成率)*5+下级最大(投诉)-下级最小(投诉) | | 不限 | 全年 |
| 7 | 县线 | 10 | 公式得分 | | 下级平均(得分[1]) | | 不限 | 月 |
| 8 | 县线 | 10 | 公式扣分 | | 连续(有投诉的下级>=1) | | | 全年 |
| 9 | 县线 | 10 | 公式得分 | | 下级平均(总分)/10 | | | 全年 |
## 一票否决
| 否决项 | 条件 | 后果 | 适用分组 |
| 拖沓 | 连续(完成率<80%)>=3 | 名次后移1位 | 镇 |
| 失管 | 下级个数(投诉>=5)>=2 | 名次后移1位 | 县 |
"""
ABSENT = (State.BLANK, State.NOT_APPLICABLE, State.INVALID)


def _record(period: str, unit: str, name: str, kind: ValueType, rng: random.Random, gaps: float) -> Record:
    if rng.random() < gaps:
        state = rng.choice(ABSENT)
        return Record(period, unit, name, "" if state is State.BLANK else "?", None, state)
    value = {
        ValueType.PERCENT: lambda: Fraction(rng.randrange(70, 105), 100),
        ValueType.INTEGER: lambda: Fraction(rng.randrange(0, 7)),
        ValueType.YES_NO: lambda: rng.choice(("是", "否")),
    }[kind]()
    return Record(period, unit, name, str(value), value, State.REPORTED)


def _data(scheme: Scheme, rng: random.Random, gaps: float) -> Scored:
    records = [
        _record(leaf.name, unit, item.name, item.type, rng, gaps)
        for leaf in scheme.calendar.leaves
        for unit in scheme.unit_names
        for item in scheme.items.values()
        if not item.derived
    ]
    return scored(scheme, to_frame(records))


@pytest.fixture(scope="module")
def workbooks(soffice: Office, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Path]]:
    """As written and recalculated: complete, with gaps, and with a figure typed over."""
    folder, scheme = tmp_path_factory.mktemp("runs"), markdown.scheme(SCHEME)
    paths = [
        _data(scheme, random.Random(f"runs {n}"), gaps).write(folder / f"{n}.xlsx")
        for n, gaps in enumerate((0.0, 0.1, 0.3))
    ]
    paths.append(changed(paths[0], folder / "改.xlsx", _typed_over(paths[0]), {}))
    return list(zip(paths, soffice.recalculate_all(paths), strict=True))


def _typed_over(path: Path) -> dict[Key, float | str | None]:
    """Every rate of 一镇 60%: five months in a row."""
    cells = stored(path)
    rows = {cell[1:] for (sheet, cell), each in cells.items() if sheet == REPORTED and each.value == "一镇"}
    return {(REPORTED, f"C{row}"): 0.6 for row in rows}


@pytest.mark.parametrize("number", range(3))
def test_they_recalculate_to_what_the_engine_says(number: int, workbooks: list[tuple[Path, Path]]) -> None:
    path, fresh = workbooks[number]
    cached = stored(path)
    assert recalculation_differences(cached, stored(fresh))[:5] == []
    titles = {cell.value: key[1].rstrip("0123456789") for key, cell in cached.items() if key[0] == PROCESS}
    for title in ("连续", "至今连续", "下级个数", "下级合计", "下级平均", "1", "2", "3", "4", "5", "6", "7", "8"):
        column = titles[title]
        assert any(
            cell.formula
            for (sheet, at), cell in cached.items()
            if sheet == PROCESS and at.rstrip("0123456789") == column
        ), title


def test_a_rate_typed_over_moves_the_run_and_the_score(workbooks: list[tuple[Path, Path]]) -> None:
    path, fresh = workbooks[3]
    before, after = stored(path), stored(fresh)
    row = max(
        int(cell[1:])
        for (sheet, cell), each in before.items()
        if sheet == DETAIL and each.value == "一镇" and cell[0] == "A"
    )
    titles = {cell.value: key[1].rstrip("0123456789") for key, cell in before.items() if key[0] == PROCESS}
    assert after[PROCESS, f"{titles['连续']}{row}"].value == 5
    assert any(before[key].value != after[key].value for key in after if key[0] == DETAIL and key[1].endswith(str(row)))


def test_what_would_go_in_circles_is_a_value_and_said_so(workbooks: list[tuple[Path, Path]]) -> None:
    cells = stored(workbooks[0][0])
    told = "".join(
        str(cell.value) for cell in cells.values() if isinstance(cell.value, str) and "循环引用" in cell.value
    )
    assert told
    assert USED in {sheet for sheet, _ in cells}
