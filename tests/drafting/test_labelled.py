"""Labelled clauses of three sets: what is drafted right, and nothing wrong that is called sure.

The second and third set were written after the grammar stood still, the third by somebody who had not seen it.
Figures by family: python -m benchmarks.clauses FILE
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.clauses import NOT_SCORING, judge

_DATA = Path(__file__).parent / "data"


SETS = [("第一组条款", 158, 128), ("第二组条款", 154, 131), ("第三组条款", 160, 105)]


@pytest.mark.parametrize(("name", "clauses", "least"), SETS)
def test_labelled_clauses(name: str, clauses: int, least: int) -> None:
    labels = [json.loads(line) for line in (_DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    verdicts = [(judge(label)[0], label["method"], label["text"]) for label in labels]
    assert len(verdicts) == clauses
    assert [told for told in verdicts if told[0] == "错高"] == []
    assert sum(told[0] in ("对高", "对中") for told in verdicts if told[1] not in NOT_SCORING) >= least
