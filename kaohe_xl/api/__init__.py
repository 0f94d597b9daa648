"""The door for other programs: what the commands do, as functions; results as DataFrames with the workbook's columns.

    >>> import kaohe_xl
    >>> result = kaohe_xl.run("2022镇街考核", write=False)      # doctest: +SKIP
    >>> result.ranking[["名次", "单位名称", "总分"]]             # doctest: +SKIP

Figures are exact: ``Decimal``, or ``Fraction`` where no decimal ends. What is wrong with a scheme or a file is in
``findings``, never an exception; a path that is no assessment gives a result with ``exit_code`` 2.
"""

from __future__ import annotations

from kaohe_xl.api.answers import Decided, Difference, Explanation, Outcome, Result, Seal, Uncertainty, Verification
from kaohe_xl.api.computing import Folder, check, diff, doubt, explain, issue, read_options, run, status, uncertainty_of
from kaohe_xl.api.recording import amend, approve, decide, history, seal, verify

__all__ = [
    "Decided",
    "Difference",
    "Explanation",
    "Folder",
    "Outcome",
    "Result",
    "Seal",
    "Uncertainty",
    "Verification",
    "amend",
    "approve",
    "check",
    "decide",
    "diff",
    "doubt",
    "explain",
    "history",
    "issue",
    "read_options",
    "run",
    "seal",
    "status",
    "uncertainty_of",
    "verify",
]
