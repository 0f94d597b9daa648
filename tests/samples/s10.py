"""S10 社区评分表: the scheme, and what nine judges send back: our forms, a Word file, and tables that nobody issued.

``python -m tests.samples.s10`` writes the whole folder anew.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from fractions import Fraction
from io import BytesIO
from pathlib import Path

from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kaohe_xl.writing.issue import issue
from tests.independent.s10 import (
    BASE,
    CLAUSES,
    FOLDER,
    LINES,
    LOSS,
    PANEL,
    PANEL_GAVE,
    PERIOD,
    UNITS,
    UNREVIEWED,
    WEIGHTS,
    calculate,
    item,
)
from tests.samples.kit import Row, Sheet, stable_zip, write_scheme
from tests.support.engine import load_scheme

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
REASONS = ("台账缺页", "会议记录不全", "整改不及时", "材料迟交", "现场检查发现问题2处")

SETTINGS = Sheet(
    "考核设置",
    ("设置", "值", "说明"),
    [
        ("考核名称", "滨湖街道2024年度社区评分表考核", ""),
        ("年度", 2024, ""),
        ("主办单位", "滨湖街道办事处", ""),
        ("落款日期", dt.date(2025, 1, 8), ""),
        ("收表", "已截止", ""),
        ("自评", "是", "各社区先自评，供评分人参考"),
        ("已审核考核线", "、".join(line for line, *_ in LINES if line not in UNREVIEWED), "民政线、城管线还没有审核"),
    ],
    title="滨湖街道2024年度社区考核评分办法",
    notes=["各线评分表由该线负责人逐条评分，分管领导审核。"],
)
UNIT_SHEET = Sheet(
    "考核对象", ("单位名称", "别名"), [(unit, unit.removesuffix("社区")) for unit in UNITS], title="考核对象"
)
LINE_SHEET = Sheet(
    "考核线",
    ("考核线", "评分人", "审核人"),
    [(line, judge, reviewer) for line, judge, reviewer in LINES],
    title="九条考核线",
)
PERIOD_SHEET = Sheet("考核期", ("期次", "截止日期"), [(PERIOD, dt.date(2024, 12, 25))], title="考核期")
ITEM_SHEET = Sheet(
    "填报项",
    ("数据项", "计量单位", "类型", "填报人", "必填", "最小"),
    [("越级上访批次", "批", "整数", "综治中心", "是", 0)],
    title="填报项",
)
_COLUMNS = ("编号", "考核线", "项目", "考核内容", "标准分", "评分标准", "计分方式", "数据项", "分值", "评分人")


def _rubric() -> Sheet:
    rows: list[Row] = []
    for key, line, content, full, words, _ in CLAUSES:
        name = LINES[line][0]
        head = {"编号": key, "考核线": name, "项目": name.removesuffix("线"), "考核内容": content, "标准分": full}
        if key == "3.1":
            rows.append({**head, "评分标准": words, "计分方式": "每例扣分", "数据项": "越级上访批次", "分值": 1})
            rows.append({"考核线": name, "评分标准": "处置不力的由评分人酌情扣1-3分", "计分方式": "评定"})
            continue
        shares = "; ".join(f"{judge}:{int(share * 100)}%" for judge, share in WEIGHTS.items())
        panel = {"评分人": shares} if key == "9.1" else {}
        rows.append({**head, "评分标准": words, "计分方式": "评定", **panel})
    return Sheet("评分细则", _COLUMNS, rows, title="社区考核评分细则", widths={"评分标准": 36})


REWARD_SHEET = Sheet(
    "奖惩",
    ("奖惩", "类型", "名次起", "名次止", "方式", "金额"),
    [(f"{place}等奖", "奖励", place, place, "定额", amount) for place, amount in ((1, 5000), (2, 3000), (3, 2000))],
    title="奖励",
)


def build_scheme(folder: Path) -> None:
    write_scheme(
        folder / FOLDER / "方案.xlsx",
        [SETTINGS, UNIT_SHEET, LINE_SHEET, PERIOD_SHEET, ITEM_SHEET, _rubric(), REWARD_SHEET],
    )


# -- what comes back --------------------------------------------------------------------------------------------------


def given(unit: str, key: str) -> Fraction:
    value = BASE[PERIOD][unit][LOSS if key == "3.1" else item(key)]
    assert isinstance(value, Fraction)
    return value


def shown(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _clauses(line: int) -> list[tuple[str, str, int, str]]:
    return [(key, content, full, words) for key, number, content, full, words, _ in CLAUSES if number == line]


def _reason(unit: str, key: str) -> str:
    return REASONS[(UNITS.index(unit) + len(key) + int(key[0])) % len(REASONS)]


def fill_issued(path: Path) -> bytes:
    """One of our own forms, filled in: by 扣分 in every other sheet, else by 得分; the date and a reason where lost."""
    book = load_workbook(path)
    for number, sheet in enumerate(book.worksheets):
        if sheet.title in UNITS:
            _fill_sheet(sheet, sheet.title, by_loss=number % 2 == 0)
        elif sheet.title == "填报表":
            _fill_visits(sheet)
    return _bytes(book)


def _fill_visits(sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        if row[0].value in UNITS:
            row[1].value = shown(BASE[PERIOD][str(row[0].value)]["越级上访批次"])  # type: ignore[arg-type]


def _fill_sheet(sheet: Worksheet, unit: str, *, by_loss: bool) -> None:
    columns: dict[str, int] = {}
    marks = {key: full for key, _, _, full, *_ in CLAUSES}
    current = ""
    for row in sheet.iter_rows():
        texts = [str(cell.value or "") for cell in row]
        if "编号" in texts:
            columns = {text: position for position, text in enumerate(texts)}
            continue
        if "填报时间" in texts:
            row[texts.index("填报时间") + 1].value = dt.date(2024, 12, 20)
        if not columns:
            continue
        current = texts[columns["编号"]] or current
        if current not in marks or texts[columns["扣分"]] == "自动计算" or texts[0] in ("小计", "合计"):
            continue
        value, takes = given(unit, current), current == "3.1"
        lost = value if takes else marks[current] - value
        if takes or by_loss:
            row[columns["扣分"]].value = shown(lost)
        else:
            row[columns["得分"]].value = shown(value)
        if lost:
            row[columns["扣分原因"]].value = _reason(unit, current)


def word_form(line: int) -> bytes:
    """A judge's own Word file: one table after the other, marks as 8分 or 扣2分, a merged 合计."""
    document = Document()
    document.add_heading("社区建设工作考核评分表", 1)
    for unit in UNITS:
        document.add_paragraph(f"被考核单位：{unit}　　　评分人：{LINES[line][1]}　　　评分日期：2024年12月18日")
        table = document.add_table(rows=1, cols=6)
        table.style = "Table Grid"
        for cell, text in zip(
            table.rows[0].cells, ("项目", "考核内容", "评分标准", "分值", "得分", "扣分原因"), strict=True
        ):
            cell.text = text
        total = Fraction(0)
        for key, content, full, words in _clauses(line):
            value = given(unit, key)
            total += value
            lost = full - value
            mark = f"{shown(value)}分" if UNITS.index(unit) % 2 else f"扣{shown(lost)}分" if lost else "满分"
            texts = (LINES[line][0].removesuffix("线"), content, words, str(full), mark, _reason(unit, key))
            for cell, text in zip(table.add_row().cells, texts, strict=True):
                cell.text = text
        cells = table.add_row().cells
        cells[0].merge(cells[3]).text = "合计"
        cells[4].text = str(shown(total))
        document.add_paragraph("评分人（签字）：　　　　审核人（签字）：　　　　2024年12月18日")
    buffer = BytesIO()
    document.save(buffer)
    return stable_zip(buffer.getvalue())


