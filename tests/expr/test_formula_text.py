"""What an auditor reads in the formula bar: short, with the references of the rubric, and honest about missing data."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from kaohe_xl.base.place import Place
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.excel import NoFormula, formula, quoted, rounded
from kaohe_xl.expr.parse import ExpressionNames, parse_expression

V = t.ValueType
NAMES = ExpressionNames(
    items={"率": V.PERCENT, "数": V.NUMBER, "件": V.INTEGER, "合格": V.YES_NO, "等级": V.TEXT, "日期": V.DATE},
    attributes={"人口数": V.NUMBER},
    indicators={"1.1": "1.1"},
    vetoes=("事故",),
)
COLUMNS = dict(zip(NAMES.items, "FGHIJK", strict=True))
HELPER = "统计!$B{r}"


class Cells:
    """One assessment sheet: items in F…K, all units ranked together, all comparable."""

    helpers = False
    scopes = False

    def item(self, name: str) -> str:
        return f"${COLUMNS[name]}{{r}}"

    def item_range(self, name: str) -> str:
        return f"${COLUMNS[name]}$3:${COLUMNS[name]}$40"

    def attribute(self, name: str) -> str:
        return "考核对象!$D{r}"

    def attribute_range(self, name: str) -> str:
        return "考核对象!$D$3:$D$40"

    def given(self, quantity: t.Quantity) -> str:
        return "$E{r}"

    def given_range(self, quantity: t.Quantity) -> str:
        return "$E$3:$E$40"

    def score_of(self, key: str) -> str:
        return "$M{r}"

    def score_range(self, key: str) -> str:
        return "$M$3:$M$40"

    def group(self) -> str:
        return "$B{r}"

    def group_range(self) -> str:
        return "$B$3:$B$40"

    def scope(self) -> str | None:
        return "$C{r}" if self.scopes else None

    def scope_range(self) -> str:
        return "$C$3:$C$40"

    def comparable_range(self) -> str | None:
        return "$D$3:$D$40" if self.scopes else None

    def statistic(self, node: t.Across) -> str | None:
        return HELPER if self.helpers else None

    def param(self, place: Place) -> str | None:
        return f"评分细则!${place.cell[0]}${place.cell[1:]}" if place.sheet == "评分细则" else None

    def typed(self, name: str) -> bool:
        return name != "率"  # 率 is a derived item


def text(expression: str, cells: Cells | None = None) -> str:
    return formula(parse_expression(expression, NAMES), cells or Cells()).text


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("件*2+数/4", "$H{r}*2+$G{r}/4"),
        ("(件+2)*3", "($H{r}+2)*3"),
        ("数-(件-2)", "$G{r}-($H{r}-2)"),
        ("数/(件*2)", "$G{r}/($H{r}*2)"),
        ("数-(-2)", "$G{r}-(-2)"),
        ("-(数-3)", "-($G{r}-3)"),
        ("0.1+1/3", "0.1+1/3"),
        ("率-72.5%", "$F{r}-72.5%"),
        ("件>=3", "$H{r}>=3"),  # typed values compare as they stand
        ("率>=95%", "ROUND($F{r}-95%,9)>=0"),  # a calculated one never by its last bit
        ("件/3=数", "ROUND($H{r}/3-$G{r},9)=0"),
        ("日期<=2022-10-31", "$K{r}<=DATE(2022,10,31)"),
        ("天数(日期,2022-10-01)", "$K{r}-DATE(2022,10,1)"),
        ("合格=是", '$I{r}="是"'),
        ("等级=甲", '$J{r}="甲"'),
        ("等级=A", 'EXACT($J{r},"A")'),
        ("等级<>A", 'NOT(EXACT($J{r},"A"))'),
        ("进一(件/3)", "-INT(-ROUND($H{r}/3,9))"),
        ("进一(最大(件,0)/3)", "ROUNDUP(ROUND(MAX($H{r},0)/3,9),0)"),
        ("舍去(件/3)", "INT(ROUND($H{r}/3,9))"),
        ("舍去(绝对值(件)/3)", "ROUNDDOWN(ROUND(ABS($H{r})/3,9),0)"),
        ("取整(件/3)", "ROUND(ROUND($H{r}/3,9),0)"),
        ("平均(件,数)", "($H{r}+$G{r})/2"),
        ("件>1 且 (数>2 或 数<0)", "AND($H{r}>1,OR($G{r}>2,$G{r}<0))"),
        ("得分[1.1]*人口数/10000", "$M{r}*考核对象!$D{r}/10000"),
        ("全体最大(数)", "MAX($G$3:$G$40)"),
        ("全体平均(数)", "AVERAGE($G$3:$G$40)"),
    ],
)
def test_formula(expression: str, expected: str) -> None:
    assert text(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("件*2", "COUNT($H{r})=1"),
        ("件*2+数", "COUNT($H{r},$G{r})=2"),
        ("件/数", "AND(COUNT($H{r},$G{r})=2,$G{r}<>0)"),
        ("件/率", "AND(COUNT($H{r},$F{r})=2,IFERROR(ROUND($F{r},9)<>0,FALSE))"),
        ("如果(数=0,100,件/数)", "AND(COUNT($G{r})=1,IF($G{r}=0,TRUE,COUNT($H{r})=1))"),
        ("如果(合格=是,件,0)", 'AND(OR($I{r}="是",$I{r}="否"),IF($I{r}="是",COUNT($H{r})=1,TRUE))'),
        ("5+1", ""),
    ],
)
def test_guard_asks_for_what_the_value_needs_and_no_more(expression: str, expected: str) -> None:
    made = formula(parse_expression(expression, NAMES), Cells())
    assert made.guard.text == expected
    whole = f'IF({expected},{made.text},"缺数据")' if expected else made.text
    assert made.guarded() == whole


def test_a_text_counts_as_missing_when_it_says_that_there_is_no_value() -> None:
    guard = formula(parse_expression("等级=甲", NAMES), Cells()).guard
    for word in ("", "缺数据", "未报", "不适用", "无效"):
        assert f'$J{{r}}<>"{word}"' in guard.text
    assert guard.cells == ("$J{r}",)


def test_units_are_compared_within_their_scope_in_an_array_formula() -> None:
    cells = Cells()
    cells.scopes = True
    made = formula(parse_expression("全体最大(数)", NAMES), cells)
    mask = '($C$3:$C$40=$C{r})*($D$3:$D$40="是")*ISNUMBER($G$3:$G$40)'
    assert made.text == f"MAX(IF({mask},$G$3:$G$40))"
    assert made.array
    assert made.guard.text == f"SUM(IF({mask},1,0))>0"


def test_a_helper_cell_keeps_long_statistics_out_of_every_row() -> None:
    cells = Cells()
    cells.helpers = True
    made = formula(parse_expression("数/全体最大(数)*10", NAMES), cells)
    assert made.text == f"$G{{r}}/{HELPER}*10"
    assert not made.array
    assert HELPER in made.guard.cells


def test_groups_of_a_clause_narrow_the_comparison() -> None:
    node = t.Across(t.Statistic.MIN, t.Item("数"), ("甲组", "乙组"))
    mask = '(($B$3:$B$40="甲组")+($B$3:$B$40="乙组")>0)*ISNUMBER($G$3:$G$40)'
    assert formula(node, Cells()).text == f"MIN(IF({mask},$G$3:$G$40))"


def test_numbers_of_the_rubric_stay_live() -> None:
    points = t.Number(Fraction(1, 2), cell=Place("方案.xlsx", "评分细则", "K12"))
    elsewhere = t.Number(Fraction(3), cell=Place("方案.xlsx", "别处", "A1"))
    assert formula(points * t.Item("件") + elsewhere, Cells()).text == "评分细则!$K$12*$H{r}+3"
    one = t.Number(Fraction(1), cell=Place("方案.xlsx", "评分细则", "K12"))
    assert formula(one * t.Item("件"), Cells()).text == "评分细则!$K$12*$H{r}"  # not dropped: somebody may change it


def test_literals_that_change_nothing_are_left_out() -> None:
    assert formula(t.ONE * t.Item("件") / t.ONE + t.ZERO, Cells()).text == "$H{r}"
    assert formula(t.If(t.compare(t.ZERO, "=", 0), t.Item("件"), t.ONE), Cells()).text == "$H{r}"


@pytest.mark.parametrize("expression", ["上期[件]+1", "上年[总分]", "总分*2", "名次+1", "如果(否决[事故],1,0)"])
def test_what_looks_beyond_the_row_has_no_formula(expression: str) -> None:
    with pytest.raises(NoFormula):
        formula(parse_expression(expression, NAMES), Cells())


def test_rounding_and_quoting() -> None:
    assert rounded("F5*2", 2) == "ROUND(ROUND(F5*2,10),2)"
    assert quoted('他说"好"') == '"他说""好"""'
    made = formula(t.Compare("=", t.Item("等级", V.TEXT), t.TextLiteral('甲"级')), Cells())
    assert made.text == '$J{r}="甲""级"'


