"""Too many units for one workbook: every unit in exactly one volume, nothing lost, and the sums are the whole's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction as F
from pathlib import Path

import openpyxl
import pytest

from kaohe_xl.base.place import Place
from kaohe_xl.messages import finding
from kaohe_xl.returns.model import FileOutcome, FileState, FillerStatus, Received, Returned
from kaohe_xl.sheets.lists.deductions import deductions_sheet
from kaohe_xl.sheets.model import Sheet, Workbook
from kaohe_xl.sheets.result import RunResult
from kaohe_xl.sheets.volume import scoring_stamp, volumes_of
from kaohe_xl.sheets.volume_workbooks import summary_workbook, volume_workbook
from kaohe_xl.writing import results
from kaohe_xl.writing.results import write_results
from tests.support import markdown
from tests.support.libreoffice import Office
from tests.support.sheets import rows, shown, texts
from tests.support.small import TEXT, Small, small

UNITS = """| 单位名称 | 别名 | 分组 | 书记 | 上级单位 |
| 东风镇 | 东风 | 镇 | 张三 | 甲县 |
| 朝阳镇 | | 镇 | 李四 | 甲县 |
| 新城街道 | 新城街办 | 街道 | 王五 | 乙县 |
"""
OLD = TEXT[TEXT.index("| 单位名称 |") : TEXT.index("## 考核期")]


@pytest.fixture(scope="module")
def result() -> Small:
    return small(text=TEXT.replace(OLD, UNITS))


@pytest.fixture(scope="module")
def returned(result: Small) -> Returned:
    files = [
        FileOutcome("上半年/东风镇.xlsx", FileState.ACCEPTED, filler="东风镇"),
        FileOutcome("下半年/东风镇.xlsx", FileState.REFUSED, "打不开", filler="东风镇"),
        FileOutcome("县应急局.xlsx", FileState.ACCEPTED, filler="县应急局"),
        FileOutcome("新建.xlsx", FileState.IGNORED, "空表"),
    ]
    fillers = [
        FillerStatus("东风镇", "上半年", Received.RETURNED),
        FillerStatus("新城街道", "下半年", Received.MISSING),
        FillerStatus("县应急局", "上半年", Received.RETURNED),
    ]
    return Returned(result.assessment.tidy, files, fillers)


@pytest.fixture(scope="module")
def books(result: Small, returned: Returned) -> tuple[Workbook, list[Workbook]]:
    volumes = volumes_of(result.scheme, most=2)
    told = [*result.findings, finding("R103", Place("方案.xlsx"), name="x")]
    whole = RunResult(result.assessment, result.payments, returned, told)
    return summary_workbook(whole, volumes), [volume_workbook(whole, volume) for volume in volumes]


def named(book: Workbook) -> Mapping[str, Sheet]:
    return {sheet.name: sheet for sheet in book.sheets}


def grouped(most: int, *parents: str) -> list[tuple[str, tuple[int, ...]]]:
    units = "\n".join(f"| 单位{n} | | 镇 | 某 | {parent} |" for n, parent in enumerate(parents))
    text = TEXT.replace(OLD, f"| 单位名称 | 别名 | 分组 | 书记 | 上级单位 |\n{units}\n")
    scheme = markdown.scheme(text[: text.index("## 核定调整")])
    return [(volume.name, volume.units) for volume in volumes_of(scheme, most)]


@pytest.mark.parametrize(
    ("most", "parents", "expected"),
    [
        (3, ["甲", "甲", "乙"], []),
        (2, ["甲", "乙", "甲"], [("甲", (0, 2)), ("乙", (1,))]),
        (2, ["", "", ""], [("单位（1）", (0, 1)), ("单位（2）", (2,))]),
        (1, ["甲", "", "甲"], [("甲（1）", (0,)), ("甲（2）", (2,)), ("其它", (1,))]),
    ],
)
def test_each_unit_is_in_one_volume(most: int, parents: list[str], expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert grouped(most, *parents) == expected


def test_volumes_together_hold_every_row_of_the_whole(result: Small, books: tuple[Workbook, list[Workbook]]) -> None:
    def listed(*sheets: Sheet) -> Counter[tuple[str, ...]]:
        columns = ("单位名称", "期次", "编号", "规则说明", "得扣分", "影响总分", "来源")
        found = (row for sheet in sheets for row in rows(sheet, "单位名称"))
        told = (tuple(shown(row[name]) for name in columns) for row in found)
        return Counter(each for each in told if each[0] in result.scheme.unit_names)

    assert listed(deductions_sheet(result.assessment)) == listed(*(named(book)["扣分清单"] for book in books[1]))
    for name in ("得分明细", "计分过程", "采用数据", "填报数据", "成绩单"):
        told = [set(texts(named(book)[name])) for book in books[1]]
        for unit in result.scheme.unit_names:
            assert sum(unit in each for each in told) == 1, (name, unit)


def test_volumes_and_summary_bear_the_sign_of_their_scoring(
    result: Small, books: tuple[Workbook, list[Workbook]]
) -> None:
    """A run that is killed between two files leaves volumes of one scoring beside the summary of another."""
    summary, volumes = books
    sign = scoring_stamp(result.assessment, result.payments)
    told = [str(cell.value) for row in named(summary)["分册"].cells for cell in row if cell is not None]
    assert any(f"版次是 {sign}" in text for text in told)
    for volume in volumes:
        title = named(volume)["目录"].cells[0][0]
        assert title is not None
        assert f"版次 {sign}" in str(title.value)
    assert scoring_stamp(result.assessment, result.payments[1:]) != sign


def test_sums_of_the_volumes_are_the_summarys(result: Small, books: tuple[Workbook, list[Workbook]]) -> None:
    summary, parts = books
    table = [row for row in rows(named(summary)["分册"], "序号") if shown(row["序号"]).isdigit()]
    assert [(shown(row["分册"]), shown(row["单位数"])) for row in table] == [("甲县", "2"), ("乙县", "1")]
    totals = result.assessment.final.total.to_list()
    assert sum(F(shown(row["总分合计"])) for row in table) == sum(total or 0 for total in totals)
    assert sum(F(shown(row["奖惩金额"])) for row in table) == sum(p.amount or 0 for p in result.payments)
    paid = [row for book in parts for row in rows(named(book)["奖励金额"], "单位名称") if row["奖惩"].value]
    assert len(paid) == len(result.payments) == sum(int(shown(row["奖惩笔数"])) for row in table)
    ranked = [shown(row["单位名称"]) for row in rows(named(summary)["排名"], "名次")]
    assert sorted(ranked) == sorted(result.scheme.unit_names)


def test_ranks_and_words_in_a_volume_are_those_of_the_whole(books: tuple[Workbook, list[Workbook]]) -> None:
    assert any("3个单位中第" in text or "2个单位中第" in text for text in texts(named(books[1][0])["成绩单"]))


def test_what_is_no_units_is_in_the_summary(books: tuple[Workbook, list[Workbook]]) -> None:
    summary, (first, second) = books
    told = texts(named(summary)["收表情况"])
    assert {"县应急局.xlsx", "新建.xlsx", "下半年/东风镇.xlsx", "新城街道"} <= set(told)
    assert "上半年/东风镇.xlsx" not in told
    assert {"上半年/东风镇.xlsx", "下半年/东风镇.xlsx"} <= set(texts(named(first)["收表情况"]))
    assert "新城街道" in texts(named(second)["收表情况"])
    assert "R103" in texts(named(summary)["数据问题"])
    assert "R103" not in texts(named(first)["数据问题"])


def test_nothing_in_a_volume_looks_at_a_sheet_that_is_not_there(books: tuple[Workbook, list[Workbook]]) -> None:
    for book in books[1]:
        there = tuple(f"internal:{quote}{name}{quote}!" for name in named(book) for quote in ("", "'"))
        for cell in (cell for sheet in book.sheets for row in sheet.cells for cell in row if cell is not None):
            assert "!" not in cell.formula
            assert not cell.link.startswith("internal:") or cell.link.startswith(there), cell.link
    assert not [
        c for s in books[0].sheets[:3] for row in s.cells for c in row if c is not None and "得分明细" in c.formula
    ]


def test_written_replaced_and_removed(result: Small, returned: Returned, tmp_path: Path) -> None:
    def written(most: int) -> tuple[list[str], list[str]]:
        whole = RunResult(result.assessment, result.payments, returned, result.findings)
        path, parts, told = write_results(whole, tmp_path / "结果.xlsx", most=most)
        names = openpyxl.load_workbook(path).sheetnames
        assert [one.code for one in told] == (["R412"] if parts else [])
        assert ("分册" in names) == bool(parts)
        return names, sorted(each.name for each in (tmp_path / "分册").glob("*"))

    assert written(2)[1] == ["乙县-评分结果.xlsx", "甲县-评分结果.xlsx"]
    assert written(1)[1] == ["乙县-评分结果.xlsx", "甲县（1）-评分结果.xlsx", "甲县（2）-评分结果.xlsx"]
    names, left = written(3)
    assert left == []
    assert "得分明细" in names
    assert not (tmp_path / "分册").exists()


def test_volumes_that_somebody_edited_are_kept(result: Small, returned: Returned, tmp_path: Path) -> None:
    def told(most: int) -> list[str]:
        found = write_results(
            RunResult(result.assessment, result.payments, returned), tmp_path / "结果.xlsx", most=most
        )
        return [one.code for one in found[2] if one.code == "R114"]

    assert told(2) == []
    assert told(2) == []
    edited = set()
    for name in ("甲县", "乙县"):
        path = tmp_path / "分册" / f"{name}-评分结果.xlsx"
        book = openpyxl.load_workbook(path)
        book["填报数据"]["A1"] = name
        book.save(path)
        edited.add(path.read_bytes())
    assert told(1) == ["R114", "R114"]  # one is written again, the other is a volume no longer
    assert {path.read_bytes() for path in (tmp_path / "分册" / "旧稿").iterdir()} == edited


def test_rows_that_excel_does_not_take_are_split_too(
    result: Small, returned: Returned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "_MOST_ROWS", 100)
    _, parts, _ = write_results(RunResult(result.assessment, [], returned), tmp_path / "结果.xlsx")
    assert len(parts) > 1


@pytest.mark.libreoffice
def test_the_summarys_sums_recalculate(result: Small, returned: Returned, tmp_path: Path, soffice: Office) -> None:
    path, _, _ = write_results(RunResult(result.assessment, result.payments, returned), tmp_path / "总.xlsx", most=2)
    page = openpyxl.load_workbook(soffice.recalculate(path), data_only=True)["分册"]
    verdicts = [row[1].value for row in page.iter_rows() if row[0].value == "核对"]
    assert verdicts == ["一致"]
