"""What is used and what is not; scores that would need themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kaohe_xl.base.finding import Finding
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.wording import wording
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import references


def reward_nodes(reward: m.Reward) -> Iterator[t.Node]:
    """Every node in a consequence."""
    for node in (reward.condition, reward.item, reward.formula, reward.base.base if reward.base else None):
        if node is not None:
            yield from node.walk()


def _all_nodes(scheme: m.Scheme) -> Iterator[t.Node]:
    for clause in scheme.clauses:
        yield from clause.nodes
    for veto in scheme.vetoes:
        yield from veto.condition.walk()
    for reward in scheme.rewards:
        yield from reward_nodes(reward)


def used_items(scheme: m.Scheme) -> set[str]:
    """Items that scoring, vetoes or rewards use, directly or through a derived item."""
    used = {node.name for node in _all_nodes(scheme) if isinstance(node, t.Item)}
    front = set(used)
    while front:
        formulas = [item.formula for name in front if (item := scheme.items.get(name)) and item.formula]
        front = {n.name for formula in formulas for n in formula.walk() if isinstance(n, t.Item)} - used
        used |= front
    return used


def unused_items(scheme: m.Scheme) -> Iterator[Finding]:
    """Attachments and texts (审批文号) are asked for the record; a figure that nothing uses was probably forgotten."""
    used = used_items(scheme)
    for item in scheme.items.values():
        if item.name not in used and item.type not in _FOR_THE_RECORD and not item.self_of:
            yield finding("S501", item.place, item=item.name)


_FOR_THE_RECORD = (t.ValueType.ATTACHMENT, t.ValueType.TEXT)


def rings(scheme: m.Scheme) -> Iterator[Finding]:
    """得分[…] must not lead back to itself."""
    for key in references.rings(scheme.indicators):
        yield finding("S309", scheme.indicators[key].place, key=key)


def score_references(scheme: m.Scheme) -> Iterator[Finding]:
    """得分[…] in the rubric: of an indicator, that is scored in the same period, and settled when it is looked at."""
    groups: dict[str, set[str]] = {}
    for clause in scheme.clauses:
        if clause.exclusive:
            groups.setdefault(clause.exclusive, set()).add(clause.indicator)
        if clause.pool is not None:
            groups.setdefault(f"合计上限 {clause.pool.name}", set()).add(clause.indicator)
    late = {key for keys in groups.values() if len(keys) > 1 for key in keys}
    for clause in scheme.clauses:
        needed = references.clause_rests_on(scheme.indicators, clause)
        for period in clause.periods:
            absent = sorted(key for key in needed if not _scored_in(scheme.indicators[key], period))
            if absent:
                details = {"key": clause.key, "period_name": period, "absent": "、".join(absent)}
                yield finding("S325", clause.place, **details)
                break
        if needed & late:
            yield finding("S326", clause.place, key=clause.key, others="、".join(sorted(needed & late)))


def _scored_in(indicator: m.Indicator, period: str) -> bool:
    return any(period in clause.periods for clause in indicator.clauses)


def known_only_later(scheme: m.Scheme) -> Iterator[Finding]:
    """A clause cannot look at what is known only after all clauses (总分, 名次, 等次, 否决[…]), a veto not at 等次."""
    for clause in scheme.clauses:
        for node in _now(clause.own_nodes):
            later = isinstance(node, t.Given) and node.quantity in _LATER
            of_line = isinstance(node, t.ScoreOf) and node.key not in scheme.indicators
            if later or of_line or isinstance(node, t.VetoOf):
                yield finding("S321", clause.place, key=clause.key, what=wording(node))
                break
    for veto in scheme.vetoes:
        if any(isinstance(n, t.Given) and n.quantity is t.Quantity.GRADE for n in veto.condition.walk()):
            yield finding("S322", veto.place, veto=veto.name)


_LATER = (t.Quantity.TOTAL, t.Quantity.RANK, t.Quantity.RANK_FROM_LAST, t.Quantity.GRADE)


def _now(nodes: Iterable[t.Node]) -> Iterator[t.Node]:
    """Nodes that are not about another period."""
    every = list(nodes)
    inside = {id(node.item) for node in every if isinstance(node, t.Past)}
    return (node for node in every if id(node) not in inside)


def past_figures(scheme: m.Scheme) -> Iterator[Finding]:
    """上期 has data items, and in conditions 总分 and 名次; 上年 has figures, 总分 and 名次 from 历年结果."""
    places = [(clause.place, clause.nodes, True) for clause in scheme.clauses]
    places += [(veto.place, tuple(veto.condition.walk()), False) for veto in scheme.vetoes]
    places += [(reward.place, tuple(reward_nodes(reward)), False) for reward in scheme.rewards]
    year = scheme.settings.year
    known = {(past.year, past.scope) for past in scheme.past_results if past.score is not None or past.rank is not None}
    for place, nodes, scoring in places:
        for node in nodes:
            if not isinstance(node, t.Past):
                continue
            if not _has_past(node, scoring):
                yield finding("S323", place, what=wording(node))
                continue
            scope = node.item.name if isinstance(node.item, t.Item) else m.SINGLE_LINE
            if node.last_year and (year is None or (year - 1, scope) not in known):
                missing = "考核设置没有填年度" if year is None else f"历年结果里没有 {year - 1} 年的{scope}"
                yield finding("S324", place, what=wording(node), missing=missing)


def _has_past(node: t.Past, scoring: bool) -> bool:
    """Is there such a figure of the past?"""
    if isinstance(node.item, t.Item):
        return not node.last_year or (node.item.type.is_numeric and node.item.type is not t.ValueType.DATE)
    return node.item.quantity in (t.Quantity.TOTAL, t.Quantity.RANK) and (node.last_year or not scoring)
