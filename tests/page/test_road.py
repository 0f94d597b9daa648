"""The whole road in a real browser, from nothing to mail drafts; the folder is what the commands would have made."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import kaohe_xl
from kaohe_xl.reading.read import read_book
from kaohe_xl.writing.amend import amend
from tests.page.conftest import Served

pytestmark = pytest.mark.xdist_group("page")  # one browser and one page for all who change nothing

TEXT = """2026年镇街安全生产考核细则
一、宣传教育（40分）
1、每季度开展一次宣传活动，少一次扣2分。
2、宣传工作做得好的，酌情加1-3分。
二、事故控制（60分）
1、每发生1起一般事故扣5分。
2、隐患整改率达到95%以上得30分，每低1个百分点扣1分。
"""
SAMPLE = "S4-2022镇街考核"
MOST_TABS = 400


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Go there with the tab key alone, and press."""
    reach(page, wanted)
    with page.expect_navigation(wait_until="load", timeout=60_000):
        page.keyboard.press(key)


def reach(page: Page, wanted: Locator) -> None:
    expect(wanted).to_be_visible()
    there = wanted.element_handle()  # looked for once, not at every key
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if there.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"the tab key does not reach {wanted}")


def choose(page: Page, select: Locator, words: str) -> None:
    """Down the list with the arrow key to the option that begins so."""
    reach(page, select)
    for _ in range(MOST_TABS):
        if str(select.evaluate("each => each.selectedOptions[0].text")).startswith(words):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{words} is not in the list")


def button(page: Page, words: str) -> Locator:
    return page.get_by_role("button", name=words, exact=True)


def tab(page: Page, title: str) -> Locator:
    return page.get_by_role("navigation").get_by_role("link", name=title)


def first_room(served: Served) -> str:
    """The first link, to no assessment."""
    return served.link.split("&")[0]


def places(page: Page) -> dict[str, str]:
    """Unit → total, as the ranking on the page says."""
    ranking = page.get_by_role("group", name="排名")
    expect(ranking).to_be_visible(timeout=60_000)  # it is scored anew before the tab is shown
    rows = ranking.locator("tbody tr")
    return {row.locator("th").inner_text(): row.locator("td").nth(2).inner_text() for row in rows.all()}


def test_from_a_sample_to_mail_drafts_with_the_keyboard_alone(shared: Served, window: Page, tmp_path: Path) -> None:
    window.goto(first_room(shared))
    where = shared.home / "考核"
    reach(window, window.locator("#new-name"))
    window.keyboard.insert_text("镇街考核")
    choose(window, window.locator("#sample"), SAMPLE)
    press(window, button(window, "新建"))
    folder = where / "镇街考核"
    press(window, tab(window, "方案"))
    expect(window.get_by_text("体检没有发现问题，可以发表")).to_be_visible()
    press(window, tab(window, "发表"))
    press(window, button(window, "生成填报表"))
    expect(window.get_by_text("份填报表到")).to_be_visible(timeout=60_000)
    assert list((folder / "发放").iterdir())
    press(window, tab(window, "收表"))
    expect(window.get_by_role("group", name="谁交了，谁没交")).to_contain_text("双河镇")
    press(window, tab(window, "结果"))
    before = places(window)
    press(window, tab(window, "核定"))
    for field, words in (("unit", "柳湾镇"), ("key", "1.1"), ("period", "年终")):
        choose(window, window.locator(f"#{field}"), words)
    for field, words in (("value", "0"), ("by", "考核办"), ("ground", "抽查记录")):
        reach(window, window.locator(f"#{field}"))
        window.keyboard.insert_text(words)
    press(window, button(window, "写入方案"))
    expect(window.get_by_text("已写入 核定调整：柳湾镇 1.1 核定为 0")).to_be_visible()
    press(window, tab(window, "结果"))
    after = places(window)
    assert {unit for unit, total in after.items() if before[unit] != total} == {"柳湾镇"}
    press(window, button(window, "写结果工作簿和通报"))
    expect(window.get_by_text("已写到 结果 文件夹")).to_be_visible(timeout=60_000)
    _same_as_the_command(folder, tmp_path)
    press(window, tab(window, "通报"))
    expect(window.get_by_role("article")).to_contain_text("考核结果的通报")
    press(window, tab(window, "发送"))
    reach(window, window.get_by_label("阶段性结果也发"))
    window.keyboard.press("Space")
    expect(window.get_by_text("谁收到什么")).to_be_visible()
    press(window, button(window, "写草稿"))
    expect(window.get_by_text("份草稿到")).to_be_visible()
    assert list((folder / "结果" / "邮件" / "成绩单").glob("*.eml"))


