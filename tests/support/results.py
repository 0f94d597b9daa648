"""Scored workbooks of the samples, made as a run makes them, and read again as a workbook complete in itself."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import pandas as pd

from kaohe_xl.base.finding import Finding
from kaohe_xl.returns.inline_data import inline_data
from kaohe_xl.returns.model import Returned
from kaohe_xl.reward import Payment, settle
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scoring.assess import Assessment, assess
from kaohe_xl.sheets.build import result_workbook
from kaohe_xl.sheets.model import Workbook
from kaohe_xl.sheets.result import RunResult
from kaohe_xl.writing.write import write_workbook
from tests.support.engine import load_scheme, scheme_of, tidy_of


@dataclass(frozen=True)
class Scored:
    """An assessment with all that the scored workbook is made of."""

    assessment: Assessment
    payments: list[Payment]
    findings: list[Finding]
    tidy: pd.DataFrame

    @property
    def workbook(self) -> Workbook:
        return result_workbook(RunResult(self.assessment, self.payments, Returned(self.tidy), self.findings))

    def write(self, path: Path) -> Path:
        return write_workbook(self.workbook, path)


def scored(scheme: Scheme, tidy: pd.DataFrame) -> Scored:
    assessment, findings = assess(scheme, tidy)
    payments, more = settle(assessment)
    return Scored(assessment, payments, [*findings, *more], tidy)


def sample_scheme(number: int) -> Scheme:
    return scheme_of(f"s{number}")


def sample_module(number: int) -> ModuleType:
    return importlib.import_module(f"tests.independent.s{number}")


@cache
def sample(number: int) -> Scored:
    """Sample 1–9 on the data of the independent calculation."""
    scheme = sample_scheme(number)
    return scored(scheme, tidy_of(scheme, sample_module(number).BASE))


def read_again(path: Path) -> Scored:
    """A scored workbook as the input of a new run: its scheme sheets and its 填报数据."""
    scheme = load_scheme(path)
    return scored(scheme, inline_data(scheme).tidy)
