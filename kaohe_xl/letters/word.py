"""Notices as Word files in 结果/: the general ones in one file, each unit's own in a folder where mail finds them."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kaohe_xl.base.filenames import CARD, FILLED, OLD, PUBLIC, REPORT, RESPONSE, unit_file
from kaohe_xl.base.files import dated, put_in_place
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.system import said
from kaohe_xl.explain.filled_rubric import filled_rubrics
from kaohe_xl.letters.filled_rubrics import filled_document
from kaohe_xl.letters.letter_files import Paper, is_untouched, repacked, standard_paper
from kaohe_xl.messages import finding
from kaohe_xl.notice.compose import Notice, compose_notices
from kaohe_xl.reward import Payment
from kaohe_xl.scoring.assess import Assessment

COMBINED, ALL_CARDS = "通报和通知.docx", "成绩单汇总.docx"
LETTERHEAD = "公文.docx"
_SUFFIX = ".docx"


@dataclass
class Written:
    """What was written, and what is to be told."""

    files: list[Path] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def write_notices(
    assessment: Assessment,
    payments: Sequence[Payment],
    folder: Path,
    template_folder: Path | None = None,
    notices: Sequence[Notice] | None = None,
) -> Written:
    """Write every notice into ``folder`` (结果/).

    通报和通知.docx holds the general notice and all notices to units, 成绩单汇总.docx all cards, 公示.docx what hangs
    out; 通报/, 成绩单/ and 申诉答复/ hold one file per unit and notice.
    What an earlier run wrote and nobody has edited since is replaced, or removed where it
    no longer holds; an edited file is moved to 旧稿/ before another takes its name, and never removed.

    Args:
        template_folder: the scheme folder's own 模板/.
        notices: from :func:`kaohe_xl.notice.compose_notices`, if they are made already; their findings are the
            caller's then.
    """
    done = Written()
    if notices is None:
        notices, found = compose_notices(assessment, payments, template_folder)
        done.findings += found
    paper = _paper(template_folder, done)
    names = assessment.scheme.unit_names
    alone = (CARD, PUBLIC, RESPONSE)
    general = [notice.document for notice in notices if notice.name not in alone and notice.document is not None]
    cards = [notice.document for notice in notices if notice.name == CARD and notice.document is not None]
    for name, letters in ((COMBINED, general), (ALL_CARDS, cards)):
        if letters:
            _put(folder / name, paper.write(letters), folder, done)
        else:
            _clear(folder / name)
    wanted: set[Path] = set()
    for notice in notices:
        content = _content(notice, paper)
        if notice.unit is not None:
            home = folder / (notice.name if notice.name in (CARD, RESPONSE) else REPORT)
            path = home / unit_file(names[notice.unit], notice.name, suffix=_SUFFIX)
            wanted.add(path)
            _put(path, content, folder, done)
        elif notice.file is not None or notice.name == PUBLIC:
            _put(folder / f"{notice.name}{_SUFFIX}", content, folder, done)
    if not any(notice.name == PUBLIC for notice in notices):
        _clear(folder / f"{PUBLIC}{_SUFFIX}")
    for home in (folder / REPORT, folder / CARD, folder / RESPONSE):
        _remove_outdated(home, wanted, done)
    return done


def _content(notice: Notice, paper: Paper) -> bytes:
    if notice.file is not None:
        return repacked(notice.file)
    assert notice.document is not None  # a notice has the one or the other
    return paper.write([notice.document])


def _paper(template_folder: Path | None, done: Written) -> Paper:
    """The office's own 公文.docx if there is one that can be read, else the standard page."""
    own = template_folder / LETTERHEAD if template_folder is not None else None
    if own is None or not own.is_file():
        return standard_paper()
    try:
        return Paper(own.read_bytes())
    except (OSError, ValueError) as error:
        done.findings.append(finding("R408", Place(own.name), template=own.name, problem=str(error)))
        return standard_paper()


# -- files -----------------------------------------------------------------------------------------------------------


def write_filled_rubrics(assessment: Assessment, folder: Path) -> Written:
    """细则存档.docx: the 细则 of every unit filled in, for 签字; only where 考核设置 asks for it."""
    done = Written()
    path = folder / f"{FILLED}{_SUFFIX}"
    if assessment.scheme.settings.archived:
        rows = range(len(assessment.scheme.units))
        rubrics = [each for row in rows for each in filled_rubrics(assessment, row)]
        _put(path, repacked(filled_document(assessment.scheme.settings.title, rubrics)), folder, done)
    else:
        _clear(path)
    return done


def _put(path: Path, content: bytes, results: Path, done: Written) -> None:
    """Put a file in place in one step; what somebody edited makes way first."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not is_untouched(path):
            _move_away(path, results / OLD)
        put_in_place(path, content)
        done.files.append(path)
    except OSError as error:  # open in Word, disk full, no permission
        done.findings.append(finding("R409", Place(path.name), name=path.name, problem=said(error)))


def _move_away(path: Path, old: Path) -> None:
    old.mkdir(parents=True, exist_ok=True)
    path.replace(dated(path, old))


def _clear(path: Path) -> None:
    if path.exists() and is_untouched(path):
        with contextlib.suppress(OSError):  # open in Word: it stays, and is replaced the next time
            path.unlink()


def _remove_outdated(home: Path, wanted: set[Path], done: Written) -> None:
    """A notice of an earlier run that no longer holds must not be mailed; one that was edited is told."""
    for path in sorted(home.glob(f"*{_SUFFIX}")) if home.is_dir() else ():
        if path in wanted or path.name.startswith("~$"):
            continue
        if is_untouched(path):
            _clear(path)
        if path.exists():
            done.findings.append(finding("R410", Place(f"{home.name}/{path.name}"), name=path.name))
