"""会不会变: whatever the open figures turn out to be, the result lies in the range that was stated."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.doubt import SAMPLES, compare, sample, tried
from benchmarks.doubt import Tally as Completions
from kaohe_xl.bounds import doubt_of
from kaohe_xl.bounds.open_figures import open_figures
from kaohe_xl.cli import app
from kaohe_xl.scoring.assess import assess
from tests.support.random_cases import tries

COMPLETIONS = tries(3, 20)


@pytest.mark.parametrize("name", ["S3-三线千分制", "S6-社区目标管理", "S7-县目标责任书", "S9-岗位月考核"])
def test_every_completion_lies_in_the_range(name: str) -> None:
    scheme, tidy = sample(name)
    for seed, share in enumerate((0.1, 0.4)):
        for _, tally in tried(scheme, tidy, COMPLETIONS, seed, share):
            assert tally.completions == COMPLETIONS
            assert tally.outside == []


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name[:2])
def test_nothing_open_nothing_may_change(path: Path) -> None:
    """A sample with all its forms: every bound is the figure itself."""
    scheme, tidy = sample(path.name)
    assessment, _ = assess(scheme, tidy)
    doubt, tally = doubt_of(assessment), Completions()
    compare(doubt, assessment, tally)
    assert tally.outside == []
    if not open_figures(assessment):
        assert all(one.low == one.high for one in doubt.units)
        assert all(len(one.grades) == 1 for one in doubt.units)
        assert all(one.yuan[0] == one.yuan[1] for one in doubt.units)


def test_the_command_names_who_is_to_be_asked(tmp_path: Path) -> None:
    root = tmp_path / "考核"
    shutil.copytree(SAMPLES / "S1-乡镇工作考核", root)
    gone = sorted((root / "收表").rglob("*.xls*"))[0]
    gone.unlink()
    answer = CliRunner().invoke(app, ["doubt", str(root), "--json"])
    assert answer.exit_code == 1, answer.output
    told = json.loads(answer.stdout)
    assert told["单位"][0].keys() >= {"单位", "名次最好", "名次最差", "总分最低", "总分最高", "已定", "取决于"}
    asked = {figure["单位"] for figure in told["待定"]}
    assert len(asked) >= 1
    for one in told["单位"]:
        if one["名次最好"] != one["名次最差"]:
            assert asked & {figure["单位"] for figure in one["取决于"]}
    assert "会不会变" in CliRunner().invoke(app, ["会不会变", "--help"]).output
