"""A run on a cluster gives what a run on one machine gives, to the byte."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import fsspec
import pytest
from typer.testing import CliRunner

from kaohe_xl import pipeline
from kaohe_xl.base.finding import Finding
from kaohe_xl.cli import app
from kaohe_xl.intake import batches
from kaohe_xl.intake.discover import discover
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.reader import ReadOptions, ReturnsReader
from kaohe_xl.intake.remote import discover_at
from kaohe_xl.parallel.cluster import DaskBackend, TaskRunner, ThreadBackend
from kaohe_xl.reading.limits import Limits
from kaohe_xl.reading.read import UnreadableError
from kaohe_xl.scheme.model import Scheme
from tests.cluster.conftest import crew_of
from tests.cluster.pieces import children
from tests.support import making
from tests.support.dask_cluster import DaskCluster, dask_cluster
from tests.support.random_cases import THOROUGH
from tests.support.runs import copied, job_of
from tests.support.whole import whole

pytestmark = pytest.mark.xdist_group("cluster")


@dataclass(frozen=True)
class Result:
    """The tidy table as bytes, every figure, what became of the files, and what was said."""

    tidy: bytes
    figures: dict[str, Any]
    files: list[Any]
    findings: list[Finding]


def result(folder: Path, options: ReadOptions, tell: pipeline.ProgressListener = pipeline.silent) -> Result:
    """Read and score."""
    job = job_of(folder)
    assessment, _, returned, findings = pipeline.calculate(job, scheme_of(folder), options, tell)
    return Result(returned.tidy.to_csv(index=False).encode(), whole(assessment), list(returned.files), findings)


def reading(folder: Path, options: ReadOptions) -> Result:
    """Read and no more."""
    returned = pipeline.collect(job_of(folder), scheme_of(folder), options)
    return Result(returned.tidy.to_csv(index=False).encode(), {}, list(returned.files), list(returned.findings))


@cache
def scheme_of(folder: Path) -> Scheme:
    scheme, findings = pipeline.load(job_of(folder))
    assert scheme is not None, findings
    return scheme


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few files are work for several workers."""
    monkeypatch.setattr(batches, "_BATCH", 4)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """name → a copy of that sample with some more files that are broken or none of ours."""

    @cache
    def made(name: str) -> Path:
        copy = copied(name, tmp_path_factory.mktemp(name))
        returns = copy / "收表"
        good = next(path for path in sorted(returns.rglob("*.xlsx")))
        (returns / "断了的.xlsx").write_bytes(good.read_bytes()[:-2000])
        (returns / "不是表格.xlsx").write_bytes(b"%PDF-1.7 ...")
        (returns / "空的.xls").write_bytes(b"")
        (returns / "~$占用.xlsx").write_bytes(b"x")
        return copy

    return made


@pytest.fixture(scope="module")
def alone(folder: Any) -> Any:
    """name → what this machine makes of that sample by itself."""
    return cache(lambda name: result(folder(name), ReadOptions(jobs=2)))


@pytest.fixture(scope="module")
def read_alone(folder: Any) -> Any:
    """name → what this machine reads of that sample by itself."""
    return cache(lambda name: reading(folder(name), ReadOptions(jobs=2)))


@pytest.mark.parametrize("name", ["s4", "s9"] if THOROUGH else ["s9"])
def test_two_workers_and_this_machine_agree_to_the_byte(name: str, folder: Any, alone: Any, site: DaskCluster) -> None:
    with crew_of(site) as task_runner:
        found = result(folder(name), ReadOptions(task_runner=task_runner))
        assert isinstance(task_runner.team, DaskBackend)  # to the end
    assert found.tidy == alone(name).tidy
    assert found.figures == alone(name).figures
    assert found.files == alone(name).files
    assert found.findings == alone(name).findings  # and so nothing had to be done here


def test_a_worker_killed_while_it_reads_is_made_up_for(folder: Any, alone: Any) -> None:
    with dask_cluster(2) as cluster, crew_of(cluster) as task_runner:
        killed: list[str] = []

        def tell(stage: str, done: int = 0, of: int = 0) -> None:
            if stage == "读取收表" and not killed:
                assert isinstance(task_runner.team, DaskBackend)
                busy = next(where for where, tasks in task_runner.team._client.processing().items() if tasks)
                cluster.kill(task_runner.team._client.run(os.getpid, workers=[busy])[busy])
                killed.append(busy)

        found = result(folder("s9"), ReadOptions(task_runner=task_runner), tell)
        assert killed
        assert isinstance(task_runner.team, DaskBackend)
        assert len(task_runner.team._client.nthreads()) == 1
    assert found == alone("s9")


