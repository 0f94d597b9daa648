"""A drafted scheme as sheets: 起草说明 first, then the contract's sheets with 可信, 出处 and what each row does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.sheet_names import ITEMS, PERIODS, RUBRIC, SETTINGS, UNITS
from kaohe_xl.drafting.draft import ABOUT, LEFT_OUT, MEANS, ORIGINAL, QUESTIONS, SOURCE, SURE, Draft
from kaohe_xl.drafting.drafted import Confidence
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.columns import Column
from kaohe_xl.scheme.model.settings import BY_NAME
from kaohe_xl.sheets.model import Out, Sheet, Style, Workbook
from kaohe_xl.sheets.schemes.starter import columns_guide, methods_guide, scheme_sheet
from kaohe_xl.sheets.schemes.starter_content import StarterRow
from kaohe_xl.sheets.sheet_parts import Canvas

WIDTHS = (8.0, 22.0, 58.0, 22.0)
_LOOKS = {Confidence.HIGH.value: Style.GOOD, Confidence.MEDIUM.value: Style.CAUTION, Confidence.LOW.value: Style.BAD}
_COLOURED = ("计分方式", SURE)  # cells that show the confidence by their colour
SHORT = 120  # characters of a quoted sentence
NOTES = {
    RUBRIC: "说明：可信 高 的可以照用，中 的请核对各列，低 的是照原文由评分人评定；核对过的，清空“可信”一格。"
    "“照此计算”是照各列算出的例子。改完运行 kaohe check 体检。",
    ITEMS: "说明：名称取自条款原文，可以改得更顺口，但评分细则里要一起改；填报人是猜的，请核对。",
    UNITS: "说明：一行一个单位；分组、书记、人口数这样的列可以自己加。",
    PERIODS: "说明：一年只考一次的，这张表不用填；截止日期请补上。",
}
_NEXT = (
    "按上面的顺序把要定的事定下来：先改考核对象，再对标准分，然后看评分细则里 低 和 中 的行。",
    "核对过的行，清空“可信”一格，就不再提醒。",
    "运行 kaohe check 体检；没有错误后运行 kaohe issue 生成填报表。",
    "文件修订以后，用 kaohe draft --into 只看改了什么，再决定要不要写进来。",
)


def drafted_workbook(draft: Draft) -> Workbook:
    """方案.xlsx of a draft."""
    own: dict[str, Sequence[StarterRow]] = {
        SETTINGS: _settings(draft),
        **draft.sheets,
    }
    sheets = [
        scheme_sheet(spec, _plain(own.get(spec.sheet, ())), NOTES.get(spec.sheet, ""), look) for spec in tables.ALL
    ]
    return Workbook([about_sheet(draft), *sheets, columns_guide(), methods_guide()], title=draft.title)


def _settings(draft: Draft) -> Sequence[StarterRow]:
    told: StarterRow = {"考核名称": draft.title, "年度": draft.year}
    return [{"设置": each.name, "值": told.get(each.name, each.shown), "说明": each.help} for each in BY_NAME.values()]


def _plain(rows: Sequence[StarterRow]) -> Sequence[StarterRow]:
    """Whole fractions as whole numbers; figures in text as they are."""
    return [
        {
            name: int(value) if isinstance(value, Fraction) and value.denominator == 1 and name != "权重" else value
            for name, value in row.items()
        }
        for row in rows
    ]


def look(row: StarterRow, column: Column, cell: Out) -> Out:
    style = _LOOKS.get(str(row.get(SURE, "")))
    if style is not None and column.name in _COLOURED and cell.value not in (None, ""):
        return cell._replace(style=style)
    return cell._replace(style=Style.TEXT) if column.name == MEANS else cell


def about_sheet(draft: Draft) -> Sheet:
    """Counts, sums, what has to be settled and in which order, what was left out, what to do next."""
    canvas = Canvas(len(WIDTHS))
    canvas.across(Out(f"{draft.title}{ABOUT}", Style.TITLE))
    canvas.across(Out(f"根据“{draft.source}”起草；这张表只供查阅，程序不读它", Style.SUBTITLE))
    _counts(canvas, draft)
    sums(canvas, draft)
    listed(canvas, QUESTIONS, ("序号", "位置", "要定什么", SOURCE), [
        (str(number), each.place, each.text, each.source) for number, each in enumerate(draft.questions, 1)
    ], "没有")  # fmt: skip
    listed(canvas, LEFT_OUT, ("序号", "为什么", ORIGINAL, SOURCE), [
        (str(number), each.why, each.text[:SHORT], each.source) for number, each in enumerate(draft.left_out, 1)
    ], "没有")  # fmt: skip
    canvas.across(Out("下一步", Style.LETTER_HEAD))
    for number, text in enumerate(_NEXT, 1):
        canvas.joined((Out(str(number), Style.CENTER), 1), (Out(text), 3))
    sheet = canvas.sheet(ABOUT, WIDTHS, 2, kept=0)
    return replace(sheet, landscape=False, tab="#ED7D31", header_rows=0)


def _counts(canvas: Canvas, draft: Draft) -> None:
    canvas.across(Out("起草了什么", Style.LETTER_HEAD))
    canvas.head(("", "工作表", "行数和把握", ""))
    for name, rows in draft.sheets.items():
        if not rows:
            continue
        sure = "、".join(f"{each.value} {count}" for each in Confidence if (count := draft.count(name, each)))
        canvas.joined(
            (Out(None), 1), (Out(name), 1), (Out(f"{len(rows)} 行" + (f"（可信 {sure}）" if sure else "")), 2)
        )


def sums(canvas: Canvas, draft: Draft) -> None:
    canvas.across(Out("分数合计", Style.LETTER_HEAD))
    if not draft.sums:
        canvas.across(Out("文件里没有写合计，没有可核对的。"))
        return
    for each in draft.sums:
        found, stated = decimal_text(each.found), decimal_text(each.stated)
        word = Out("相符", Style.GOOD) if each.agrees else Out("不符", Style.BAD)
        canvas.joined(
            (word, 1), (Out(each.what), 1), (Out(f"合计 {found}，文件写的是 {stated}"), 1), (Out(each.source), 1)
        )


def listed(canvas: Canvas, title: str, head: Sequence[str], rows: Sequence[Sequence[str]], none: str) -> None:
    canvas.across(Out(title, Style.LETTER_HEAD))
    if not rows:
        canvas.across(Out(f"{none}。"))
        return
    canvas.head(head)
    for number, *texts in rows:
        canvas.add(Out(number, Style.CENTER), *(Out(text) for text in texts))
