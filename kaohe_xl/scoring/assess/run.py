"""The whole calculation, in the order that the contract states; every stage is a pure function called once here.

values → 核定 → vetoes on data → indicators → lines → period totals → combined periods → 全年 clauses → other vetoes →
rank on the rounded score → shifts → grades → consequences.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from kaohe_xl.base.finding import Finding
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.messages import finding
from kaohe_xl.parallel.executor import Executor, here
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.model.calendar import leaves_until
from kaohe_xl.scheme.references import derived_from
from kaohe_xl.scheme.subordinates import depth, scope_key
from kaohe_xl.scoring.assess.model import OVERALL, Assessment, PeriodResult, Scope, scope_ids
from kaohe_xl.scoring.assess.ranks import ranked
from kaohe_xl.scoring.assess.source import ResultSource, result_source
from kaohe_xl.scoring.assess.totals import combine, combined_indicators, combined_lines, period_total, zeroed
from kaohe_xl.scoring.data_preparation import build_figures
from kaohe_xl.scoring.figures import Figures
from kaohe_xl.scoring.grade import grade_units
from kaohe_xl.scoring.not_applicable import to_confirm
from kaohe_xl.scoring.score import PeriodScore, UnitSource, score_again, score_period
from kaohe_xl.scoring.veto import Fallen, carried_up, consequences, evaluate_vetoes, evaluated_in

WithFindings = tuple[PeriodScore, list[Finding]]


def assess(
    scheme: m.Scheme, tidy: pd.DataFrame, executor: Executor = here, *, waiting: str = ""
) -> tuple[Assessment, list[Finding]]:
    """Score and rank. ``tidy``: columns :data:`kaohe_xl.base.tidy.COLUMNS`. Findings are about values, never fatal.

    ``waiting``: what forms are still to come in, in words; units of which nothing did have no place yet.

    ``executor`` says where the indicators are scored; what they come to is the same everywhere.
    """
    figures, findings = build_figures(scheme, tidy)
    scopes = ranking_scopes(scheme)
    score = partial(score_period, executor=executor)
    results, found = _results(_Given(scheme, figures, scopes, score, provisional=bool(waiting)))
    findings.extend(found)
    scores = {name: result.score for name, result in results.items() if result.score is not None}
    findings.extend(to_confirm(scheme, figures, scores))
    grades, found = _grades(scheme, results)
    findings.extend(found)
    if scheme.unreviewed:
        named = "、".join(f"{line.name}（审核人：{line.reviewer}）" for line in scheme.unreviewed)
        findings.append(finding("R204", scheme.unreviewed[0].place, count=len(scheme.unreviewed), lines=named))
    return Assessment(scheme, tidy, results, scopes, grades, waiting), findings


def reassess(before: Assessment, tidy: pd.DataFrame, changed: Collection[str]) -> Assessment:
    """The same assessment with other values of some data items: only what rests on these is scored anew.

    Equal to :func:`assess` of ``tidy``, at a fraction of the time; findings are not made.

    Args:
        before: what is to be assessed again.
        tidy: its tidy table with values of the items ``changed`` replaced, in whatever period; nothing else.
        changed: names of data items of the scheme.
    """
    scheme, names = before.scheme, derived_from(before.scheme, changed)
    figures, _ = build_figures(scheme, tidy)
    score = partial(_score_like, before, names)
    results, _ = _results(_Given(scheme, figures, before.scopes, score, before.provisional))
    grades, _ = _grades(scheme, results)
    return Assessment(scheme, tidy, results, before.scopes, grades, before.waiting)


def _score_like(before: Assessment, changed: Collection[str], source: UnitSource) -> WithFindings:
    """The score of a period that was scored before with other figures of some items."""
    known = before.periods[source.figures.period].score
    if known is None or known.source is None or (known.source.in_comparison != source.in_comparison).any():
        return score_period(source)
    return score_again(known, source, changed), []


@dataclass(frozen=True)
class _Given:
    """What every period is scored with."""

    scheme: m.Scheme
    figures: Mapping[str, Figures]
    scopes: tuple[Scope, ...]
    score: Callable[[UnitSource], WithFindings]
    provisional: bool


def _results(given: _Given) -> tuple[dict[str, PeriodResult], list[Finding]]:
    """Every period, each after those that it rests on."""
    scheme = given.scheme
    results: dict[str, PeriodResult] = {}
    findings: list[Finding] = []
    passes = depth(scheme) or 0  # what rests on sub-units' results is right once these are
    for period in scheme.calendar.periods:
        lower = None
        for last in range(passes + 1):
            result, found = _period_result(given, period, results, lower)
            if last < passes:
                lower = result_source(result, scheme, given.scopes, results=results)
        results[period.name] = result
        findings.extend(found)
    return results, findings


def _grades(scheme: m.Scheme, results: Mapping[str, PeriodResult]) -> tuple[tuple[str | None, ...], list[Finding]]:
    final = results[scheme.calendar.root.name]
    return grade_units(scheme, final.rankings.get(OVERALL, ()), final.consequences)


def ranking_scopes(scheme: m.Scheme) -> tuple[Scope, ...]:
    """Units scored on the same 考核线 together, else by 分组; 排名范围 overrides. Named by the 分组 they share."""
    keys: dict[tuple[str, ...], list[int]] = {}
    for row, unit in enumerate(scheme.units):
        keys.setdefault(scope_key(scheme, unit), []).append(row)
    scopes = []
    for members in keys.values():
        groups = dict.fromkeys(scheme.units[row].group for row in members)
        name = "全体" if len(keys) == 1 else "、".join(group for group in groups if group) or "其它"
        scopes.append(Scope(name, tuple(members)))
    return tuple(scopes)


def _period_result(
    given: _Given, period: m.Period, below: Mapping[str, PeriodResult], lower: ResultSource | None
) -> tuple[PeriodResult, list[Finding]]:
    scheme, scopes, size = given.scheme, given.scopes, len(given.scheme.units)
    source = _source(given, period, below, lower)
    looked_at = [veto for veto in scheme.vetoes if evaluated_in(veto, period.name, scheme.calendar)]
    on_data = [veto for veto in looked_at if veto.on_data]
    fallen, findings = evaluate_vetoes(scheme, on_data, Evaluator(source), source.figures)
    _carry_up(scheme, period, below, fallen)
    kept_out = np.array([consequences(scheme, fallen, row).unranked for row in range(size)], dtype=np.bool_)
    source = replace(source, in_comparison=~kept_out)
    score, found = given.score(source)
    findings.extend(found)
    has_rubric = bool(score.indicators)
    children = [below[child.name] for child in scheme.calendar.children(period.name)]
    lines = combined_lines(scheme, period, children, score)
    indicators = combined_indicators(scheme, period, children, score)
    combined = combine(scheme, period, [child.total for child in children]) if children else None
    result = PeriodResult(
        period=period,
        figures=source.figures,
        source=source,
        score=score if has_rubric or not children else None,
        indicators=indicators,
        lines=lines,
        on_total=score.on_total,
        combined=combined,
        total=period_total(scheme, score, combined, source.figures),
        fallen=fallen,
        consequences=tuple(consequences(scheme, fallen, row) for row in range(size)),
        taking_part=np.ones(size, dtype=np.bool_),
        rankings={},
    )
    on_scores = [veto for veto in looked_at if not veto.on_data]
    result = ranked(zeroed(result), scheme, scopes, given.provisional)
    if on_scores:
        before = scheme.calendar.before(period.name)
        earlier = below[before.name] if before is not None else None
        evaluate = Evaluator(result_source(result, scheme, scopes, (), earlier, below, lower))
        more, found = evaluate_vetoes(scheme, on_scores, evaluate, source.figures)
        findings.extend(found)
        for name, rows in more.items():
            if given.provisional:  # what has not come in cannot have scored too little
                rows = rows & ~source.figures.silent
            fallen[name] = fallen[name] | rows if name in fallen else rows
        told = tuple(consequences(scheme, fallen, row) for row in range(size))
        result = ranked(zeroed(replace(result, fallen=fallen, consequences=told)), scheme, scopes, given.provisional)
    return result, findings


def _source(
    given: _Given, period: m.Period, below: Mapping[str, PeriodResult], lower: ResultSource | None
) -> UnitSource:
    scheme, figures = given.scheme, given.figures
    leaves, inside = leaves_until(scheme.calendar, period.name)
    before = scheme.calendar.before(period.name)
    return UnitSource(
        scheme,
        figures[period.name],
        scope_ids=scope_ids(given.scopes, len(scheme.units)),
        in_comparison=np.ones(len(scheme.units), dtype=np.bool_),
        before=figures[before.name] if before else None,
        scores={},
        lower=lower,
        leaves=tuple(replace(below[name].source, leaves=(), lower=None) for name in leaves),
        inside=inside,
    )


def _carry_up(scheme: m.Scheme, period: m.Period, below: Mapping[str, PeriodResult], fallen: Fallen) -> None:
    for veto in scheme.vetoes:
        carried = carried_up(
            veto, {name: result.fallen for name, result in below.items()}, period.name, scheme.calendar
        )
        if carried is not None:
            fallen[veto.name] = fallen[veto.name] | carried if veto.name in fallen else carried
