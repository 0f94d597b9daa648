"""What the terminal says: everything once, what is alike folded, nothing of a file's text taken as markup."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from rich.console import Console

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.tidy import to_frame
from kaohe_xl.messages import finding
from kaohe_xl.returns.model import FileOutcome, FileState, FillerStatus, Received, Returned
from kaohe_xl.screen import console, print_files, print_findings, status_table


def printed(findings: Sequence[Finding], *, every: bool = False) -> list[str]:
    with console.capture() as captured:
        print_findings(findings, every=every)
    return captured.get().splitlines()


def missing(number: int, item: str = "完成率") -> Finding:
    place = Place("a.xlsx", "填报表", f"C{number}")
    return finding("F605", place, name="东风镇", item=item, key="1", effect="该项计零")


def test_hundreds_of_the_same_are_folded_with_their_number() -> None:
    lines = printed([missing(number) for number in range(1, 301)])
    assert len(lines) == 7  # heading, title, three of them, how many more, what to do
    assert "缺数据" in lines[1]
    assert "300 处" in lines[1]
    assert "还有 297 处" in lines[5]
    assert lines[6].strip().startswith("→ 补报后重新评分")


def test_every_finding_is_shown_where_all_are_wanted() -> None:
    lines = printed([missing(number) for number in range(1, 31)], every=True)
    assert [f"C{number}　" in "".join(lines) for number in range(1, 31)] == [True] * 30


def test_long_places_are_not_broken_and_brackets_are_no_markup() -> None:
    name = "很长的文件名" * 30 + "[red]x[/red].xlsx"
    lines = printed([finding("F605", Place(name, "表", "A1"), name="甲", item="[bold]", key="1", effect="计零")])
    assert any(f"{name}!表!A1" in line and "[bold]" in line for line in lines)


def test_remedies_that_differ_stand_with_their_own_finding() -> None:
    wrong = [
        finding("D511", Place(f"{name}.xlsx"), name=name, hint=hint) for name, hint in (("甲", "像乙"), ("丙", "像丁"))
    ]
    lines = "\n".join(printed(wrong))
    assert "像乙" in lines
    assert "像丁" in lines


def status(filler: str, period: str, received: Received) -> FillerStatus:
    return FillerStatus(filler, period, received, sentence=f"{filler}：{period}怎样。")


def rows(returned: Returned) -> list[list[str]]:
    out = StringIO()
    Console(file=out, width=80).print(status_table(returned))
    return [line.split() for line in out.getvalue().splitlines()]


def test_who_returned_what_at_a_glance() -> None:
    found = Returned(
        to_frame([]),
        files=[FileOutcome("a.xlsx", FileState.SUPERSEDED, "版本号 2 大于 1", superseded_by="b.xlsx")],
        fillers=[
            status("东风镇", "上半年", Received.RETURNED),
            status("西山镇", "上半年", Received.LATE),
            status("东风镇", "下半年", Received.PARTLY),
            status("西山镇", "下半年", Received.MISSING),
            status("监测科", "下半年", Received.RETURNED),
        ],
    )
    table = rows(found)
    assert ["东风镇", "√", "缺"] in table
    assert ["西山镇", "迟", "×"] in table
    assert ["监测科", "√"] in table  # asked for nothing in the first half
    with console.capture() as captured:
        print_files(found)
    text = captured.get()
    assert "已被“b.xlsx”取代" in text
    assert "西山镇：下半年怎样。" in text
    assert "监测科：" not in text


def test_of_many_only_those_who_still_owe_something_are_listed() -> None:
    many = [status(f"{number}村", "全年", Received.RETURNED) for number in range(500)]
    found = Returned(to_frame([]), fillers=[*many, status("末村", "全年", Received.MISSING)])
    table = rows(found)
    assert len(table) == 4
    assert ["末村", "×"] in table
    assert ["其余", "500", "家", "√"] in table
