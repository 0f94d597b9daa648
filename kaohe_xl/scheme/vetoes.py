"""一票否决 and 等次."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import Place
from kaohe_xl.base.table import Row
from kaohe_xl.base.text import did_you_mean, fold, split_list
from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.cells import CellReader
from kaohe_xl.scheme.declared_names import DeclaredNames
from kaohe_xl.scheme.numbering import figure_of
from kaohe_xl.scheme.row_fields import Nameable, read_fields

_COUNT = r"(\d+|[一二两三四五六七八九十]+)"
_SHIFT = re.compile(rf"名次后移{_COUNT}[位名]")
_BOTTOM = re.compile(rf"列入(?:倒数|后){_COUNT}[位名]")
_CAP = re.compile(r"等次不(?:高于|得高于|超过)(.+)")
_PLAIN = {
    **{c.value: c for c in (m.Consequence.UNRANKED, m.Consequence.ZERO_TOTAL)},
    **{c.value: c for c in (m.Consequence.NO_REWARD, m.Consequence.NO_HONOUR)},
    **dict.fromkeys(("不参加排名", "不排名"), m.Consequence.UNRANKED),
    **dict.fromkeys(("计零", "总分记零", "总分为零"), m.Consequence.ZERO_TOTAL),
}


def veto_names(book: Book) -> tuple[str, ...]:
    """否决项 and 否决组, read ahead so that conditions may use 否决[名]."""
    table = CellReader().table(book, tables.VETOES)
    rows = list(table or ())
    names = [row.text("否决项") for row in rows] + [row.text("否决组") for row in rows]
    return tuple(dict.fromkeys(name for name in names if name))


def read_vetoes(book: Book, known: DeclaredNames, grades: Sequence[m.Grade], reader: CellReader) -> tuple[m.Veto, ...]:
    """Vetoes in sheet order. ``on_data``: the condition looks at no score, rank or other veto."""
    vetoes = []
    nameable = Nameable(known.groups, calendar=known.calendar, context=known.context)
    rows = list(reader.table(book, tables.VETOES) or ())
    groups = {fold(row.text("否决组")): row["否决组"].place for row in rows if not row["否决组"].blank}
    seen: dict[str, Place] = {}
    for row in rows:
        name = reader.needed(row, "否决项", "给这条否决起个名字")
        if not name or not reader.unique(seen, name, row["否决项"], "否决项"):
            continue
        if fold(name) in groups:
            remedy = "否决项和否决组用不同的名字，否则 否决[名] 分不清指哪一个"
            reader.bad(row["否决项"], "否决项", f"与否决组（{groups[fold(name)].cell}）同名", remedy)
        reader.needed(row, "条件", "写成 数据项>=数 或 数据项=是")
        read = read_fields(row, m.Veto, nameable, reader)
        effects = _effects(row, grades, reader)
        read["needed"] = _needed(row, read["needed"], reader)
        if read["condition"] is None:
            continue
        on_data = not any(_rests_on_scores(node) for node in read["condition"].walk())
        vetoes.append(m.Veto(**read, effects=effects, on_data=on_data, place=row["否决项"].place))
    return tuple(vetoes)


def _needed(row: Row, needed: int, reader: CellReader) -> int:
    if needed < 1:
        reader.bad(row["达到项数"], "达到项数", "至少是 1", "填几项同时成立才否决，例如 3")
        return 1
    if not row["达到项数"].blank and needed > 1 and row["否决组"].blank:
        expected = "达到项数要和否决组一起用：给同一组的几行填同样的否决组"
        reader.report("S104", row["否决组"].place, column="否决组", expected=expected)
    return needed


def _rests_on_scores(node: t.Node) -> bool:
    if isinstance(node, t.Given):
        return node.quantity in (
            t.Quantity.TOTAL,
            t.Quantity.RANK,
            t.Quantity.RANK_FROM_LAST,
            t.Quantity.GRADE,
            t.Quantity.PARENT_SCORE,
        )
    return isinstance(node, t.ScoreOf | t.VetoOf)


def _effects(row: Row, grades: Sequence[m.Grade], reader: CellReader) -> tuple[m.Effects, ...]:
    cell = row["后果"]
    found = []
    listed = "、".join(m.EFFECTS)
    names = {fold(grade.name): grade.name for grade in grades}
    reader.needed(row, "后果", f"填 {listed} 等，几个用；隔开")
    for word in split_list(cell.text):
        effect = _effect(word)
        if effect is None:
            near = did_you_mean(word, m.EFFECTS)
            reader.bad(cell, "后果", f"没有“{word}”这种后果", near if near.startswith("是不是") else f"可填：{listed}")
        elif effect.grade and effect.grade not in names:
            hint = did_you_mean(effect.grade, names.values()) or "先在等次工作表里写明各等次"
            reader.bad(cell, "后果", f"等次里没有“{effect.grade}”", hint)
        elif effect.places == 0 and effect.consequence in (m.Consequence.SHIFT, m.Consequence.BOTTOM):
            reader.bad(cell, "后果", "位数不能是 0", "写明几位，例如 名次后移2位")
        else:
            found.append(replace(effect, grade=names[effect.grade]) if effect.grade else effect)
    return tuple(found)


def _effect(word: str) -> m.Effects | None:
    word = fold(word)
    if match := _SHIFT.fullmatch(word):
        return m.Effects(m.Consequence.SHIFT, places=_count(match[1]))
    if match := _BOTTOM.fullmatch(word):
        return m.Effects(m.Consequence.BOTTOM, places=_count(match[1]))
    if match := _CAP.fullmatch(word):
        return m.Effects(m.Consequence.GRADE_CAP, grade=match[1])
    return m.Effects(_PLAIN[word]) if word in _PLAIN else None


def _count(word: str) -> int:
    return figure_of(word.replace("两", "二")) or 0


# -- grades -----------------------------------------------------------------------------------------------------------


def read_grades(book: Book, groups: tuple[str, ...], reader: CellReader) -> tuple[m.Grade, ...]:
    """等次, best first as they stand in the sheet; the same 等次 may have a row for each 分组."""
    grades: list[m.Grade] = []
    for row in reader.table(book, tables.GRADES) or ():
        if reader.nameless(row, "等次"):
            continue
        read = read_fields(row, m.Grade, Nameable(groups), reader)
        read["last_rank"] = _last_rank(row, read["last_rank"], reader)
        read["ratio"] = _ratio(row, read["ratio"], reader)
        grade = m.Grade(**read, place=row["等次"].place)
        twin = next((other for other in grades if other.name == grade.name and _share_groups(other, grade)), None)
        if twin is not None:
            hint = "删去一行；分组不同的，在适用分组一列分别写明"
            reader.report("S106", grade.place, column="等次", value=grade.name, first=twin.place.cell, hint=hint)
            continue
        grades.append(grade)
    return tuple(grades)


def _share_groups(one: m.Grade, other: m.Grade) -> bool:
    return not one.groups or not other.groups or bool(set(one.groups) & set(other.groups))


def _last_rank(row: Row, rank: int | None, reader: CellReader) -> int | None:
    if rank is not None and rank < 1:
        reader.bad(row["名次止"], "名次止", "应是 1 以上的名次", "填这个等次到第几名为止，例如 3")
        return None
    return rank


def _ratio(row: Row, ratio: Fraction | None, reader: CellReader) -> Fraction | None:
    """比例上限 as a ratio: 30%, or 0.3; 30 without the sign would mean 3000%."""
    if ratio is not None and not 0 <= ratio <= 1:
        typed = row.text("比例上限")
        remedy = f"写成 {typed}%" if 1 < ratio <= 100 else "填不超过 100% 的比例，例如 30%"
        reader.bad(row["比例上限"], "比例上限", "应在 0 到 100% 之间", remedy)
        return None
    return ratio
