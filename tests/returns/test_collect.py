"""Whose word counts: versions, ownership, departments, lateness — and every file and every unit accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.base.place import Place
from kaohe_xl.intake.discover import SourceFile
from kaohe_xl.intake.reader import OpenedFile, ReturnsReader
from kaohe_xl.messages import finding
from kaohe_xl.returns.collect import read_returns
from kaohe_xl.returns.model import FileState, Received, Returned
from kaohe_xl.returns.report import as_json
from kaohe_xl.scheme import model as m
from tests.support.arrivals import (
    arrived,
    codes,
    fingerprint_of,
    fingerprint_sheet,
    opened,
    outcome,
    returned,
    states,
    values,
)
from tests.support.tables import BOARD, CASES, CHECK, RATE, UNITS, VISITS, book, grid, make_scheme

SCHEME = make_scheme((RATE, CASES, BOARD, CHECK, VISITS))


def form(
    unit: str = "东风镇", period: str = "上半年", rate: str = "95%", cases: str = "3", board: str = "是", more: str = ""
) -> str:
    return f"""
    | 填报单位 | {unit} | 期次 | {period} |
    {more}
    | 数据项 | 计量单位 | 填报值 |
    | 完成率 | % | {rate} |
    | 投诉例数 | 例 | {cases} |
    | 设立专栏 | | {board} |
    """


def matrix(*rows: str, who: str = "监测科", items: str = "抽查得分 | 越级信访例数") -> str:
    lines = "\n".join(f"| {row} |" for row in rows)
    return f"| 填报部门 | {who} | 期次 | 上半年 |\n| 单位名称 | {items} |\n{lines}"


def received(found: Returned, filler: str, period: str = "上半年") -> Received:
    return next(s.received for s in found.fillers if (s.filler, s.period) == (filler, period))


# -- versions --------------------------------------------------------------------------------------------------------


def test_the_higher_version_wins_whatever_the_order_of_the_files() -> None:
    files = [
        arrived("a.xlsx", form(cases="3", more="| 版本号 | 2 |"), saved=datetime(2022, 7, 1)),
        arrived("b.xlsx", form(cases="9", more="| 版本号 | 1 |"), saved=datetime(2022, 7, 3)),
    ]
    for order in (files, files[::-1]):
        found = returned(SCHEME, *order)
        assert values(found)["东风镇", "投诉例数"] == 3
        assert outcome(found, "b.xlsx").outcome is FileState.SUPERSEDED
        assert outcome(found, "b.xlsx").superseded_by == "a.xlsx"
        assert "版本号" in outcome(found, "b.xlsx").reason
        assert codes(found) == ["D521"]


def test_then_the_later_filling_date_then_the_later_file() -> None:
    found = returned(
        SCHEME,
        arrived("a.xlsx", form(cases="3", more="| 填报时间 | 2022年7月2日 |"), saved=datetime(2022, 7, 1)),
        arrived("b.xlsx", form(cases="9", more="| 填报时间 | 2022.6.30 |"), saved=datetime(2022, 7, 4)),
    )
    assert values(found)["东风镇", "投诉例数"] == 3
    found = returned(
        SCHEME,
        arrived("a.xlsx", form(cases="3"), saved=datetime(2022, 7, 1, 9)),
        arrived("b.xlsx", form(cases="9"), saved=datetime(2022, 7, 1, 8)),
    )
    assert values(found)["东风镇", "投诉例数"] == 3
    assert codes(found) == ["D522", "D521"]


def test_a_version_that_contradicts_its_date_is_told() -> None:
    found = returned(
        SCHEME,
        arrived("a.xlsx", form(cases="3", more="| 版本号 | 第二版 | 填报时间 | 2022-06-01 |")),
        arrived("b.xlsx", form(cases="9", more="| 版本号 | 1 | 填报时间 | 2022-06-20 |")),
    )
    assert values(found)["东风镇", "投诉例数"] == 3
    assert codes(found) == ["D523", "D521"]


def test_the_same_content_twice_is_no_conflict() -> None:
    found = returned(SCHEME, arrived("a.xlsx", form()), arrived("副本 a.xlsx", form()))
    assert [each.outcome for each in found.files].count(FileState.SUPERSEDED) == 1
    assert codes(found) == ["D521"]


def test_a_supplement_leaves_the_rest_of_the_older_form_in_force() -> None:
    supplement = "| 填报单位 | 东风镇 | 期次 | 上半年 |\n| 版本号 | 2 |\n| 数据项 | 填报值 |\n| 投诉例数 | 4 |"
    found = returned(SCHEME, arrived("a.xlsx", form(cases="3", rate="坏")), arrived("b.xlsx", supplement))
    assert values(found)["东风镇", "投诉例数"] == 4
    assert values(found)["东风镇", "设立专栏"] == "是"
    assert outcome(found, "a.xlsx").outcome is FileState.PARTLY
    assert "D524" in codes(found)
    assert "F101" in codes(found)  # a value of the older form that still counts is still wrong


def test_mistakes_of_a_superseded_form_are_not_held_against_anybody() -> None:
    newer = form(more="| 版本号 | 2 |")
    found = returned(SCHEME, arrived("a.xlsx", form(rate="坏", cases="约3")), arrived("b.xlsx", newer))
    assert codes(found) == ["D521"]


# -- ownership -------------------------------------------------------------------------------------------------------


def test_no_file_of_one_unit_can_change_another() -> None:
    honest = arrived("朝阳镇.xlsx", form("朝阳镇", cases="1"))
    fingerprint = fingerprint_sheet(fingerprint_of(SCHEME, "东风镇"))
    rows = "| 单位 | 期次 | 数据项 | 填报值 |\n"
    attacks = (
        arrived("x.xlsx", form("朝阳镇", cases="99", more="| 版本号 | 9 |"), fingerprint),
        arrived("东风镇.xlsx", rows + "| 东风镇 | 上半年 | 投诉例数 | 2 |\n| 朝阳镇 | 上半年 | 投诉例数 | 99 |"),
        arrived("东风镇.xlsx", form("东风镇"), grid(form("朝阳镇", cases="99"), "Sheet2")),
        arrived("y.xlsx", "| 填报单位 | 东风镇 |\n| 单位名称 | 期次 | 投诉例数 |\n| 朝阳镇 | 上半年 | 99 |"),
    )
    for attack in attacks:
        found = returned(SCHEME, honest, attack)
        assert values(found)["朝阳镇", "投诉例数"] == 1
        assert set(codes(found)) & {"D513", "D531", "F306"}


def test_a_unit_cannot_fill_in_what_a_department_owns() -> None:
    own = form(more="| 备注 | 无 |") + "\n| 抽查得分 | 分 | 100 |\n| 越级信访例数 | 例 | 0 |"
    science = matrix("东风镇 | 80 | 2", "朝阳镇 | 90 | 0", "新城街道 | 70 | 1")
    found = returned(SCHEME, arrived("东风镇.xlsx", own), arrived("监测科.xlsx", science))
    assert values(found)["东风镇", "抽查得分"] == 80
    assert values(found)["东风镇", "越级信访例数"] == 2
    told = next(f for f in found.findings if f.code == "F305")
    assert "抽查得分、越级信访例数" in told.text
    assert outcome(found, "东风镇.xlsx").outcome is FileState.PARTLY


def test_a_department_cannot_fill_in_what_units_own() -> None:
    science = matrix("东风镇 | 80 | 99", items="抽查得分 | 投诉例数")
    found = returned(SCHEME, arrived("监测科.xlsx", science))
    assert values(found) == {("东风镇", "抽查得分"): 80}
    assert "F305" in codes(found)


def test_several_owners_stay_several_rows() -> None:
    found = returned(
        SCHEME,
        arrived("监测科.xlsx", matrix("东风镇 | 80 | 2")),
        arrived("信访科.xlsx", matrix("东风镇 | 3", who="信访科", items="越级信访例数")),
    )
    tidy = found.tidy
    rows = tidy[(tidy["单位"] == "东风镇") & (tidy["数据项"] == "越级信访例数") & (tidy["期次"] == "上半年")]
    assert sorted(zip(rows["填报人"], rows["值"], strict=True)) == [("信访科", 3), ("监测科", 2)]


# -- departments -----------------------------------------------------------------------------------------------------


def test_a_matrix_of_a_department_is_read_with_total_rows_left_out() -> None:
    science = matrix("计量单位 | 分 | 例", "东风 | 80 | 2", "朝阳镇 | | 0", "合计 | 80 | 2", "东凤镇 | 1 | 1")
    found = returned(SCHEME, arrived("监测科.xlsx", science))
    assert values(found) == {
        ("东风镇", "抽查得分"): 80,
        ("东风镇", "越级信访例数"): 2,
        ("朝阳镇", "越级信访例数"): 0,
    }
    assert codes(found) == ["F301", "F210"]
    status = next(s for s in found.fillers if (s.filler, s.period) == ("监测科", "上半年"))
    assert status.received is Received.PARTLY
    assert status.missing_items == ("抽查得分（朝阳镇、新城街道）",)
    assert states(found, "朝阳镇")["抽查得分"] == "缺数据"
    assert states(found, "新城街道")["越级信访例数"] == "缺数据"
    assert states(found, "新城街道", period="下半年")["越级信访例数"] == "未报"


def test_a_department_may_return_one_form_for_each_unit() -> None:
    one = "| 填报部门 | 监测科 | 填报单位 | 东风镇 | 期次 | 上半年 |\n| 数据项 | 填报值 |\n| 抽查得分 | 85 |"
    two = one.replace("东风镇", "朝阳镇").replace("85", "88")
    found = returned(SCHEME, arrived("1.xlsx", one), arrived("2.xlsx", two))
    assert values(found) == {("东风镇", "抽查得分"): 85, ("朝阳镇", "抽查得分"): 88}
    assert {each.outcome for each in found.files} <= {FileState.ACCEPTED, FileState.PARTLY}


def test_a_form_of_a_department_without_a_unit_loses_nothing_silently() -> None:
    found = returned(SCHEME, arrived("监测科_上半年.xlsx", "| 数据项 | 填报值 |\n| 抽查得分 | 85 |"))
    assert values(found) == {}
    assert set(codes(found)) & {"F206", "D532"}


def test_an_office_that_is_assessed_and_fills_in_for_others() -> None:
    units = (*UNITS, m.Unit("监测科", group="部门"))
    scheme = make_scheme((RATE, CHECK), units)
    own = "| 填报单位 | 监测科 | 期次 | 上半年 |\n| 数据项 | 填报值 |\n| 完成率 | 90% |"
    found = returned(scheme, arrived("1.xlsx", own), arrived("2.xlsx", matrix("东风镇 | 80", items="抽查得分")))
    assert values(found) == {("监测科", "完成率"): Fraction(9, 10), ("东风镇", "抽查得分"): 80}


# -- time ------------------------------------------------------------------------------------------------------------


def test_lateness_is_by_what_the_form_says_else_by_the_file() -> None:
    late = form(more="| 填报时间 | 2022-07-08 |")
    found = returned(SCHEME, arrived("a.xlsx", late), arrived("b.xlsx", form("朝阳镇"), saved=datetime(2022, 7, 6)))
    by_filler = {s.filler: s for s in found.fillers if s.period == "上半年"}
    assert (by_filler["东风镇"].received, by_filler["东风镇"].days_late) == (Received.LATE, 3)
    assert (by_filler["朝阳镇"].received, by_filler["朝阳镇"].days_late) == (Received.LATE, 1)
    assert "迟 3 天" in by_filler["东风镇"].sentence
    told = [f.text for f in found.findings if f.code == "F311"]
    assert "按文件保存时间" in told[1]


def test_a_correction_after_the_deadline_does_not_make_a_unit_late() -> None:
    found = returned(
        SCHEME,
        arrived("a.xlsx", form(more="| 版本号 | 1 | 填报时间 | 2022-07-01 |")),
        arrived("b.xlsx", form(cases="5", more="| 版本号 | 2 | 填报时间 | 2022-07-20 |")),
    )
    assert received(found, "东风镇") is Received.RETURNED
    assert values(found)["东风镇", "投诉例数"] == 5


def test_one_workbook_may_hold_both_periods_on_two_sheets() -> None:
    first, second = grid(form(), "上半年"), grid(form(period="下半年", cases="7"), "下半年")
    found = returned(SCHEME, arrived("东风镇.xlsx", first, second))
    assert values(found)["东风镇", "投诉例数"] == 3
    assert values(found, period="下半年")["东风镇", "投诉例数"] == 7
    assert outcome(found).period == "上半年、下半年"


def test_a_form_of_last_year_is_refused() -> None:
    old = make_scheme((RATE, CASES, BOARD))
    last_year = m.Scheme(**{**vars(old), "settings": m.Settings(title="2021年镇街考核", year=2021)})
    found = returned(SCHEME, arrived("东风镇.xlsx", form(), fingerprint_sheet(fingerprint_of(last_year, "东风镇"))))
    assert outcome(found).outcome is FileState.REFUSED
    assert codes(found) == ["D515"]
    assert "2021" in next(s.sentence for s in found.fillers if s.filler == "东风镇")


def test_a_form_issued_before_the_items_were_changed_says_so() -> None:
    before = make_scheme((RATE, CASES))
    found = returned(SCHEME, arrived("东风镇.xlsx", form(), fingerprint_sheet(fingerprint_of(before, "东风镇"))))
    assert codes(found) == ["D534"]
    assert "填报项" in found.findings[0].text


# -- accounting ------------------------------------------------------------------------------------------------------


def test_files_that_could_not_be_opened_are_in_the_list() -> None:
    broken = opened("东风镇.xlsx", refusal=finding("D101", Place("东风镇.xlsx")))
    lock = opened("~$x.xlsx", refusal=finding("D201", Place("~$x.xlsx"), kind="锁定文件"))
    found = returned(SCHEME, broken, lock)
    assert [each.outcome for each in found.files] == [FileState.REFUSED, FileState.IGNORED]
    assert codes(found) == ["D101"]
    sentence = next(s.sentence for s in found.fillers if (s.filler, s.period) == ("东风镇", "上半年"))
    assert "0 字节" in sentence
    assert "重报" in sentence


def test_nothing_returned_is_a_row_for_every_value_and_a_line_for_every_filler() -> None:
    found = returned(SCHEME)
    assert set(found.tidy["状态"]) == {"未报"}
    assert len(found.tidy) == 2 * 3 * 5
    assert len(found.fillers) == 2 * (3 + 2)
    assert {s.received for s in found.fillers} == {Received.MISSING}


def test_doubtful_percents_are_read_again_exactly() -> None:
    fast = opened("东风镇.xlsx", book("东风镇.xlsx", grid(form(rate="?0.95"))))
    exact = opened("东风镇.xlsx", book("东风镇.xlsx", grid(form(rate="95%%"))), reading="精确")
    asked: list[object] = []

    class Reader(ReturnsReader):
        def __init__(self) -> None:
            """No process: the answer is known."""

        def read(self, sources: Iterable[SourceFile], *, exactly: bool = False) -> Iterator[OpenedFile]:
            asked.append((list(sources), exactly))
            yield exact

    found = read_returns(SCHEME, [arrived("朝阳镇.xlsx", form("朝阳镇")), fast], Reader())
    assert asked == [([fast.source], True)]
    assert values(found)["东风镇", "完成率"] == Fraction(95, 100)
    assert codes(found) == []
    assert outcome(found, "东风镇.xlsx").reading == "精确"


def test_the_report_for_other_programs_says_whom_to_remind() -> None:
    import json

    found = returned(SCHEME, arrived("东风镇.xlsx", form()))
    data = json.loads(as_json(SCHEME, found))
    assert {each["填报者"]: each["邮箱"] for each in data["催报"]}["朝阳镇"] == "chaoyang@example.com"
    assert data["文件"][0]["结果"] == "采用"
    assert data["填报者"][0]["状态"] == "已报"


NAMES = st.sampled_from(["东风镇", "朝阳镇", "新城街道", "东风", "东凤镇", "监测科", "", "合计"])
WORDS = st.sampled_from(["95%", "3", "是", "无", "不适用", "坏", "", "1,2", "#REF!", "?0.9", "^", "<"])
PERIODS = st.sampled_from(["上半年", "下半年", "全年", "上年", ""])


@st.composite
def _sheet(draw: st.DrawFn) -> str:
    table = form(draw(NAMES), draw(PERIODS), draw(WORDS), draw(WORDS), draw(WORDS))
    shape = draw(
        st.sampled_from([table, matrix(*(f"{draw(NAMES)} | {draw(WORDS)} | {draw(WORDS)}" for _ in range(3)))])
    )
    lines = shape.strip().split("\n")
    if draw(st.booleans()):
        lines.pop(draw(st.integers(0, len(lines) - 1)))
    return "\n".join(line.strip() for line in lines)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(NAMES, st.lists(_sheet(), min_size=1, max_size=2)), max_size=4))
def test_every_file_and_every_unit_is_accounted_for_whatever_comes(files: list[tuple[str, list[str]]]) -> None:
    came = [
        arrived(f"{number}{name}.xlsx", *(grid(text, f"表{n}") for n, text in enumerate(sheets)))
        for number, (name, sheets) in enumerate(files)
    ]
    found = returned(SCHEME, *came)
    assert [each.name for each in found.files] == [each.name for each in came]
    assert len({(s.filler, s.period) for s in found.fillers}) == len(found.fillers) == 10
    expected = {(p, u, i) for p in ("上半年", "下半年") for u in SCHEME.unit_names for i in SCHEME.items}
    assert expected <= set(found.tidy[["期次", "单位", "数据项"]].itertuples(index=False, name=None))
    used = {file for file, state in zip(found.tidy["文件"], found.tidy["状态"], strict=True) if state == "已报"}
    assert used <= {each.name for each in found.files if each.outcome in (FileState.ACCEPTED, FileState.PARTLY)}
    for each in found.files:
        assert each.outcome is not FileState.REFUSED or each.reason
    owners = {"东风镇": "东风", "朝阳镇": "朝阳", "新城街道": "新城"}
    for unit, filler in zip(found.tidy["单位"], found.tidy["填报人"], strict=True):
        assert filler in ("", unit, "监测科", "信访科"), (unit, filler, owners)


# -- who may replace whom ----------------------------------------------------------------------------------------------

SEALED_FIGURES = "| 完成率 | 95% |\n| 投诉例数 | 3 |"


@pytest.mark.parametrize(
    ("head", "figures", "told"),
    [
        ("| 版本号 | 9 |", "| 完成率 | 99% |\n| 投诉例数 | 0 |", {"D525"}),
        ("| 版本号 | 1 |\n| 填报时间 | @2022-07-20 |", "| 完成率 | 99% |\n| 投诉例数 | 3 |", {"D525"}),
        ("| 版本号 | 1 |\n| 填报时间 | @2999-01-01 |", "| 完成率 | 95% |\n| 投诉例数 | 0 |", {"D525", "D526"}),
        ("| 填报时间 | @2999-01-01 |", "| 完成率 | 95% |\n| 投诉例数 | 0 |", {"D526"}),
        ("| 版本号 | 2 |\n| 填报时间 | @2999-01-01 |", SEALED_FIGURES, {"D526"}),
        ("| 版本号 | 2 |", SEALED_FIGURES, set()),
        ("| 版本号 | 0 |", "| 完成率 | 99% |\n| 投诉例数 | 0 |", set()),
        ("| 填报时间 | @2022-06-01 |", "| 完成率 | 99% |\n| 投诉例数 | 0 |", set()),
        ("| 版本号 | 2 |", "| 完成率 | |\n| 投诉例数 | 0 |", {"D525"}),
        ("| 版本号 | 2 |", "| 投诉例数 | 7 |", {"D525"}),
        ("| 版本号 | 2 |", "| 完成率 | 不适用 |\n| 投诉例数 | 3 |", {"D525"}),
        ("| 版本号 | 2 |", "| 完成率 | 很好 |\n| 投诉例数 | 3 |", {"D525"}),
    ],
)
def test_a_form_without_its_fingerprint_never_silently_replaces_the_sealed_one(
    head: str, figures: str, told: set[str]
) -> None:
    scheme = make_scheme((RATE, CASES))
    form = "| 填报单位 | 东风镇 |\n| 期次 | 上半年 |\n{}\n| 数据项 | 填报值 |\n{}"
    sealed = arrived(
        "东风镇_上半年.xlsx",
        form.format("| 版本号 | 1 |\n| 填报时间 | @2022-06-30 |", SEALED_FIGURES),
        fingerprint_sheet(fingerprint_of(scheme, "东风镇")),
    )
    other = arrived("又一份.xlsx", form.format(head, figures))
    found = returned(scheme, sealed, other)
    assert {code for code in codes(found) if code in ("D525", "D526")} == told
    for each in found.findings:
        if each.code == "D525":
            assert each.severity.value == "注意"
            assert "→" in each.text


def test_a_table_that_only_its_file_name_gives_to_a_department_says_so() -> None:
    scheme = make_scheme((CHECK,))
    owner = CHECK.owners[0]
    matrix = "| 单位名称 | 期次 | " + CHECK.name + " |\n| 东风镇 | 上半年 | 90 |"
    assert "D527" in codes(returned(scheme, arrived(f"{owner}.xlsx", matrix)))
    named = f"| 填报部门 | {owner} |\n{matrix}"
    assert "D527" not in codes(returned(scheme, arrived(f"{owner}.xlsx", named)))