def test_a_hostile_file_costs_itself_on_a_worker_too(site: DaskCluster, tmp_path: Path) -> None:
    form = making.fill_form()
    for name in ("1.xlsx", "3.xlsx"):
        (tmp_path / name).write_bytes(form)
    (tmp_path / "2挂.xlsx").write_bytes(making.slow_to_decrypt(form))
    limits = Limits(seconds=2)
    with crew_of(site) as task_runner:
        with ReturnsReader(ReadOptions(limits, passwords=Passwords(("x",)), task_runner=task_runner)) as reader:
            found = {one.name: one.refusal and one.refusal.code for one in reader.read(discover(tmp_path))}
            assert sum(task_runner.team.everywhere(children).values()) > 0
        assert sum(task_runner.team.everywhere(children).values()) == 0  # no reading process is left behind
    assert found == {"1.xlsx": None, "2挂.xlsx": "D109", "3.xlsx": None}


# -- workers that do not see the folder -------------------------------------------------------------------------------


def test_files_that_differ_from_there_are_read_here(
    folder: Any, read_alone: Any, site: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = batches._stamp

    def otherwise(task: Any) -> Any:  # as if the workers had another disk under the same name
        stamp = seen(task)
        return (stamp[0] + 1, stamp[1]) if stamp is not None else None

    monkeypatch.setattr(batches, "_stamp", otherwise)
    with crew_of(site) as task_runner:
        found = reading(folder("s8"), ReadOptions(task_runner=task_runner))
    (told,) = [each for each in found.findings if each.code.startswith("R16")]
    assert told.code == "R164"
    assert told.text.count("tcp://") == 2
    assert replace(found, findings=[]) == replace(read_alone("s8"), findings=[])


def test_single_files_that_a_worker_cannot_see_are_read_here(
    folder: Any, read_alone: Any, site: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = batches._stamp

    def sometimes(task: Any) -> Any:
        stamp = seen(task)
        return (stamp[0] + 1, stamp[1]) if stamp is not None and task["path"].endswith("改造.xlsx") else stamp

    monkeypatch.setattr(batches, "_stamp", sometimes)
    with crew_of(site) as task_runner:
        found = reading(folder("s8"), ReadOptions(task_runner=task_runner))
    (told,) = [each for each in found.findings if each.code.startswith("R16")]
    assert told.code == "R168"
    assert told.place.file.endswith("改造.xlsx")
    assert replace(found, findings=[]) == replace(read_alone("s8"), findings=[])


# -- returned files at a URL ------------------------------------------------------------------------------------------


def test_workers_fetch_from_a_url(folder: Any, read_alone: Any, site: DaskCluster) -> None:
    url = f"file://{folder('s8') / '收表'}"
    with crew_of(site) as task_runner:
        found = reading(folder("s8"), ReadOptions(task_runner=task_runner, returns=url))
    assert found == read_alone("s8")


def test_without_a_cluster_a_url_is_read_by_threads(folder: Any, read_alone: Any) -> None:
    files = fsspec.filesystem("memory")
    files.put(str(folder("s8") / "收表"), "/s8/收表", recursive=True)
    with TaskRunner(ThreadBackend(2)) as task_runner:
        found = reading(folder("s8"), ReadOptions(task_runner=task_runner, returns="memory://s8/收表"))
    assert found == read_alone("s8")


def test_a_file_at_a_url_beyond_the_limit_is_refused(tmp_path: Path, site: DaskCluster) -> None:
    (tmp_path / "大.csv").write_bytes(b"1,2\n" * 1000)
    (tmp_path / "小.csv").write_bytes(b"1,2\n")
    with crew_of(site) as task_runner, ReturnsReader(ReadOptions(Limits(file=2000), task_runner=task_runner)) as reader:
        found = {one.name: one for one in reader.read(discover_at(f"file://{tmp_path}", Limits(file=2000)))}
    assert found["小.csv"].book is not None
    refusal = found["大.csv"].refusal
    assert refusal is not None
    assert refusal.code == "D106"


@pytest.mark.parametrize(
    "url", ["memory://nowhere", "nosuch://x/y", "file:///没有这个文件夹", "sftp://user:secret@nowhere.invalid/x"]
)
def test_a_url_that_cannot_be_listed_stops_the_run(url: str, folder: Any) -> None:
    with pytest.raises(UnreadableError) as caught:
        discover_at(url, Limits())
    assert caught.value.finding.code == "R167"
    assert "secret" not in str(caught.value.finding)


# -- the command line -------------------------------------------------------------------------------------------------


def test_the_commands_say_what_is_wrong_and_stop(folder: Any) -> None:
    for words, said in (
        (["--scheduler", "没有端口"], "R161"),
        (["--returns", "memory://nowhere"], "R167"),
        (["--returns", "/没有/这个"], "没有“/没有/这个”这个文件夹"),
    ):
        ran = CliRunner().invoke(app, ["status", str(folder("s8")), *words])
        assert ran.exit_code == 2, ran.output
        assert said in ran.output


def test_status_of_a_folder_elsewhere_read_by_a_cluster(folder: Any, site: DaskCluster, tmp_path: Path) -> None:
    shutil.copytree(folder("s8") / "收表", tmp_path / "别处")
    words = ["--scheduler", site.address, "--returns", str(tmp_path / "别处"), "--json"]
    there = CliRunner().invoke(app, ["status", str(folder("s8")), *words])
    here = CliRunner().invoke(app, ["status", str(folder("s8")), "--json"])
    assert there.output == here.output
    assert there.exit_code == here.exit_code
