"""Which figures are still open, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kaohe_xl.base.tidy import State
from kaohe_xl.returns.report import Unsettled
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.needs import NeededItems
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.scoring.figures import FigureColumn

_OPEN = (State.UNRETURNED, State.BLANK, State.INVALID)


@dataclass(frozen=True)
class OpenFigure:
    """One figure that is not settled, and ``why``, in a word.

    ``kept``: it counts as it is, or not at all (a form that came too late); others may come to anything.
    """

    row: int
    item: str
    period: str
    why: str
    kept: bool = False


UNREVIEWED, LATE, DOUBTFUL, UNCONFIRMED = "未审核", "迟报", "存疑", "不适用待确认"


def open_figures(assessment: Assessment, besides: Unsettled | None = None) -> list[OpenFigure]:
    """Every figure that somebody still owes, or that cannot be used as it is; not those that nobody is asked for.

    Also what was understood with a warning, and 不适用 that the scheme wants confirmed. While 收表 is 进行中 scores
    of judges that nobody reviewed (of 考核线 that are not 已审核, and from unsigned files), and what came late.
    """
    besides = besides or Unsettled()
    scheme = assessment.scheme
    needs = NeededItems(scheme)
    found = []
    waiting = scheme.settings.collection is not m.Collection.CLOSED
    lines = {line.name for line in scheme.unreviewed} if waiting else set()
    judged = {clause.judged for clause in scheme.clauses if scheme.indicators[clause.indicator].line in lines}
    for leaf in scheme.calendar.leaves:
        figures = assessment.periods[leaf.name].figures.items
        asked = {group: needs.items(group, leaf.name) for group in {unit.group for unit in scheme.units}}
        for row, unit in enumerate(scheme.units):
            for item in (each for each in asked[unit.group] if not each.self_of):
                figure = figures[item.name]
                if row in figure.approved:
                    continue
                why = _why(figure, row, besides, judged, waiting=waiting)
                if why:
                    found.append(OpenFigure(row, item.name, leaf.name, why, kept=why == LATE))
    return found


def _why(figure: FigureColumn, row: int, besides: Unsettled, judged: Collection[str], *, waiting: bool) -> str:
    """Why a figure is open; "" if it is not."""
    state, item = figure.states[row], figure.item
    if state in _OPEN:
        return str(state.value)
    if state is State.NOT_APPLICABLE:
        return UNCONFIRMED if item.may_not_apply is None and figure.sources[row] else ""
    if state is not State.REPORTED:
        return ""
    if item.name in judged:
        return UNREVIEWED
    places = figure.sources[row] if besides.doubtful or besides.unsigned or besides.late else ()
    if any(place in besides.doubtful for place in places):
        return DOUBTFUL
    if waiting and item.judged and any(place.file in besides.unsigned for place in places):
        return UNREVIEWED
    return LATE if waiting and any(place.file in besides.late for place in places) else ""