def _same_as_the_command(folder: Path, copy: Path) -> None:
    """What the page wrote is what the command writes."""
    shutil.copytree(folder, copy / folder.name, ignore=shutil.ignore_patterns("结果", "发放"))
    written = next((folder / "结果").glob("*-评分结果*.xlsx"))
    result = kaohe_xl.run(copy / folder.name)
    assert result.output is not None
    mine, other = _parts(written), _parts(result.output)
    assert list(mine) == list(other)
    assert [name for name, content in mine.items() if content != other[name]] == []


def _parts(path: Path) -> dict[str, bytes]:
    """All of a workbook but when it was written."""
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}


def test_from_the_office_text_to_blank_forms_one_question_after_the_other(
    shared: Served, window: Page, tmp_path: Path
) -> None:
    source = tmp_path / "细则.txt"
    source.write_text(TEXT, "utf-8")
    window.goto(first_room(shared))
    window.fill("#draft-name", "安全生产")
    window.set_input_files("#source", source)
    window.click("text=起草方案")
    window.wait_for_url("**/scheme")
    window.click("text=一件一件地定")
    window.fill("#names", "东风镇，镇\n朝阳镇，镇\n新城街道，街道")
    asked = 0
    while window.get_by_role("button", name="就这样定，看下一件").is_visible():
        asked += 1
        assert asked < 20
        with window.expect_navigation(wait_until="load"):
            window.click("text=就这样定，看下一件")
    expect(window.get_by_text("要定的事都定完了")).to_be_visible()
    window.click("nav >> text=发表")
    window.click("text=生成填报表")
    expect(window.get_by_text("份填报表到")).to_be_visible(timeout=60_000)
    folder = shared.home / "考核" / "安全生产"
    scheme = kaohe_xl.check(folder).scheme
    assert scheme is not None
    assert [unit.name for unit in scheme.units] == ["东风镇", "朝阳镇", "新城街道"]
    assert len(list((folder / "发放").rglob("*.xlsx"))) >= 3


def test_a_corrected_file_is_dropped_and_the_ranking_moves(desk: Served, window: Page, tmp_path: Path) -> None:
    sample = desk.folder
    window.goto(desk.link)
    window.click("nav >> text=结果")
    before = places(window)
    returned = sample / "收表" / "上半年" / "东风镇_上半年.xlsx"
    corrected = tmp_path / returned.name
    shutil.copyfile(returned, corrected)
    grid, row, column = _first_figure(corrected)
    amend(corrected, grid, {(row, column): "9"})
    window.click("nav >> text=收表")
    window.set_input_files("input[type=file] >> nth=0", corrected)
    expect(window.get_by_role("group", name="收到的文件")).to_contain_text(returned.name)
    window.click("nav >> text=结果")
    after = places(window)
    assert {unit for unit, total in after.items() if before[unit] != total} == {"东风镇"}
    assert [path.parent.name for path in sorted((sample / "收表").rglob(returned.name))].count("收表") == 1


def _first_figure(path: Path) -> tuple[str, int, int]:
    for grid in read_book(path).grids:
        for number, row in enumerate(grid.rows, 1):
            for column, cell in enumerate(row, 1):
                if cell.is_number and number > 3 and column > 2:
                    return grid.name, number, column
    raise AssertionError("no figure in the form")


def test_a_number_leads_down_to_the_cell_it_came_from(shared: Served, window: Page) -> None:
    window.goto(shared.link)
    window.click("nav >> text=结果")
    window.get_by_role("group", name="得分明细").get_by_role("link").nth(3).click()
    expect(window.get_by_role("heading", name="怎么来的")).to_be_visible()
    links = window.locator(".why a").filter(has_text="填报")
    (links if links.count() else window.locator(".why a")).last.click()
    expect(window.locator("#original")).to_be_visible()
    expect(window.locator("#original td.here")).to_have_count(1)
