"""上级单位: which units stand below which, and whose score has to be known before whose."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m

_RESULTS = (t.Quantity.TOTAL, t.Quantity.RANK, t.Quantity.RANK_FROM_LAST)


@lru_cache(maxsize=32)
def _below(units: tuple[tuple[str, str], ...]) -> tuple[tuple[int, ...], ...]:
    rows: dict[str, list[int]] = {}
    for row, (_, parent) in enumerate(units):
        rows.setdefault(parent, []).append(row)
    return tuple(tuple(each for each in rows.get(name, ()) if units[each][0] != name) for name, _ in units)


def sub_rows(scheme: m.Scheme) -> tuple[tuple[int, ...], ...]:
    """Rows of the units that name each unit as their 上级单位, in scheme order."""
    return _below(tuple((unit.name, unit.parent) for unit in scheme.units))


def asks_results(part: t.Node) -> bool:
    """Does it look at what sub-units scored, rather than at their data?"""
    return any(
        isinstance(node, t.ScoreOf | t.VetoOf) or (isinstance(node, t.Given) and node.quantity in _RESULTS)
        for node in part.walk()
    )


def of_results(nodes: Iterator[t.Node] | tuple[t.Node, ...]) -> list[t.OfSubs]:
    return [node for node in nodes if isinstance(node, t.OfSubs) and asks_results(node.part)]


def scope_key(scheme: m.Scheme, unit: m.Unit) -> tuple[str, ...]:
    """Equal for units that are ranked together."""
    if scheme.settings.rank_within == "全体":
        return ()
    if scheme.settings.rank_within == "分组":
        return (unit.group,)
    return tuple(line.name for line in scheme.lines_of(unit.group))


def concerns(scheme: m.Scheme, clause: m.Clause, unit: m.Unit) -> bool:
    """Is the clause for the unit?"""
    indicator = scheme.indicators[clause.indicator]
    line = next(line for line in scheme.lines if line.name == indicator.line)
    asked = (clause.groups, () if indicator.every_line else line.groups)
    return all(not groups or unit.group in groups for groups in asked)


def waits_for(scheme: m.Scheme) -> dict[object, set[object]]:
    """Whose results have to be known before whose: a unit's, or those of all who are ranked together.

    Units count as one where a rule of the rubric compares their scores, and wherever a place is asked for.
    """
    below = sub_rows(scheme)
    rules: list[tuple[m.Clause | m.Veto, tuple[t.Node, ...]]] = [(clause, clause.nodes) for clause in scheme.clauses]
    rules += [(veto, tuple(veto.condition.walk())) for veto in scheme.vetoes]
    uses = [(rule, nodes, found) for rule, nodes in rules if (found := of_results(nodes))]
    if not uses:
        return {}
    coupled = scheme.settings.not_applicable is m.NotApplicable.MEAN or any(_compares_scores(c) for c in scheme.clauses)
    keys = [scope_key(scheme, unit) for unit in scheme.units]
    nodes: list[object] = [key if coupled else row for row, key in enumerate(keys)]
    together: dict[tuple[str, ...], list[int]] = {}
    for row, key in enumerate(keys):
        together.setdefault(key, []).append(row)
    edges: dict[object, set[object]] = {}
    for rule, all_nodes, found in uses:
        rows = [row for row, unit in enumerate(scheme.units) if _is_for(scheme, rule, unit)]
        whole = any(isinstance(node, t.Across) and of_results(tuple(node.walk())) for node in all_nodes)
        ranked = any(_asks_places(node.part) for node in found)
        for row in rows:
            looked_at = {sub for each in (together[keys[row]] if whole else [row]) for sub in below[each]}
            if ranked:
                looked_at |= {other for sub in looked_at for other in together[keys[sub]]}
            edges.setdefault(nodes[row], set()).update(nodes[each] for each in looked_at)
    return edges


def _is_for(scheme: m.Scheme, rule: m.Clause | m.Veto, unit: m.Unit) -> bool:
    if isinstance(rule, m.Clause):
        return concerns(scheme, rule, unit)
    return not rule.unit_groups or unit.group in rule.unit_groups


def _compares_scores(clause: m.Clause) -> bool:
    across = [node for node in clause.nodes if isinstance(node, t.Across)]
    return any(
        isinstance(n, t.ScoreOf) or (isinstance(n, t.Given) and n.quantity is t.Quantity.CHILDREN)
        for node in across
        for n in node.walk()
    )


def _asks_places(part: t.Node) -> bool:
    places = (t.Quantity.RANK, t.Quantity.RANK_FROM_LAST)
    return any(isinstance(n, t.Across) or (isinstance(n, t.Given) and n.quantity in places) for n in part.walk())


def depth(scheme: m.Scheme) -> int | None:
    """How often results have to be worked out before those that rest on sub-units' are right; None: in a ring."""
    edges = waits_for(scheme)
    known: dict[object, int] = {}
    open_: set[object] = set()

    def longest(node: object) -> int | None:
        if node in known:
            return known[node]
        if node in open_:
            return None
        open_.add(node)
        below = [longest(each) for each in edges.get(node, ())]
        open_.discard(node)
        if any(each is None for each in below):
            return None
        known[node] = max((each + 1 for each in below if each is not None), default=0)
        return known[node]

    found = [longest(node) for node in edges]
    return None if any(each is None for each in found) else max((each or 0 for each in found), default=0)
