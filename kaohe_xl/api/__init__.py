"""The door for other programs: what the commands do, as functions. Results are DataFrames with the workbook's columns.

    >>> import kaohe_xl
    >>> result = kaohe_xl.run("2022镇街考核", write=False)      # doctest: +SKIP
    >>> result.ranking[["名次", "单位名称", "总分"]]             # doctest: +SKIP

The commands themselves, and the page, go through it: all three give the same answer. Figures are exact: ``Decimal``, or
``Fraction`` where no decimal ends. What is wrong with a scheme or a file is in ``findings``, never an exception; a path
that is no assessment gives an answer with ``exit_code`` 2.
"""

from __future__ import annotations

import sys

from kaohe_xl.api.answers import Outcome, Reply, Result
from kaohe_xl.api.computing import Folder, check, issue, notices_of, ready, run, status
from kaohe_xl.api.inquiring import diff, doubt, examples_of, explain, explanation_of, uncertainty_of
from kaohe_xl.api.inquiry_answers import Difference, Explanation, Uncertainty
from kaohe_xl.api.monitoring import watch
from kaohe_xl.api.options import Options, OptionWords
from kaohe_xl.api.record_answers import Decided, SchemeDraft, SchemeRevision, Seal, UnitHistory, Verification
from kaohe_xl.api.recording import RulingWords, amend, approve, decide, history, seal, verify
from kaohe_xl.api.starting import draft, new, revise
from kaohe_xl.pipeline import Job, ProgressListener, Report, locate, silent

__all__ = [
    "Decided",
    "Difference",
    "Explanation",
    "Folder",
    "Job",
    "OptionWords",
    "Options",
    "Outcome",
    "ProgressListener",
    "Reply",
    "Report",
    "Result",
    "RulingWords",
    "SchemeDraft",
    "SchemeRevision",
    "Seal",
    "Uncertainty",
    "UnitHistory",
    "Verification",
    "amend",
    "approve",
    "check",
    "decide",
    "diff",
    "doubt",
    "draft",
    "examples_of",
    "explain",
    "explanation_of",
    "history",
    "issue",
    "locate",
    "new",
    "notices_of",
    "ready",
    "revise",
    "run",
    "seal",
    "silent",
    "status",
    "uncertainty_of",
    "verify",
    "watch",
]

# importing the door has put the folders diff/ and explain/ under these two names of the package: the functions win
sys.modules["kaohe_xl"].__dict__.update(diff=diff, explain=explain)
