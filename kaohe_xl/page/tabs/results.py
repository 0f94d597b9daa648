"""结果: the ranking as the files are now, why each number is what it is, what may still change; 结果/ on the disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kaohe_xl import api
from kaohe_xl.base.filenames import RESULTS
from kaohe_xl.base.place import Place
from kaohe_xl.explain.reason import Reason
from kaohe_xl.page.background import Done
from kaohe_xl.page.originals import surroundings
from kaohe_xl.page.state import OpenAssessment
from kaohe_xl.page.tabs.tab import FormFields, Started, Tab


@dataclass(frozen=True)
class Sentence:
    """A line of an explanation. ``depth``: 0 for the topmost."""

    depth: int
    text: str
    places: tuple[Place, ...]


def show(opened: OpenAssessment, query: FormFields) -> Mapping[str, Any]:
    """For ``results.html``: the ranking; with ``unit`` (and ``key``) why; with ``doubt`` what may still change."""
    result = opened.result()
    unit, key = query.get("unit", ""), query.get("key", "")
    why, found = None, list(result.found)
    if unit and result.assessment is not None:
        answer = api.explanation_of(result, unit, key)
        why, found = answer.why, list(answer.found)
    beside = None
    if query.get("file"):
        beside = surroundings(opened, Place(query["file"], query.get("sheet", ""), query.get("cell", "")))
    return {
        "result": result,
        "digits": result.scheme.settings.digits if result.scheme is not None else 2,
        "found": found,
        "ranking": _table(result.ranking),
        "scores": _table(result.scores),
        "moved": opened.moved(),
        "unit": unit,
        "key": key,
        "why": list(_sentences(why)) if why is not None else [],
        "beside": beside,
        "doubt": _table(opened.doubt().units) if query.get("doubt") else None,
        "written": opened.written(),
    }


def _table(frame: pd.DataFrame) -> Mapping[str, Any]:
    return {"head": list(frame.columns), "rows": [list(row) for row in frame.itertuples(index=False, name=None)]}


def _sentences(why: Reason, depth: int = 0) -> Iterator[Sentence]:
    yield Sentence(depth, why.text, why.places)
    for part in why.because:
        yield from _sentences(part, depth + 1)


def _run(opened: OpenAssessment, form: FormFields) -> Started:
    def task(tell: api.ProgressListener) -> Done:
        result = api.run(opened.folder, closed=bool(form.get("closed")), anyway=bool(form.get("anyway")), tell=tell)
        if result.output is None:
            return Done("没有写结果。", result.found, failed=True)
        return Done(f"已写到 {RESULTS} 文件夹：{result.output.name}", result.found)

    return Started("评分排名，写结果", task)


TAB = Tab("results", "结果", "排名随收表随时更新；点单位或得分，看是怎么来的。", show, {"run": _run})
