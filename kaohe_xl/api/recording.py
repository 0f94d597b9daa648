"""What is kept, and what is written into the scheme: 定稿, 验证, 历次, 核定, 裁定."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kaohe_xl import amending, deciding, pipeline, sealing, workbook_check
from kaohe_xl.archive import History
from kaohe_xl.archive.history import NAME as HISTORY_FILE
from kaohe_xl.base.finding import Finding
from kaohe_xl.intake.password_list import find_password_list
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.scheme.model import Ruling

if TYPE_CHECKING:
    pass
from kaohe_xl.api.answers import Decided, Seal, Verification
from kaohe_xl.api.computing import Folder, read_options


def seal(
    folder: Folder, by: str, reason: str = "", *, closed: bool = False, jobs: int = 0, passwords: Sequence[str] = ()
) -> Seal:
    """定稿: score once more and keep everything that the result rests on as the next edition.

    Args:
        folder: the assessment's folder.
        by: who seals it; stands in the manifest.
        reason: why there is another edition; needed from the second on.
        closed: no more forms are waited for.

    Raises:
        OSError: the package cannot be written.
    """
    job, findings = pipeline.locate(Path(folder))
    if job is None:
        return Seal(findings)
    options, listed = read_options(job, jobs, passwords=passwords)
    sealed = sealing.seal(job, options, sealing.SealingOrder(by, reason, closed))
    return Seal([*listed, *sealed.findings], sealed.path, sealed.check_code, sealed.edition)


def verify(path: Folder, *, closed: bool = False, code: str = "", passwords: Sequence[str] = ()) -> Verification:
    """验证: a sealed package, or a scored workbook that may have been edited by hand. Nothing of it is executed.

    ``closed``: the workbook was scored with ``closed``. ``code``: the 封存码 that was written down. ``passwords``: of
    encrypted returns; a 密码表 beside the file is used too.
    """
    by_unit, _ = find_password_list(Path(path).parent)
    known = Passwords.gathered(tuple(passwords), os.environ, by_unit)
    return Verification.of(workbook_check.verify_any(Path(path), closed=closed, passwords=known, code=code))


def history(folder: Folder, unit: str) -> pd.DataFrame:
    """历次: when a unit's figures changed. Columns 序号 时间 校验码 阶段性 数 原来 现在; 原来 is None where it is new.

    Raises:
        sqlite3.Error: 结果/历次结果.sqlite is damaged.
    """
    columns = ["序号", "时间", "校验码", "阶段性", "数", "原来", "现在"]
    job, _ = pipeline.locate(Path(folder))
    moved = History(job.results / HISTORY_FILE).of(unit) if job is not None else []
    rows = [
        (run.number, run.at, run.check_code, run.provisional, name, before, now)
        for run in moved
        for name, (before, now) in run.figures.items()
    ]
    return pd.DataFrame(rows, columns=columns)


def approve(folder: Folder, entered: Mapping[str, str]) -> list[Finding]:
    """核定: add a row to 核定调整 of the scheme; all else in the workbook stays as it is.

    ``entered``: text by column (单位, 数据项 or 编号, 期次, 核定值, 依据, 核定人, 日期, 备注). Findings say why nothing
    was written; none: it was.
    """
    job, findings = pipeline.locate(Path(folder))
    return amending.approve(job, entered) if job is not None else findings


def decide(
    folder: Folder,
    unit: str,
    key: str,
    ruling: str,
    *,
    reason: str,
    by: str,
    value: str = "",
    item: str = "",
    period: str = "",
    on: str = "",
    on_paper: bool = False,
    write: bool = True,
    passwords: Sequence[str] = (),
) -> Decided:
    """裁定: decide an appeal; what that moves is worked out first, then it goes into 核定调整.

    Args:
        ruling: 采纳, 部分采纳, 不采纳 or 不予受理.
        value: the new score, or the new figure of ``item``; none where nothing changes.
        on: the day, today if not given.
        on_paper: the unit has appealed without a 申诉表.
        write: False only tries it out.

    Raises:
        ValueError: no such ruling.
    """
    job, findings = pipeline.locate(Path(folder))
    said = deciding.OfficeRuling(unit, key, Ruling(ruling), reason, by, value, item, period, on, on_paper)
    if job is None:
        return Decided(findings)
    options, listed = read_options(job, passwords=passwords)
    ruled = deciding.decide(job, options, said, write=write)
    moved = pd.DataFrame(ruled.moved, columns=list(deciding.COLUMNS))
    return Decided([*listed, *ruled.findings], ruled.written, moved)


def amend(folder: Folder, sheet: str, cells: Mapping[tuple[int, int], str]) -> list[Finding]:
    """Write cells (row and column from 1 → text) of one of the scheme's sheets; all else stays as it is.

    Findings say why nothing was written; none: it was. What the cells then mean, :func:`check` tells.
    """
    job, findings = pipeline.locate(Path(folder))
    return amending.rewrite(job, sheet, cells) if job is not None else findings
