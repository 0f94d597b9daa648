"""申诉: what units ask for is listed as they asked it, decided once, and its effect on everybody is told."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from kaohe_xl.appeals import Appealed, appealed, cases_of
from kaohe_xl.base.filenames import PUBLIC, RESPONSE
from kaohe_xl.bounds import doubt_of
from kaohe_xl.intake.reader import OpenedFile
from kaohe_xl.notice import compose_notices
from kaohe_xl.reading.read import read_book
from kaohe_xl.returns.appeals.appeal_table import is_appeal
from kaohe_xl.returns.appeals.appeals import ReturnedAppeals, read_appeals
from kaohe_xl.returns.names.name_lookup import NameLookup
from kaohe_xl.returns.report import Unsettled
from kaohe_xl.scheme.model import Ruling
from kaohe_xl.sheets.forms.appeal_form import FORM, appeal_workbook, scores_of
from kaohe_xl.sheets.lists.appeals import appeals_sheet
from kaohe_xl.sheets.lists.publicity import public_workbook
from kaohe_xl.sheets.result import RunResult, Scored
from kaohe_xl.writing.write import write_workbook
from tests.support import markdown
from tests.support.arrivals import arrived, opened
from tests.support.arrivals import codes as told
from tests.support.small import DATA, TEXT, Small, small

DATES = """| 公示开始日期 | @2023-01-10 |
| 公示截止日期 | @2023-01-16 |
| 申诉电话 | 0571-8888 |
"""
HEAD = "| 设置 | 值 |\n"
FORM_HEAD = """
| 2022年度平安建设考核申诉表 |
| 申诉单位 | {unit} | | 申诉日期 | {day} |
| 编号 | 期次 | 考核内容 | 现得分 | 请求得分 | 申诉理由 | 佐证材料 |
"""


def dated(text: str = TEXT, more: str = DATES) -> str:
    return text.replace(HEAD, HEAD + more, 1)


def form(unit: str, *rows: str, day: str = "2023-01-12", name: str = "") -> OpenedFile:
    return arrived(name or f"申诉/{unit}.xlsx", FORM_HEAD.format(unit=unit, day=day) + "\n".join(rows))


def understood(*files: OpenedFile, text: str = "") -> ReturnedAppeals:
    return read_appeals(files, (), NameLookup(markdown.scheme(text or dated())))


def decided(*rows: str, files: tuple[OpenedFile, ...] = ()) -> tuple[Small, Appealed]:
    """The small assessment with rows more in 核定调整."""
    head = "| 单位 | 期次 | 数据项 | 编号 | 核定值 | 依据 | 核定人 | 日期 |"
    text = dated().replace(head, f"{head} 申诉 |")
    made = small(text=text.rstrip() + "\n" + "\n".join(rows) + "\n")
    return made, appealed(made.assessment, made.payments, understood(*files, text=text).appeals)


def test_our_own_form_comes_back_as_it_was_filled_in(tmp_path: Path) -> None:
    """Blank lines with formulas say nothing; what is chosen and typed is read, by Excel's own writer and back."""
    from openpyxl import load_workbook

    made = small(text=dated())
    path = write_workbook(appeal_workbook(made.assessment, 1), tmp_path / "朝阳镇_申诉表.xlsx")
    book = load_workbook(path)
    sheet = book[FORM]
    assert sheet.data_validations.dataValidation[0].formula1.startswith("'_得分'!")
    sheet["E2"] = datetime(2023, 1, 12)
    first = next(cell.row for cell in sheet["A"] if cell.value == "编号") + 1
    for column, value in zip("ABEFG", ("2.2", "下半年", "满分", "台账已补齐", "台账2份"), strict=True):
        sheet[f"{column}{first}"] = value
    book.save(path)
    returned = read_book(path, name="申诉/朝阳镇_申诉表.xlsx")
    assert is_appeal(returned)
    found = read_appeals([opened(returned.file, returned)], (), NameLookup(made.scheme))
    (only,) = found.appeals
    assert (only.unit, only.period, only.key, only.requested) == ("朝阳镇", "下半年", "2.2", Fraction(20))
    assert (only.reason, only.evidence, only.day) == ("台账已补齐", "台账2份", date(2023, 1, 12))
    assert told(found) == []
    keys = [(each.key, each.period) for each in scores_of(made.assessment, 1)]
    assert len(keys) == len(set(keys))
    assert ("2.2", "下半年") in keys


