"""Whole runs of the samples on copies of their folders, each once for all tests of a module."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaohe_xl import pipeline, screen
from kaohe_xl.base.finding import Finding
from kaohe_xl.intake.reader import ReadOptions
from tests.support.engine import as_result

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"


def sample(name: str) -> Path:
    """sample_workbooks/S4-… of s4."""
    return next(SAMPLES.glob(f"{name.upper()}-*"))


def expected(name: str) -> dict[str, Any]:
    """The result that the independent calculation wrote."""
    found: dict[str, Any] = json.loads((sample(name) / "预期结果.json").read_text(encoding="utf-8"))
    return found


def copied(name: str, to: Path) -> Path:
    """A copy of the sample's folder below ``to``, without what an earlier run left."""
    folder = to / sample(name).name
    shutil.copytree(sample(name), folder, ignore=shutil.ignore_patterns("结果", "发放"))
    return folder


def fingerprints(folder: Path) -> dict[str, str]:
    """Path → hash of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True)
class Ran:
    """What a run of a folder came to: its report, what was printed, and the input files before and after."""

    folder: Path
    report: pipeline.Report
    printed: str
    before: dict[str, str]
    after: dict[str, str]

    @property
    def result(self) -> dict[str, Any]:
        assert self.report.assessment is not None
        return as_result(self.report.assessment, list(self.report.payments))


def job_of(path: Path) -> pipeline.Job:
    """The assessment in a folder or workbook; there must be one."""
    job, findings = pipeline.locate(path)
    assert job is not None, [str(each) for each in findings]
    return job


def run(folder: Path) -> Ran:
    """Read, score and write, as ``kaohe run`` does, and print the summary."""
    before = fingerprints(folder)
    job = job_of(folder)
    report = pipeline.run(job, ReadOptions(jobs=2, noted=job.noted))
    with screen.console.capture() as captured:
        screen.print_report(report)
    after = {name: mark for name, mark in fingerprints(folder).items() if name.partition("/")[0] != "结果"}
    return Ran(folder, report, captured.get(), before, after)


def scored(path: Path) -> tuple[dict[str, Any], list[Finding]]:
    """The result of a folder or workbook and its findings; nothing is written."""
    job = job_of(path)
    scheme, found = pipeline.load(job)
    assert scheme is not None, [str(each) for each in found]
    assessment, payments, _, findings = pipeline.calculate(job, scheme, ReadOptions(jobs=2))
    return as_result(assessment, payments), [*found, *findings]
