"""The wiring: scheme → returns → tidy → score → reward → sheets → workbook; what reads and what writes meets here."""

from __future__ import annotations

from kaohe_xl.base.filenames import BLANKS
from kaohe_xl.pipeline.calculating import (
    PROVISIONAL,
    STILL_OPEN,
    UNREVIEWED,
    ProgressListener,
    appeals_of,
    calculate,
    collect,
    silent,
)
from kaohe_xl.pipeline.job import (
    NOT_THERE,
    PAST_YEARS,
    READ_BEFORE,
    TEMPLATES,
    Job,
    has_data,
    is_complete,
    locate,
    missing_returns,
    output_path,
)
from kaohe_xl.pipeline.loading import CASES_FILE, held_against_cases, load, proved, write_cases
from kaohe_xl.pipeline.report import Report, write_log
from kaohe_xl.pipeline.running import RunChoices, run, run_alone

__all__ = [
    "BLANKS",
    "CASES_FILE",
    "NOT_THERE",
    "PAST_YEARS",
    "PROVISIONAL",
    "READ_BEFORE",
    "STILL_OPEN",
    "TEMPLATES",
    "UNREVIEWED",
    "Job",
    "ProgressListener",
    "Report",
    "RunChoices",
    "appeals_of",
    "calculate",
    "collect",
    "has_data",
    "held_against_cases",
    "is_complete",
    "load",
    "locate",
    "missing_returns",
    "output_path",
    "proved",
    "run",
    "run_alone",
    "silent",
    "write_cases",
    "write_log",
]
