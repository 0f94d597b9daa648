"""What clerks type, what it is understood as, and what they are told."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time
from fractions import Fraction

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Severity
from kaohe_xl.base.place import Place
from kaohe_xl.base.tidy import State
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.returns.values.understood import Reading
from kaohe_xl.returns.values.values import PERCENT_DOUBT, read_value
from kaohe_xl.scheme.model import DataItem
from tests.support.random_cases import tries

HERE = Place("东风镇.xlsx", "填报表", "C5")
RATE = DataItem("完成率", ValueType.PERCENT, "%", low=Fraction(0), high=Fraction(1))
GROWTH = DataItem("增长率", ValueType.PERCENT, "%")
OVERRUN = DataItem("兑现率", ValueType.PERCENT, "%", low=Fraction(0), high=Fraction(3, 2))
CASES = DataItem("例数", ValueType.INTEGER, "例", low=Fraction(0), high=Fraction(5000))
MONEY = DataItem("经费", ValueType.NUMBER, "万元")
YUAN = DataItem("投入", ValueType.NUMBER, "元")
AREA = DataItem("面积", ValueType.NUMBER, "平方米")
SCORE = DataItem("评分", ValueType.NUMBER)
DONE = DataItem("按期完成", ValueType.YES_NO)
DAY = DataItem("印发日期", ValueType.DATE)
NUMBERED = DataItem("文号", ValueType.TEXT)


def read(value: object, item: DataItem, number_format: str = "General") -> Reading:
    return read_value(Cell(value, HERE, number_format), item, (2022,))  # type: ignore[arg-type]


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


# item, what is typed, what is understood, the findings
TYPED = [
    (RATE, "９５％", "95%", []),
    (RATE, "95.50 %", "95.5%", []),
    (RATE, "百分之九十五", "95%", []),
    (RATE, "百分之九十五点五", "95.5%", []),
    (RATE, "百分之95", "95%", []),
    (RATE, "百分之百", "100%", []),
    (RATE, "百分百", "100%", []),
    (RATE, "5‰", "0.5%", []),
    (RATE, "九成五", "95%", ["F116"]),
    (RATE, "38/40", "95%", ["F116"]),
    (RATE, "完成率：95%", "95%", []),
    (RATE, "95（%）", "95%", []),
    (RATE, "95%（按新口径）", "95%", ["F111"]),
    (RATE, "约95%", "95%", ["F110"]),
    (RATE, "95%左右", "95%", ["F110"]),
    (RATE, 95, "95%", ["F121"]),
    (RATE, "95", "95%", ["F121"]),
    (RATE, 0.95, "95%", ["F122"]),
    (RATE, "0.95", "95%", ["F122"]),
    (RATE, 0, "0%", []),
    (OVERRUN, 95, "95%", ["F121"]),
    (GROWTH, 12, "12%", ["F121"]),
    (GROWTH, -0.05, "-5%", ["F122"]),
    (GROWTH, "-5%", "-5%", []),
    (GROWTH, "负百分之五", "-5%", []),
    (GROWTH, "3个百分点", "3%", []),
    (CASES, 3.0, "3例", []),
    (CASES, "３", "3例", []),
    (CASES, "3例", "3例", []),
    (CASES, " 3\u00a0例\u3000", "3例", []),
    (CASES, "三例", "3例", []),
    (CASES, "两例", "2例", []),
    (CASES, "二十", "20例", []),
    (CASES, "3.", "3例", []),
    (CASES, "3。", "3例", []),
    (CASES, "+3", "3例", []),
    (CASES, "1,200", "1200例", []),
    (CASES, "1，200例", "1200例", []),
    (CASES, "1200.00", "1200例", []),
    (CASES, "'3", "3例", ["F116"]),
    (CASES, "共3例", "3例", ["F116"]),
    (CASES, "3起", "3例", ["F108"]),
    (CASES, "3个", "3例", ["F108"]),
    (CASES, "3（已整改）", "3例", ["F111"]),
    (CASES, "3例，均已整改", "3例", ["F111"]),
    (CASES, "约3", "3例", ["F110"]),
    (CASES, "1E3", "1000例", ["F118"]),
    (CASES, "无", "0例", ["F113"]),
    (CASES, "—", "0例", ["F113"]),
    (CASES, "/", "0例", ["F113"]),
    (CASES, "没有。", "0例", ["F113"]),
    (CASES, 2.9999999999999996, "3例", []),
    (MONEY, "12.50万元", "12.5万元", []),
    (MONEY, "3500元", "0.35万元", ["F107"]),
    (MONEY, "1.2万", "1.2万元", []),
    (MONEY, "1亿2000万元", "12000万元", ["F107"]),
    (MONEY, "伍拾万元整", "50万元", ["F107"]),
    (YUAN, "1.2万", "12000元", []),
    (YUAN, "1.2万元", "12000元", []),
    (YUAN, "3.5千元", "3500元", []),
    (YUAN, "1,200.50", "1200.5元", []),
    (YUAN, "3。5", "3.5元", ["F116"]),
    (YUAN, "−3", "-3元", []),
    (YUAN, 0.1 + 0.2, "0.3元", []),
    (YUAN, 1e-17, "0元", ["F124"]),
    (AREA, "120㎡", "120平方米", []),
    (AREA, "2公顷", "20000平方米", ["F107"]),
    (SCORE, "3.5分", "3.5", []),
    (DONE, "√", "是", []),
    (DONE, "✔\ufe0f", "是", []),
    (DONE, "×", "否", []),
    (DONE, "有", "是", []),
    (DONE, "无", "否", []),
    (DONE, "Ｙ", "是", []),
    (DONE, "n", "否", []),
    (DONE, True, "是", []),
    (DONE, "☑是 □否", "是", []),
    (DONE, "□是　☑否", "否", []),
    (DONE, "是□ 否√", "否", []),
    (DONE, 1, "是", ["F116"]),
    (DONE, "是（6月）", "是", ["F111"]),
    (DAY, date(2022, 6, 30), "2022-06-30", []),
    (DAY, datetime(2022, 6, 30, 14, 5), "2022-06-30", []),
    (DAY, "2022.6.30", "2022-06-30", []),
    (DAY, "2022/06/30", "2022-06-30", []),
    (DAY, "2022年6月30日", "2022-06-30", []),
    (DAY, "2022年6月30日（星期四）", "2022-06-30", []),
    (DAY, "２０２２－６－３０", "2022-06-30", []),
    (DAY, "2022-06-30 14:05:00", "2022-06-30", []),
    (DAY, "20220630", "2022-06-30", []),
    (DAY, "二〇二二年六月三十日", "2022-06-30", []),
    (DAY, 44742, "2022-06-30", ["F134"]),
    (DAY, 20220630, "2022-06-30", ["F134"]),
    (DAY, "22.6.30", "2022-06-30", ["F132"]),
    (DAY, "6月30日", "2022-06-30", ["F133"]),
    (DAY, "6/30/2022", "2022-06-30", ["F116"]),
    (DAY, "2022年6月", "2022-06-30", ["F131"]),
    (DAY, "2022年2月底", "2022-02-28", ["F131"]),
    (DAY, 2022.6, "2022-06-30", ["F131"]),
    (NUMBERED, " 云府〔2022〕3号 ", "云府〔2022〕3号", []),
    (NUMBERED, 2022, "2022", []),
    (NUMBERED, "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", []),
]


@pytest.mark.parametrize(("item", "typed", "understood", "found"), TYPED)
def test_habits_are_understood(item: DataItem, typed: object, understood: str, found: list[str]) -> None:
    reading = read(typed, item)
    assert (reading.state, reading.understood, codes(reading)) == (State.REPORTED, understood, found)


REFUSED = [
    (RATE, 1, "F117"),
    (RATE, "1", "F117"),
    (OVERRUN, 1.2, "F117"),
    (GROWTH, 5, "F117"),
    (RATE, "120%", "F105"),
    (RATE, 120, "F105"),
    (RATE, "95%以上", "F109"),
    (RATE, "90~95%", "F109"),
    (RATE, "≥95%", "F109"),
    (RATE, "3例", "F106"),
    (CASES, 3.5, "F104"),
    (CASES, "3.5例", "F104"),
    (CASES, -1, "F105"),
    (CASES, "1,20", "F117"),
    (CASES, "1 200", "F112"),
    (CASES, "3\n5", "F112"),
    (CASES, "3例，其中2例已整改", "F112"),
    (CASES, "超过3", "F109"),
    (CASES, "30余", "F109"),
    (CASES, "3-5", "F109"),
    (CASES, "一百二", "F117"),
    (CASES, "(3)", "F117"),
    (CASES, "3人", "F106"),
    (CASES, "3人次", "F106"),
    (CASES, "3%", "F106"),
    (CASES, "3+2", "F112"),
    (CASES, "=3", "F101"),
    (CASES, "10⁵", "F101"),
    (CASES, "½", "F101"),
    (CASES, "③", "F101"),
    (CASES, "√", "F101"),
    (CASES, "#DIV/0!", "F102"),
    (CASES, float("nan"), "F102"),
    (CASES, datetime(2022, 3, 5), "F136"),
    (CASES, True, "F101"),
    (MONEY, "3千", "F117"),
    (MONEY, "一万三千", "F117"),
    (MONEY, "3万5", "F117"),
    (MONEY, "3百0.95百", "F112"),
    (MONEY, "12人", "F106"),
    (YUAN, 1e15, "F105"),
    (YUAN, "9" * 5000, "F101"),
    (SCORE, "95%", "F117"),
    (SCORE, "3万元", "F106"),
    (DONE, "是/否", "F101"),
    (DONE, "☑是☑否", "F101"),
    (DONE, 2, "F101"),
    (DAY, "2022.6.31", "F135"),
    (DAY, "6/7/2022", "F117"),
    (DAY, "1月10日", "F117"),
    (DAY, 2022.1, "F117"),
    (DAY, "2022年6月30日前", "F109"),
    (DAY, "1/6/30", "F101"),
    (DAY, time(8), "F135"),
    (DAY, datetime(1900, 1, 5), "F135"),
    (NUMBERED, "长" * 5001, "F119"),
]


@pytest.mark.parametrize(("item", "typed", "code"), REFUSED)
def test_what_has_no_single_meaning_is_refused_by_cell(item: DataItem, typed: object, code: str) -> None:
    reading = read(typed, item)
    assert (reading.value, reading.state, codes(reading)) == (None, State.INVALID, [code])
    assert reading.findings[0].severity is Severity.ERROR
    assert reading.findings[0].place == HERE
    assert item.name in reading.findings[0].text


ABSENT = [
    (RATE, "无", State.BLANK, ["F114"]),
    (RATE, "—", State.BLANK, ["F114"]),
    (DAY, "无", State.BLANK, ["F114"]),
    (DAY, "未完成", State.BLANK, ["F114"]),
    (DONE, "/", State.BLANK, ["F114"]),
    (SCORE, "/", State.BLANK, ["F114"]),
    (CASES, "暂无", State.BLANK, ["F114"]),
    (CASES, "见附件", State.BLANK, ["F114"]),
    (RATE, "不适用", State.NOT_APPLICABLE, []),
    (CASES, "N/A", State.NOT_APPLICABLE, ["F115"]),
    (CASES, "本单位不涉及", State.NOT_APPLICABLE, ["F115"]),
    (CASES, "缺数据", State.BLANK, []),
    (CASES, "未报", State.UNRETURNED, []),
    (RATE, "无效", State.INVALID, ["F141"]),
    (CASES, None, State.BLANK, []),
    (CASES, " \n\u3000", State.BLANK, []),
]


@pytest.mark.parametrize(("item", "typed", "state", "found"), ABSENT)
def test_absences_stay_different(item: DataItem, typed: object, state: State, found: list[str]) -> None:
    reading = read(typed, item)
    assert (reading.value, reading.state, codes(reading)) == (None, state, found)


def test_a_percent_cell_holds_the_ratio_that_is_stored() -> None:
    assert read(0.95, RATE, "0.00%").understood == "95%"
    assert codes(read(0.95, RATE, "0%")) == []
    assert read(1.0, RATE, "0%").understood == "100%"
    assert codes(read(95.0, RATE, "0%")) == ["F105"]
    assert codes(read(95.0, GROWTH, "0%")) == ["F123"]
    assert codes(read(0.03, CASES, "0%")) == ["F106"]


def test_an_unknown_format_of_a_percent_asks_for_the_exact_reader() -> None:
    assert read(0.95, RATE, "").doubt == PERCENT_DOUBT
    assert read(1.0, RATE, "").doubt == PERCENT_DOUBT
    assert read("95%", RATE, "").doubt == ""
    assert read(0.0, RATE, "").doubt == ""


def test_eight_digits_under_a_date_format_are_the_day_that_was_meant() -> None:
    """Excel shows ##### and the readers find no date; what was typed is plain all the same."""
    shown = Cell(None, HERE, "yyyy-mm-dd", "日期超出范围：20220630")
    assert (read_value(shown, DAY).understood, codes(read_value(shown, DAY))) == ("2022-06-30", ["F134"])
    assert codes(read_value(shown, CASES)) == ["F136"]
    assert codes(read_value(Cell(None, HERE, "yyyy-mm-dd", "日期超出范围：123456789"), DAY)) == ["F135"]


