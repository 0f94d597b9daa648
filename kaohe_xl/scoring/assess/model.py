"""The scored assessment: every period with its scores, vetoes and rankings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.figures import Figures
from kaohe_xl.scoring.rank import Ranking
from kaohe_xl.scoring.score import PeriodScore, UnitSource
from kaohe_xl.scoring.veto import Consequences, Fallen

T = TypeVar("T")
OVERALL = m.SINGLE_LINE


@dataclass(frozen=True)
class Scope:
    """Units that are ranked together."""

    name: str
    members: tuple[int, ...]


@dataclass(frozen=True)
class PeriodResult:
    """Everything about one period. Columns have one row per unit, in scheme order."""

    period: m.Period
    figures: Figures
    source: UnitSource  # what the rubric's trees were evaluated on, to explain them again
    score: PeriodScore | None  # what the rubric gives in this very period; None for a mere combination
    indicators: Mapping[str, Exact]  # combined over the periods below
    lines: Mapping[str, Exact]  # combined; missing for units outside the line
    on_total: Exact  # 计入=总分 clauses of this very period
    combined: Exact | None  # the children, put together and rounded; None for a leaf
    total: Exact  # rounded; missing = 待定
    fallen: Fallen
    consequences: tuple[Consequences, ...]
    taking_part: BoolArray  # units that get a rank
    rankings: Mapping[str, tuple[Ranking, ...]]  # basis → one per scope

    def ranking_of(self, basis: str, row: int) -> Ranking | None:
        """The ranking that a unit stands in."""
        return self._ranking_in.get(basis, {}).get(row)

    @cached_property
    def _ranking_in(self) -> dict[str, dict[int, Ranking]]:
        """Basis → unit → the ranking that it stands in."""
        return {
            basis: {row: ranking for ranking in reversed(rankings) for row in ranking.members}
            for basis, rankings in self.rankings.items()
        }

    def rank_from_last(self, basis: str, row: int) -> int | None:
        """1 for the last; units with the same rank have the same one here."""
        ranking = self.ranking_of(basis, row)
        own = ranking.ranks[row] if ranking else None
        if ranking is None or own is None:
            return None
        return 1 + sum((other or 0) > own for other in (ranking.ranks[each] for each in ranking.members))

    def rank(self, basis: str, row: int) -> int | None:
        ranking = self.ranking_of(basis, row)
        return ranking.ranks[row] if ranking else None


class WorkedOut:
    """What rests on one assessment alone and costs time: each made once. It goes to no other process."""

    def __init__(self) -> None:
        self._made: dict[object, object] = {}

    def once(self, what: object, make: Callable[[], T]) -> T:
        """What ``make`` gives, made when ``what`` is first asked for."""
        if what not in self._made:
            self._made[what] = make()
        return cast(T, self._made[what])

    def __reduce__(self) -> tuple[type[WorkedOut], tuple[()]]:
        return WorkedOut, ()


@dataclass(frozen=True)
class Assessment:
    """The scored assessment, up to grades; :mod:`kaohe_xl.reward` adds the consequences."""

    scheme: m.Scheme
    tidy: pd.DataFrame
    periods: Mapping[str, PeriodResult]
    scopes: tuple[Scope, ...]
    grades: tuple[str | None, ...]
    waiting: str = ""  # what forms are still to come in, and from whom; empty: the result is the last word
    worked_out: WorkedOut = field(default_factory=WorkedOut, init=False, repr=False, compare=False)

    def __repr__(self) -> str:  # one line: all of it would be millions of characters
        return f"<Assessment {self.scheme.settings.title}，{len(self.scheme.units)} 个单位，{len(self.periods)} 期>"

    @property
    def provisional(self) -> bool:
        """Forms are still to come in: a unit of which nothing came in has no place."""
        return bool(self.waiting)

    def before(self, period: str) -> PeriodResult | None:
        """The previous period of the same level."""
        earlier = self.scheme.calendar.before(period)
        return self.periods[earlier.name] if earlier is not None else None

    @property
    def final(self) -> PeriodResult:
        return self.periods[self.scheme.calendar.root.name]


def scope_ids(scopes: Sequence[Scope], size: int) -> npt.NDArray[np.intp]:
    """Number of each unit's scope."""
    ids = np.zeros(size, dtype=np.intp)
    for number, scope in enumerate(scopes):
        ids[list(scope.members)] = number
    return ids
