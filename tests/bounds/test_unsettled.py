"""What came in and is not settled all the same: late, understood with a warning, 不适用 to confirm, drafted rows."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from kaohe_xl.base.place import Place
from kaohe_xl.bounds import doubt_of
from kaohe_xl.bounds.open_figures import open_figures
from kaohe_xl.returns.report import Unsettled
from kaohe_xl.scheme.model import Collection
from tests.support.small import DATA, TEXT, Small, small

UNIT = 0  # 东风镇, which returned everything


def with_values(period: str, unit: str, values: Any) -> Small:
    return small({**DATA, period: {**DATA[period], unit: values}})


def within(made: Small, besides: Unsettled, *others: Small) -> None:
    """Every other result lies in the bounds of the first, for every unit."""
    doubt = doubt_of(made.assessment, besides)
    for other in others:
        for row, one in enumerate(doubt.units):
            total = other.assessment.final.total[row]
            if total is not None:
                assert one.low is None or one.low <= total
                assert one.high is None or total <= one.high
            assert other.assessment.grades[row] in one.grades
            place = other.assessment.final.rank("总分", row)
            if place is not None:
                assert one.place is not None
                assert one.place.best <= place <= one.place.worst
            else:
                assert one.place is None or not one.place.certain


def test_a_late_form_counts_or_does_not_while_forms_may_come_in() -> None:
    made = small()
    late = Unsettled(late=frozenset({"上半年/东风镇.xlsx"}))
    refused = with_values("上半年", "东风镇", None)
    within(made, late, made, refused)
    opened = [each for each in open_figures(made.assessment, late) if each.why == "迟报"]
    assert {(each.row, each.period) for each in opened} == {(UNIT, "上半年")}
    before, after = doubt_of(made.assessment).units[UNIT], doubt_of(made.assessment, late).units[UNIT]
    assert (after.low, after.high) != (before.low, before.high)
    closed = replace(made.scheme, settings=replace(made.scheme.settings, collection=Collection.CLOSED))
    assert not [each for each in open_figures(replace(made.assessment, scheme=closed), late) if each.why == "迟报"]


def test_a_figure_understood_with_a_warning_may_come_to_anything() -> None:
    made = small()
    number = 9 + list(made.scheme.items).index("整改项数")
    doubtful = Unsettled(doubtful=frozenset({Place("下半年/东风镇.xlsx", "填报表", f"C{number}")}))
    values = DATA["下半年"]["东风镇"]
    assert values is not None
    others = [with_values("下半年", "东风镇", {**values, "整改项数": count}) for count in (1, 3, 4)]
    within(made, doubtful, made, *others)
    (opened,) = [each for each in open_figures(made.assessment, doubtful) if each.why == "存疑"]
    assert (opened.item, opened.period) == ("整改项数", "下半年")


def test_not_applicable_that_wants_confirming_may_have_to_be_filled_in() -> None:
    values = DATA["下半年"]["东风镇"]
    assert values is not None
    made = with_values("下半年", "东风镇", {**values, "整改项数": "不适用"})
    (opened,) = [each for each in open_figures(made.assessment) if each.why == "不适用待确认"]
    assert opened.item == "整改项数"
    within(made, Unsettled(), made, *(with_values("下半年", "东风镇", {**values, "整改项数": n}) for n in (0, 2, 4)))


def sure(word: str) -> Small:
    head = "| 编号 | 项目 | 考核内容 |"
    lines = TEXT.split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith(head))
    lines[at] += " 可信 |"
    for number in range(at + 1, at + 7):
        lines[number] += f" {word if lines[number].startswith('| 2.2') else ''} |"
    return small(text="\n".join(lines))


@pytest.mark.parametrize(("word", "count"), [("低", 2), ("中", 2), ("高", 0), ("", 0)])
def test_a_drafted_row_that_nobody_confirmed_may_give_anything(word: str, count: int) -> None:
    made = sure(word)
    doubt = doubt_of(made.assessment)
    found = [each for each in doubt.figures if each.why == f"可信{word}"]
    assert [each.keys for each in found] == [("2.2",)] * count
    if count:
        assert all(each.unit == "" and each in doubt.units[1].depends for each in found)
        plain = doubt_of(small().assessment).units
        assert all(
            one.high is not None and other.high is not None and one.high >= other.high
            for one, other in zip(doubt.units, plain, strict=True)
        )
        assert doubt.units[0].low is not None
        assert plain[0].low is not None
        assert doubt.units[0].low <= plain[0].low - Fraction(8)  # 下半年 is 60% of the year, 20 points


def test_a_sub_units_open_figure_stands_under_its_superior() -> None:
    text = TEXT.replace("| 单位名称 | 别名 | 分组 | 书记 |", "| 单位名称 | 别名 | 分组 | 书记 | 上级单位 |")
    for name, above in (
        ("东风镇 | 东风 | 镇 | 张三", "新城街道"),
        ("朝阳镇 | | 镇 | 李四", "新城街道"),
        ("新城街道 | 新城街办 | 街道 | 王五", ""),
    ):
        text = text.replace(f"| {name} |", f"| {name} | {above} |")
    text = text.replace(
        "## 一票否决",
        "| 4 | 带动 | 下级投诉 | | 每例扣0.1分 | 公式扣分 | | 0.1*下级合计(投诉例数) | | | | | | 总分 |\n## 一票否决",
    )
    values = DATA["下半年"]["东风镇"]
    assert values is not None
    made = small({**DATA, "上半年": {**DATA["上半年"], "东风镇": None}}, text)
    doubt = doubt_of(made.assessment)
    above = doubt.units[2]
    assert above.below == {"东风镇", "朝阳镇"}
    assert any(each.unit == "东风镇" and each.item == "投诉例数" for each in above.depends)
    assert doubt.units[0].below == frozenset()
