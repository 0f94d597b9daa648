"""奖惩: one row is one consequence, or one for each 依据 where the row lists several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book
from kaohe_xl.base.table import Row
from kaohe_xl.base.text import did_you_mean, fold, narrow, split_list
from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.declared import Context
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.cells import CellReader
from kaohe_xl.scheme.declared_names import DeclaredNames
from kaohe_xl.scheme.row_fields import Nameable, read_fields

BASIS = "{依据}"  # in 奖惩, 互斥组, 称号 and 通报模板: the basis that the row is expanded to
_COUNTING = (m.Pay.PER_CASE, m.Pay.ABOVE)


def read_rewards(
    book: Book, known: DeclaredNames, grades: Sequence[m.Grade], reader: CellReader
) -> tuple[m.Reward, ...]:
    """Consequences in sheet order; those of one row in the order of its 依据."""
    names = tuple(dict.fromkeys(grade.name for grade in grades))
    rewards: list[m.Reward] = []
    for row in reader.table(book, tables.REWARDS) or ():
        if reader.nameless(row, "奖惩"):
            continue
        bases = _bases(row, known, reader)
        reward = _reward(row, known, names, reader)
        rewards.extend(_for_basis(reward, basis, known) for basis in bases)
    return tuple(rewards)


def _for_basis(reward: m.Reward, basis: str, known: DeclaredNames) -> m.Reward:
    """The row's consequence on one of its bases, which takes the place of {依据} in its texts."""
    on_indicator = basis in known.indicators and basis not in {m.SINGLE_LINE, *(line.name for line in known.lines)}
    words = f"编号{basis}" if on_indicator else basis
    return replace(
        reward,
        basis=basis,
        basis_label=words if on_indicator else "",
        name=reward.name.replace(BASIS, words),
        exclusive=reward.exclusive.replace(BASIS, words),
        honour=reward.honour.replace(BASIS, words),
        template=reward.template.replace(BASIS, words),
    )


def _reward(row: Row, known: DeclaredNames, grades: tuple[str, ...], reader: CellReader) -> m.Reward:
    read = read_fields(row, m.Reward, Nameable(known.groups, grades, known.calendar, known.context), reader)
    if read["pay"] is m.Pay.TEXT and not row["金额"].blank:
        read["pay"] = m.Pay.FIXED
    items = reader.parsed(row, "数据项", lambda cell: fields.items(cell, known.context)) or ()
    x = items[0] if items else None
    base, formula = _base(row, read["pay"], x, known, reader)
    first, last = _ranks(row, reader)
    _check_pay(row, read["pay"], read["amount"], items, reader)
    read["consecutive"] = _consecutive(row, read["consecutive"], reader)
    read["to"] = _receiver(row, read["to"], known, reader)
    read["cap"] = _cap(row, read["cap"], reader)
    return m.Reward(
        **read, first_rank=first, last_rank=last, item=x, base=base, formula=formula, place=row["奖惩"].place
    )


# -- who --------------------------------------------------------------------------------------------------------------


def _bases(row: Row, known: DeclaredNames, reader: CellReader) -> tuple[str, ...]:
    """总分, 考核线 or 编号, several separated by 、; 各考核线 = every line of 适用分组."""
    lines = {fold(line.name): line.name for line in known.lines}
    found: list[str] = []
    for word in split_list(row.text("依据")):
        indicator = known.indicator(word)
        if fold(word) == fold(m.SINGLE_LINE):
            found.append(m.SINGLE_LINE)
        elif fold(word) == m.EVERY_LINE:
            found.extend(_every_line(row, known))
        elif fold(word) in lines:
            found.append(lines[fold(word)])
        elif indicator is not None:
            found.append(indicator.key)
        else:
            choices = dict.fromkeys((m.SINGLE_LINE, m.EVERY_LINE, *lines.values(), *known.indicators))
            hint = did_you_mean(word, choices) or "填 总分、各考核线、某条考核线或某个编号"
            reader.bad(row["依据"], "依据", f"没有考核线或编号“{word}”", hint)
    return tuple(dict.fromkeys(found)) or (m.SINGLE_LINE,)


def _every_line(row: Row, known: DeclaredNames) -> list[str]:
    wanted = {fold(word) for word in split_list(row.text("适用分组"))}
    return [
        line.name for line in known.lines if not wanted or not line.groups or wanted & {fold(g) for g in line.groups}
    ]


def _ranks(row: Row, reader: CellReader) -> tuple[int | None, int | None]:
    """名次起 and 名次止, both inclusive; −1 = last. One alone: 名次起 = only that rank, 名次止 = from the first on."""
    first, last = reader.whole(row, "名次起"), reader.whole(row, "名次止")
    for column, rank in (("名次起", first), ("名次止", last)):
        if rank == 0:
            reader.bad(row[column], column, "没有第 0 名", "第一名填 1，最后一名填 -1")
    if first is None:
        return (1 if last is not None and last > 0 else last), last
    return first, first if last is None else last


