"""连续( ) and 下级…( ) in words: which months in a row, which sub-units, and the cells that these rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.explain.value_words import ValueWords
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator, lacking
from kaohe_xl.expr.value_columns import Truth
from kaohe_xl.expr.wording import wording
from kaohe_xl.rules.figure_words import FigureWords
from kaohe_xl.rules.sentence import ValueOf, by_name, named_values, words
from kaohe_xl.scoring.figures import ItemSource

Composed = t.Streak | t.OfSubs


def composed(tree: t.Node) -> Iterator[Composed]:
    """The outermost of them in a tree."""
    if isinstance(tree, Composed):
        yield tree
        return
    for child in tree.children():
        yield from composed(child)


@dataclass
class StreaksAndSubs:
    """Answers for one source, unit by unit; whole columns are worked out once."""

    source: ItemSource
    measures: Mapping[str, str]
    _evaluators: dict[int, Evaluator] = field(default_factory=dict)

    def of(self, node: Composed, row: int) -> ValueWords:
        """What it came to for a unit; where that is not known, what is missing for it."""
        known = bool(self._on(self.source)(node).ok[row])
        seen, places = self._streak(node, row, known) if isinstance(node, t.Streak) else self._subs(node, row, known)
        shown = FigureWords(self._on(self.source), self.measures).sentence(words(ValueOf(node)), row)
        return ValueWords(wording(node), shown, "、".join(seen), tuple(dict.fromkeys(places)))

    def _on(self, source: ItemSource) -> Evaluator:
        return self._evaluators.setdefault(id(source), Evaluator(source))

    # -- 连续 ---------------------------------------------------------------------------------------------------------

    def _streak(self, node: t.Streak, row: int, known: bool) -> tuple[list[str], list[Place]]:
        """The leaves of the run; of one that is not known, those that keep it from being so."""
        leaves, inside = self.source.leaf_sources()
        truths = [self._on(leaf).truth(node.condition) for leaf in leaves]
        holds = [bool(each.value[row] and each.ok[row]) or not (known or each.ok[row]) for each in truths]
        run = _run(holds, inside, node.run)
        shown = run if known else [at for at in run if not truths[at].ok[row]]
        seen = [f"{leaves[at].figures.period}{self._seen(leaves[at], node.condition, row)}" for at in shown]
        looked_at = [leaves[at] for at in (shown or range(inside, len(leaves)))]
        return seen, [place for leaf in looked_at for place in _places(leaf, node.condition, row)]

    # -- 下级 ---------------------------------------------------------------------------------------------------------

    def _subs(self, node: t.OfSubs, row: int, known: bool) -> tuple[list[str], list[Place]]:
        """The sub-units that count; of a figure that is not known, those that owe one."""
        source, below = self.source.subordinates()
        column = self._on(source)(node.part)
        counting = column.ok & column.value if isinstance(column, Truth) else column.ok
        owing = ~column.ok & lacking(node.part, source) if not known else np.zeros(source.size, dtype=np.bool_)
        rows = [sub for sub in below[row] if owing[sub]] or [sub for sub in below[row] if counting[sub]]
        seen = [f"{source.scheme.units[sub].name}{self._seen(source, node.part, sub)}" for sub in rows]
        return seen, [place for sub in below[row] for place in _places(source, node.part, sub)]

    # -- both ---------------------------------------------------------------------------------------------------------

    def _seen(self, source: ItemSource, tree: t.Node, row: int) -> str:
        """（88%）, or （完成数8，任务数10） where several figures were looked at."""
        figures = by_name(node for node in tree.walk_now() if isinstance(node, t.Item | t.Given | t.ScoreOf)).values()
        if not figures:
            return ""
        items = source.figures.items
        seen = words(*map(ValueOf, figures)) if len(figures) == 1 else named_values(figures)
        figure_words = FigureWords(self._on(source), self.measures, lambda name, row: items[name].states[row].value)
        return figure_words.sentence(words("（", seen, "）"), row)


def _run(holds: Sequence[bool], inside: int, run: t.Run) -> list[int]:
    """Positions of the longest (or the last) of the runs that stand at the leaves from ``inside`` on."""
    current: list[int] = []
    longest: list[int] = []
    for at, here in enumerate(holds):
        current = [*current, at] if here else []
        if at >= inside and len(current) > len(longest):
            longest = current
    return longest if run is t.Run.LONGEST else current


def _places(source: ItemSource, tree: t.Node, row: int) -> Iterator[Place]:
    for node in tree.walk_now():
        if isinstance(node, t.Item):
            yield from (place for place in source.figures.items[node.name].sources[row] if place != NOWHERE)
