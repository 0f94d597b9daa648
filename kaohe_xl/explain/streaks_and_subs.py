"""连续( ) and 下级…( ) in words: which months in a row, which sub-units, and the cells that these rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator, Truth, lacking
from kaohe_xl.expr.guard import MISSING
from kaohe_xl.expr.wording import wording
from kaohe_xl.rules.figure_words import Spoken
from kaohe_xl.scoring.figures import ItemSource

Composed = t.Streak | t.OfSubs


@dataclass(frozen=True)
class Behind:
    """What such a figure came to: its words, the value, what it rests on (2月（88%）、3月（85%）), and the cells."""

    name: str
    shown: str
    parts: str
    places: tuple[Place, ...]

    @property
    def text(self) -> str:
        return f"{self.name}＝{self.shown}" + (f"：{self.parts}" if self.parts else "")


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

    def of(self, node: Composed, row: int) -> Behind:
        return self._streak(node, row) if isinstance(node, t.Streak) else self._subs(node, row)

    def _on(self, source: ItemSource) -> Evaluator:
        return self._evaluators.setdefault(id(source), Evaluator(source))

    # -- 连续 ---------------------------------------------------------------------------------------------------------

    def _streak(self, node: t.Streak, row: int) -> Behind:
        leaves, inside = self.source.leaf_sources()
        truths = [self._on(leaf).truth(node.condition) for leaf in leaves]
        least = _run([bool(each.value[row] and each.ok[row]) for each in truths], inside, node.run)
        most = _run([bool(each.value[row] or not each.ok[row]) for each in truths], inside, node.run)
        known = len(least) == len(most)
        shown = least if known else [at for at in most if not truths[at].ok[row]]
        parts = "、".join(f"{leaves[at].figures.period}{self._seen(leaves[at], node.condition, row)}" for at in shown)
        looked_at = [leaves[at] for at in (shown or range(inside, len(leaves)))]
        places = [place for leaf in looked_at for place in _places(leaf, node.condition, row)]
        return Behind(wording(node), str(len(least)) if known else MISSING, parts, tuple(dict.fromkeys(places)))

    # -- 下级 ---------------------------------------------------------------------------------------------------------

    def _subs(self, node: t.OfSubs, row: int) -> Behind:
        source, below = self.source.subordinates()
        column, unknown = self._on(source)(node.part), lacking(node.part, source)
        rows = [sub for sub in below[row] if column.ok[sub]]
        if isinstance(column, Truth):
            rows = [sub for sub in rows if column.value[sub]]
        missing = [sub for sub in below[row] if unknown[sub] and not column.ok[sub]]
        names = [f"{source.scheme.units[sub].name}{self._seen(source, node.part, sub)}" for sub in missing or rows]
        places = [place for sub in below[row] for place in _places(source, node.part, sub)]
        say = Spoken(self._on(self.source), row, self.measures)
        return Behind(wording(node), say(node), "、".join(names), tuple(dict.fromkeys(places)))

    # -- both ---------------------------------------------------------------------------------------------------------

    def _seen(self, source: ItemSource, tree: t.Node, row: int) -> str:
        """（88%）, or （完成数8，任务数10） where several figures were looked at."""
        states = {name: figure.states for name, figure in source.figures.items.items()}
        say = Spoken(self._on(source), row, self.measures, lambda name: states[name][row].value)
        figures = {say.name(node): node for node in tree.walk_now() if isinstance(node, t.Item | t.Given | t.ScoreOf)}
        if len(figures) == 1:
            return f"（{say(next(iter(figures.values())))}）"
        seen = "，".join(f"{name}{say(node)}" for name, node in figures.items())
        return f"（{seen}）" if seen else ""


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
