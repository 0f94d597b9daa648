"""What the functions of the door answer: findings, an exit code, and tables made when they are first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from kaohe_xl.appeals import AppealCase, cases_of
from kaohe_xl.base.finding import Finding
from kaohe_xl.scoring.assess import assess
from kaohe_xl.sheets import dataframes

if TYPE_CHECKING:
    from kaohe_xl.pipeline import Report
    from kaohe_xl.returns.model import Returned
    from kaohe_xl.reward import Payment
    from kaohe_xl.scheme.model import Scheme
    from kaohe_xl.scoring.assess import Assessment

T = TypeVar("T")


class ShortTuple(tuple[T, ...]):
    """A tuple that says how many it holds, not each of them: at a prompt one line is enough."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} {type(self[0]).__name__}>" if self else "()"


class ShortDict(dict[str, T]):
    """A dictionary that says what its keys are, not what stands under each."""

    def __repr__(self) -> str:
        return f"<{'、'.join(self)}>" if self else "{}"


@dataclass(frozen=True, repr=False)
class Reply:
    """What every function answers; each has more.

    ``found``: the findings as objects, with code, place and details, for programs that go on with them; ``findings`` is
    the same as a table, under the columns of 数据问题. ``exit_code``: as of the command. ``beside``: those of ``found``
    that are about the 密码表 or the workers, and not about what was asked. ``scheme``: None where it cannot be read.
    """

    found: Sequence[Finding]
    exit_code: int
    beside: Sequence[Finding] = ()
    scheme: Scheme | None = None

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, list | tuple):
                object.__setattr__(self, each.name, ShortTuple(value))

    @cached_property
    def findings(self) -> pd.DataFrame:
        """数据问题: 级别 代码 对象 单位 期次 位置 问题 怎么办."""
        return dataframes.findings_frame(self.found)

    @property
    def about_it(self) -> Sequence[Finding]:
        """``found`` without ``beside``."""
        return ShortTuple(self.found[len(self.beside) :])


@dataclass(frozen=True, repr=False)
class Result(Reply):
    """A scored assessment. Every table is a DataFrame made when it is first asked for.

    ``exit_code``: 0 all fine, 1 finished but something needs attention, 2 could not run. ``report``: what it all comes
    from, with the files that were written (``letters``, ``sent_back``, ``volumes``); None where nothing was begun.
    """

    report: Report | None = None

    @property
    def output(self) -> Path | None:
        """The scored workbook; None where nothing was written."""
        return self.report.output if self.report is not None else None

    @property
    def assessment(self) -> Assessment | None:
        """Every figure; None where nothing was scored."""
        return self.report.assessment if self.report is not None else None

    @property
    def returned(self) -> Returned | None:
        """What came back, file by file."""
        return self.report.returned if self.report is not None else None

    @property
    def rewards(self) -> Sequence[Payment]:
        """Payments, fines and consequences without money, as objects."""
        return ShortTuple(self.report.payments if self.report is not None else ())

    @cached_property
    def ranking(self) -> pd.DataFrame:
        """排名: 名次 单位名称 分组 总分 等次 否决 备注, and a column per 考核线 or 期次."""
        if self.assessment is None:
            return pd.DataFrame(columns=list(dataframes.RANKING_COLUMNS))
        return dataframes.ranking_frame(self.assessment)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """得分明细: 单位名称, 期次 where there are several, and a column per 编号."""
        return dataframes.scores_frame(self.assessment) if self.assessment is not None else pd.DataFrame()

    @cached_property
    def deductions(self) -> pd.DataFrame:
        """扣分清单: each point lost or gained, by which rule, from which cell."""
        return dataframes.deductions_frame(self.assessment) if self.assessment is not None else pd.DataFrame()

    @cached_property
    def payments(self) -> pd.DataFrame:
        """奖励金额: each payment and fine; 金额 in yuan."""
        return (
            dataframes.payments_frame(self.assessment, self.rewards) if self.assessment is not None else pd.DataFrame()
        )

    @cached_property
    def appeals(self) -> pd.DataFrame:
        """申诉: every appeal, how it stands and what was decided."""
        if self.assessment is None or self.returned is None:
            return dataframes.appeals_frame([])
        return dataframes.appeals_frame(cases_of(self.assessment, self.returned.appeals))

    @cached_property
    def returns(self) -> pd.DataFrame:
        """收表情况: every returned file, and what became of it."""
        return dataframes.files_frame(self.returned)

    @cached_property
    def fillers(self) -> pd.DataFrame:
        """收表情况: every unit and department by period, and what to say to it."""
        return dataframes.fillers_frame(self.returned)

    def __repr__(self) -> str:
        title = self.scheme.settings.title if self.scheme is not None else "没有评分"
        units = f"，{len(self.scheme.units)} 个单位" if self.scheme is not None else ""
        return f"<Result {title}{units}，exit_code={self.exit_code}，{len(self.found)} 条问题>"


@dataclass(frozen=True, repr=False)
class Outcome(Reply):
    """What a command that ranks nobody came to. ``paths``: the files it wrote; ``returned``: what came back."""

    returned: Returned | None = None
    paths: Sequence[Path] = ()

    @cached_property
    def returns(self) -> pd.DataFrame:
        """收表情况: every returned file, and what became of it."""
        return dataframes.files_frame(self.returned)

    @cached_property
    def fillers(self) -> pd.DataFrame:
        """收表情况: every unit and department by period, and what to say to it."""
        return dataframes.fillers_frame(self.returned)

    @cached_property
    def cases(self) -> Sequence[AppealCase]:
        """Appeals as objects; scores only where there are any, to tell what each asks for."""
        if self.scheme is None or self.returned is None or not (self.returned.appeals or self.scheme.decisions):
            return ShortTuple()
        assessment, _ = assess(self.scheme, self.returned.tidy)
        return ShortTuple(cases_of(assessment, self.returned.appeals))

    @cached_property
    def appeals(self) -> pd.DataFrame:
        """申诉: every appeal, how it stands and what was decided."""
        return dataframes.appeals_frame(self.cases)

    def __repr__(self) -> str:
        return f"<Outcome exit_code={self.exit_code}，{len(self.paths)} 个文件，{len(self.found)} 条问题>"
