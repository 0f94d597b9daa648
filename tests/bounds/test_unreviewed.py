"""Marks that nobody reviewed are open, until they are reviewed or 收表 is closed."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.doubt import sample
from kaohe_xl.bounds import doubt_of
from kaohe_xl.bounds.open_figures import UNREVIEWED, open_figures
from kaohe_xl.returns.report import Unsettled
from kaohe_xl.scheme.model import ALL_LINES, Collection, Scheme
from kaohe_xl.scoring.assess import assess


def _waiting(scheme: Scheme, *reviewed: str) -> Scheme:
    return replace(scheme, settings=replace(scheme.settings, collection=Collection.OPEN, reviewed_lines=reviewed))


def test_marks_of_a_line_that_is_not_reviewed_may_still_change() -> None:
    scheme, tidy = sample("S10-社区评分表")
    scheme = replace(_waiting(scheme), lines=tuple(replace(line, reviewer="审核组") for line in scheme.lines))
    assessment, _ = assess(scheme, tidy)
    marks = [each for each in open_figures(assessment) if each.why == UNREVIEWED]
    judged = {name for name, item in scheme.items.items() if item.judged}
    assert {each.item for each in marks} <= judged
    assert len(marks) == sum(
        state.value == "已报"
        for name in judged
        for state in assessment.periods[scheme.calendar.leaves[0].name].figures.items[name].states
    )
    found = doubt_of(assessment)
    assert all(one.low is not None and one.high is not None and one.low < one.high for one in found.units)
    for settings in (
        replace(scheme.settings, reviewed_lines=(ALL_LINES,)),
        replace(scheme.settings, collection=Collection.CLOSED),
    ):
        settled = replace(assessment, scheme=replace(scheme, settings=settings))
        assert not [each for each in open_figures(settled) if each.why == UNREVIEWED]


def test_marks_from_a_sheet_that_nobody_signed() -> None:
    scheme, tidy = sample("S10-社区评分表")
    scheme = _waiting(scheme, ALL_LINES)
    assessment, _ = assess(scheme, tidy)
    file = next(
        file for file, item in zip(tidy["文件"], tidy["数据项"], strict=True) if file and scheme.items[item].judged
    )
    unsigned = open_figures(assessment, Unsettled(unsigned=frozenset({file})))
    assert {(each.row, each.item) for each in unsigned} > {(each.row, each.item) for each in open_figures(assessment)}
    assert not [each for each in unsigned if scheme.items[each.item].self_of]  # what a unit gives itself never counts