@pytest.mark.parametrize(("problem", "code"), [("#DIV/0!", "F102"), ("公式没有缓存值", "F103")])
def test_error_cells_and_formulas_without_a_result_are_named(problem: str, code: str) -> None:
    reading = read_value(Cell(None, HERE, problem=problem), CASES)
    assert (reading.state, codes(reading)) == (State.INVALID, [code])


@pytest.mark.parametrize(("item", "code"), [(DAY, "F135"), (CASES, "F136")])
def test_20220630_typed_into_a_date_cell_is_no_formula(item: DataItem, code: str) -> None:
    reading = read_value(Cell(None, HERE, "yyyy-mm-dd", problem="日期超出范围"), item)
    assert (reading.state, codes(reading)) == (State.INVALID, [code])
    assert "日期" in reading.findings[0].text


# -- round trips and honesty ------------------------------------------------------------------------------------------

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=4).map(Fraction)
WHOLE = st.integers(min_value=0, max_value=10**8 - 1)
PADDING = st.sampled_from(["", " ", "\u3000", "\u00a0", "\n"])
WIDE = str.maketrans("0123456789.-%,", "０１２３４５６７８９．－％，")


@given(AMOUNTS, PADDING, PADDING, st.booleans(), st.booleans(), st.sampled_from(["", "元"]))
def test_every_writing_of_an_amount_comes_back(
    amount: Fraction, before: str, after: str, wide: bool, grouped: bool, unit: str
) -> None:
    text = f"{float(amount):,.4f}" if grouped else decimal_text(amount)
    typed = f"{before}{text.translate(WIDE) if wide else text}{unit}{after}"
    reading = read(typed, YUAN)
    assert reading.value == amount
    assert not reading.findings


