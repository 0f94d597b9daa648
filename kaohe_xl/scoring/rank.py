"""Ranking on rounded scores: ties, tie-breaks, and shifts that do not depend on the order in which they are applied.

名次后移 and 列入倒数 are settled for all units at once: each moved unit has a target slot computed from the base order
alone, moved units take their slots, the others keep their order in what is left (docs/decisions/0001-semantics.md).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm

from kaohe_xl.scheme.model import Ties

Key = tuple[Fraction, ...]


@dataclass(frozen=True)
class Moves:
    """What vetoes do to a unit's place."""

    shift: int = 0  # 名次后移, places added up
    bottom: int = 0  # 列入倒数N名; 0 = not


@dataclass(frozen=True)
class Ranking:
    """One table of ranks. Rows are unit positions; ``ranks`` has None for a unit without a rank."""

    basis: str  # 总分, a 考核线, or an 编号
    scope: str
    members: tuple[int, ...]
    scores: Mapping[int, Fraction | None]
    ranks: Mapping[int, int | None]
    base_ranks: Mapping[int, int | None]
    moved: Mapping[int, Moves] = field(default_factory=dict)

    @cached_property
    def ranked(self) -> tuple[int, ...]:
        return tuple(row for row in self.members if self.ranks[row] is not None)

    @cached_property
    def sharing(self) -> Mapping[int, list[int]]:
        """Units of each rank, in the order of ``members``."""
        found: dict[int, list[int]] = {}
        for row in self.ranked:
            found.setdefault(self.ranks[row] or 0, []).append(row)
        return found

    @cached_property
    def next_above(self) -> Mapping[Fraction, tuple[Fraction, int]]:
        """Score of a ranked unit → the next higher score, and the last unit that has it; none for the highest."""
        last: dict[Fraction, int] = {}
        for row in sorted(self.ranked):
            score = self.scores[row]
            if score is not None:
                last[score] = row
        rising = sorted(last)
        return {score: (above, last[above]) for score, above in pairwise(rising)}

    @cached_property
    def _in_order(self) -> list[int]:
        return sorted(self.ranks[row] or 0 for row in self.ranked)

    def from_bottom(self, row: int) -> int | None:
        """1 = last: one more than the number of ranked units with a larger rank."""
        own = self.ranks[row]
        return None if own is None else 1 + len(self._in_order) - bisect_right(self._in_order, own)


def rank_units(
    basis: str,
    scope: str,
    members: Sequence[int],
    keys: Mapping[int, Key | None],
    ties: Ties,
    moves: Mapping[int, Moves] | None = None,
) -> Ranking:
    """Rank the members by descending key; a key of None is not ranked. The first figure of a key is the score."""
    order = _descending({row: key for row in members if (key := keys[row]) is not None})
    ranked = sorted(order, key=lambda row: (order[row], row))
    places = _places([order[row] for row in ranked])
    base = dict(zip(ranked, _labels(places, ties), strict=True))
    moving = {row: move for row, move in (moves or {}).items() if row in base and (move.shift or move.bottom)}
    final = _moved(ranked, places, keys, moving, ties) if moving else base
    return Ranking(
        basis=basis,
        scope=scope,
        members=tuple(members),
        scores={row: key[0] if (key := keys[row]) is not None else None for row in members},
        ranks={row: final.get(row) for row in members},
        base_ranks={row: base.get(row) for row in members},
        moved=moving,
    )


def _descending(keys: Mapping[int, Key]) -> dict[int, tuple[int, ...]]:
    """Keys as whole numbers that sort the other way round: whole numbers compare many times as fast as fractions."""
    scale = lcm(*{part.denominator for key in keys.values() for part in key})
    return {row: tuple(-part.numerator * (scale // part.denominator) for part in key) for row, key in keys.items()}


def _places(keys: Sequence[tuple[int, ...]]) -> list[int]:
    """1-based positions in sorted order, a tie sharing its first."""
    places: list[int] = []
    for position, key in enumerate(keys, start=1):
        tied = position > 1 and key == keys[position - 2]
        places.append(places[-1] if tied else position)
    return places


def _labels(places: Sequence[int], ties: Ties) -> list[int]:
    """Printed rank of each place: itself (并列占位), or the count of distinct places up to it (并列不占位)."""
    number = {place: count for count, place in enumerate(sorted(set(places)), start=1)}
    return list(places) if ties is Ties.LEAVE_PLACES else [number[place] for place in places]


def _moved(
    ranked: Sequence[int], places: Sequence[int], keys: Mapping[int, Key | None], moves: Mapping[int, Moves], ties: Ties
) -> dict[int, int]:
    count = len(ranked)
    place = dict(zip(ranked, places, strict=True))
    targets = {row: _target(place[row], moves[row], count) for row in moves}
    order = sorted(moves, key=lambda row: (targets[row], place[row], row))
    slots: dict[int, int] = {}
    previous = 0
    for row in order:
        previous = slots[row] = max(targets[row], previous + 1)
    latest = count
    for row in reversed(order):  # pulled back where they run past the end
        slots[row] = min(slots[row], latest)
        latest = slots[row] - 1
    taken = set(slots.values())
    free = (slot for slot in range(1, count + 1) if slot not in taken)
    shared: dict[tuple[int, int], int] = {}
    for row in order:  # equal score, place and target share the better slot
        first = shared.setdefault((targets[row], place[row]), slots[row])
        slots[row] = first
    tied: dict[int, int] = {}
    for row in ranked:
        if row not in moves:
            slot = next(free)
            slots[row] = tied.setdefault(place[row], slot)
    return dict(zip(slots, _labels(list(slots.values()), ties), strict=True))


def _target(place: int, move: Moves, count: int) -> int:
    target = min(count, place + move.shift)
    return min(count, max(target, count - move.bottom + 1)) if move.bottom else target