def old_table(line: int) -> bytes:
    """A table that nobody issued: units side by side, running numbers, another wording of the headings."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "汇总"
    sheet.append([f"2024年{LINES[line][0]}打分表"])
    sheet.append([f"评分部门：{LINES[line][1]}　填表日期：2024.12.17"])
    sheet.append(["序号", "考核指标", "计分办法", "分值", *(unit.removesuffix("社区") for unit in UNITS)])
    for number, (key, content, full, words) in enumerate(_clauses(line), 1):
        sheet.append([number, content, f"{words}。", full, *(shown(given(unit, key)) for unit in UNITS)])
    return _bytes(book)


def panel_form(judge: str) -> bytes:
    """One of three: a sheet for each unit."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for unit in UNITS:
        sheet = book.create_sheet(unit)
        sheet.append(["群众评议打分表"])
        sheet.append(["评分人", judge, "评分日期", dt.date(2024, 12, 19)])
        sheet.append(["编号", "考核内容", "标准分", "得分"])
        sheet.append(["9.1", "群众评议", 10, shown(PANEL_GAVE[unit][judge])])
    return _bytes(book)


def self_form(path: Path, unit: str) -> bytes:
    """自评, always a little kinder than the judge."""
    book = load_workbook(path)
    sheet = book["评分表"]
    columns: dict[str, int] = {}
    marks = {key: full for key, _, _, full, *_ in CLAUSES}
    for row in sheet.iter_rows():
        texts = [str(cell.value or "") for cell in row]
        if "编号" in texts:
            columns = {text: position for position, text in enumerate(texts)}
        elif "填报时间" in texts:
            row[texts.index("填报时间") + 1].value = dt.date(2024, 12, 10)
        elif columns and texts[columns["编号"]] in marks:
            key = texts[columns["编号"]]
            row[columns["自评分"]].value = shown(min(Fraction(marks[key]), given(unit, key) + 1))
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return stable_zip(buffer.getvalue())


