"""The samples as they are read: scheme and what was returned, once for all who ask."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kaohe_xl import pipeline
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.returns.model import Returned
from kaohe_xl.scheme.model import Scheme

SAMPLES = Path(__file__).parent.parent / "sample_workbooks"


@cache
def read(name: str) -> tuple[Scheme, Returned]:
    """Scheme and returned forms of a sample, by the name of its folder."""
    job, _ = pipeline.locate(SAMPLES / name)
    assert job is not None
    scheme, _ = pipeline.load(job)
    assert scheme is not None
    return scheme, pipeline.collect(job, scheme, ReadOptions(jobs=1))
