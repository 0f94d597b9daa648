"""Every reason why a figure is not there, every setting of how it then counts, and hostile names: live and exact."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from kaohe_xl.base.tidy import Record, State, to_frame
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.scheme.model import DataItem, Scheme
from kaohe_xl.sheets.live.layout import CHECK, DETAIL, PROCESS, RANKING, REPORTED, SUMMARY, USED
from tests.support import markdown
from tests.support.libreoffice import Office
from tests.support.results import Scored, read_again, scored
from tests.support.xlsx import Stored, recalculation_differences, stored

pytestmark = [pytest.mark.libreoffice, pytest.mark.xdist_group("states")]

SCHEME = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 样例考核 |
| 年度 | 2022 |
{settings}
## 考核对象
| 单位名称 | 分组 | 任务数 |
{units}
## 考核线
| 考核线 | 适用分组 | 计入总分 |
| 党政线 | | 0.3 |
| 业务线 | | 0.5 |
| 部门线 | 局 | 1 |
## 考核期
| 期次 | 上级期次 | 权重 | 汇总方式 | 截止日期 |
| 上半年 | 全年 | 40%% | | @2022-07-05 |
| 下半年 | 全年 | 60%% | | @2023-01-05 |
| 全年 | | | {combine} | |
## 填报项
| 数据项 | 类型 | 缺省值 | 公式 | 期内汇总 | 最小 | 最大 |
| 件数 | 整数 | | | 合计 | | |
| 查处数 | 整数 | 0 | | 平均 | | |
| 完成率 | 百分比 | | | 平均 | | |
| 办结率 | 百分比 | | 件数÷查处数 | | | |
| 达标 | 是否 | | | 最新 | | |
| 公开 | 是否 | 否 | | | | |
| 考核组评分 | 数值 | | | 最新 | | |
| 报送日期 | 日期 | | | | | |
| 评语 | 文本 | | | | | |
| 人均数 | 数值 | | 件数÷任务数 | | | |
## 评分细则
| 编号 | 考核线 | 标准分 | 计分方式 | 数据项 | 基准 | 每 | 分值 | 上限 | 下限 | 起点 | 取整 | 倍数 | 适用分组 |
| 1.1 | 党政线 | 20 | 差额扣分 | 完成率 | >=95% | 1 | 1 | | | | 进一 | | |
| | 党政线 | | 每例扣分 | 件数 | | 2 | 0.3 | 5 | | | | 达标=否:2 | |
| | 党政线 | | 触发清零 | 公开、达标 | 否 | | | | | | | | 镇 |
| 1.2 | 党政线 | 10 | 达标得分 | 达标、公开 | 是 | | 10 | | 不限 | 满分 | | | |
| | 党政线 | | 每例扣分 | 查处数 | | | 3 | | 不限 | | | | |
| 1.3 | 党政线 | 10 | 直接评分 | 考核组评分 | | | | | | | | | |
| 2.1 | 业务线 | 30 | 首位折算 | 人均数 | | | 30 | | | | | | |
| 2.2 | 业务线 | 10 | 名次得分 | 件数 | | | 10,8,6,4 | | | | | | |
| 2.3 | 业务线 | 10 | 比例得分 | 办结率 | >=50% | | 10 | | | | | | |
| 3 | 部门线 | 20 | 超期扣分 | 报送日期 | <=2022-06-30 | | 0.1 | | | | | | |
## 评分细则-加减分
| 编号 | 项目 | 计分方式 | 数据项 | 分值 | 上限 | 互斥 | 计入 | 适用分组 | 适用期次 |
| 4 | 加减 | 每例得分 | 件数 | 0.11 | 3 | 甲 | 总分 | | |
| | | 每例得分 | 查处数 | 0.17 | 4 | 甲 | 总分 | | |
| | | 每例扣分 | 查处数 | 0.05 | | | 总分 | 镇、局 | 全年 |
## 一票否决
| 否决项 | 条件 | 后果 | 否决组 | 达到项数 |
| 查处过多 | 查处数>=9 且 达标=否 | {effect} | | |
| 甲条 | 完成率<30% | 名次后移2位 | 两条 | 2 |
| 乙条 | 件数>15 | 名次后移2位 | 两条 | 2 |
## 等次
| 等次 | 最低分 |
| 好 | 60 |
| 差 | |
"""
NAMES = ("东风镇", "朝阳镇", "和平乡", "新城街道", "民政局", "教育局", "柳河镇")
HOSTILE = (
    "=1+1", "'引号'镇", '他说"好"', "A&B<c>", "+86镇", "[甲]{r}\ue000", "很长" * 40,
)  # fmt: skip
GROUPS = ("镇", "镇", "镇", "镇", "局", "局", "镇")
ABSENT = (State.BLANK, State.NOT_APPLICABLE, State.INVALID)


def _scheme(settings: Mapping[str, str], names: tuple[str, ...], combine: str, effect: str) -> Scheme:
    plain = [f"单位{n}" if names is HOSTILE else name for n, name in enumerate(names)]
    units = "\n".join(f"| {plain[n]} | {group} | {n * 3 % 5} |" for n, group in enumerate(GROUPS))
    rows = "\n".join(f"| {name} | {value} |" for name, value in settings.items())
    found = markdown.scheme(SCHEME.format(settings=rows, units=units, combine=combine, effect=effect))
    return _renamed(found, names)


def _renamed(scheme: Scheme, names: tuple[str, ...]) -> Scheme:
    """The same scheme for units of other names (some of which Markdown could not hold)."""
    units = tuple(replace(unit, name=name) for unit, name in zip(scheme.units, names, strict=True))
    return replace(scheme, units=units)


