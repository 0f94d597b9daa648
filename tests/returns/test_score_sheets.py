"""评分表 as they come back: every kind of sloppiness is read as a person would or told, never silently wrong."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest

from kaohe_xl.returns.model import FileState, Returned
from tests.support import markdown
from tests.support.arrivals import arrived, codes, outcome, returned
from tests.support.tables import grid

SCHEME = markdown.scheme(
    """
## 考核设置
| 设置 | 值 |
| 考核名称 | 社区考核 |
| 年度 | 2026 |
| 主办单位 | 青川区考核办 |
## 考核对象
| 单位名称 | 别名 |
| 河东社区 | 河东 |
| 河西社区 | |
## 考核线
| 考核线 | 评分人 |
| 党建 | 组织科 |
## 填报项
| 数据项 | 类型 | 填报人 |
| 投诉件数 | 整数 | 信访办 |
## 评分细则
| 编号 | 项目 | 考核内容 | 标准分 | 评分标准 | 计分方式 | 数据项 | 分值 | 评分人 |
| 1.1 | 党建 | 理论学习 | 10 | 未按计划组织学习的，每少一次扣2分 | 评定 | | | |
| 1.2 | 党建 | 阵地建设 | 20 | 阵地规范、制度上墙，由评分人评定 | 评定 | | | |
| 1.3 | 党建 | 工作台账 | 8 | 台账不全的酌情扣1-5分 | 评定 | | | |
| 2.1 | 信访 | 投诉处理 | 12 | 群众投诉每件扣1分 | 每例扣分 | 投诉件数 | 1 | |
| | | | | 处理不力的扣1-3分 | 评定 | | | 信访办 |
| 3 | 评议 | 群众评议 | 10 | 按群众评议情况评定 | 评定 | | | 领导:30%; 代表:70% |
"""
)
HEAD = "| 被考核单位 | 河东社区 |\n| 评分人 | 组织科 |\n"
FULL = "| 编号 | 项目 | 考核内容 | 标准分 | 评分标准 | 扣分 | 得分 | 扣分原因 | 佐证材料 |\n"
A = "| 1.1 | 党建 | 理论学习 | 10 | 未按计划组织学习的，每少一次扣2分 |"
B = "| 1.2 | 党建 | 阵地建设 | 20 | 阵地规范、制度上墙，由评分人评定 |"
C = "| 1.3 | 党建 | 工作台账 | 8 | 台账不全的酌情扣1-5分 |"


@dataclass(frozen=True)
class Case:
    """A sheet, what it has to come to (None = no usable figure) and what has to be told."""

    name: str
    sheet: str
    wanted: dict[str, str | None]
    told: tuple[str, ...] = ()
    file: str = "组织科.xlsx"
    unit: str = "河东社区"


def one(marks: str, wanted: str | None, *told: str, row: str = A, item: str = "评定1.1", name: str = "") -> Case:
    """One row of a full table: ``| 扣分 | 得分 | 扣分原因 |`` and what comes of it."""
    return Case(name or marks, HEAD + FULL + row + f" {marks} |", {item: wanted}, told)


CASES = [
    # what stands under 得分
    one("| 8 | 迟交", "8"),
    one("| 8分 | 迟交", "8"),
    one("| ８．５ | 迟交", "8.5"),
    one("| 八分 | 迟交", "8"),
    one("| 满分 | ", "10"),
    one("| √ | ", "10", "F719"),
    one("| 10/10 | ", "10"),
    one("| 得8分 | 迟交", "8"),
    one("| 扣2分 | 迟交", "8", "F719"),
    one("| -2 | 迟交", "8", "F719"),
    one("| −2分 | 迟交", "8", "F719"),
    one("| 不得分 | 未开展", "0"),
    one("| 0 | 未开展", "0"),
    one("| × | ", None, "F101"),
    one("| 约8 | 迟交", "8", "F110"),
    one("| 8-9 | ", None, "F109"),
    one("| 较好 | ", None, "F101"),
    one("| 80% | ", None, "F106"),
    one("| 10.5 | ", None, "F105"),
    one("| 95 | ", None, "F105", name="of 100 instead of 10"),
    one("| — | ", None, "F114"),
    one("| 未评 | ", None, "F101"),
    one("| #REF! | ", None, "F102"),
    one("| !公式 | ", None, "F103"),
    # what stands under 扣分
    one("2 | | 迟交", "8"),
    one("2分 | | 迟交", "8"),
    one("-2 | | 迟交", "8"),
    one("扣2分 | | 迟交", "8"),
    one("不扣 | | ", "10"),
    one("无 | | ", "10"),
    one("— | | ", "10", "F719"),
    one("扣完 | | 未开展", "0"),
    one("11 | | 太多", None, "F105"),
    one("2 | | ", "8", "F715"),
    # both, or neither
    one("2 | 8 | 迟交", "8"),
    one("-2 | 8 | 迟交", "8"),
    one("2 | 9 | 迟交", None, "F714"),
    one("0 | 8 | ", None, "F714"),
    one(" | | 迟交一次", None, "F716"),
    one(" | | ", None, "D532"),
    # the words of the clause bound it: 扣1-5分
    one("3 | | 缺两册", "5", row=C, item="评定1.3"),
    # how the table looks
    Case(
        "no numbers, the words say it",
        HEAD + "| 考核内容 | 评分标准 | 得分 |\n| 理论学习 | 未按计划组织学习的，每少一次扣2分 | 9 |",
        {"评定1.1": "9"},
    ),
    Case(
        "reworded a little",
        HEAD + "| 考核内容 | 评分标准 | 得分 |\n| 理论学习 | 未按计划组织学习，每少1次扣2分。 | 9 |",
        {"评定1.1": "9"},
    ),
    Case(
        "nothing like any clause",
        HEAD + "| 考核内容 | 评分标准 | 得分 |\n| 环境卫生 | 垃圾乱堆的每处扣1分 | 9 |",
        {"评定1.1": None},
        ("F712",),
    ),
    Case(
        "编号 of one clause, words of another",
        HEAD + FULL + "| 1.1 | 党建 | 阵地建设 | 20 | 阵地规范、制度上墙，由评分人评定 | | 18 | |",
        {"评定1.1": None, "评定1.2": None},
        ("F713",),
    ),
    Case(
        "running 序号 that are no 编号",
        HEAD + "| 序号 | 考核内容 | 评分标准 | 得分 |\n| 3 | 理论学习 | 未按计划组织学习的，每少一次扣2分 | 9 |",
        {"评定1.1": "9"},
    ),
    Case("an old 标准分", HEAD + FULL + "| 1.1 | 党建 | 理论学习 | 15 | | | 9 | 迟 |", {"评定1.1": None}, ("F718",)),
    Case("标准分 as 10分", HEAD + FULL + "| 1.1 | 党建 | 理论学习 | 10分 | | | 9 | 迟 |", {"评定1.1": "9"}),
    Case(
        "小计, 合计 and a signature below",
        HEAD + FULL + A + " | 9 | 迟 |\n" + B + " | 20 | |\n| 小计 | | | 30 | | | 29 | |\n| 合计 | | | | | | 29 |"
        "\n| 评分人（签字）：张三　审核人（签字）：李四 |",
        {"评定1.1": "9", "评定1.2": "20"},
    ),
    Case(
        "a sum that does not add up",
        HEAD + FULL + A + " | 9 | 迟 |\n" + B + " | 20 | |\n| 合计 | | | 30 | | | 30 | |",
        {"评定1.1": "9", "评定1.2": "20"},
        ("F721",),
    ),
    Case(
        "the head again on the next page",
        HEAD + FULL + A + " | 9 | 迟 |\n" + FULL + B + " | 20 | |",
        {"评定1.1": "9", "评定1.2": "20"},
    ),
    Case(
        "项目 merged downwards, 编号 kept",
        HEAD + FULL + A + " | 9 | 迟 |\n| 1.2 | ^ | 阵地建设 | 20 | 阵地规范、制度上墙，由评分人评定 | | 20 | |",
        {"评定1.1": "9", "评定1.2": "20"},
    ),
    Case(
        "one figure merged over two clauses",
        HEAD + FULL + A + " | 25 | |\n" + B + " | ^ | |",
        {"评定1.1": None, "评定1.2": None},
        ("F720", "F720"),
    ),
    Case(
        "扣分情况 holds a figure",
        HEAD + "| 编号 | 考核内容 | 标准分 | 扣分情况 |\n| 1.1 | 理论学习 | 10 | 扣2分 |",
        {"评定1.1": "8"},
        ("F715",),
    ),
    Case(
        "扣分情况 holds a reason, 得分 the figure",
        HEAD + "| 编号 | 考核内容 | 标准分 | 扣分情况 | 实得分 |\n| 1.1 | 理论学习 | 10 | 少一次 | 8 |",
        {"评定1.1": "8"},
    ),
    Case(
        "other headings",
        "| 考核对象：河东社区 | | 考评人：组织科 |\n| 指标 | 计分办法 | 分值 | 考评得分 |\n"
        "| 理论学习 | 未按计划组织学习的，每少一次扣2分 | 10 | 8 |",
        {"评定1.1": "8"},
    ),
    Case(
        "stages: the last one counts",
        HEAD + "| 编号 | 考核内容 | 自评分 | 初评分 | 复核分 | 终审分 |\n| 1.1 | 理论学习 | 10 | 9 | 8 | |",
        {"评定1.1": "8"},
    ),
    Case(
        "only what the unit gave itself",
        HEAD + "| 编号 | 考核内容 | 自评分 | 初评分 |\n| 1.1 | 理论学习 | 10 | |",
        {"评定1.1": None},
        ("F723",),
    ),
    Case(
        "two columns of one stage that differ",
        HEAD + "| 编号 | 考核内容 | 得分 | 考核得分 |\n| 1.1 | 理论学习 | 10 | 9 |",
        {"评定1.1": None},
        ("F722",),
    ),
    Case(
        "the same clause twice, differently",
        HEAD + FULL + A + " | 9 | 迟 |\n" + A + " | 8 | 迟 |",
        {"评定1.1": None},
        ("F209",),
    ),
    Case(
        "a clause that is computed",
        HEAD.replace("组织科", "信访办")
        + "| 编号 | 考核内容 | 评分标准 | 扣分 |\n| 2.1 | 投诉处理 | 群众投诉每件扣1分 | 3 |\n"
        "| | | 处理不力的扣1-3分 | 1 |",
        {"评定扣分2.1": "1"},
        ("F717",),
        file="信访办.xlsx",
    ),
    Case(
        "得分 where 扣分 is asked for",
        HEAD.replace("组织科", "信访办")
        + "| 编号 | 考核内容 | 评分标准 | 得分 |\n| 2.1 | 投诉处理 | 处理不力的扣1-3分 | 11 |",
        {"评定扣分2.1": None},
        ("F724",),
        file="信访办.xlsx",
    ),
    # whom it is about, and who filled it in
    Case("an alias", HEAD.replace("河东社区", "河东") + FULL + A + " | 9 | 迟 |", {"评定1.1": "9"}),
    Case(
        "the unit only in the title",
        "| 河西社区党建工作评分表 |\n| 评分人 | 组织科 |\n" + FULL + A + " | 9 | 迟 |",
        {"评定1.1": "9"},
        unit="河西社区",
    ),
    Case(
        "two units, one table below the other",
        HEAD + FULL + A + " | 9 | 迟 |\n| 被考核单位 | 河西社区 |\n" + FULL + A + " | 7 | 迟 |",
        {"评定1.1": "7"},
        unit="河西社区",
    ),
    Case(
        "units side by side",
        "| 评分人 | 组织科 |\n| 编号 | 考核内容 | 河东社区 | 河西社区 |\n| 1.1 | 理论学习 | 9 | 7 |",
        {"评定1.1": "7"},
        unit="河西社区",
    ),
    Case(
        "units side by side, a head of two rows",
        "| 评分人 | 组织科 |\n| 编号 | 考核内容 | 标准分 | 河东社区 | < | 河西社区 | < |\n"
        "| ^ | ^ | ^ | 扣分 | 扣分原因 | 扣分 | 扣分原因 |\n| 1.1 | 理论学习 | 10 | 1 | 迟 | 3 | 迟 |",
        {"评定1.1": "7"},
        unit="河西社区",
    ),
    Case(
        "a list with the unit in each row",
        "| 评分人 | 组织科 |\n| 单位名称 | 编号 | 考核内容 | 得分 |\n"
        "| 河东社区 | 1.1 | 理论学习 | 9 |\n| 河西社区 | 1.1 | 理论学习 | 7 |",
        {"评定1.1": "7"},
        unit="河西社区",
    ),
    Case(
        "a unit that is none of ours",
        HEAD.replace("河东社区", "河北社区") + FULL + A + " | 9 | 迟 |",
        {"评定1.1": None},
        ("F301",),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_judges_write_is_read_or_told(case: Case) -> None:
    found = returned(SCHEME, arrived(case.file, grid(case.sheet, "评分表", case.file)))
    assert {item: shown(found, case.unit, item) for item in case.wanted} == {
        item: Fraction(value) if value is not None else None for item, value in case.wanted.items()
    }
    told = [code for code in codes(found) if code not in ("F210", "F301") or code in case.told]
    assert [code for code in told if not code.startswith("R")] == list(case.told)


def shown(found: Returned, unit: str, item: str) -> object:
    tidy = found.tidy
    rows = tidy[(tidy["单位"] == unit) & (tidy["数据项"] == item) & (tidy["状态"] == "已报")]
    values = list(rows["值"])
    return values[0] if values else None


def reason(found: Returned, unit: str, item: str) -> str:
    tidy = found.tidy
    return str(tidy[(tidy["单位"] == unit) & (tidy["数据项"] == item)]["理由"].iloc[0])


def test_there_are_forty_kinds_at_least() -> None:
    assert len(CASES) >= 40


def test_reasons_and_stages_travel() -> None:
    sheet = (
        "| 编号 | 考核内容 | 自评分 | 初评分 | 复核分 | 扣分原因 | 佐证材料 |\n"
        "| 1.1 | 理论学习 | 10 | 9 | 8 | 少一次 | 签到表 |"
    )
    found = returned(SCHEME, arrived("组织科.xlsx", grid(HEAD + sheet, "评分表")))
    assert reason(found, "河东社区", "评定1.1") == "少一次；佐证：签到表；自评10，初评9"


def test_nobody_knows_who_judged() -> None:
    sheet = "| 被考核单位 | 河东社区 |\n" + FULL + A + " | 9 | 迟 |"
    found = returned(SCHEME, arrived("评分.xlsx", grid(sheet, "评分表", "评分.xlsx")))
    assert outcome(found).outcome is FileState.REFUSED
    assert "D710" in codes(found)


def test_a_unit_does_not_judge_itself() -> None:
    sheet = "| 被考核单位 | 河东社区 |\n" + FULL + A + " | 10 | |"
    found = returned(SCHEME, arrived("河东社区.xlsx", grid(sheet, "评分表", "河东社区.xlsx")))
    assert outcome(found).outcome is FileState.REFUSED
    assert shown(found, "河东社区", "评定1.1") is None
    assert "D711" in codes(found)
