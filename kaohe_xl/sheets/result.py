"""What a sheet of the scored workbook is: its name, what it tells, when it is there, and how it is made.

Each stands declared in the file that makes it; :mod:`kaohe_xl.sheets.registry` lists them in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Grid
from kaohe_xl.returns.model import Returned
from kaohe_xl.reward import Payment
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.sheets.live.formulas import Formulas
from kaohe_xl.sheets.live.layout import Layout
from kaohe_xl.sheets.live.parameters import Parameters
from kaohe_xl.sheets.live.plan import Plan
from kaohe_xl.sheets.model import Sheet
from kaohe_xl.sheets.sheet_parts import RETURNS_FOLDER
from kaohe_xl.sheets.volume import Volume

_T = TypeVar("_T")


@dataclass(frozen=True)
class RunResult:
    """What a run came to, on its way onto paper. ``notices``: sheets of the general notice, if there are any."""

    assessment: Assessment
    payments: Sequence[Payment] = ()
    returned: Returned | None = None
    findings: Sequence[Finding] = ()
    notices: Sequence[Sheet] = ()


class Scored:
    """A result on its way into a workbook; what several sheets rest on is worked out once.

    ``units``: rows of the scheme that a volume holds, None = all of them.
    ``returns``: prefix of links to returned files. ``own_grids``: the scheme's own sheets, which stand in the workbook.
    ``volumes``: where the units are, if there are too many for one workbook. ``made``: the sheets so far, for those
    made from the others.
    """

    def __init__(
        self,
        result: RunResult,
        *,
        units: Sequence[int] | None = None,
        returns: str = RETURNS_FOLDER,
        own_grids: Sequence[Grid] = (),
        volumes: Sequence[Volume] = (),
    ) -> None:
        self.assessment, self.payments, self.findings = result.assessment, result.payments, result.findings
        self.returned = Returned(result.assessment.tidy) if result.returned is None else result.returned
        self.notices, self.units, self.returns = result.notices, units, returns
        self.own_grids, self.volumes = own_grids, volumes
        self.made: list[Sheet] = []
        self._once: dict[Callable[[Scored], object], object] = {}

    @property
    def scheme(self) -> Scheme:
        return self.assessment.scheme

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.assessment, self.units)

    @cached_property
    def parameters(self) -> Parameters:
        """Numbers of the scheme that formulas have asked for so far."""
        return Parameters(self.scheme.book)

    @cached_property
    def formulas(self) -> Formulas:
        return Formulas(self.layout, self.parameters)

    @cached_property
    def plan(self) -> Plan:
        """Only where something is scored: :func:`has_scores`."""
        return Plan(self.layout)

    def once(self, make: Callable[[Scored], _T]) -> _T:
        """What ``make`` gives for this result, made when it is first asked for."""
        if make not in self._once:
            self._once[make] = make(self)
        return cast(_T, self._once[make])


def always(scored: Scored) -> bool:
    """For a sheet that every result has."""
    return True


def has_scores(scored: Scored) -> bool:
    """For a sheet about scores: a scheme without a rubric only collects figures."""
    return bool(scored.scheme.indicators)


@dataclass(frozen=True, kw_only=True)
class ResultSheet:
    """A sheet of the scored workbook.

    Attributes:
        says: what it holds, for 目录.
        make: the sheet; ``when`` says whether there is one. With ``units`` given it tells of these only.
        by_unit: tells of the units one by one, so that a volume of a very large result has it too.
        apart: much work and no other sheet needs it, so that another process may make it.
        from_others: made when the others are, because it looks at them.
    """

    name: str
    says: str
    make: Callable[[Scored], Sheet]
    when: Callable[[Scored], bool] = always
    by_unit: bool = False
    apart: bool = False
    from_others: bool = False