@pytest.mark.parametrize(
    ("row", "codes", "expected"),
    [
        ("| 2.2 | 下半年 | | | 18 | 有台账 | |", [], ("2.2", "下半年", "18")),
        ("| 2.2 | 下半年 | | | 18分 | 有台账 | |", [], ("2.2", "下半年", "18")),
        ("| 2.2 | 下半年 | | | 十八 | 有台账 | |", [], ("2.2", "下半年", "18")),
        ("| 2.2 | 下半年 | | | — | 有台账 | |", [], ("2.2", "下半年", None)),
        ("| | 下半年 | 整改 | | 18 | 有台账 | |", ["F805"], ("2.2", "下半年", "18")),
        ("| 2．2 整改 | 下半年 | | | 18 | 有台账 | |", [], ("2.2", "下半年", "18")),
        ("| 发生重大事故 | 下半年 | | | | 事故不在本辖区 | |", [], ("发生重大事故", "下半年", None)),
        ("| 2.9 | 下半年 | | | 18 | 有台账 | |", ["F803"], ("2.9", "下半年", "18")),
        ("| 2.2 | | | | 18 | 有台账 | |", ["F807"], ("2.2", "", "18")),
        ("| 2.2 | 三月 | | | 18 | 有台账 | |", ["F807"], ("2.2", "", "18")),
        ("| 2.2 | 下半年 | | | 18 | | |", ["F804"], ("2.2", "下半年", "18")),
        ("| 2.2 | 下半年 | | | 28 | 有台账 | |", ["F808"], ("2.2", "下半年", "20")),
        ("| 2.2 | 下半年 | | | 多给一点 | 有台账 | |", ["F809"], ("2.2", "下半年", None)),
        ("| | | | | | 我们认为整个考核都不公平，应当重新来过。 | |", ["F803", "F807"], ("", "", None)),
    ],
)
def test_however_a_row_is_written_it_is_listed(
    row: str, codes: list[str], expected: tuple[str, str, str | None]
) -> None:
    found = understood(form("朝阳镇", row))
    assert told(found) == codes
    (only,) = found.appeals
    asked = None if expected[2] is None else Fraction(expected[2])
    assert (only.key, only.period, only.requested) == (expected[0], expected[1], asked)
    assert all(each.unit == "朝阳镇" for each in found.findings)


@pytest.mark.parametrize(
    ("file", "codes", "count"),
    [
        (form("朝阳镇", "| 2.2 | 下半年 | | | 18 | 有台账 | |", day="2023-01-20"), ["F811"], 1),
        (form("朝阳镇", "| 2.2 | 下半年 | | | 18 | 有台账 | |", day=" "), ["F810"], 1),
        (form("向阳镇", "| 2.2 | 下半年 | | | 18 | 有台账 | |", name="x.xlsx"), ["D511"], 0),
        (form("朝阳镇", "| 单位负责人（签字）： |"), ["D803"], 0),
        (arrived("申诉/信.xlsx", "| 我们对结果有意见 |"), ["D801"], 0),
        (
            arrived(
                "申诉/汇总.xlsx",
                "| 申诉汇总 |\n| 单位 | 期次 | 编号 | 申诉理由 |\n| 东风 | 上半年 | 1.1 | 数字有误 |"
                "\n| 新城街办 | 下半年 | 1.1 | 补报了 |\n| 向阳镇 | 下半年 | 1.1 | 补报了 |",
            ),
            ["F810", "F810", "F801"],
            2,
        ),
    ],
)
def test_what_is_wrong_with_a_form_is_told_and_nothing_is_lost(file: OpenedFile, codes: list[str], count: int) -> None:
    found = understood(file)
    assert sorted(told(found)) == sorted(codes)
    assert len(found.appeals) == count
    assert len(found.files) == 1


@pytest.mark.parametrize(
    ("sheet", "appeals"),
    [
        ("| 2022年信访申诉工作填报表 |\n| 项目 | 完成值 | 情况说明 |\n| 申诉件数 | 3 | 都已办结 |", False),
        ("| 编号 | 考核内容 | 得分 | 原因 |\n| 1.1 | 行政申诉办理 | 3 | 逾期一件 |", False),
        ("| 编号 | 项目 | 申诉理由 |\n| 1.1 | 任务完成 | 数字有误 |", True),
        ("| 东风镇申诉书 |\n| 编号 | 情况说明 |\n| 1.1 | 数字有误 |", True),
    ],
)
def test_a_form_about_appeals_is_no_appeal(sheet: str, appeals: bool) -> None:
    file = arrived("收表/x.xlsx", sheet)
    assert file.book is not None
    assert is_appeal(file.book) is appeals


