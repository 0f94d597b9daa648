"""The expression language: what clerks write is understood, and a mistake is shown where it stands."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.parse import ExpressionError, ExpressionNames, kind_of, parse_expression, parse_target
from kaohe_xl.expr.value_columns import Truth
from kaohe_xl.rules.illustrate import Units

V = t.ValueType
NAMES = ExpressionNames(
    items={
        "完成率": V.PERCENT,
        "件数": V.INTEGER,
        "非农人口数": V.NUMBER,
        "公开或半公开": V.YES_NO,
        "统计且上报数": V.NUMBER,
        "招商(内资)": V.NUMBER,
        "5A景区数": V.INTEGER,
        "完成": V.YES_NO,
        "日期": V.DATE,
        "等级": V.TEXT,
        "路/桥": V.NUMBER,
    },
    attributes={"人口数": V.NUMBER},
    indicators={"1.1": "1.1", "一、1.": "一、1."},
    lines=("党政线",),
    vetoes=("重大事故",),
)
VALUES: dict[str, Fraction | str | None] = {
    "完成率": Fraction("0.925"),
    "件数": Fraction(7),
    "非农人口数": Fraction(1200),
    "公开或半公开": "是",
    "统计且上报数": Fraction("3.5"),
    "招商(内资)": Fraction(-20),
    "5A景区数": Fraction(2),
    "完成": "否",
    "日期": Fraction(44865),  # 2022-10-31
    "等级": "良好",
    "路/桥": Fraction(4),
    "人口数": Fraction(50000),
}
SOURCE = Units(
    types={**NAMES.items, **NAMES.attributes}, values={name: [value] for name, value in VALUES.items()}, group_of=[""]
)


def value(text: str) -> Fraction | str | bool | None:
    found = Evaluator(SOURCE)(parse_expression(text, NAMES))
    if isinstance(found, Truth):
        return bool(found.value[0]) if found.ok[0] else None
    return found.to_list()[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("件数＋２×３", Fraction(13)),
        ("（件数－2）÷2", Fraction(5, 2)),
        ("2－3－4", Fraction(-5)),
        ("12÷3÷2", Fraction(2)),
        ("-件数+1", Fraction(-6)),
        ("件数*50%", Fraction(7, 2)),
        ("0.1+0.2", Fraction(3, 10)),
        ("5a景区数＋件 数", Fraction(9)),
        ("路／桥×2", Fraction(8)),
        ("招商（内资）＋5A景区数", Fraction(-18)),
        ("人口数/10000", Fraction(5)),
        ("取整(2.5)+取整(-2.5)", Fraction(0)),
        ("进一(-2.5)*10+舍去(-2.5)", Fraction(-23)),
        ("绝对值(招商(内资))", Fraction(20)),
        ("最大(1,件数,3)－最小(4,2)", Fraction(5)),
        ("合计(1,2,3)+平均(1,2)", Fraction(15, 2)),
        ("天数(日期, 2022-10-01)", Fraction(30)),
        ("天数(2022年11月1日, 2022.10.31)", Fraction(1)),
        ("如果(件数>5, 10, 20)", Fraction(10)),
        ("如果(完成，1，2)", Fraction(2)),
    ],
)
def test_numbers(text: str, expected: Fraction) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("完成率>=92.5%", True),
        ("完成率＞９２．５％", False),
        ("完成率≥92.5％", True),
        ("5<=件数<=7", True),
        ("5<件数<7", False),
        ("件数≠7", False),
        ("件数 != 8", True),
        ("日期<=2022-10-31", True),
        ("日期<2022/10/31", False),
        ("日期=2022年10月31日", True),
        ("等级=良好", True),
        ("等级<>“优秀”", True),
        ('等级="良好"', True),
        ("公开或半公开 且 件数>5", True),
        ("公开或半公开=有", True),
        ("完成=无", True),
        ("完成=√", False),
        ("非完成", True),
        ("非（件数>5 或 完成=是）", False),
        ("件数>5 且 完成=是 或 件数=7", True),
        ("件数>5 且 （完成=是 或 件数=8）", False),
        ("非农人口数>1000 且 非完成 且 公开或半公开", True),
        ("统计且上报数>3且件数>3", True),
    ],
)
def test_conditions(text: str, expected: bool) -> None:
    assert value(text) is expected


def test_multiplication_binds_before_addition_and_brackets_before_all() -> None:
    assert value("2+3*4") == 14
    assert value("(2+3)*4") == 20


@pytest.mark.parametrize(
    ("text", "position", "problem"),
    [
        ("件数>>5", 3, "不应出现"),
        ("件数+1)", 4, "不应出现"),
        ("件数 5", 3, "不应出现"),
        ("5%%", 2, "不应出现"),
        ("件数>=", 4, "没有写完"),
        ("(件数+1", 5, "没有写完"),
        ("件数+完成律", 3, "完成律"),
        ("件数+得分[9]", 6, "没有编号“9”"),
        ("否决[重打事故]", 3, "没有否决项"),
        ("上期[件术]", 3, "没有数据项"),
        ("日期<=2022-13-01", 4, "没有“2022-13-01”这一天"),
        ("1+平局(件数)", 2, "没有“平局”这个函数"),
        ("取整(件数,2)", 0, "要 1 个参数"),
        ("如果(件数>1, 2)", 0, "三个参数"),
        ("", 0, "没有写"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(text: str, position: int, problem: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text, NAMES)
    assert caught.value.position == position
    assert problem in caught.value.problem


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        ("完成律>=95%", "不是已有的数据项", "完成率"),
        ("完成率>=95", "不带 %", "95%"),
        ("95<=完成率", "不带 %", "95%"),
        ("完成率>=0.95", "不带 %", "95%"),
        ("上期[完成率]>90", "不带 %", "90%"),
        ("等级>=优秀", "只能用 = 或 <>", ""),
        ("公开或半公开=合格", "不会等于", "是 或 否"),
        ("件数=是", "数不能和“是”比较", ""),
        ("日期>5", "日期", "2022-10-31"),
        ("件数>2022-10-31", "日期", ""),
        ("件数 且 完成", "要一个条件", ""),
        ("如果(件数,1,2)", "要一个条件", ""),
        ("等级+1", "要一个数", ""),
        ("最大(等级,1)", "要一个数", ""),
        ("如果(完成,1,等级)", "要一个数", ""),
        ("件数÷0", "除数是 0", ""),
    ],
)
def test_sides_that_do_not_agree_are_refused_with_a_remedy(text: str, problem: str, hint: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text, NAMES)
    assert problem in caught.value.problem
    assert hint in caught.value.hint


def test_zero_against_a_percent_needs_no_sign() -> None:
    assert value("完成率>0") is True


def test_division_by_zero_and_missing_values_give_no_value() -> None:
    assert value("5÷(件数-7)") is None
    source = Units(types=NAMES.items, values={**{n: [v] for n, v in VALUES.items()}, "件数": [None]}, group_of=[""])
    evaluate = Evaluator(source)
    assert evaluate.number(parse_expression("件数+1", NAMES)).to_list() == [None]
    known_no = evaluate.truth(parse_expression("件数>1 且 完成=是", NAMES))
    assert (known_no.ok[0], known_no.value[0]) == (True, False)
    unknown = evaluate.truth(parse_expression("件数>1 或 完成=是", NAMES))
    assert not unknown.ok[0]


def test_references_know_indicators_lines_vetoes_and_the_past() -> None:
    parts = list(parse_expression("得分[1.1]+得分[一、1.]+得分[党政线]+上年[总分]", NAMES).walk())
    assert [part.key for part in parts if isinstance(part, t.ScoreOf)] == ["1.1", "一、1.", "党政线"]
    assert any(isinstance(part, t.Past) and part.last_year for part in parts)
    assert isinstance(parse_expression("否决[重大事故]", NAMES), t.VetoOf)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (">=95%", [(">=", Fraction("0.95"))]),
        ("≤3", [("<=", Fraction(3))]),
        ("＝０", [("=", Fraction(0))]),
        ("90%", [("=", Fraction("0.9"))]),
        ("<=2022-10-31", [("<=", Fraction(44865))]),
        (">=80% 且 <95%", [(">=", Fraction("0.8")), ("<", Fraction("0.95"))]),
    ],
)
def test_targets(text: str, parts: list[tuple[str, Fraction]]) -> None:
    found = parse_target(text, NAMES).parts
    assert [(op, node.value) for op, node in found if isinstance(node, t.Number)] == parts


def test_target_words_for_a_yes_no_item_are_yes_and_no() -> None:
    item = t.Item("完成", V.YES_NO)
    met = Evaluator(SOURCE).truth(parse_target("没有", NAMES).met_by(item))
    assert met.value[0]  # 完成 is 否


def test_an_endless_expression_is_refused_not_crashed_on() -> None:
    for text in ("+".join(["件数"] * 300), "(" * 300 + "5" + ")" * 300, "-" * 500 + "5"):
        with pytest.raises(ExpressionError, match="太长"):
            parse_expression(text, NAMES)
    assert value("+".join(["件数"] * 100)) == 700


def understood(text: str) -> t.Node | ExpressionError:
    try:
        return parse_expression(text, NAMES)
    except ExpressionError as error:
        return error


# -- what is written comes back ---------------------------------------------------------------------------------------

NUMERIC = ("件数", "非农人口数", "统计且上报数", "招商(内资)", "5A景区数", "路/桥")


Sum = tuple[str, Fraction | None]


def sums(depth: int = 3) -> st.SearchStrategy[Sum]:
    """Random arithmetic as text (with full-width signs and needless brackets) and its value; None = divides by zero."""
    numbers = st.integers(0, 9999).map(lambda cents: (f"{cents / 100:.2f}", Fraction(cents, 100)))
    items = st.sampled_from(NUMERIC).map(lambda name: (name, VALUES[name]))
    if depth == 0:
        return numbers | items

    def join(parts: tuple[Sum, str, Sum]) -> Sum:
        (left, a), sign, (right, b) = parts
        text = f"（{left}）{sign}({right})"
        if a is None or b is None:
            return text, None
        if sign in "÷/":
            return text, a / b if b else None
        return text, a + b if sign in "+＋" else a - b if sign in "-－" else a * b

    below = sums(depth - 1)
    return numbers | items | st.tuples(below, st.sampled_from("+＋-－×*÷/"), below).map(join)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(sums())
def test_arithmetic_means_what_it_says(pair: tuple[str, Fraction | None]) -> None:
    text, expected = pair
    node = understood(text)
    if isinstance(node, ExpressionError):  # a divisor that is plainly 0 is refused when the scheme is read
        assert "除数是 0" in node.problem
        assert expected is None
    else:
        assert value(text) == expected


@settings(max_examples=500, deadline=None, derandomize=True)
@given(
    st.text(alphabet='件数完成率且或非日期 ()（）[]+-×÷/%％>=<≥是否“”"0123456789.,，年月上得分最大x#\n', max_size=24)
)
def test_any_other_text_is_refused_politely(text: str) -> None:
    node = understood(text)
    if isinstance(node, ExpressionError):
        assert node.problem
        assert 0 <= node.position <= len(node.text)
    else:
        assert kind_of(node) in ("number", "truth", "text")