def _value(item: DataItem, rng: random.Random) -> Fraction | str:
    match item.type:
        case ValueType.YES_NO:
            return rng.choice(("是", "否"))
        case ValueType.PERCENT:
            return Fraction(rng.randrange(0, 1001), 1000)
        case ValueType.DATE:
            return Fraction(44_700 + rng.randrange(0, 200))
        case ValueType.TEXT:
            return "=评语()"
    return Fraction(rng.randrange(0, 24)) / rng.choice((1, 1, 4))


def _record(period: str, unit: str, item: DataItem, gone: bool, rng: random.Random) -> Record:
    if gone:
        return Record(period, unit, item.name, "", None, State.UNRETURNED)
    if rng.random() < 0.16:
        state = rng.choice(ABSENT)
        return Record(period, unit, item.name, "" if state is State.BLANK else "?", None, state)
    value = _value(item, rng)
    return Record(period, unit, item.name, str(value), value, State.REPORTED)


def _data(scheme: Scheme, rng: random.Random) -> Scored:
    gone = {(leaf.name, unit) for leaf in scheme.calendar.leaves for unit in scheme.unit_names if rng.random() < 0.1}
    records = [
        _record(leaf.name, unit, item, (leaf.name, unit) in gone, rng)
        for leaf in scheme.calendar.leaves
        for unit in scheme.unit_names
        for item in scheme.items.values()
        if not item.derived
    ]
    return scored(scheme, to_frame(records))


VARIANTS = (
    ({"不适用处理": "剔除折算", "缺报处理": "待定"}, NAMES, "加权", "不参与排名"),
    ({"不适用处理": "得满分", "缺报处理": "计零"}, NAMES, "加权", "不参与排名"),
    ({"不适用处理": "组平均", "缺报处理": "待定"}, NAMES, "加权", "不参与排名"),
    ({"不适用处理": "计零", "缺报处理": "计零"}, NAMES, "加权", "不参与排名"),
    ({"并列规则": "并列不占位", "并列比较": "业务线、1.3", "小数位": "1"}, NAMES, "合计", "总分计零"),
    ({"排名范围": "分组", "缺报处理": "不排名"}, NAMES, "平均", "名次后移1位；取消奖励"),
    ({"排名范围": "全体", "小数位": "0"}, NAMES, "加权", "列入倒数2名"),
    ({"小数位": "3"}, HOSTILE, "加权", "不参与排名"),
)


@pytest.fixture(scope="module")
def recalculated(soffice: Office, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Scored, Path, Path]]:
    folder = tmp_path_factory.mktemp("states")
    made = [_data(_scheme(*variant), random.Random(f"states {n}")) for n, variant in enumerate(VARIANTS)]
    paths = [each.write(folder / f"V{n}.xlsx") for n, each in enumerate(made)]
    return list(zip(made, paths, soffice.recalculate_all(paths), strict=True))


@pytest.mark.parametrize("number", range(len(VARIANTS)))
def test_every_state_recalculates_to_what_the_engine_says(
    number: int, recalculated: list[tuple[Scored, Path, Path]]
) -> None:
    _, path, fresh = recalculated[number]
    cached, shown = stored(path), stored(fresh)
    assert recalculation_differences(cached, shown)[:5] == []
    for sheet in (USED, PROCESS, DETAIL, SUMMARY, RANKING):
        assert any(cell.formula for (name, _), cell in cached.items() if name == sheet), sheet
    assert shown[CHECK, "B3"].value == "一致"


def test_hostile_names_stay_what_they_are(recalculated: list[tuple[Scored, Path, Path]]) -> None:
    _, path, fresh = recalculated[-1]
    for cells in (stored(path), stored(fresh)):
        shown = {cell.value for (sheet, _), cell in cells.items() if sheet == REPORTED}
        assert set(HOSTILE) <= shown
        assert not any(cell.formula.startswith(("1+1", "评语")) for cell in cells.values())
    assert not any(cell.formula for (sheet, _), cell in stored(path).items() if sheet == REPORTED)


def test_too_many_formulas_become_values_and_the_workbook_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("kaohe_xl.sheets.live.layout.MOST_FORMULAS", 500)
    result = _data(_scheme(*VARIANTS[0]), random.Random("large"))
    cells = stored(result.write(tmp_path / "large.xlsx"))
    for sheet in (USED, PROCESS):
        assert not any(cell.formula for (name, _), cell in cells.items() if name == sheet)
    told = [cell.value for (sheet, _), cell in cells.items() if sheet in (USED, PROCESS, DETAIL, CHECK)]
    assert sum("不随改动重算" in str(text) for text in told) >= 3


def test_scheme_sheets_are_kept_with_extra_ones_and_generated_ones_replaced(tmp_path: Path) -> None:
    result = _data(_scheme(*VARIANTS[0]), random.Random("again"))
    first = result.write(tmp_path / "一.xlsx")
    again = read_again(first)
    names = [sheet.name for sheet in again.workbook.sheets]
    assert names == [sheet.name for sheet in result.workbook.sheets]
    assert len(names) == len(set(names))


def test_cells_of_returned_files_are_never_formulas(tmp_path: Path) -> None:
    result = _data(_scheme(*VARIANTS[-1]), random.Random("injected"))
    for sheet in result.workbook.sheets:
        if sheet.name == REPORTED:
            assert not any(cell is not None and cell.formula for row in sheet.cells for cell in row)
    assert any(cell == Stored("=评语()") for cell in stored(result.write(tmp_path / "i.xlsx")).values())