def test_a_correction_counts_and_the_earlier_one_is_named() -> None:
    first = form("朝阳镇", "| 2.2 | 下半年 | | | 15 | 台账 | |", day="2023-01-11", name="申诉/1.xlsx")
    second = form("朝阳镇", "| 2.2 | 下半年 | | | 18 | 台账补正 | |", day="2023-01-13", name="申诉/0.xlsx")
    _, every = decided(files=(first, second))
    (case,) = every.cases
    assert (case.requested, case.reason, len(case.appeals)) == (18, "台账补正", 2)
    assert "F812" in [each.code for each in every.findings]


def test_a_decision_moves_whom_it_moves_and_is_answered() -> None:
    """上半年 is 40% of the year: what is given there moves the total by 40% of it."""
    file = form("新城街道", "| 2.2 | 上半年 | | 0 | 20 | 整改已完成 | 照片 |")
    before = small(text=dated())
    made, every = decided(
        "| 新城街道 | 上半年 | | 2.2 | 20 | 现场复核属实 | 复核组 | 2023-01-18 | 采纳 |", files=(file,)
    )
    (case,) = every.cases
    assert (case.state, case.now) == ("采纳", 20)
    (effect,) = every.effects
    assert effect.before == before.assessment.periods["上半年"].indicators["2.2"][2]
    row = made.scheme.unit_names.index("新城街道")
    old, new = effect.moved[row]
    assert old.total == before.assessment.final.total[row]
    assert new.total == made.assessment.final.total[row]
    assert new.total - old.total == Fraction(40, 100) * (20 - effect.before)
    notices, findings = compose_notices(made.assessment, made.payments, appealed=every)
    assert findings == []
    (answer,) = [each for each in notices if each.name == RESPONSE]
    text = "".join(answer.document.paragraphs) if answer.document is not None else ""
    assert answer.unit == row
    assert "裁定：采纳。现场复核属实。" in text
    assert "整改已完成" in text
    assert answer.document is not None
    assert answer.document.date == "2023年1月18日"
    assert not any(name in text for name in made.scheme.unit_names if name != "新城街道")
    sheet = appeals_sheet(Scored(RunResult(made.assessment, made.payments)))
    assert any(
        cell is not None and cell.value == "裁定对各单位的影响（前 → 后）" for line in sheet.cells for cell in line
    )


def test_turned_down_changes_nothing() -> None:
    file = form("朝阳镇", "| 2.2 | 下半年 | | | 25 | 台账 | |", "| 8.8 | 下半年 | | | 3 | 台账 | |")
    made, every = decided(
        "| 朝阳镇 | 下半年 | | 2.2 | | 已是满分 | 复核组 | 2023-01-18 | 不采纳 |",
        "| 朝阳镇 | 下半年 | | 8.8 | | 没有这一项 | 复核组 | 2023-01-18 | 不予受理 |",
        files=(file,),
    )
    assert [case.state for case in every.cases] == ["不采纳", "不予受理"]
    assert every.effects == ()
    assert list(made.assessment.final.total.to_list()) == list(small(text=dated()).assessment.final.total.to_list())


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("| 朝阳镇 | 下半年 | | 2.2 | 20 | 复核 | 复核组 | | 不采纳 |", "S105"),
        ("| 朝阳镇 | 下半年 | | 2.2 | | 复核 | 复核组 | | 采纳 |", "S104"),
        ("| 朝阳镇 | 下半年 | | 2.2 | 20 | 复核 | | | 采纳 |", "S104"),
        ("| 朝阳镇 | 下半年 | | 8.8 | 20 | 复核 | 复核组 | | 采纳 |", "S105"),
        ("| 朝阳镇 | 下半年 | 整改项数 | | 0 | 复核 | 复核组 | | 采纳 |", "S104"),
        ("| 朝阳镇 | 下半年 | | 2.2 | 20 | 复核 | 复核组 | | 同意 |", "S105"),
    ],
)
def test_a_decision_that_does_not_say_what_it_means_is_refused(row: str, code: str) -> None:
    head = "| 单位 | 期次 | 数据项 | 编号 | 核定值 | 依据 | 核定人 | 日期 |"
    _, findings = markdown.read(TEXT.replace(head, f"{head} 申诉 |").rstrip() + f"\n{row}\n")
    assert code in [each.code for each in findings if each.severity.value == "错误"]


