"""What is written into 结果/ beside the scored workbook: 细则存档, 公示, 阶段性结果.txt."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kaohe_xl.base.filenames import FILLED, PROVISIONAL_NOTE, PUBLIC
from kaohe_xl.base.files import replacing
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.letters.word import write_filled_rubrics
from kaohe_xl.messages import finding
from kaohe_xl.pipeline.calculating import STILL_OPEN
from kaohe_xl.pipeline.job import Job
from kaohe_xl.reward import Payment
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.sheets.forms.filled_rubrics import filled_workbook
from kaohe_xl.sheets.lists.publicity import public_workbook
from kaohe_xl.writing.untouched import keep_edited
from kaohe_xl.writing.write import write_workbook


def archive(job: Job, assessment: Assessment) -> list[Finding]:
    """细则存档: the filled-in 细则 of every unit, where 考核设置 asks for it."""
    findings: list[Finding] = []
    path = job.results / f"{FILLED}.xlsx"
    if assessment.scheme.settings.archived and assessment.scheme.indicators:
        written = write_workbook(filled_workbook(assessment), path, before=partial(keep_edited, findings))
        if written != path:
            findings.append(finding("R103", Place(str(path)), name=written.name))
    return [*findings, *write_filled_rubrics(assessment, job.results).findings]


def publish(job: Job, assessment: Assessment, payments: Sequence[Payment]) -> list[Finding]:
    """公示.xlsx, where 考核设置 says from when it hangs out; an earlier one goes where nothing does any more."""
    findings: list[Finding] = []
    path = job.results / f"{PUBLIC}.xlsx"
    wanted = assessment.scheme.settings.published_from is not None and bool(assessment.scheme.indicators)
    if wanted and not assessment.provisional:
        written = write_workbook(public_workbook(assessment, payments), path, before=partial(keep_edited, findings))
        return [*findings, finding("R103", Place(str(path)), name=written.name)] if written != path else findings
    if path.exists():
        keep_edited(findings, path)
        path.unlink()
    return findings


def note_provisional(job: Job, findings: Sequence[Finding]) -> None:
    """结果/阶段性结果.txt says that the result is not the last word, to people and to ``kaohe mail``."""
    if job.single:  # nothing of it is mailed
        return
    told = "".join(f"{each.text}。\n{each.remedy}。\n" for each in findings if each.code in STILL_OPEN)
    job.results.mkdir(exist_ok=True)
    with replacing(job.results / PROVISIONAL_NOTE) as draft:  # 发放 trusts what it says: never half of it
        draft.write_text(told, encoding="utf-8")
