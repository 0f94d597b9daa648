"""方案: the rubric as the office wrote it, what is wrong with it, what it gives at its limits, what is to settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kaohe_xl import api
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Grid
from kaohe_xl.base.place import position_of
from kaohe_xl.page.background import Done
from kaohe_xl.page.questions import LIST, NOT_ASKED, OpenQuestion, answer, questions
from kaohe_xl.page.state import OpenAssessment
from kaohe_xl.page.tabs.tab import FormFields, Tab
from kaohe_xl.scheme.tables import RUBRIC

_MOST_ROWS = 2000
_WRITTEN_LONG = ("评分标准", "基准", "考核内容", "备注")


def show(opened: OpenAssessment, query: FormFields) -> Mapping[str, Any]:
    """For ``scheme.html``; with ``ask`` one question of the draft and the form that settles it."""
    checked, book = opened.check(), opened.book()
    grids = [grid for grid in book.grids if grid.name.startswith(RUBRIC.sheet)] if book is not None else []
    asked = questions(book) if book is not None else []
    chosen = next((each for each in asked if str(each.number) == query.get("ask")), None)
    return {
        "found": checked.found,
        "scheme": checked.scheme,
        "rubrics": [(grid.name, *_table(grid)) for grid in grids],
        "examples": api.examples_of(checked.scheme) if checked.scheme is not None and query.get("examples") else None,
        "questions": asked,
        "asked": chosen,
        # one look at the rows settles all that is open about them
        "together": [each for each in asked if chosen is not None and each.place == chosen.place],
        "fields": _fields(chosen) if chosen is not None else [],
        "names": _names(chosen) if chosen is not None and chosen.sheet == LIST else None,
        "about": _about(checked.found, chosen) if chosen is not None else [],
        "following": _following(asked, chosen),
        "seen": opened.scheme_stamp,
    }


def _table(grid: Grid) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Head and rows, without columns and rows in which nothing stands; a note below the table is one cell."""
    rows = [[cell.text for cell in row] for row in grid.rows[:_MOST_ROWS]]
    at = next((number for number, row in enumerate(rows) if "编号" in row or "序号" in row), 0)
    if not rows:
        return [], []
    head, body = rows[at], [row for row in rows[at + 1 :] if any(row)]
    full = [row for row in body if sum(map(bool, row)) > 1]
    kept = [n for n, name in enumerate(head) if name and any(n < len(row) and row[n] for row in full)]
    return [head[n] for n in kept], [[row[n] if n < len(row) else "" for n in kept] for row in full]


def _fields(question: OpenQuestion) -> list[tuple[int, list[tuple[str, str, tuple[str, ...], bool]]]]:
    """By row: column, text, choices, whether it is long."""
    return [
        (
            line.row,
            [
                (name, text, _choices(name), name in _WRITTEN_LONG)
                for name, text in line.cells.items()
                if name not in NOT_ASKED
            ],
        )
        for line in question.lines
    ]


def _choices(name: str) -> tuple[str, ...]:
    column = RUBRIC.column(name)
    return column.choices if column is not None else ()


def _names(question: OpenQuestion) -> str:
    return "\n".join(
        "，".join(filter(None, (line.cells.get("单位名称", ""), line.cells.get("分组", "")))) for line in question.lines
    )


def _about(found: Sequence[Finding], question: OpenQuestion) -> list[Finding]:
    """What 体检 says about the question's rows."""
    rows = {line.row for line in question.lines}
    return [each for each in found if each.place.sheet == question.sheet and position_of(each.place.cell)[0] in rows]


def _following(asked: Sequence[OpenQuestion], chosen: OpenQuestion | None) -> int | None:
    """The next open question, from the beginning again behind the last."""
    number = chosen.number if chosen is not None else 0
    unsettled = [each.number for each in asked if each.lines and not each.settled and each.number != number]
    return next((each for each in unsettled if each > number), unsettled[0] if unsettled else None)


def _draft_cases(opened: OpenAssessment, form: FormFields) -> Done:
    checked = api.check(opened.folder, examples=True)
    written = "、".join(path.name for path in checked.paths)
    return Done(f"已写 {written}：逐行核对，对的把“确认”清空。" if written else "没有写算例。", failed=not written)


def _answer(opened: OpenAssessment, form: FormFields) -> Done:
    here = f"/a/{opened.key}/scheme"
    book = opened.book()
    asked = questions(book) if book is not None else []
    question = next((each for each in asked if str(each.number) == form.get("ask")), None)
    if question is None or form.get("seen") != opened.scheme_stamp:
        return Done("方案刚被别人（或 Excel）改过，没有写入。请重新看这一件。", to=here, failed=True)
    if question.sheet == LIST and not form.get("names", "").strip():
        return Done("没有写入：请一行写一个单位。", to=f"{here}?ask={question.number}", failed=True)
    found = api.amend(opened.folder, question.sheet, answer(question, form)).found
    if found:
        return Done("没有写入，方案没有动。", found, to=f"{here}?ask={question.number}", failed=True)
    wrong = _about(opened.check().found, question)
    if wrong:
        return Done(f"{question.place} 已写入，但还要改：", wrong, to=f"{here}?ask={question.number}", failed=True)
    following = _following(questions(opened.book() or book), question) if book is not None else None
    to = f"{here}?ask={following}" if following is not None else here
    return Done(f"{question.place} 已定。" + ("" if following is not None else "要定的事都定完了。"), to=to)


TAB = Tab(
    "scheme",
    "方案",
    "看评分细则对不对，把体检指出的地方改好。",
    show,
    {"examples": _draft_cases, "answer": _answer},
)
