"""Rows of 填报项 and 评分细则 that several samples write alike; ``more``: columns that one sample has besides."""

from __future__ import annotations

from tests.samples.kit import Cell, Percent, Row

CHOSEN = "原文缺数，此处自定"

# -- 填报项 -----------------------------------------------------------------------------------------------------------


def _item(name: str, measure: str, kind: str, filler: str, note: str, **more: Cell) -> dict[str, Cell]:
    row: dict[str, Cell] = {"数据项": name, "计量单位": measure, "类型": kind, "填报人": filler, "必填": "是"}
    return {**row, "说明": note, **more}


def count(
    name: str,
    measure: str,
    filler: str,
    most: int = 100,
    note: str = "",
    *,
    least: int = 0,
    default: Cell = None,
    **more: Cell,
) -> Row:
    """A whole number; with a default it may be left blank."""
    row = _item(name, measure, "整数", filler, note, 最小=least, 最大=most, **more)
    return row if default is None else {**row, "必填": "否", "缺省值": default}


def rate(name: str, filler: str, note: str = "", *, least: float = 0, most: float = 1, **more: Cell) -> Row:
    return _item(name, "%", "百分比", filler, note, 最小=Percent(least), 最大=Percent(most), **more)


def yes_or_no(name: str, filler: str, note: str = "", **more: Cell) -> Row:
    return _item(name, "", "是否", filler, note, **more)


def marks(name: str, filler: str, most: int, note: str, **more: Cell) -> Row:
    """Marks that somebody gives."""
    return _item(name, "分", "数值", filler, note, 最小=0, 最大=most, **more)


def measure_of(item: str, endings: dict[str, str]) -> str:
    """例 of 差错例数: by how the name ends."""
    return next(measure for ending, measure in endings.items() if item.endswith(ending))


# -- 评分细则 ---------------------------------------------------------------------------------------------------------


def heading(number: str, project: str, full: float, **more: Cell) -> Row:
    """A parent row: its marks are the sum of its children."""
    return {"编号": number, "项目": project, "考核内容": "", "标准分": full, **more}


def rule(
    number: str | None, content: str | None, full: float | None, standard: str, method: str, items: str, **more: Cell
) -> Row:
    """A whole row; its figures are ours where ``more`` has no 备注 that says otherwise."""
    row: dict[str, Cell] = {"编号": number, "考核内容": content, "标准分": full, "评分标准": standard}
    return {**row, "计分方式": method, "数据项": items, "备注": CHOSEN, **more}


def clause(text: str, method: str, item: str, value: Cell = None, **more: Cell) -> dict[str, Cell]:
    """What a row says beside the head of its 编号."""
    return {"评分标准": text, "计分方式": method, "数据项": item, "分值": value, **more}


def each(text: str, item: str, value: float, **more: Cell) -> dict[str, Cell]:
    return clause(text, "每例扣分", item, value, **more)


def indicator(no: str, content: str, full: Cell, *clauses: dict[str, Cell], block: str | None = None) -> list[Row]:
    """The rows of one 编号."""
    head: dict[str, Cell] = {"编号": no, "项目": block, "考核内容": content, "标准分": full}
    return [{**(head if i == 0 else {}), **own} for i, own in enumerate(clauses)]