@given(AMOUNTS)
def test_a_number_cell_is_taken_as_it_prints(amount: Fraction) -> None:
    assert read(float(amount), YUAN).value == amount


@given(WHOLE)
def test_chinese_numerals_come_back(number: int) -> None:
    item = DataItem("株数", ValueType.INTEGER, "株")
    for style in ("low", "up"):
        reading = read(f"{cn2an.an2cn(number, style)}株", item)
        assert (reading.value, codes(reading)) == (number, [])


@given(st.integers(min_value=2, max_value=10000))
def test_a_percent_comes_back_from_every_writing(hundredths: int) -> None:
    ratio = Fraction(hundredths, 10**4)
    points = decimal_text(ratio * 100)
    assert read(f"{points}%", RATE).value == ratio
    assert read(f"百分之{points}", RATE).value == ratio
    assert read(f"百分之{cn2an.an2cn(points)}", RATE).value == ratio
    assert read(float(ratio), RATE, "0.00%").value == ratio
    if ratio > Fraction(1, 100):
        bare = read(float(ratio * 100), RATE)
        assert bare.value == ratio
        assert bare.findings


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31)))
def test_a_date_comes_back_from_every_writing(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    for text in (
        f"{year}.{month}.{number}",
        f"{year}年{month:02}月{number:02}日",
        f"{year}/{month}/{number}",
        f"{year}{month:02}{number:02}",
        f"{year} - {month} - {number}",
    ):
        reading = read(text, DAY)
        assert (reading.understood, codes(reading)) == (day.isoformat(), [])


ITEMS = (RATE, GROWTH, CASES, MONEY, SCORE, DONE, DAY, NUMBERED)
WORDS = "3 0.95 95 1,2 例 % 万 元 约 （ ） - / 年 6 月 无 是 一 百 。 ， 零 亿 点 成 分之 √ □ = + 以上 2022 ."
SCRAPS = st.lists(st.sampled_from([*WORDS.split(), " ", "\n"]), max_size=8).map("".join)


@settings(max_examples=tries(400, 1500))
@given(SCRAPS | st.text(max_size=12), st.sampled_from(ITEMS))
def test_nothing_raises_and_every_refusal_says_so(typed: str, item: DataItem) -> None:
    reading = read(typed, item)
    if reading.state is State.INVALID:
        assert reading.findings
    assert (reading.value is not None) == (reading.state is State.REPORTED)
    for finding in reading.findings:
        assert finding.text
        assert finding.remedy


@settings(max_examples=tries(250, 800))
@given(SCRAPS)
def test_a_figure_without_a_finding_is_exactly_what_was_typed(typed: str) -> None:
    """Without a finding nothing but the figure, its unit, spaces and a full stop was typed."""
    reading = read(typed, CASES)
    if reading.value is None or reading.findings:
        return
    figure = "".join(typed.replace("，", ",").split()).rstrip("。.,").removesuffix("例").lstrip("+")
    if re.fullmatch(r"-?[0-9,.]+", figure):
        assert reading.value == Fraction(figure.replace(",", ""))
    else:
        figure, sign = figure.removeprefix("-"), -1 if figure.startswith("-") else 1
        assert re.fullmatch(r"[0-9.]*[零一百万亿点]*[0-9.]*[零一百万亿点]*", figure)
        with suppress(ValueError, KeyError):  # the library refuses some, such as .3万
            assert reading.value == sign * Fraction(str(cn2an.cn2an(figure.rstrip("."), "smart")))


@given(st.floats() | st.integers() | st.datetimes() | st.dates() | st.times() | st.booleans(), st.sampled_from(ITEMS))
def test_no_cell_of_any_kind_raises(value: object, item: DataItem) -> None:
    for number_format in ("General", "0%", ""):
        reading = read(value, item, number_format)
        assert reading.state is not State.INVALID or reading.findings
