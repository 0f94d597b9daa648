"""连续( ) and 下级…( ): what they may look at, and whether there is anything to look at."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.wording import wording
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check.uses import reward_nodes
from kaohe_xl.scheme.subordinates import asks_results, depth, of_results, sub_rows

_RESULTS = (t.Quantity.TOTAL, t.Quantity.RANK, t.Quantity.RANK_FROM_LAST)


def _rules(scheme: m.Scheme) -> Iterator[tuple[str, Place, tuple[t.Node, ...], bool, bool]]:
    """Name, place, nodes; may it look at results of other periods, and at grades?"""
    for item in scheme.items.values():
        if item.formula is not None:
            yield f"派生项“{item.name}”", item.place, tuple(item.formula.walk()), False, False
    for clause in scheme.clauses:
        yield f"编号 {clause.key}", clause.place, clause.nodes, False, False
    for veto in scheme.vetoes:
        yield f"否决“{veto.name}”", veto.place, tuple(veto.condition.walk()), True, False
    for reward in scheme.rewards:
        yield f"奖惩“{reward.name}”", reward.place, tuple(reward_nodes(reward)), True, True


def runs(scheme: m.Scheme) -> Iterator[Finding]:
    """A run is over data, in conditions of 一票否决 and 奖惩 over results too; of one period there is no run."""
    for name, place, nodes, results, _ in _rules(scheme):
        for node in nodes:
            if not isinstance(node, t.Streak):
                continue
            inner = list(node.condition.walk())
            if any(isinstance(n, t.Streak | t.OfSubs) for n in inner):
                yield finding("S771", place, rule=name, what=wording(node), problem="里面又套着连续或下级")
            elif any(isinstance(n, t.Given) and n.quantity is t.Quantity.GRADE for n in inner):
                yield finding("S771", place, rule=name, what=wording(node), problem="用到等次，而等次只有全年才有")
            elif not results and asks_results(node.condition):
                yield finding("S771", place, rule=name, what=wording(node), problem="用到得分或名次")
            elif len(scheme.calendar.leaves) < 2:
                yield finding("S772", place, rule=name, what=wording(node))


def sub_units(scheme: m.Scheme) -> Iterator[Finding]:
    """Somebody must stand below, nothing may lead back to itself."""
    nobody = not any(sub_rows(scheme))
    for name, place, nodes, _, grades in _rules(scheme):
        for node in nodes:
            if not isinstance(node, t.OfSubs):
                continue
            inner = list(node.part.walk())
            grade = any(isinstance(n, t.Given) and n.quantity is t.Quantity.GRADE for n in inner)
            if any(isinstance(n, t.OfSubs) for n in inner):
                yield finding("S773", place, rule=name, what=wording(node), problem="下级里又套着下级")
            elif grade and not grades:
                yield finding("S773", place, rule=name, what=wording(node), problem="用到等次，而等次要到最后才定")
            elif nobody:
                yield finding("S774", place, rule=name, what=wording(node))


def sub_unit_rings(scheme: m.Scheme) -> Iterator[Finding]:
    """A score that rests on sub-units' scores must not be among what these rest on."""
    if depth(scheme) is not None:
        return
    rules = [*((c.key, c.place, c.nodes) for c in scheme.clauses)]
    rules += [(v.name, v.place, tuple(v.condition.walk())) for v in scheme.vetoes]
    for name, place, nodes in rules:
        found = of_results(nodes)
        if found:
            yield finding("S770", place, rule=name, what=wording(found[0]))


CHECKS = (runs, sub_units, sub_unit_rings)
