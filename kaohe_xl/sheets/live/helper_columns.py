"""Columns of 计分过程 that several formulas share."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.wording import wording
from kaohe_xl.scheme import model as m


@dataclass(frozen=True)
class HelperColumn:
    """A column of 计分过程 that several formulas share.

    A statistic over units or over sub-units, the length of a run over the periods, or a sum over child indicators.
    """

    title: str
    key: str
    indicator: m.Indicator | None  # whose children are summed, or whose clause asks for the statistic
    statistic: t.Across | t.OfSubs | None = None
    streak: t.Streak | None = None
    most: bool = False  # of a run: as if what is not known held


def sum_key(key: str) -> str:
    """Key of the helper that sums what stands below a 编号."""
    return f"sum {key}"


def statistic_key(node: t.Across, indicator: m.Indicator) -> str:
    """Equal trees share a helper; one that looks at its own indicator's figures does not."""
    own = indicator.key if any(isinstance(each, t.Given) for each in node.walk()) else ""
    return f"stat {own} {node!r}"


def streak_key(node: t.Streak, most: bool = False) -> str:
    """Equal conditions share their two helpers."""
    return f"streak {most} {node.run.name} {node.condition!r}"


def subs_key(node: t.OfSubs) -> str:
    return f"subs {node!r}"


def composed_helpers(node: t.Node) -> list[HelperColumn]:
    """Helpers for a run, and for what sub-units' figures come to."""
    if isinstance(node, t.Streak):
        told = wording(node)
        return [
            HelperColumn(f"{told}{how}", streak_key(node, most), None, streak=node, most=most)
            for how, most in (("", False), ("，缺的都算上", True))
        ]
    return [HelperColumn(wording(node), subs_key(node), None, node)] if isinstance(node, t.OfSubs) else []


def helpers_of(tree: t.Node, indicator: m.Indicator, scheme: m.Scheme) -> list[HelperColumn]:
    found: list[HelperColumn] = []
    inside: set[int] = set()
    for node in tree.walk():
        if isinstance(node, t.Given) and node.quantity is t.Quantity.CHILDREN:
            found.append(HelperColumn(f"{indicator.key} 子项合计", sum_key(indicator.key), indicator))
        if isinstance(node, t.ScoreOf) and node.key in scheme.indicators and not scheme.indicators[node.key].scored:
            found.append(HelperColumn(f"{node.key} 得分合计", sum_key(node.key), scheme.indicators[node.key]))
        if isinstance(node, t.Across) and id(node) not in inside:
            inside.update(id(each) for each in node.walk())
            title = f"{node.statistic.value}：{_words(node.part)}"
            found.append(HelperColumn(title, statistic_key(node, indicator), indicator, node))
    # a sum that a statistic looks at stands before it, as people read
    return sorted(found, key=lambda helper: helper.statistic is not None)


def _words(node: t.Node) -> str:
    names = [each.name for each in node.walk() if isinstance(each, t.Item | t.Attribute)]
    names += [each.quantity.value for each in node.walk() if isinstance(each, t.Given)]
    names += [f"得分[{each.key}]" for each in node.walk() if isinstance(each, t.ScoreOf)]
    return "、".join(dict.fromkeys(names))
