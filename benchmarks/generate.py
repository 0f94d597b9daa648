"""An assessment of any size: N units × 60 items × 80 clauses, one returned workbook of two sheets for each unit.

python -m benchmarks.generate FOLDER --units 1000
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

ITEMS, CLAUSES = 60, 80
_MARK = 2


def items() -> Iterator[tuple[str, str, str]]:
    """数据项, 类型, 计量单位: a third percents, a third counts, a third yes or no."""
    for number in range(1, ITEMS + 1):
        if number % 3 == 0:
            yield f"指标{number}完成率", "百分比", "%"
        elif number % 3 == 1:
            yield f"指标{number}问题数", "整数", "例"
        else:
            yield f"指标{number}是否完成", "是否", ""


def clauses() -> Iterator[list[object]]:
    """编号 项目 考核内容 标准分 评分标准 计分方式 数据项 基准 每 分值 上限: 80 clauses in 60 indicators."""
    named = list(items())
    for number, (name, kind, _) in enumerate(named, start=1):
        head = [str(number), f"板块{(number - 1) // 10 + 1}", f"考核内容{number}", _MARK]
        if kind == "百分比":
            yield [*head, "未达95%的，每降1个百分点扣0.1分", "差额扣分", name, ">=95%", 1, 0.1, None]
            yield [None, None, None, None, "低于80%的另扣0.5分", "不达标扣分", name, ">=80%", None, 0.5, None]
        elif kind == "整数":
            yield [*head, "每例扣0.2分，最多扣1分", "每例扣分", name, None, None, 0.2, 1]
        else:
            yield [*head, "完成得2分", "达标得分", name, "是", None, 2, None]


def scheme_sheets(units: int) -> dict[str, list[list[object]]]:
    """The scheme workbook as rows."""
    return {
        "考核设置": [["设置", "值"], ["考核名称", f"{units}个单位考核"], ["年度", "2022"], ["主办单位", "考核办"]],
        "考核对象": [
            ["单位名称", "分组", "上级单位", "邮箱"],
            *([unit_name(k), "镇", f"第{k // 500 + 1}县", f"u{k}@example.com"] for k in range(units)),
        ],
        "填报项": [["数据项", "类型", "计量单位"], *(list(item) for item in items())],
        "评分细则": [
            ["编号", "项目", "考核内容", "标准分", "评分标准", "计分方式", "数据项", "基准", "每", "分值", "上限"],
            *clauses(),
        ],
        "等次": [["等次", "最低分", "比例上限"], ["优秀", 90, 0.3], ["良好", 80, None], ["合格", None, None]],
        "奖惩": [
            ["奖惩", "类型", "名次起", "名次止", "方式", "金额"],
            ["一等奖", "奖励", 1, 3, "定额", 3000],
            ["工作经费", "补贴", None, None, "得分分配", units * 1000],
        ],
    }


def unit_name(number: int) -> str:
    return f"第{number + 1}镇"


def values(rng: random.Random) -> list[object]:
    """What one unit fills in."""
    row: list[object] = []
    for _, kind, _ in items():
        if kind == "百分比":
            row.append(f"{rng.randint(7500, 10000) / 100:g}%")
        elif kind == "整数":
            row.append(rng.choice([0, 0, 0, 1, 2, 3, 7]))
        else:
            row.append(rng.choice(["是", "是", "是", "否"]))
    return row


def write_sheets(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)


def write_return(path: Path, unit: str, row: list[object]) -> None:
    """A filled form of two sheets, 60 items, as departments send it."""
    notes: list[list[object]] = [[f"{name}：按{measure or '是/否'}填写"] for name, _, measure in items()]
    head: list[list[object]] = [["2022年考核填报表"], ["单位", unit], ["期次", "2022年"], []]
    table = [[name, measure, value] for (name, _, measure), value in zip(items(), row, strict=True)]
    write_sheets(path, {"填报表": [*head, ["数据项", "计量单位", "填报值"], *table], "填报说明": notes})


def generate(folder: Path, units: int, seed: int = 7) -> None:
    """Write 方案.xlsx and 收表/ with a file for each unit."""
    rng = random.Random(seed)
    returns = folder / "收表"
    returns.mkdir(parents=True, exist_ok=True)
    write_sheets(folder / "方案.xlsx", scheme_sheets(units))
    for number in range(units):
        unit = unit_name(number)
        write_return(returns / f"{unit}.xlsx", unit, values(rng))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--units", type=int, default=1000)
    words = parser.parse_args()
    generate(words.folder, words.units)


if __name__ == "__main__":
    main()