def test_no_function_that_some_spreadsheet_lacks_and_none_that_recalculates_by_itself() -> None:
    allowed = {
        *("IF", "IFERROR", "AND", "OR", "NOT", "COUNT", "ISNUMBER", "EXACT", "DATE", "CHOOSE"),
        *("MAX", "MIN", "SUM", "AVERAGE", "ABS", "INT", "ROUND", "ROUNDUP", "ROUNDDOWN"),
    }
    everything = (
        "如果(合格=是 且 等级<>A, 进一(件/3)+舍去(最大(数,0))+取整(率)+绝对值(数), 最小(平均(件,数),合计(件,数)))"
        "+组内名次(数)+全体平均(率)+全体最大(件/数)-天数(日期,2022-01-01)"
    )
    used = set(re.findall(r"([A-Z]+)\(", formula(parse_expression(everything, NAMES), Cells()).guarded()))
    assert used <= allowed


def test_a_formula_that_excel_would_not_open_is_refused() -> None:
    long = t.Call(t.Function.SUM, tuple(t.Item("件") for _ in range(1500)))
    with pytest.raises(NoFormula, match="太长"):
        formula(long, Cells())
    deep: t.Node = t.ZERO
    for step in range(60):
        deep = t.If(t.compare(t.Item("件"), ">", step), t.as_node(step), deep)
    with pytest.raises(NoFormula, match="太深"):
        formula(deep, Cells())