_MOST_YEARS = 100


def _consecutive(row: Row, years: int, reader: CellReader) -> int:
    if years < 1:
        reader.bad(row["连续次数"], "连续次数", "至少是 1", "连续两年填 2（今年和去年）")
        return 1
    if years > _MOST_YEARS:
        reader.bad(row["连续次数"], "连续次数", f"最多 {_MOST_YEARS} 年", "连续两年填 2（今年和去年）")
        return 1
    return years


def _receiver(row: Row, word: str, known: DeclaredNames, reader: CellReader) -> str:
    attributes = {fold(name): name for unit in known.units for name in unit.attributes}
    if fold(word) == "单位":
        return "单位"
    if fold(word) not in attributes:
        hint = did_you_mean(word, ["单位", *attributes.values()]) or "填 单位，或考核对象里的一列（如 书记）"
        reader.bad(row["对象"], "对象", f"考核对象里没有“{word}”这一列", hint)
        return "单位"
    return attributes[fold(word)]


# -- how much ---------------------------------------------------------------------------------------------------------


def _base(
    row: Row, pay: m.Pay, x: t.Node | None, known: DeclaredNames, reader: CellReader
) -> tuple[fields.Targets | None, t.Node | None]:
    """基准: the figure to exceed (超额每例), or the formula (公式)."""
    if pay is m.Pay.FORMULA:
        if row["基准"].blank:
            expected = "公式方式要在基准里写算式，例如 编制数×30×180"
            reader.report("S104", row["基准"].place, column="基准", expected=expected)
        return None, reader.parsed(row, "基准", lambda cell: fields.expression(cell, known.context))
    if pay is m.Pay.ABOVE:
        if row["基准"].blank:
            expected = "超额每例要在基准里写明超过多少才算，例如 100 或 应完成数"
            reader.report("S104", row["基准"].place, column="基准", expected=expected)
        context = Context(names=known.names, groups=known.groups, x=x, items=(x,) if x is not None else ())
        return reader.parsed(row, "基准", lambda cell: _above(cell, context)), None
    return None, None


def _above(cell: Cell, context: Context) -> fields.Targets:
    """基准 of 超额每例: a comparison, or a bare figure or expression that must be exceeded."""
    text = cell.text
    if re.search(r"[<>=≥≤]", narrow(text)):
        return fields.directed(">", ">=")(cell, context)
    return fields.target(Cell(f">{text}", cell.place), context)


def _check_pay(row: Row, pay: m.Pay, amount: Fraction | None, items: Sequence[t.Node], reader: CellReader) -> None:
    """What each 方式 cannot do without, and what it does not look at."""
    if pay not in (m.Pay.TEXT, m.Pay.FORMULA) and row["金额"].blank:
        reader.report("S104", row["金额"].place, column="金额", expected=f"{pay.value}方式要填金额（元）")
    if pay in _COUNTING and row["数据项"].blank:
        reader.report("S104", row["数据项"].place, column="数据项", expected=f"{pay.value}方式要填按哪个数据项算")
    if pay in _COUNTING and (len(items) > 1 or any(not _counts(item) for item in items)):
        problem = "只能填一个数据项" if len(items) > 1 else "不是能计数的数据项"
        reader.bad(row["数据项"], "数据项", problem, "填一个类型为 数值 或 整数 的数据项；几项相加的先做成派生项")
    if pay in (m.Pay.SHARE, m.Pay.COEFFICIENT) and amount is not None and amount < 0:
        reader.bad(row["金额"], "金额", f"{pay.value}的金额不能小于 0", "填要分配的总额或基数")
    idle = {"数据项": pay not in _COUNTING, "基准": pay not in (m.Pay.ABOVE, m.Pay.FORMULA)}
    idle["金额"] = pay is m.Pay.FORMULA
    for column, unused in idle.items():
        if unused and not row[column].blank:
            way = f"方式“{pay.value}”" if pay is not m.Pay.TEXT else "没有金额的奖惩"
            reader.report("S202", row[column].place, kind=way, column=column, value=row.text(column))


def _counts(node: t.Node) -> bool:
    return isinstance(node, t.Item | t.Attribute) and node.type in (t.ValueType.NUMBER, t.ValueType.INTEGER)


def _cap(row: Row, cap: Fraction | None, reader: CellReader) -> Fraction | None:
    if cap is not None and cap <= 0:
        reader.bad(row["上限"], "上限", "应大于 0", "填最多给（或罚）多少元，没有上限的留空")
        return None
    return cap
