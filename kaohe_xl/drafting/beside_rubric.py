"""The sheets beside the rubric in a draft: 一票否决, 等次, 奖惩, 考核线, 考核对象."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from kaohe_xl.base.sheet_names import GRADES, LINES, PERIODS, REWARDS, RUBRIC, UNITS, VETOES
from kaohe_xl.drafting.document.document import Document, DraftIndicator
from kaohe_xl.drafting.draft import ORIGINAL, SOURCE, SURE, Draft, LeftOut, Question, SchemeRow, Value
from kaohe_xl.drafting.drafted import Confidence, DraftRow
from kaohe_xl.drafting.items import ItemCollector, ItemOrigin

NAME_OF = {VETOES: "否决项", GRADES: "等次", REWARDS: "奖惩"}
_OF_A_GRADE = re.compile(r"等次=([^,，()（）\s]+)")
UNITS_FIRST, DECIDE, CONFIRM = 0, 2, 3  # ranks of questions: what the clerk settles first
_PLACEHOLDERS = ("单位一", "单位二", "单位三")


def add_row(draft: Draft, items: ItemCollector, row: DraftRow, key: str, source: str) -> None:
    """A row of 一票否决, 等次 or 奖惩. ``key``: the 编号 that it came with."""
    row = _in_a_period(draft, row)
    columns = items.take(row, ItemOrigin(key, source))
    line: dict[str, Value] = {**columns, SURE: row.sure.value, ORIGINAL: row.source, SOURCE: source}
    rows = draft.sheets.setdefault(row.table, [])
    name = NAME_OF.get(row.table, "")
    if any(all(each.get(k) == v for k, v in line.items() if k != SOURCE) for each in rows):
        return
    if row.table == GRADES and _joined(draft, rows, line):
        return
    taken = {each.get(name) for each in rows}
    if line.get(name) in taken and row.table != GRADES:
        number = 2
        while f"{line[name]}{number}" in taken:
            number += 1
        line[name] = f"{line[name]}{number}"
    rows.append(line)
    if row.sure in (Confidence.MEDIUM, Confidence.LOW):
        rank = CONFIRM if row.sure is Confidence.MEDIUM else DECIDE
        draft.questions.append(Question(rank, f"{row.table} {line.get(name, '')}", row.why or row.source, source))


def _joined(draft: Draft, rows: list[SchemeRow], line: dict[str, Value]) -> bool:
    """90分以上为优秀, and elsewhere 优秀不超过30%: one row of 等次, where the two do not say different things."""
    at = next((at for at, each in enumerate(rows) if each["等次"] == line["等次"]), None)
    if at is None:
        return False
    kept, told = rows[at], (ORIGINAL, SOURCE, SURE)
    other = {name: value for name, value in line.items() if name not in told and value != kept.get(name, value)}
    if other:
        words = "、".join(f"{name} {value}" for name, value in other.items())
        text = f"“{line['等次']}”前面已经有了，这里又写 {words}：只留了前面的，核对"
        draft.questions.append(Question(DECIDE, f"{GRADES} {line['等次']}", text, str(line[SOURCE])))
        return True
    both = {name: f"{kept[name]}；{line[name]}" for name in (ORIGINAL, SOURCE) if kept[name] != line[name]}
    sure = kept[SURE] if line[SURE] == Confidence.HIGH.value else line[SURE]
    rows[at] = {**line, **kept, **both, SURE: sure}
    return True


def settle_effects(draft: Draft) -> None:
    """等次不高于不达标 and 等次=优秀 need a grade of that name; where there is none, that is for the clerk to say."""
    known = {str(each["等次"]) for each in draft.sheets.get(GRADES, ())}
    rows: list[SchemeRow] = []
    for row in draft.sheets.get(VETOES, ()):
        grade = str(row["后果"]).removeprefix("等次不高于")
        if grade == row["后果"] or grade in known:
            rows.append(row)
            continue
        rows.append({**row, "后果": "取消评优", SURE: Confidence.MEDIUM.value})
        told = f"原文的后果是等次定为“{grade}”，等次里没有“{grade}”，先写了取消评优"
        text = f"{told}；加上这个等次，再把后果改成 等次不高于{grade}"
        draft.questions.append(Question(DECIDE, f"{VETOES} {row['否决项']}", text, str(row[SOURCE])))
    if rows:
        draft.sheets[VETOES] = rows
    paid: list[SchemeRow] = []
    for row in draft.sheets.get(REWARDS, ()):
        named = [str(row.get("等次", "")), *_OF_A_GRADE.findall(f"{row.get('条件', '')} {row.get('基准', '')}")]
        missing = next((grade for grade in named if grade and grade not in known), "")
        if missing:
            why = f"说到等次“{missing}”，等次里没有；补上等次以后再写这一条"
            draft.left_out.append(LeftOut(str(row[ORIGINAL]), str(row[SOURCE]), why))
            draft.questions.append(Question(DECIDE, f"{REWARDS} {row['奖惩']}", why, str(row[SOURCE])))
        else:
            paid.append(row)
    if REWARDS in draft.sheets:
        draft.sheets[REWARDS] = paid


def _in_a_period(draft: Draft, row: DraftRow) -> DraftRow:
    """每月奖… asks for months; where the draft has none, that is a question, not a mistake of the scheme."""
    period = row.columns.get("期次", "")
    if not period or any(period in str(each.get("期次", "")) for each in draft.sheets.get(PERIODS, ())):
        return row
    columns = {name: value for name, value in row.columns.items() if name != "期次"}
    return replace(row, columns=columns).doubted(f"原文是按{period}的；考核期里分出{period}以后，期次填 {period}")


def add_lines(draft: Draft, entries: Sequence[DraftIndicator]) -> None:
    """考核线, where the document has several tables of marks; the rubric names none where there is one."""
    names = list(dict.fromkeys(entry.line for entry in entries if entry.line))
    if len(names) < 2:
        rubric = draft.sheets[RUBRIC]
        draft.sheets[RUBRIC] = [{key: value for key, value in row.items() if key != "考核线"} for row in rubric]
        return
    rows: list[SchemeRow] = []
    for name in names:
        marks = [entry.mark for entry in entries if entry.line == name and entry.mark is not None]
        rows.append({"考核线": name, "满分": sum(marks, Fraction(0)), "计入总分": 1, SURE: Confidence.MEDIUM.value})
    draft.sheets[LINES] = rows
    text = f"各线（{'、'.join(names)}）按原分计入总分草拟；只单独排名的线，把“计入总分”改成 0"
    draft.questions.append(Question(DECIDE, LINES, text))


def add_units(draft: Draft, document: Document, given: Sequence[SchemeRow]) -> None:
    """考核对象: the list given beside the document, the document's own, or placeholders."""
    found: list[SchemeRow] = list(given) or [{"单位名称": name} for name in document.units]
    source = "所附名单" if given else document.units_source
    if not found:
        found, source = [{"单位名称": name} for name in _PLACEHOLDERS], ""
        text = "文件里没有单位名单，先放了三个占位的名称；换成真正的单位，或另附名单用 --units 重新起草"
        draft.questions.append(Question(UNITS_FIRST, UNITS, text))
    sure = Confidence.HIGH if source else Confidence.LOW
    people = [str(row["对象"]) for row in draft.sheets.get(REWARDS, ()) if row.get("对象")]
    persons = {name: "" for name in people if name not in found[0]}
    draft.sheets[UNITS] = [{**row, **persons, SURE: sure.value, SOURCE: source} for row in found]
    if persons:
        text = f"奖惩发给个人的，在考核对象的“{'、'.join(persons)}”各列填上姓名"
        draft.questions.append(Question(DECIDE, UNITS, text))