def returned_files(root: Path) -> dict[str, bytes]:
    """Path below 收表/ → content."""
    scheme = load_scheme(root / "方案.xlsx")
    files: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        paths = {path.name.split("_")[0]: path for path in issue(scheme, Path(folder))[0]}
        for line, (_, judge, _) in enumerate(LINES):
            if line == 5:
                files[f"{judge}评分表.docx"] = word_form(line)
            elif line == 6:
                files[f"{judge}（旧表）.xlsx"] = old_table(line)
            elif line == 8:
                files |= {f"评议/{each}.xlsx": panel_form(each) for each in PANEL}
            else:
                files[f"{judge}.xlsx"] = fill_issued(paths[judge])
        files |= {f"自评/{unit}自评.xlsx": self_form(paths[unit], unit) for unit in UNITS[:6]}
    return files


TOLD = """滨湖街道2024年度社区评分表考核（样例）

单位、人名和数据全是虚构的；规则照 S6 那样的社区考核办法自拟：细则表就是评分表，九条线各由负责人逐条打分。
收表/ 里的评分表由程序填成，像真收上来的一样：

  1. 六条线用发放的评分表，一半按扣分填、一半按得分填；综治线另有自动计算的一条。
  2. 社区建设科交的是 Word 文件；民政科用的是自己的旧表，各社区横排，用简称和流水号。
  3. 群众评议由三方打分，按权重合成；六个社区交了自评，两个没有交。
  4. 民政线、城管线还没有审核。

运行 kaohe run 本文件夹，结果写到 结果/；得分、名次、金额应与 预期结果.json 一致（由另一套独立的计算写成）。
"""


def write(samples: Path = SAMPLES) -> None:
    """The whole folder."""
    import json

    root = samples / FOLDER
    build_scheme(samples)
    for name, content in returned_files(root).items():
        path = root / "收表" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (root / "说明.txt").write_text(TOLD, encoding="utf-8")
    golden = json.dumps(calculate(BASE), ensure_ascii=False, indent=1) + "\n"
    (root / "预期结果.json").write_text(golden, encoding="utf-8")


if __name__ == "__main__":
    write()
    sys.exit(0)
