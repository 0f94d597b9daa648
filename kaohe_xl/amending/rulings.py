"""裁定: a decision on an appeal, tried out on everybody first. Then it is written into 核定调整 of the scheme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from kaohe_xl import pipeline
from kaohe_xl.amending import scheme_changes
from kaohe_xl.appeals import AppealCase, cases_of, if_decided, moved_words
from kaohe_xl.archive import editions
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.text import did_you_mean, fold
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.messages import finding
from kaohe_xl.pipeline import Job, ProgressListener, silent
from kaohe_xl.scheme.model import Ruling, Scheme
from kaohe_xl.scheme.tables import APPROVED

COLUMNS = ("单位", "总分", "名次", "等次", "奖惩（元）")


@dataclass(frozen=True)
class DecisionOutcome:
    """What a decision came to. ``moved``: rows under :data:`COLUMNS`, before → after; ``written``: it is in the scheme.

    ``sealed``: the result is sealed, so that another edition has to be made of it.
    """

    findings: Sequence[Finding]
    moved: Sequence[Sequence[str]] = ()
    score: tuple[Fraction | None, Fraction | None] = (None, None)
    written: bool = False
    sealed: bool = False
    entered: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ProposedDecision:
    """A decision as the office says it. ``value``: the new score, or the new figure of ``item``.

    ``on_paper``: there is no 申诉表.
    """

    unit: str
    key: str
    ruling: Ruling
    reason: str
    by: str
    value: str = ""
    item: str = ""
    period: str = ""
    on: str = ""
    on_paper: bool = False

    def row(self, case: AppealCase | None) -> dict[str, str]:
        """As a row of 核定调整."""
        period = self.period or (case.period if case is not None else "")
        unit, key = (case.unit, case.key) if case is not None else (self.unit, self.key)
        return {
            "单位": unit,
            "期次": period,
            "数据项": self.item,
            "编号": key,
            "核定值": self.value,
            "依据": self.reason,
            "核定人": self.by,
            "日期": self.on or date.today().isoformat(),
            "申诉": self.ruling.value,
        }


def decide(
    job: Job, options: ReadOptions, said: ProposedDecision, *, write: bool = True, tell: ProgressListener = silent
) -> DecisionOutcome:
    """Work out what a decision moves, and write it down. ``write``: False only tries it out.

    Raises:
        OSError: the disk does not take it.
    """
    scheme, found = pipeline.load(job)
    gone = pipeline.missing_returns(job, options)
    if scheme is None or gone:
        return DecisionOutcome([*found, *gone])
    assessment, payments, returned, _ = pipeline.calculate(job, scheme, options, tell)
    cases = cases_of(assessment, returned.appeals)
    case, wrong = _case(scheme, cases, said)
    if wrong:
        return DecisionOutcome(wrong)
    entered = said.row(case)
    if len(scheme.calendar.leaves) == 1 and len(scheme.calendar.periods) == 1:
        entered["期次"] = ""
    after, wrong = scheme_changes.scheme_with(job, entered)
    if after is None:
        return DecisionOutcome(wrong, entered=entered)
    moved, then = if_decided(assessment, payments, _as_scored(assessment.scheme, after))
    period = entered["期次"] or scheme.calendar.root.name
    row = scheme.unit_names.index(entered["单位"]) if entered["单位"] in scheme.unit_names else -1
    scores = [each.periods[period].indicators.get(entered["编号"]) for each in (assessment, then)]
    before, now = (column[row] if column is not None and row >= 0 else None for column in scores)
    digits = scheme.settings.digits
    rows = [[scheme.units[at].name, *moved_words(*pair, digits)] for at, pair in moved.items()]
    if not write:
        return DecisionOutcome([], rows, (before, now), entered=entered)
    wrong = scheme_changes.approve(job, entered)
    return DecisionOutcome(wrong, rows, (before, now), not wrong, bool(editions(job.sealed)), entered)


def _as_scored(scored: Scheme, after: Scheme) -> Scheme:
    """With the settings that the run had (closed, provisional in its title)."""
    return replace(after, settings=scored.settings)


def _case(
    scheme: Scheme, cases: Sequence[AppealCase], said: ProposedDecision
) -> tuple[AppealCase | None, list[Finding]]:
    """The case that is meant; without a 申诉表 only where that is said."""
    named = scheme.unit_called(said.unit)
    place = Place("", APPROVED.sheet)
    if named is None:
        return None, [finding("R301", place, name=said.unit, hint=did_you_mean(said.unit, scheme.unit_names))]
    key = scheme.names.indicators.get(fold(said.key), said.key)
    own = [case for case in cases if case.unit == named.name and case.appeals]
    meant = [case for case in own if fold(case.key) == fold(key) and said.period in ("", case.period)]
    if len(meant) == 1:
        return meant[0], []
    if meant:
        listed = "、".join(case.period for case in meant)
        return None, [finding("R977", place, problem=f"对编号 {key} 在几个期次都有申诉", remedy=f"写明期次：{listed}")]
    if said.on_paper:
        return None, []
    listed = "、".join(case.key for case in own) or "没有"
    return None, [finding("R976", place, name=named.name, key=key, listed=listed)]
