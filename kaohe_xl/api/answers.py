"""What the functions of the door answer: findings, an exit code, and tables made when they are first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kaohe_xl import sealing, workbook_check
from kaohe_xl.appeals import cases_of
from kaohe_xl.base.finding import Finding
from kaohe_xl.bounds import Doubt
from kaohe_xl.bounds.report import as_dict as bounds_dict
from kaohe_xl.bounds.report import columns as bounds_columns
from kaohe_xl.bounds.report import rows as bounds_rows
from kaohe_xl.returns.model import Returned
from kaohe_xl.sensitivity import Sensitivity
from kaohe_xl.sensitivity.report import COLUMNS as NEAREST_COLUMNS
from kaohe_xl.sensitivity.report import as_dict as nearest_dict
from kaohe_xl.sensitivity.report import rows as nearest_rows
from kaohe_xl.sheets import dataframes

if TYPE_CHECKING:
    from kaohe_xl.reward import Payment
    from kaohe_xl.scheme.model import Scheme
    from kaohe_xl.scoring.assess import Assessment


@dataclass(frozen=True, repr=False)
class Result:
    """A scored assessment. Every table is a DataFrame made when it is first asked for.

    ``exit_code``: 0 all fine, 1 finished but something needs attention, 2 could not run. ``output``: the scored
    workbook, None where nothing was written.
    """

    found: Sequence[Finding]
    exit_code: int
    output: Path | None = None
    scheme: Scheme | None = None
    assessment: Assessment | None = None
    returned: Returned | None = None
    rewards: Sequence[Payment] = ()

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
    def findings(self) -> pd.DataFrame:
        """数据问题: 级别 代码 对象 单位 期次 位置 问题 怎么办."""
        return dataframes.findings_frame(self.found)

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
class Outcome:
    """What a command that scores nothing came to. ``paths``: the files it wrote."""

    found: Sequence[Finding]
    exit_code: int
    scheme: Scheme | None = None
    returned: Returned | None = None
    paths: Sequence[Path] = ()

    findings = cached_property(lambda self: dataframes.findings_frame(self.found))
    returns = cached_property(lambda self: dataframes.files_frame(self.returned))
    fillers = cached_property(lambda self: dataframes.fillers_frame(self.returned))

    def __repr__(self) -> str:
        return f"<Outcome exit_code={self.exit_code}，{len(self.paths)} 个文件，{len(self.found)} 条问题>"


@dataclass(frozen=True, repr=False)
class Explanation:
    """Why a score is what it is: sentences, the deeper ones explaining those above, with the cells they rest on."""

    found: Sequence[Finding]
    lines: Sequence[str] = ()

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def __repr__(self) -> str:
        return f"<Explanation {len(self.lines)} 行>"


@dataclass(frozen=True, repr=False)
class Uncertainty:
    """What may still change. ``bounds``: limits of every unit's total, place, grade and yuan; None without a result.

    ``nearest``: 敏感.
    """

    found: Sequence[Finding]
    exit_code: int
    bounds: Doubt | None = None
    nearest: Sensitivity | None = None

    @cached_property
    def changes(self) -> pd.DataFrame:
        """敏感: the nearest change that would flip a place, a prize or a penalty."""
        return pd.DataFrame(
            nearest_rows(self.nearest) if self.nearest is not None else [], columns=list(NEAREST_COLUMNS)
        )

    @cached_property
    def units(self) -> pd.DataFrame:
        """会不会变: a row for every unit, in words."""
        if self.bounds is None:
            return pd.DataFrame()
        return pd.DataFrame(bounds_rows(self.bounds), columns=list(bounds_columns(self.bounds)))

    def as_dict(self) -> dict[str, Any]:
        """What ``kaohe doubt --json`` prints."""
        nearest = {"敏感": nearest_dict(self.nearest)} if self.nearest is not None else {}
        return {**bounds_dict(self.bounds), **nearest} if self.bounds is not None else {}

    def __repr__(self) -> str:
        return f"<Uncertainty {len(self.bounds.figures) if self.bounds is not None else 0} 个待定的数>"


@dataclass(frozen=True, repr=False)
class Seal:
    """定稿. ``path``: the package; None where nothing was sealed, and ``findings`` say why."""

    found: Sequence[Finding]
    path: Path | None = None
    check_code: str = ""
    edition: int = 0

    findings = cached_property(lambda self: dataframes.findings_frame(self.found))

    def __repr__(self) -> str:
        return f"<Seal 第{self.edition}版 {self.check_code}>" if self.path is not None else "<Seal 没有定稿>"


@dataclass(frozen=True, repr=False)
class Verification:
    """验证. ``whole``: nothing differs. ``compared``: figures or formulas that were calculated anew."""

    found: Sequence[Finding]
    whole: bool
    compared: int = 0

    findings = cached_property(lambda self: dataframes.findings_frame(self.found))

    @classmethod
    def of(cls, verdict: sealing.PackageVerification | workbook_check.WorkbookVerification) -> Verification:
        return cls(verdict.findings, verdict.whole, verdict.compared)

    def __repr__(self) -> str:
        return f"<Verification {'没有改动' if self.whole else f'{len(self.found)} 处不同'}>"


@dataclass(frozen=True, repr=False)
class Decided:
    """裁定. ``written``: it stands in the scheme; ``moved``: whom it moves, from what to what."""

    found: Sequence[Finding]
    written: bool = False
    moved: pd.DataFrame = field(default_factory=pd.DataFrame)

    findings = cached_property(lambda self: dataframes.findings_frame(self.found))

    def __repr__(self) -> str:
        return f"<Decided {'已写入' if self.written else '没有写入'}，影响 {len(self.moved)} 个单位>"


@dataclass(frozen=True, repr=False)
class Difference:
    """Two schemes or two results side by side. ``tables``: heading → DataFrame; empty where nothing differs."""

    found: Sequence[Finding]
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    def __repr__(self) -> str:
        told = "，".join(f"{name} {len(table)}" for name, table in self.tables.items())
        return f"<Difference {told or '没有差别'}>"
