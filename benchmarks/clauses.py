# ruff: noqa: E501 (sentences and families stay on one line)
"""How many labelled clauses are drafted right, by family: python -m benchmarks.clauses FILE.jsonl [--list]

A line of the file: {"text", "full_marks", "domain", "method", "params"}. Right: every row is of a kind that the method
may become, each figure of the label stands in a column, and nothing of the clause was left to 评定 for want of reading.
A clause that needs judgement is right as 酌情 or 评定 with its limits. 高 and not right is a silent error: must be none.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from kaohe_xl.drafting.clauses import draft_cell
from kaohe_xl.drafting.drafted import Confidence, DraftRow

_CASES, _MONEY = "每例扣分 每例得分 累进得分 递增扣分 差额扣分 不达标扣分 触发清零", "奖惩 一票否决 等次"
MAY_BECOME: Mapping[str, str] = {
    "per_case_deduct": _CASES, "per_case_award": _CASES, "total_deduct": _CASES, "tiers_by_level": f"{_CASES} 分档得分 达标得分",
    "fixed_deduct_if_not_met": _CASES, "days_late_deduct": f"{_CASES} 超期扣分", "conditional_zero": f"{_CASES} 一票否决 奖惩",
    "shortfall_step_deduct": "差额扣分 触发清零", "excess_step_deduct": "差额扣分 不达标扣分", "linear_both_ways": "增减得分 每例扣分 每例得分",
    "over_fulfil_bonus": "超额得分 达标得分 差额扣分", "proportional_to_target": "比例得分 超额得分", "ratio_deduct": "比例得分 公式扣分 不达标扣分",
    "proportional_to_best": "首位折算 公式得分", "proportional_to_average": "均值折算 增减得分", "growth_yoy": "增减得分 达标得分 触发清零 分档得分 超额得分",
    "minmax_scale": "功效系数 极差折算", "tiers": "分档得分 分档扣分 达标得分", "meet_or_zero": "达标得分 触发清零 分档得分",
    "rank_points": "名次得分 分档得分", "additive_components": "达标得分", "direct_score": "分档得分 达标得分",
    "discretion_range": "酌情得分 酌情扣分 评定 触发清零 每例扣分", "weight": "公式得分 考核期 考核线", "weighted_votes": "公式得分",
    "multiplier": "公式得分 公式扣分 倍数", "veto": "一票否决 触发清零", "veto_k_of_n": "一票否决 每例扣分 不达标扣分", "grade_band": "等次",
    "grade_quota": "等次 奖惩", "grade_cap": "等次 一票否决 奖惩", "fine": _MONEY, "payout_fixed": _MONEY, "payout_coefficient": _MONEY,
    "personnel_action": "奖惩 一票否决", "streak_award": "奖惩", "payout_pool_share": _MONEY, "payout_per_point": _MONEY, "payout_progressive": _MONEY,
    "formula": "公式得分 比例得分",
}  # fmt: skip
NOT_SCORING = ("（不计分）", "personnel_action", "streak_award")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_SAID_ELSEWHERE = ("full", "floor", "sample", "base_ratio", "at_mean_ratio", "k")


def _figures(told: Any) -> Iterator[Fraction]:
    match told:
        case bool() | None:
            return
        case int() | float():
            yield abs(Fraction(str(told)))
        case str():
            yield from (Fraction(figure) for figure in _FIGURE.findall(told))
        case dict():
            for key, value in told.items():
                if key not in _SAID_ELSEWHERE:
                    yield from _figures(value)
        case list():
            for each in told:
                yield from _figures(each)


def _meant(params: Any, full: Fraction | None) -> Any:
    """A limit that the contract says in points: at most 4 times 30 is 120, at most 120% of the mark is that of it."""
    if not isinstance(params, dict):
        return params
    told = dict(params)
    if "max_times" in told and "points" in told:
        told["max_times"] = told["max_times"] * told["points"]
    if "cap_ratio" in told and full is not None:
        told["cap_ratio"] = float(Fraction(str(told["cap_ratio"])) * full)
    return told


def right(label: Mapping[str, Any], rows: Sequence[DraftRow]) -> bool:
    """Do the rows say what the label says?"""
    kinds = MAY_BECOME.get(label["method"], "").split()
    if not rows or any(row.sure in (Confidence.LOW, Confidence.NONE) for row in rows):
        return False
    if any(row.columns.get("计分方式", row.table) not in kinds and not row.columns.get("倍数") for row in rows):
        return False
    there = {Fraction(figure) for row in rows for value in row.columns.values() for figure in _FIGURE.findall(value)}
    there |= {Fraction(figure) for row in rows for item in row.items for figure in _FIGURE.findall(item.name)}
    full = Fraction(str(label["full_marks"])) if label.get("full_marks") else None
    known = there | {Fraction(0), Fraction(1), full}
    return all(figure in known or figure * 100 in known for figure in _figures(_meant(label["params"], full)))


def judge(label: Mapping[str, Any]) -> tuple[str, Sequence[DraftRow]]:
    """对高, 对中, 错高, 错中 or 低, and the rows."""
    full = Fraction(str(label["full_marks"])) if label.get("full_marks") else None
    rows = draft_cell(label["text"], full, subject=label.get("subject", label["domain"]))
    sure = all(row.sure is Confidence.HIGH for row in rows)
    if right(label, rows):
        return "对高" if sure else "对中", rows
    if any(row.sure in (Confidence.LOW, Confidence.NONE) for row in rows):
        return "低", rows
    return "错高" if sure else "错中", rows


def main(path: Path, *, listed: bool) -> None:
    """Print a line for each family, and every clause that is not right where ``listed``."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    labels = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    draft_cell("每缺1份扣1分", None)  # the grammar is built once, whatever is read
    start = time.process_time()
    judged = [(label, *judge(label)) for label in labels]
    seconds = time.process_time() - start
    for label, verdict, rows in judged:
        table[label["method"] if label["method"] in MAY_BECOME else "（不计分）"][verdict] += 1
        if listed and not verdict.startswith("对"):
            print(verdict, label["method"], label["text"])
            for row in rows:
                print("    ", row.sure.value, row.table, dict(row.columns), row.why)
    words = ("对高", "对中", "低", "错中", "错高")
    print(f"{'':24}", *words)
    for family, counts in sorted(table.items()):
        print(f"{family:24}", *(f"{counts[word]:4}" for word in words))
    scoring = [counts for family, counts in table.items() if family not in NOT_SCORING]
    total = sum(sum(counts.values()) for counts in scoring)
    drafted = sum(counts["对高"] + counts["对中"] for counts in scoring)
    beside = sum(len({row.sure for row in rows} & {Confidence.HIGH, Confidence.LOW}) == 2 for _, _, rows in judged)
    silent = sum(counts["错高"] for counts in table.values())
    print(
        f"{drafted} of {total} scoring clauses drafted right ({drafted / total:.0%}), silently wrong: {silent}; {seconds:.1f} s"
    )
    print(
        f"{beside} cells hold a sure row beside one that was not read: there the labels cannot say whether it is right"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), listed="--list" in sys.argv)
