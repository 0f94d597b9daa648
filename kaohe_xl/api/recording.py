"""What is kept, and what is written into the scheme: 定稿, 验证, 历次, 核定, 裁定."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Required, TypedDict, Unpack

from kaohe_xl import pipeline
from kaohe_xl.amending import rulings, scheme_changes
from kaohe_xl.api.answers import Reply
from kaohe_xl.api.computing import Folder
from kaohe_xl.api.options import AS_USUAL, CannotWorkError, Options, OptionWords, at_work
from kaohe_xl.api.record_answers import Decided, Seal, UnitHistory, Verification
from kaohe_xl.archive import History
from kaohe_xl.archive.history import NAME as HISTORY_FILE
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.intake.password_list import find_password_list
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.messages import finding
from kaohe_xl.scheme.model import Ruling
from kaohe_xl.sealing import sealed_package, workbook_check


class RulingWords(TypedDict, total=False):
    """The fields of :class:`kaohe_xl.amending.rulings.ProposedDecision` beside its subject.

    ``value``: the new score, or the new figure of ``item``; none where nothing changes. ``on``: the day, today if not
    given.
    """

    reason: Required[str]
    by: Required[str]
    value: str
    item: str
    period: str
    on: str


def seal(
    folder: Folder,
    by: str,
    reason: str = "",
    *,
    closed: bool = False,
    options: Options = AS_USUAL,
    **words: Unpack[OptionWords],
) -> Seal:
    """定稿: score once more and keep everything that the result rests on as the next edition.

    Args:
        folder: the assessment's folder.
        by: who seals it; stands in the manifest.
        reason: why there is another edition; needed from the second on.
        closed: no more forms are waited for.
        options: how it goes about it; ``words`` (``jobs=2``, ``tell=…``) count before it.

    Raises:
        OSError: the package cannot be written.
    """
    job, findings = pipeline.locate(Path(folder))
    if job is None:
        return Seal(findings, 2)
    options = options.with_words(words)
    try:
        with at_work(job, options) as (reading, listed):
            sealed = sealed_package.seal(job, reading, sealed_package.SealingOrder(by, reason, closed), options.tell)
    except CannotWorkError as error:
        return Seal(error.found, 2)
    scheme = sealed.report.scheme if sealed.report is not None else None
    found = [*listed, *sealed.findings]
    if sealed.path is None:
        return Seal(found, 2, listed, scheme)
    return Seal(found, 0, listed, scheme, sealed.path, sealed.check_code, sealed.package_code, sealed.edition)


def verify(
    path: Folder, *, closed: bool = False, code: str = "", options: Options = AS_USUAL, **words: Unpack[OptionWords]
) -> Verification:
    """验证: a sealed package, or a scored workbook that may have been edited by hand. Nothing of it is executed.

    Args:
        path: the package, or the workbook.
        closed: the workbook was scored with ``closed``.
        code: the 封存码 that was written down.
        options: passwords and whom to tell; the rest is as it was when the result was made. A 密码表 beside the file is
            used too.

    Raises:
        OSError: the file cannot be read.
    """
    options = options.with_words(words)
    by_unit, listed = find_password_list(Path(path).parent)
    known = Passwords.gathered(tuple(options.passwords), os.environ, by_unit)
    verdict = workbook_check.verify_any(Path(path), options.tell, closed=closed, passwords=known, code=code)
    return Verification.of(verdict, listed)


def history(folder: Folder, unit: str) -> UnitHistory:
    """历次: when a unit's figures changed, and which; ``changes`` is the table.

    Args:
        folder: the assessment's folder.
        unit: its name as in the scheme.
    """
    job, findings = pipeline.locate(Path(folder))
    if job is None:
        return UnitHistory(findings, 2)
    path = job.results / HISTORY_FILE
    try:
        runs = History(path).of(unit)
    except sqlite3.Error as error:
        return UnitHistory([finding("R906", Place(str(path)), problem=str(error), name=path.name)], 2)
    return UnitHistory([], 0 if runs else 1, runs=runs)


def decide(
    folder: Folder,
    unit: str,
    key: str,
    ruling: str,
    *,
    on_paper: bool = False,
    write: bool = True,
    passwords: Sequence[str] = (),
    options: Options = AS_USUAL,
    **said: Unpack[RulingWords],
) -> Decided:
    """裁定: decide an appeal; what that moves is worked out first, then it goes into 核定调整.

    Args:
        folder: the assessment's folder.
        unit: who appealed.
        key: the 编号 or 否决项 that the appeal is about.
        ruling: 采纳, 部分采纳, 不采纳 or 不予受理.
        on_paper: the unit has appealed without a 申诉表.
        write: False only tries it out.
        passwords: of encrypted files.
        options: how it goes about it.
        said: ``reason`` and ``by``, and as needed ``value``, ``item``, ``period``, ``on`` (:class:`RulingWords`).

    Raises:
        ValueError: no such ruling.
        OSError: the disk does not take it.
    """
    office = rulings.ProposedDecision(unit, key, Ruling(ruling), on_paper=on_paper, **said)
    job, findings = pipeline.locate(Path(folder))
    if job is None:
        return Decided(findings, 2)
    options = options.with_words({"passwords": passwords}) if passwords else options
    try:
        with at_work(job, options) as (reading, listed):
            ruled = rulings.decide(job, reading, office, write=write, tell=options.tell)
    except CannotWorkError as error:
        return Decided(error.found, 2)
    code, found = 2 if ruled.findings else 0, [*listed, *ruled.findings]
    return Decided(found, code, listed, None, ruled.written, ruled.sealed, *ruled.score, ruled.moved)


def approve(folder: Folder, entered: Mapping[str, str]) -> Reply:
    """核定: add a row to 核定调整 of the scheme; all else in the workbook stays as it is.

    Args:
        folder: the assessment's folder.
        entered: text by column (单位, 数据项 or 编号, 期次, 核定值, 依据, 核定人, 日期, 备注).

    ``exit_code`` 2: nothing was written, and ``findings`` say why.
    """
    job, findings = pipeline.locate(Path(folder))
    return _written(scheme_changes.approve(job, entered) if job is not None else findings)


def amend(folder: Folder, sheet: str, cells: Mapping[tuple[int, int], str]) -> Reply:
    """Write cells of one of the scheme's sheets; all else stays as it is. What they then mean, ``check`` tells.

    Args:
        folder: the assessment's folder.
        sheet: its name.
        cells: row and column from 1 → text.

    ``exit_code`` 2: nothing was written, and ``findings`` say why.
    """
    job, findings = pipeline.locate(Path(folder))
    return _written(scheme_changes.rewrite(job, sheet, cells) if job is not None else findings)


def _written(findings: list[Finding]) -> Reply:
    return Reply(findings, 2 if findings else 0)
