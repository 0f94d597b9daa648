"""Sentences as trees: what each part comes to, for each of several units."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.parse import ExpressionNames
from kaohe_xl.rules.base import Rule
from kaohe_xl.rules.declared import Context
from kaohe_xl.rules.fields import target
from kaohe_xl.rules.figure_words import FigureWords
from kaohe_xl.rules.illustrate import OTHER_GROUP, Units, context_of, rule_of, units_of
from kaohe_xl.rules.registry import KINDS
from kaohe_xl.rules.sentence import (
    DistanceOf,
    FigureOf,
    SentenceTree,
    ValueOf,
    choose,
    has_value,
    joined,
    named_values,
    requirement,
    words,
)

X, RATE, DONE = t.Item("投诉例数"), t.Item("完成率", t.ValueType.PERCENT), t.Item("完成日期", t.ValueType.DATE)
KNOWN, LEVEL = t.Item("有制度", t.ValueType.YES_NO), t.Item("名额")
UNITS = Units(
    {node.name: node.type for node in (X, RATE, DONE, KNOWN, LEVEL)},
    {
        "投诉例数": [F(3), F(0), None],
        "完成率": [F("0.923"), F(1), None],
        "完成日期": [F(44865), F(44864), None],
        "有制度": ["是", "否", None],
        "名额": [F(1), F(5, 2), None],
    },
    ["镇", "街道", "开发区"],
)


def told(tree: SentenceTree) -> list[str]:
    figure_words = FigureWords(
        Evaluator(UNITS), {"投诉例数": "例", "完成率": "%"}, lambda name, row: f"没有{name}{row}"
    )
    all_at_once = figure_words.sentences(tree, range(3))
    assert all_at_once == [figure_words.sentence(tree, row) for row in range(3)]
    assert figure_words.sentences(tree, [2, 0]) == [all_at_once[2], all_at_once[0]]
    assert figure_words.sentences(tree, []) == []
    return all_at_once


@pytest.mark.parametrize(
    ("node", "found"),
    [
        (X, ["3例", "0例", "没有投诉例数2"]),
        (RATE, ["92.3%", "100%", "没有完成率2"]),
        (DONE, ["2022-10-31", "2022-10-30", "没有完成日期2"]),
        (KNOWN, ["是", "否", "没有有制度2"]),
        (t.compare(X, ">", 0), ["是", "否", "缺数据"]),
        (t.Across(t.Statistic.MAX, X), ["3例", "3例", "3例"]),
        (X + 1, ["4", "1", "缺数据"]),
        (t.Number(F("0.5"), percent=True), ["50%", "50%", "50%"]),
        (t.TextLiteral("优秀"), ["优秀", "优秀", "优秀"]),
    ],
)
def test_a_value_with_its_unit(node: t.Node, found: list[str]) -> None:
    assert told(words(ValueOf(node))) == found


def test_a_plain_figure_has_no_unit() -> None:
    assert told(words(FigureOf(X), "分")) == ["3分", "0分", "缺数据分"]


def test_a_distance_is_in_the_unit_of_its_item() -> None:
    assert told(words(DistanceOf(X - 1, X))) == ["2例", "-1例", "缺数据"]
    assert told(words(DistanceOf(RATE - 1, RATE))) == ["-7.7个百分点", "0个百分点", "缺数据"]
    assert told(words(DistanceOf(DONE - DONE, DONE))) == ["0天", "0天", "缺数据"]


def test_a_one_without_a_unit_has_a_word_of_its_own() -> None:
    assert told(words("每", DistanceOf(LEVEL, LEVEL, one="个"))) == ["每个", "每2.5", "每缺数据"]
    assert told(words("每", DistanceOf(LEVEL, X, one="个"))) == ["每1例", "每2.5例", "每缺数据"]


def test_units_for_which_other_conditions_hold_are_told_otherwise() -> None:
    assert told(choose((t.compare(X, ">", 0), words("有", ValueOf(X))), otherwise="没有投诉")) == [
        "有3例",
        "没有投诉",
        "没有投诉",
    ]
    assert told(choose((t.compare(X, ">=", 3), "多"), otherwise="少")) == ["多", "少", "少"]
    assert told(words("实际", choose((t.compare(X, ">", 0), "，多")))) == ["实际，多", "实际", "实际"]


def test_the_first_case_that_holds_counts_and_cases_may_have_cases_within() -> None:
    within = choose((t.compare(RATE, "<", 1), words("低于", FigureOf(RATE))), otherwise="到了")
    cases = ((t.compare(X, ">=", 0), within), (t.compare(X, ">", 0), "不会"))
    assert told(choose(*cases, otherwise=ValueOf(X))) == ["低于0.923", "到了", "没有投诉例数2"]


def test_a_condition_that_there_is_a_value() -> None:
    for node in (X, RATE, DONE, KNOWN):
        assert told(choose((has_value(node), "有"), otherwise="无")) == ["有", "有", "无"]


def test_several_with_a_separator() -> None:
    assert told(joined("、", ["甲", words("乙", FigureOf(X)), ""])) == ["甲、乙3、", "甲、乙0、", "甲、乙缺数据、"]
    assert told(joined("、", [])) == ["", "", ""]
    assert told(named_values([X, KNOWN]))[:2] == ["投诉例数3例，有制度是", "投诉例数0例，有制度否"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (">=95%", ["≥95%", "≥95%", "≥95%"]),
        ("镇:>=95%; 街道:>=80%", ["≥95%", "≥80%", "（本分组没有基准）"]),
        ("镇:>=95%; 其它:>=80%", ["≥95%", "≥80%", "≥80%"]),
        (">=80% 且 <完成率", ["≥80%且<完成率（92.3%）", "≥80%且<完成率（100%）", "≥80%且<完成率（没有完成率2）"]),
    ],
)
def test_the_requirement_of_the_group(text: str, found: list[str]) -> None:
    context = Context(ExpressionNames(items=UNITS.types), groups=("镇", "街道", "开发区"), x=RATE, items=(RATE,))
    assert told(requirement(target(Cell(text, NOWHERE), context))) == found


def test_what_is_no_condition_is_heard() -> None:
    with pytest.raises(TypeError):
        told(choose((X, "有")))
    with pytest.raises(TypeError):
        told(words(FigureOf(KNOWN)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_says_of_all_what_it_says_of_each(kind: type[Rule]) -> None:
    """The units of each example, one that filled in nothing among them, in several groups."""
    for example in kind.examples:
        own = units_of(kind, example)
        values = {name: [*column, None, column[0]] for name, column in own.values.items()}
        units = Units(own.types, values, [*own.group_of, "驻地镇", OTHER_GROUP], own.quantities)
        rule, problems = rule_of(kind, example.cells, context_of(units, example.cells))
        assert rule is not None, problems
        figure_words = FigureWords(Evaluator(units), dict.fromkeys(units.types, example.measure))
        rows = range(units.size)
        each = [figure_words.sentence(rule.sentence(), row) for row in rows]
        assert figure_words.sentences(rule.sentence(), rows) == each
        assert len(set(each)) > 1 or not example.x  # the gap is told
