"""What the functions answer that keep a result, hold it against what was kept, or write into the scheme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kaohe_xl.amending.rulings import COLUMNS
from kaohe_xl.api.answers import Reply
from kaohe_xl.archive import Manifest
from kaohe_xl.archive.history import HistoryChange
from kaohe_xl.base.finding import Finding
from kaohe_xl.sealing.sealed_package import PackageVerification
from kaohe_xl.writing.drafted import revised_file

if TYPE_CHECKING:
    from kaohe_xl.base.grid import Book
    from kaohe_xl.diff.revision import Revision
    from kaohe_xl.drafting.draft import Draft
    from kaohe_xl.sealing.workbook_check import WorkbookVerification

_NOTHING_TO_COMPARE = ("R910", "R901")  # no assessment that a workbook was made from, or it cannot be opened


@dataclass(frozen=True, repr=False)
class Seal(Reply):
    """定稿. ``path``: the package; None where nothing was sealed (``exit_code`` 2), and ``findings`` say why.

    ``check_code``: 校验码; ``package_code``: 封存码.
    """

    path: Path | None = None
    check_code: str = ""
    package_code: str = ""
    edition: int = 0

    def __repr__(self) -> str:
        return f"<Seal 第{self.edition}版 {self.check_code}>" if self.path is not None else "<Seal 没有定稿>"


@dataclass(frozen=True, repr=False)
class Verification(Reply):
    """验证. ``whole``: nothing differs; ``compared``: figures or formulas that were calculated anew.

    ``exit_code``: 0 whole, 1 something differs, 2 it cannot be compared. ``equal``: formulas that came to our exact
    figures. ``manifest`` and ``package_code``: of a package; None and empty of a workbook.
    """

    whole: bool = False
    compared: int = 0
    equal: int = 0
    manifest: Manifest | None = None
    package_code: str = ""

    @classmethod
    def of(cls, verdict: PackageVerification | WorkbookVerification, beside: Sequence[Finding] = ()) -> Verification:
        """What verifying came to; ``beside``: what is wrong with the 密码表."""
        found = [*beside, *verdict.findings]
        if isinstance(verdict, PackageVerification):
            code = 0 if verdict.whole else 1 if verdict.manifest is not None else 2
            told = (verdict.manifest, verdict.package_code)
            return cls(found, code, beside, None, verdict.whole, verdict.compared, 0, *told)
        lacking = any(each.code in _NOTHING_TO_COMPARE for each in verdict.findings)
        code = 0 if verdict.whole else 2 if lacking else 1
        return cls(found, code, beside, None, verdict.whole, verdict.compared, verdict.equal)

    def __repr__(self) -> str:
        told = "没有改动" if self.whole else f"{len(self.about_it)} 处不同"
        return f"<Verification exit_code={self.exit_code}，{told}>"


@dataclass(frozen=True, repr=False)
class UnitHistory(Reply):
    """历次. ``runs``: those that changed a figure of the unit, oldest first.

    ``exit_code``: 1 where there is none, 2 where 结果/历次结果.sqlite cannot be read.
    """

    runs: Sequence[HistoryChange] = ()

    @cached_property
    def changes(self) -> pd.DataFrame:
        """序号 时间 校验码 阶段性 数 原来 现在; 原来 is None where the figure is new."""
        rows = [
            (run.number, run.at, run.check_code, run.provisional, name, before, now)
            for run in self.runs
            for name, (before, now) in run.figures.items()
        ]
        return pd.DataFrame(rows, columns=["序号", "时间", "校验码", "阶段性", "数", "原来", "现在"])

    def __repr__(self) -> str:
        return f"<UnitHistory exit_code={self.exit_code}，{len(self.runs)} 次>"


@dataclass(frozen=True, repr=False)
class Decided(Reply):
    """裁定. ``written``: it stands in the scheme; ``before`` and ``now``: the score that it is about.

    ``exit_code``: 2 where nothing was decided, and ``about_it`` says why. ``sealed``: the result is sealed already, so
    that another edition has to be made of it. ``rows``: those of ``moved``.
    """

    written: bool = False
    sealed: bool = False
    before: Fraction | None = None
    now: Fraction | None = None
    rows: Sequence[Sequence[str]] = ()

    @cached_property
    def moved(self) -> pd.DataFrame:
        """Whom it moves, from what to what: 单位 总分 名次 等次 奖惩（元）."""
        return pd.DataFrame(self.rows, columns=list(COLUMNS))

    def __repr__(self) -> str:
        return f"<Decided {'已写入' if self.written else '没有写入'}，影响 {len(self.rows)} 个单位>"


@dataclass(frozen=True, repr=False)
class SchemeDraft(Reply):
    """起草. ``made``: what was drafted, with how sure each row is; None where nothing was written."""

    made: Draft | None = None

    def __repr__(self) -> str:
        return f"<SchemeDraft exit_code={self.exit_code}，{self.made!r}>"


@dataclass(frozen=True, repr=False)
class SchemeRevision(Reply):
    """What a revised text changes in a scheme; nothing is written until ``save``.

    ``revision``: the changes; None where the text or the scheme cannot be read (``exit_code`` 2). ``made``: the draft
    of the text, ``book``: the scheme that it is held against.
    """

    revision: Revision | None = None
    made: Draft | None = None
    book: Book | None = None
    home: Path = Path()

    def save(self) -> Path:
        """Write the revised scheme beside the old one, which stays as it is.

        Raises:
            OSError: it cannot be written.
            ValueError: there is no revision to be written.
        """
        if self.revision is None or self.made is None or self.book is None:
            raise ValueError("there is no revision")
        return revised_file(self.made, self.book, self.revision, self.home)

    def __repr__(self) -> str:
        changes = len(self.revision.changes) if self.revision is not None else 0
        return f"<SchemeRevision exit_code={self.exit_code}，{changes} 处改动>"
