"""敏感: the change that is named does what is said, one unit less does not, and nothing nearer is passed over."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path

from typer.testing import CliRunner

from benchmarks.doubt import SAMPLES, sample
from kaohe_xl import doubt
from kaohe_xl.cli import app
from kaohe_xl.scoring.assess import OVERALL, assess
from kaohe_xl.sensitivity import sensitivity_of
from kaohe_xl.sensitivity.report import sentences
from tests.support import markdown
from tests.support.engine import tidy_of

SCHEME = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 小考核 |
## 考核对象
| 单位名称 |
| 柳湾镇 |
| 石桥镇 |
| 青石镇 |
## 填报项
| 数据项 | 类型 | 计量单位 |
| 信访件数 | 整数 | 件 |
| 完成率 | 百分比 | % |
| 纪律问题 | 是否 | |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 | 基准 | 每 | 分值 |
| 1 | 10 | 每例扣分 | 信访件数 | | | 1 |
| 2 | 90 | 差额扣分 | 完成率 | >=95% | 1 | 0.4 |
| 3 | 5 | 达标得分 | 纪律问题 | 否 | | 5 |
## 奖惩
| 奖惩 | 类型 | 名次起 | 名次止 | 方式 | 金额 |
| 一等奖 | 奖励 | 1 | 1 | 定额 | 3000 |
"""
GIVEN = {
    "柳湾镇": {"信访件数": Fraction(2), "完成率": Fraction(95, 100), "纪律问题": "否"},
    "石桥镇": {"信访件数": Fraction(0), "完成率": Fraction(895, 1000), "纪律问题": "否"},
    "青石镇": {"信访件数": Fraction(9), "完成率": Fraction(60, 100), "纪律问题": "是"},
}


def test_the_nearest_change_is_told_with_clause_and_units() -> None:
    scheme = markdown.scheme(SCHEME)
    period = scheme.calendar.root.name
    found = sensitivity_of(assess(scheme, tidy_of(scheme, {period: GIVEN}))[0])
    # 柳湾镇 103, 石桥镇 102.8: one case more or less, or less than one percentage point
    first = found.pairs[0]
    assert (first.upper, first.lower, first.places, first.gap) == ("柳湾镇", "石桥镇", (1, 2), Fraction(1, 5))
    assert first.nearest is not None
    assert (first.nearest.keys, first.nearest.units) == (("2",), Fraction(6, 10))
    told = sentences(found)
    assert told[0] == "柳湾镇第1名与石桥镇第2名差0.2分；石桥镇编号2的“完成率”再高0.6个百分点（89.5%→90.1%），即互换"
    assert any(each.startswith("一等奖（第1名）：石桥镇不得；") and "石桥镇即得，柳湾镇不再得" in each for each in told)


def test_what_is_told_of_a_sample_happens_and_one_unit_less_does_not() -> None:
    scheme, tidy = sample("S6-社区目标管理")
    found = sensitivity_of(assess(scheme, tidy)[0])
    rows = {name: row for row, name in enumerate(scheme.unit_names)}
    told = [pair for pair in found.pairs if pair.nearest is not None and "再" in pair.nearest.words]
    assert told
    for pair in told:
        near = pair.nearest
        assert near is not None
        sign = -1 if "再少" in near.words or "再低" in near.words else 1
        size = Fraction(1, 100) if "百分点" in near.words else Fraction(1)
        part = Fraction(1) if near.units.denominator == 1 else Fraction(1, 10)
        for units, flips in ((near.units, True), (near.units - part, False)):
            at = (tidy["单位"] == near.unit) & (tidy["数据项"] == near.item) & (tidy["期次"] == near.period)
            changed = tidy.copy()
            changed.loc[at, "值"] = changed.loc[at, "值"].map(lambda value, by=sign * units * size: value + by)
            final = assess(scheme, changed)[0].final
            upper, lower = (final.rank(OVERALL, rows[name]) or 0 for name in (pair.upper, pair.lower))
            now = lower < upper if pair.places[0] != pair.places[1] else lower != upper
            assert now is flips, (pair, units, upper, lower)


def test_in_the_command_the_door_and_the_result(tmp_path: Path) -> None:
    root = tmp_path / "考核"
    shutil.copytree(SAMPLES / "S1-乡镇工作考核", root)
    answer = CliRunner().invoke(app, ["doubt", str(root), "--json", "--save", str(tmp_path / "敏感.xlsx")])
    told = json.loads(answer.stdout)["敏感"]["相邻"]
    assert told[0]["说明"].endswith("即互换")
    assert (tmp_path / "敏感.xlsx").is_file()
    opened = doubt(root)
    assert list(opened.changes["什么线"])[:1] == ["名次"]
    assert doubt(root, ranges=True).changes.empty
