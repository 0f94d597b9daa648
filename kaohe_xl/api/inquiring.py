"""What a result rests on and how firmly it stands: explain, doubt, diff.

A clerk can ask also where 算例 fail, which keeps ``run`` from writing: what fails is told with the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from kaohe_xl import pipeline
from kaohe_xl.api.answers import Result
from kaohe_xl.api.computing import Folder, loaded
from kaohe_xl.api.inquiry_answers import Difference, Explanation, Uncertainty
from kaohe_xl.api.options import AS_USUAL, CannotWorkError, Options, OptionWords, at_work
from kaohe_xl.base.finding import Finding, errors
from kaohe_xl.bounds import doubt_of
from kaohe_xl.cases import draft_cases
from kaohe_xl.diff import diff_results, diff_schemes
from kaohe_xl.explain.unit import explain_unit
from kaohe_xl.returns.report import unsettled
from kaohe_xl.sensitivity import sensitivity_of
from kaohe_xl.sheets.schemes.cases import cases_workbook

if TYPE_CHECKING:
    from kaohe_xl.scheme.model import Scheme


def explain(
    folder: Folder,
    unit: str,
    key: str = "",
    *,
    closed: bool = False,
    options: Options = AS_USUAL,
    **words: Unpack[OptionWords],
) -> Explanation:
    """Why a unit has its total, or its score of one 编号: from the rank down to the cell of the returned file.

    Args:
        folder: the assessment's folder, or a workbook that is complete in itself.
        unit: its name or alias.
        key: 编号; empty for the total.
        closed: no more forms are waited for.
        options: how it goes about it; ``words`` (``jobs=2``, ``tell=…``) count before it.
    """
    result = _scored(folder, options.with_words(words), closed=closed)
    answer = explanation_of(result, unit, key)
    if result.assessment is None:
        return answer
    return replace(answer, found=[*result.found, *answer.found], beside=result.beside)


def explanation_of(result: Result, unit: str, key: str = "") -> Explanation:
    """:func:`explain` of an assessment that is scored already."""
    if result.assessment is None:
        return Explanation(result.found, 2, result.beside, result.scheme)
    why, findings = explain_unit(result.assessment, result.rewards, unit, key or None)
    return Explanation(findings, 0 if why is not None else 2, scheme=result.scheme, why=why)


def doubt(
    folder: Folder, *, ranges: bool = False, options: Options = AS_USUAL, **words: Unpack[OptionWords]
) -> Uncertainty:
    """会不会变: bounds on what every unit may come to, over all that is still open. ``exit_code`` 1: something is.

    Args:
        folder: the assessment's folder, or a workbook that is complete in itself.
        ranges: these only, without looking for the nearest changes (敏感), which takes longer.
        options: how it goes about it; ``words`` (``jobs=2``, ``tell=…``) count before it.
    """
    options = options.with_words(words)
    return uncertainty_of(_scored(folder, options), ranges=ranges, tell=options.tell)


def uncertainty_of(
    result: Result, *, ranges: bool = False, tell: pipeline.ProgressListener = pipeline.silent
) -> Uncertainty:
    """:func:`doubt` of an assessment that is scored already."""
    if result.assessment is None:
        return Uncertainty(result.found, 2, result.beside, result.scheme)
    bounds = doubt_of(result.assessment, unsettled(result.returned))
    tell("找最近的改动")
    wanted = not ranges and bool(result.assessment.scheme.indicators)
    nearest = sensitivity_of(result.assessment) if wanted else None
    return Uncertainty(result.found, 1 if bounds.figures else 0, result.beside, result.scheme, bounds, nearest)


def diff(before: Folder, after: Folder, *, options: Options = AS_USUAL, **words: Unpack[OptionWords]) -> Difference:
    """Two schemes, or two results where both sides have data: score, rank, money, and because of which rule.

    Args:
        before: the earlier assessment or scheme.
        after: the later one.
        options: how it goes about it, on both sides; ``words`` (``jobs=2``, ``tell=…``) count before it.
    """
    options = options.with_words(words)
    sides = [loaded(each) for each in (before, after)]
    ready = [(job, scheme) for job, scheme, _ in sides if job is not None and scheme is not None]
    if len(ready) < len(sides):
        return Difference([each for _, scheme, found in sides if scheme is None for each in found], 2)
    schemes = [scheme for _, scheme in ready]
    readings = [options.for_reading(job) for job, _ in ready]
    beside = [each for _, listed in readings for each in listed]
    gone = [
        each
        for (job, _), (reading, _) in zip(ready, readings, strict=True)
        for each in pipeline.missing_returns(job, reading)
    ]
    results = []
    found = [*beside, *gone]
    if not gone and all(pipeline.has_data(job, scheme) or options.returns for job, scheme in ready):
        results = [_calculated(job, scheme, options) for job, scheme in ready]
        found = [*beside, *(each for result in results for each in result.about_it)]
    old, new = [result.assessment for result in results] or (None, None)
    moved = None
    if old is not None and new is not None:
        moved = diff_results((old, list(results[0].rewards)), (new, list(results[1].rewards)))
    failed = bool(gone) or any(result.assessment is None for result in results)
    rules = diff_schemes(*schemes)
    return Difference(found, int(failed), beside, schemes[1], rules, moved, (str(before), str(after)))


def _scored(folder: Folder, options: Options, *, closed: bool = False) -> Result:
    """What is asked about. ``found``: why there is nothing, or which 算例 fail."""
    job, scheme, findings = loaded(folder)
    if job is None or scheme is None:
        return Result(findings, 2)
    return _calculated(job, scheme, options, closed=closed)


def _calculated(job: pipeline.Job, scheme: Scheme, options: Options, *, closed: bool = False) -> Result:
    try:
        with at_work(job, options) as (reading, listed):
            gone = pipeline.missing_returns(job, reading)
            if gone:
                return Result([*listed, *gone], 2, listed, scheme)
            assessment, payments, returned, found = pipeline.calculate(
                job, scheme, reading, options.tell, closed=closed
            )
    except CannotWorkError as error:
        return Result(error.found, 2, scheme=scheme)
    failing: list[Finding] = errors(pipeline.proved(job, scheme))
    report = pipeline.Report(job, scheme, found, returned, assessment, payments)
    return Result([*listed, *failing], 0, listed, scheme, report)


def examples_of(scheme: Scheme) -> Sequence[Sequence[object]]:
    """Every clause at, just under and just over each of its limits: the rows of the sheet 算例; nothing is written."""
    sheet = cases_workbook(draft_cases(scheme)).sheets[0]
    return [[cell.value if cell is not None else None for cell in row] for row in sheet.cells if any(row)]
