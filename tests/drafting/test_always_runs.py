"""Whatever the office writes, the drafted scheme is one that ``check`` lets pass: nothing has to be mended to begin."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kaohe_xl import api
from kaohe_xl.writing.drafted import draft
from tests.support.word import word

_DATA = Path(__file__).parent / "data"
_HEAD = "2026年度考核细则\n\n"
_GRADES = "\n\n90分以上为优秀，80分以上为先进，60分以上为合格，其余为不合格。\n\n"
_SETS = ("第一组条款", "第二组条款", "第三组条款")


def _clauses(part: int) -> list[str]:
    """All clauses of the labelled sets; a sixth of them, another one for each layout, but before a release."""
    lines = [line for name in _SETS for line in (_DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [json.loads(line)["text"].replace("|", "/") for line in lines]
    return texts if os.environ.get("KAOHE_THOROUGH") else texts[part::6]


def _with_marks(texts: list[str]) -> str:
    rows = "\n".join(f"| {number} | 事项{number} | 10 | {text} |" for number, text in enumerate(texts, 1))
    return f"{_HEAD}| 序号 | 考核内容 | 标准分 | 评分标准 |\n|---|---|---|---|\n{rows}{_GRADES}"


def _without_marks(texts: list[str]) -> str:
    rows = "\n".join(f"| {number} | 事项{number} | {text} |" for number, text in enumerate(texts, 1))
    return f"{_HEAD}| 序号 | 考核内容 | 评分标准 |\n|---|---|---|\n{rows}{_GRADES}"


def _in_prose(texts: list[str]) -> str:
    table = _with_marks(["税收完成率低于100%的，每低1个百分点扣1分"])
    return table + "\n\n".join(f"{text}。" for text in texts)


LAYOUTS = (_with_marks, _without_marks, _in_prose)


@pytest.mark.parametrize("part", range(len(LAYOUTS)), ids=["分值", "没有分值", "条文"])
def test_a_draft_of_every_clause_passes_check(part: int, tmp_path: Path) -> None:
    source = tmp_path / "细则.docx"
    source.write_bytes(word(LAYOUTS[part](_clauses(part))))
    made, _ = draft(source, tmp_path / "考核")
    assert made is not None
    told = api.check(tmp_path / "考核")
    assert told.exit_code in (0, 1), told.findings
