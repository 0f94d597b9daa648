"""Which data items a scheme needs from a unit in a leaf period: what a form asks for, and what may be missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.model.calendar import leaves_until


@dataclass(frozen=True)
class _Use:
    """Items that one part of the scheme uses, for these groups and periods (empty = all)."""

    items: frozenset[str]
    groups: tuple[str, ...]
    periods: frozenset[str]

    def concerns(self, group: str, periods: set[str]) -> bool:
        return (not self.groups or group in self.groups) and (not self.periods or bool(periods & self.periods))


@dataclass(eq=False)
class NeededItems:
    """Looks through clauses, vetoes and rewards once; answers for each 分组 and leaf."""

    scheme: m.Scheme
    _known: dict[tuple[str, str], tuple[m.DataItem, ...]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def _uses(self) -> tuple[_Use, ...]:
        return tuple(_uses(self.scheme))

    @cached_property
    def _unused(self) -> frozenset[str]:
        """Items that nothing computes with (审批文号, attachments): they are asked of everybody, for the record."""
        used = self._with_inputs({name for use in self._uses for name in use.items})
        return frozenset(name for name, item in self.scheme.items.items() if name not in used and not item.derived)

    def items(self, group: str, leaf: str) -> tuple[m.DataItem, ...]:
        """Items that somebody has to fill in for a unit of the group in the leaf period; sheet order, none derived."""
        if (group, leaf) not in self._known:
            periods = {period.name for period in self.scheme.calendar.at_or_above(leaf)}
            used = {name for use in self._uses if use.concerns(group, periods) for name in use.items}
            wanted = self._with_inputs(used) | self._unused
            items = tuple(i for name, i in self.scheme.items.items() if name in wanted and not i.derived)
            self._known[group, leaf] = items
        return self._known[group, leaf]

    def computed(self, group: str, leaf: str) -> tuple[m.DataItem, ...]:
        """Those of them from which something is computed: what is only kept for the record makes no form return."""
        return tuple(item for item in self.items(group, leaf) if item.name not in self._unused)

    def owned(self, filler: str, group: str, leaf: str) -> tuple[m.DataItem, ...]:
        """Those of them that ``filler`` (本单位 or a department) may fill in."""
        return tuple(item for item in self.items(group, leaf) if filler in item.owners)

    def units_of(self, filler: str, leaf: str) -> tuple[m.Unit, ...]:
        """Units for which a department has something to fill in."""
        return tuple(unit for unit in self.scheme.units if self.owned(filler, unit.group, leaf))

    def _with_inputs(self, names: Iterable[str]) -> set[str]:
        """With what derived items are computed from."""
        found: set[str] = set()
        front = set(names)
        while front:
            found |= front
            formulas = [item.formula for name in front if (item := self.scheme.items.get(name)) and item.formula]
            front = {name for formula in formulas for name in _items(formula)} - found
        return found


def _items(*nodes: t.Node | None) -> frozenset[str]:
    return frozenset(n.name for node in nodes if node is not None for n in node.walk_own() if isinstance(n, t.Item))


def _of_subs(
    scheme: m.Scheme, nodes: Iterable[t.Node], groups: tuple[str, ...], periods: frozenset[str]
) -> Iterator[_Use]:
    """What 下级…( ) asks of the units that stand below those of ``groups``."""
    names = frozenset(
        n.name for node in nodes if isinstance(node, t.OfSubs) for n in node.walk() if isinstance(n, t.Item)
    )
    if names:
        below = {unit.parent for unit in scheme.units if unit.parent}
        above = {unit.name for unit in scheme.units if unit.name in below and (not groups or unit.group in groups)}
        subs = tuple(dict.fromkeys(unit.group for unit in scheme.units if unit.parent in above))
        if subs:
            yield _Use(names, subs, periods)


def _uses(scheme: m.Scheme) -> Iterator[_Use]:
    own_of = {item.self_of: name for name, item in scheme.items.items() if item.self_of}
    line_groups = {line.name: line.groups for line in scheme.lines}
    for clause in scheme.clauses:
        indicator = scheme.indicators[clause.indicator]
        line = () if indicator.every_line else line_groups.get(indicator.line, ())
        groups = tuple(g for g in clause.groups if g in line) if clause.groups and line else clause.groups or line
        own = {item for item in (own_of.get(clause.key),) if item}  # 自评, beside the judge's figure
        periods = _with_leaves(scheme, clause.nodes, clause.periods)
        yield _Use(frozenset((*clause.item_names, *own)), groups, periods)
        yield from _of_subs(scheme, clause.nodes, groups, periods)
    for veto in scheme.vetoes:
        nodes = tuple(veto.condition.walk())
        periods = _with_leaves(scheme, nodes, veto.periods)
        yield _Use(_items(veto.condition), veto.unit_groups, periods)
        yield from _of_subs(scheme, nodes, veto.unit_groups, periods)
    for reward in scheme.rewards:
        base = reward.base.base if reward.base else None
        items = _items(reward.condition, reward.item, reward.formula, base)
        trees = [each for each in (reward.condition, reward.item, reward.formula, base) if each is not None]
        nodes = tuple(node for tree in trees for node in tree.walk())
        periods = _with_leaves(scheme, nodes, reward.periods)
        yield _Use(items, reward.groups, periods)
        yield from _of_subs(scheme, nodes, reward.groups, periods)


def _with_leaves(scheme: m.Scheme, nodes: Iterable[t.Node], periods: tuple[str, ...]) -> frozenset[str]:
    """A run looks at every leaf up to the last of these periods."""
    if not periods or not any(isinstance(node, t.Streak) for node in nodes):
        return frozenset(periods)
    earlier = {name for each in periods for name in leaves_until(scheme.calendar, each)[0]}
    return frozenset((*periods, *earlier))
