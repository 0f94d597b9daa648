"""What a cluster costs and gains: the same folder read and scored here and by the workers of a scheduler.

    python -m benchmarks.generate 目录 --units 200
    python -m benchmarks.cluster 目录 --scheduler tcp://localhost:8786

Times are medians, in seconds: by the clock, and of processors on every machine that took part.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from itertools import pairwise
from pathlib import Path

from kaohe_xl import pipeline
from kaohe_xl.base.finding import has_errors
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.parallel.cluster import DaskBackend, TaskRunner, connect
from kaohe_xl.parallel.executor import here
from kaohe_xl.scoring.assess import assess


def processor() -> float:
    """Seconds that this process and those it has waited for have used."""
    return sum(os.times()[:4])


def everywhere(task_runner: TaskRunner | None) -> float:
    """The same, of this process, the scheduler and all workers."""
    if task_runner is None or not isinstance(task_runner.team, DaskBackend):
        return processor()
    client = task_runner.team._client
    return processor() + sum(client.run(processor).values()) + client.run_on_scheduler(processor)


def measure(folder: Path, task_runner: TaskRunner | None, runs: int) -> tuple[list[float], list[str]]:
    """Medians of reading and scoring, by the clock and of processors; and what the runs said."""
    job, findings = pipeline.locate(folder)
    assert job is not None, findings
    scheme, findings = pipeline.load(job)
    assert scheme is not None, findings
    times = []
    said: list[str] = []
    for _ in range(runs + 1):  # the first is not counted: workers import then
        marks = [(time.perf_counter(), everywhere(task_runner))]
        returned = pipeline.collect(job, scheme, ReadOptions(task_runner=task_runner))
        marks.append((time.perf_counter(), everywhere(task_runner)))
        assess(scheme, returned.tidy, task_runner.map if task_runner is not None else here)
        marks.append((time.perf_counter(), everywhere(task_runner)))
        steps = pairwise(marks)
        times.append([after[k] - before[k] for before, after in steps for k in (0, 1)])
        said = [str(each) for each in task_runner.told()] if task_runner is not None else []
    return [statistics.median(column) for column in zip(*times[1:], strict=True)], said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scheduler", required=True)
    parser.add_argument("--runs", type=int, default=5)
    words = parser.parse_args()
    alone, _ = measure(words.folder, None, words.runs)
    began = time.perf_counter()
    task_runner, findings = connect(words.scheduler)
    if task_runner is None or has_errors(findings):
        raise SystemExit("\n".join(map(str, findings)))
    connected = time.perf_counter() - began
    with task_runner:
        there, said = measure(words.folder, task_runner, words.runs)
    print("\n".join(["", *said]))
    print("|  | reading, clock | reading, processors | scoring, clock | scoring, processors |")
    print("|---|---|---|---|---|")
    for name, row in (("here", alone), ("cluster", there)):
        print(f"| {name} |" + "|".join(f" {each:.2f} " for each in row) + "|")
    print(f"connecting: {connected:.2f}")


if __name__ == "__main__":
    main()