def test_a_decision_may_change_the_figure_behind_the_score() -> None:
    file = form("东风镇", "| 2.1 | 下半年 | | | 8 | 有两例不属实 | |")
    made, every = decided(
        "| 东风镇 | 下半年 | 投诉例数 | 2.1 | 1 | 复核两例不属实 | 复核组 | 2023-01-18 | 采纳 |", files=(file,)
    )
    (case,) = every.cases
    assert (case.state, case.now) == ("采纳", 8)
    assert made.scheme.decisions[0].ruling is Ruling.GRANTED
    assert made.scheme.approved[-1].key == "投诉例数"


def test_open_appeals_are_in_the_bounds() -> None:
    """Whatever is decided between the score and what is asked, places, grades and yuan lie in the stated range."""
    rows = ("| 2.2 | 上半年 | | | 20 | 整改完成 | |", "| 1.1 | 上半年 | | | | 没有写多少 | |")
    appeals = understood(form("新城街道", *rows)).appeals
    made = small(text=dated())
    doubt = doubt_of(made.assessment, Unsettled(appeals=tuple(appeals)))
    one = doubt.units[2]
    assert {(each.why, each.keys) for each in one.depends if each.unit == "新城街道" and each.why == "申诉待裁定"} == {
        ("申诉待裁定", ("2.2",)),
        ("申诉待裁定", ("1.1",)),
    }
    head = "| 单位 | 期次 | 数据项 | 编号 | 核定值 | 依据 | 核定人 | 日期 |"
    for given in ((0, 0), (7, 12), (20, 40)):
        more = "".join(
            f"| 新城街道 | 上半年 | | {key} | {value} | 复核 | 复核组 | 2023-01-18 | 采纳 |\n"
            for key, value in zip(("2.2", "1.1"), given, strict=True)
        )
        then = small(text=dated().replace(head, f"{head} 申诉 |").rstrip() + "\n" + more)
        total = then.assessment.final.total[2]
        assert total is not None
        assert one.low is not None
        assert one.high is not None
        assert one.low <= total <= one.high
        assert then.assessment.grades[2] in one.grades
    assert doubt_of(made.assessment).units[2].high < one.high  # type: ignore[operator]


def test_a_veto_that_is_contested_is_not_certain() -> None:
    made = small(text=dated())
    appeals = tuple(understood(form("朝阳镇", "| 发生重大事故 | 下半年 | | | | 不在辖区 | |")).appeals)
    assert "发生重大事故" in doubt_of(made.assessment).units[1].vetoes_certain
    one = doubt_of(made.assessment, Unsettled(appeals=appeals)).units[1]
    assert "发生重大事故" in one.vetoes_open


def test_what_hangs_out_names_nobody() -> None:
    made = small(text=dated(more=DATES + "| 收表 | 已截止 |\n"))
    notices, _ = compose_notices(made.assessment, made.payments)
    (public,) = [each.document for each in notices if each.name == PUBLIC]
    assert public is not None
    cells = [
        cell.value
        for sheet in public_workbook(made.assessment, made.payments).sheets
        for line in sheet.cells
        for cell in line
        if cell
    ]
    whole = public.title + "".join(str(block.rows) + block.text for block in public.blocks) + str(cells)
    for unit in made.scheme.units:
        assert unit.name in whole
        assert str(unit.attributes["书记"]) not in whole
    assert "何敏" not in whole
    assert "末位罚款" not in whole  # falls on a person
    assert "第一名奖" in whole
    assert "0571-8888" in whole
    assert "2023年1月16日" in whole


def test_the_office_decides_what_hangs_out() -> None:
    made = small(text=dated(more=DATES + "| 公示内容 | 等次 |\n"))
    notices, _ = compose_notices(made.assessment, made.payments)
    (public,) = [each.document for each in notices if each.name == PUBLIC]
    assert public is not None
    table = next(block.rows for block in public.blocks if block.rows)
    assert table[0] == ("名次", "单位", "等次")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("| 公示截止日期 | @2023-01-16 |\n", "S121"),
        ("| 公示开始日期 | @2023-01-16 |\n| 公示截止日期 | @2023-01-10 |\n", "S122"),
        ("| 公示开始日期 | @2023-01-16 |\n| 申诉截止日期 | @2023-01-10 |\n", "S122"),
        ("| 公示开始日期 | 下周一 |\n", "S105"),
        ("| 公示内容 | 总分、扣分原因 |\n", "S105"),
    ],
)
def test_dates_that_cannot_be_meant(more: str, code: str) -> None:
    _, findings = markdown.read(dated(more=more))
    assert code in [each.code for each in findings]


def test_without_appeals_there_is_nothing() -> None:
    made = small(DATA)
    assert cases_of(made.assessment, ()) == []
