"""What rests on what: scores on other scores (得分[编号], 子项合计, 上级得分), derived items on others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m


def scored_below(indicators: Mapping[str, m.Indicator], key: str) -> set[str]:
    """The indicator itself, or for a heading the scored ones below it, whose sum its score is."""
    indicator = indicators.get(key)
    if indicator is None:
        return set()
    if indicator.scored:
        return {key}
    return {each for child in indicator.children for each in scored_below(indicators, child)}


def clause_rests_on(indicators: Mapping[str, m.Indicator], clause: m.Clause) -> set[str]:
    """编号 of scored indicators that have to be scored before the clause can be."""
    own = indicators[clause.indicator]
    found: set[str] = set()
    for node in clause.own_nodes:
        if isinstance(node, t.ScoreOf):
            found |= scored_below(indicators, node.key)
        elif isinstance(node, t.Given) and node.quantity is t.Quantity.CHILDREN:
            found |= {each for child in own.children for each in scored_below(indicators, child)}
        elif isinstance(node, t.Given) and node.quantity is t.Quantity.PARENT_SCORE and own.parent:
            found |= scored_below(indicators, own.parent)
    return found


def rests_on(indicators: Mapping[str, m.Indicator]) -> dict[str, set[str]]:
    """For every scored indicator those that have to be scored before it."""
    return {
        indicator.key: {key for clause in indicator.clauses for key in clause_rests_on(indicators, clause)}
        for indicator in indicators.values()
        if indicator.scored
    }


def in_order(indicators: Mapping[str, m.Indicator]) -> Iterator[m.Indicator]:
    """Scored indicators, each after those that it rests on, else in sheet order. There must be no rings."""
    needs = rests_on(indicators)
    done: set[str] = set()
    for key in needs:
        waiting = [key]
        while waiting:
            here = waiting[-1]
            open_needs = [each for each in sorted(needs[here], key=list(needs).index) if each not in done]
            if open_needs and here not in done:
                waiting.extend(reversed(open_needs))
                continue
            waiting.pop()
            if here not in done:
                done.add(here)
                yield indicators[here]


def rings(indicators: Mapping[str, m.Indicator]) -> list[str]:
    """编号 whose score would need itself."""
    needs = rests_on(indicators)
    found = []
    for key in needs:
        seen: set[str] = set()
        front = set(needs[key])
        while front - seen:
            seen |= front
            front = {each for name in front for each in needs.get(name, set())}
        if key in seen:
            found.append(key)
    return found


def derived_from(scheme: m.Scheme, names: Collection[str]) -> set[str]:
    """Some data items and all that are derived from them, directly or through others."""
    found, fresh = set(names), set(names)
    while fresh:
        fresh = {
            item.name
            for item in scheme.items.values()
            if item.formula is not None
            and item.name not in found
            and any(isinstance(node, t.Item) and node.name in found for node in item.formula.walk())
        }
        found |= fresh
    return found
