"""评定: who judges which clause, and the figures that they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.text import fold, narrow, split_list
from kaohe_xl.rules.base import Effect
from kaohe_xl.rules.declared import FieldError
from kaohe_xl.rules.fields import plain_number
from kaohe_xl.rules.judged_score import Assessed
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.cells import CellReader, empty

_METHODS = {fold(each.value): each for each in (m.Several.MEAN, m.Several.TRIMMED, m.Several.MAX, m.Several.MIN)}
_BRACKETED = re.compile(r"\(([^()]*)\)$")


def judged_name(key: str, effect: Effect) -> str:
    """The data item of a 评定: what its figure is called in forms, 采用数据 and explanations."""
    return f"{'评定扣分' if effect is Effect.TAKES else '评定'}{key}"


def read_panel(text: str) -> m.Panel:
    """张三; 张三、李四（去高低平均）; 领导:30%; 群众代表:70%.

    Raises:
        FieldError
    """
    plain = narrow(text).strip()
    method = m.Several.MEAN
    bracket = _BRACKETED.search(plain)
    if bracket and fold(bracket[1]) in _METHODS:
        method, plain = _METHODS[fold(bracket[1])], plain[: bracket.start()]
    names: list[str] = []
    weights: dict[str, Fraction] = {}
    for part in split_list(plain):
        name, colon, share = (piece.strip() for piece in part.partition(":"))
        if fold(name) in _METHODS and not colon:
            method = _METHODS[fold(name)]
            continue
        if name in names or not name:
            raise FieldError(f"“{text}”里评分人“{name}”写了两次", "每个评分人写一次")
        names.append(name)
        if colon:
            weights[name] = plain_number(share).value
    if not names:
        raise FieldError(f"“{text}”里没有评分人", "写评分人的姓名或部门，几个用、隔开")
    if weights and len(weights) < len(names):
        lacking = "、".join(name for name in names if name not in weights)
        raise FieldError(f"“{text}”里 {lacking} 没有写权重", "每个评分人都写权重，或都不写（取平均）")
    if weights and sum(weights.values()) != 1:
        total = decimal_text(sum(weights.values(), Fraction(0)) * 100, most=4)
        raise FieldError(f"“{text}”的权重加起来是 {total}%，不是 100%", "例如 领导:30%; 群众代表:70%")
    return m.Panel(tuple(names), weights, method)


def panel_of(cell: Cell, line: m.Line, reader: CellReader) -> m.Panel | None:
    """Who judges a clause: the row's 评分人, else the 考核线's; None where neither says."""
    if not empty(cell):
        try:
            return read_panel(cell.text)
        except FieldError as error:
            reader.bad(cell, "评分人", error.problem, error.remedy)
            return None
    if not line.scorer:
        return None
    try:
        return read_panel(line.scorer)
    except FieldError as error:
        reader.report(
            "S105", line.place, column="评分人", value=line.scorer, problem=error.problem, expected=error.remedy
        )
        return None


def judged_items(
    indicators: Iterable[m.Indicator], items: Mapping[str, m.DataItem], settings: m.Settings, reader: CellReader
) -> dict[str, m.DataItem]:
    """A data item for every 评定 clause that names none: its judges own it, its limits are the clause's."""
    found: dict[str, m.DataItem] = {}
    unsaid: list[m.Clause] = []
    for indicator in indicators:
        for clause in indicator.clauses:
            rule = clause.rule
            if not isinstance(rule, Assessed) or not clause.judged:
                continue
            if clause.judged in items:
                reader.report("S710", items[clause.judged].place, item=clause.judged)
            panel = clause.panel or m.Panel((settings.office or m.OFFICE,))
            if clause.panel is None:
                unsaid.append(clause)
            found[clause.judged] = item = _item(clause, rule, indicator, panel)
            if settings.self_assessed and clause.effect is Effect.GIVES and not clause.on_total:
                own = clause.judged.replace("评定", "自评", 1)
                found[own] = replace(
                    item,
                    name=own,
                    owners=(m.OWN_UNIT,),
                    several=m.Several.ONE,
                    weights={},
                    clause="",
                    required=False,
                    self_of=clause.key,
                )
    if unsaid:
        judge = settings.office or m.OFFICE
        keys = "、".join(dict.fromkeys(clause.indicator for clause in unsaid))
        reader.report("S711", unsaid[0].place, count=len(unsaid), keys=keys, judge=judge)
    return found


def _item(clause: m.Clause, rule: Assessed, indicator: m.Indicator, panel: m.Panel) -> m.DataItem:
    bounds, high = rule.bounds, rule.highest
    most = high if bounds is None else max(bounds.high, bounds.rest) if high is None else high
    words = "；".join(part for part in (indicator.title, clause.text) if part)
    return m.DataItem(
        name=clause.judged,
        type=rule.accepts[0],
        measure="分",
        owners=panel.names,
        required=True,
        low=rule.lowest,
        high=most,
        gather=m.Gather.LAST,
        several=panel.method if len(panel.names) > 1 else m.Several.ONE,
        note=f"{words}（{rule.range_words}）" if words else rule.range_words,
        place=clause.place,
        weights=panel.weights,
        clause=clause.key,
    )
