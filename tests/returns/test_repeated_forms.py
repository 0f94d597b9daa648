"""A form that was seen before is understood like one that was not: remembering is for speed and decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.intake.reader import OpenedFile
from kaohe_xl.reading.packed import PackedSheet, encode
from kaohe_xl.reading.unpack import unpack
from kaohe_xl.returns.names.name_lookup import NameLookup
from kaohe_xl.returns.repeated_forms import Forms
from kaohe_xl.returns.submission import Submission, submit
from kaohe_xl.returns.values.quantity import _spoken, plain_quantity
from kaohe_xl.returns.values.unclear import UnclearError
from tests.support.arrivals import opened
from tests.support.random_cases import tries
from tests.support.tables import BOARD, CASES, CHECK, RATE, VISITS, make_scheme

SCHEME = make_scheme((RATE, CASES, BOARD, CHECK, VISITS))
ODD: list[Any] = [
    *(None, "", " ", 0, 3, 3.5, -1, True, False, "3", "95%", "95.50%", "0.95", 0.95, 95, "1", "三例", "约3", "无", "—"),
    *(
        "是",
        "否",
        "√",
        "数据项",
        "填报值",
        "单位名称",
        "单位",
        "期次",
        "完成率",
        "投诉例数",
        "东风镇",
        "朝阳镇",
        "填报人",
    ),
    *("填报单位：朝阳镇", "版本号: 3", "备注", "合计", "#DIV/0!", "3(已整改)", "上半年", "下半年", "=1+1", "不适用"),
]


def rows(unit: Any, period: Any, filled: Sequence[Any], notes: list[Any], foot: Any) -> list[list[Any]]:
    measures = ("%", "例", "")
    names = ("完成率", "投诉例数", "设立专栏")
    table = [[n, m, v, note] for n, m, v, note in zip(names, measures, filled, notes, strict=True)]
    return [
        ["2022年考核填报表", "", "", ""],
        ["填报单位", unit, "期次", period],
        ["数据项", "计量单位", "填报值", "说明"],
        *table,
        ["填报人", foot, "版本号", 1],
    ]


def arrival(name: str, cells: list[list[Any]], formats: dict[tuple[int, int], str], extra: bool) -> OpenedFile:
    sheets = [PackedSheet("填报表", cells, formats=formats)]
    if extra:
        sheets.append(PackedSheet("Sheet2", [["第二张表"]]))
    _, book = unpack(encode(sheets, {}), name)
    return opened(name, book)


def told(submission: Submission) -> object:
    """All that is known of a file, for comparing."""
    return replace(submission, refusal=None), str(submission.refusal), [str(each) for each in submission.findings]


USUAL: list[list[Any]] = [["95%", "88.5%", "100%", "0%"], [0, 1, 3, "2", 7.0], ["是", "否"]]
FORMATS = st.sampled_from([{}, {(4, 3): "0.00%"}, {(4, 3): "0.00"}, {(5, 3): "0%"}])
FILES = st.lists(
    st.tuples(
        st.sampled_from(["东风镇", "东风镇", "朝阳镇", "东风", "监测科", "某镇", "户", None, "单位名称"]),
        st.sampled_from(["上半年", "上半年", "下半年", None, "全年", 2022]),
        st.tuples(*(st.sampled_from(usual) | st.sampled_from(ODD) for usual in USUAL)),
        st.lists(st.sampled_from(["", "", "", "按实填"]), min_size=3, max_size=3),
        st.sampled_from(["张三", "李四", None, "填报时间", "审核人：王五"]),
        FORMATS,
        st.sampled_from([False, False, False, True]),
        st.dictionaries(st.integers(0, 6), st.integers(0, 3), max_size=2),  # rows that end early, as in .csv and .ods
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=tries(120, 400), deadline=None)
@given(files=FILES)
def test_a_form_seen_before_is_understood_as_if_it_was_the_first(files: list[Any]) -> None:
    known = NameLookup(SCHEME)
    remembered = Forms(known)
    # a usual form comes first, so that there is something to remember
    submit(
        arrival("0.xlsx", rows("新城街道", "上半年", [95, 1, "是"], ["", "", ""], "张三"), {(4, 3): "0%"}, False),
        known,
        remembered,
    )
    for number, (unit, period, filled, notes, foot, formats, extra, ends) in enumerate(files):
        cells = [row[: ends.get(at)] for at, row in enumerate(rows(unit, period, filled, notes, foot))]
        one = arrival(f"{number}.xlsx", cells, formats, extra)
        quickly = submit(one, known, remembered)
        assert told(quickly) == told(submit(one, known, Forms(known)))
        for answers in quickly.answers.values():
            readings = answers.readings
            assert answers.usual is False or all(r.state.has_value and not r.findings and not r.doubt for r in readings)


@pytest.mark.parametrize(
    "row",
    [
        ["投诉例数", "例", 1, 2, ""],  # a cell too many where the value stands
        ["投诉例数", "例", "", 5, ""],
        ["投诉例数", "例", ""],
        ["投诉例数", "例"],
        ["投诉例数\n", "例", 1, ""],
        ["投诉例数", "例", 'a"\n"b', ""],  # a line break that was typed is no end of a cell
        ["投诉例数", "件", 1, ""],
    ],
)
def test_a_row_that_differs_beside_its_value_is_looked_at_anew(row: list[Any]) -> None:
    known = NameLookup(SCHEME)
    forms = Forms(known)
    first = rows("东风镇", "上半年", ["95%", 1, "是"], ["", "", ""], "张三")
    submit(arrival("a.xlsx", first, {}, False), known, forms)
    other = rows("朝阳镇", "上半年", ["95%", 1, "是"], ["", "", ""], "李四")
    other[4] = row
    one = arrival("b.xlsx", other, {}, False)
    assert told(submit(one, known, forms)) == told(submit(one, known, Forms(known)))


def test_the_same_figure_in_another_number_format_is_another_value() -> None:
    known = NameLookup(SCHEME)
    forms = Forms(known)
    cells = rows("东风镇", "上半年", [0.95, 1, "是"], ["", "", ""], "张三")
    other = rows("朝阳镇", "上半年", [0.95, 1, "是"], ["", "", ""], "李四")
    for number, (filled, formats) in enumerate([(cells, {(4, 3): "0%"}), (other, {(4, 3): "0%"}), (other, {})]):
        one = arrival(f"{number}.xlsx", filled, formats, False)
        assert told(submit(one, known, forms)) == told(submit(one, known, Forms(known)))


@pytest.mark.parametrize("short", [2, 3])
def test_a_row_that_ends_before_its_blank_value_is_no_harm(short: int) -> None:
    known = NameLookup(SCHEME)
    forms = Forms(known)
    cells = rows("东风镇", "上半年", ["95%", "", "是"], ["", "", ""], "张三")
    cells[4] = cells[4][:short]
    full = rows("朝阳镇", "上半年", ["95%", 3, "是"], ["", "", ""], "李四")
    for name, filled in (("a.csv", cells), ("b.csv", full), ("c.csv", cells)):
        one = arrival(name, filled, {}, False)
        assert told(submit(one, known, forms)) == told(submit(one, known, Forms(known)))


def test_usual_forms_are_remembered() -> None:
    known = NameLookup(SCHEME)
    forms = Forms(known)
    first = arrival("a.xlsx", rows("东风镇", "上半年", ["95%", 1, "是"], ["", "", ""], "张三"), {}, False)
    second = arrival("b.xlsx", rows("朝阳镇", "下半年", ["87.5%", 0, "否"], ["", "", ""], "李四"), {}, False)
    submit(first, known, forms)
    assert second.book is not None
    recalled = forms.recall(second.book)
    assert recalled is not None
    answers = recalled.answers("下半年", "朝阳镇")
    assert answers.items == ("完成率", "投诉例数", "设立专栏")
    assert [reading.raw for reading in answers.readings] == ["87.5%", "0", "否"]
    assert answers.cells == ("C4", "C5", "C6")
    assert set(answers.files) == {"b.xlsx"}


def test_a_truth_is_not_taken_for_the_number_seen_before() -> None:
    """To Python False is 0: in a count that somebody left as FALSE it must stay unreadable."""
    known = NameLookup(SCHEME)
    forms = Forms(known)
    for unit in ("新城街道", "朝阳镇"):
        usual = arrival(f"{unit}.xlsx", rows(unit, "上半年", ["95%", 0, "是"], ["", "", ""], "张三"), {}, False)
        submit(usual, known, forms)
    odd = arrival("a.xlsx", rows("东风镇", "上半年", ["95%", False, "是"], ["", "", ""], "张三"), {}, False)
    quickly = submit(odd, known, forms)
    assert told(quickly) == told(submit(odd, known, Forms(known)))
    assert quickly.invalid == 1


@settings(max_examples=tries(150, 500), deadline=None)
@given(
    raw=st.from_regex(r"[0-9]{1,9}(\.[0-9]{0,7})?%?", fullmatch=True),
    item=st.sampled_from([RATE, CASES, CHECK, VISITS]),
)
def test_a_plain_figure_is_read_as_the_grammar_reads_it(raw: str, item: Any) -> None:
    quick = plain_quantity(raw, item)
    if quick is not None:
        try:
            assert quick == _spoken(raw, item)
        except UnclearError as unclear:
            raise AssertionError(f"{raw} is plain to one and unclear to the other") from unclear
