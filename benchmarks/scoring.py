"""Scoring alone, in a process of its own: what was returned is read before the clock starts.

python -m benchmarks.scoring FOLDER --units-of 50
"""

from __future__ import annotations

import argparse
import json
import time
from fractions import Fraction
from pathlib import Path

from benchmarks.generate import CLAUSES, items


def score(folder: Path, rounds: int, few: int) -> dict[str, object]:
    """Processor seconds of each round; and the values and points of the first few units, for comparing."""
    from kaohe_xl.intake.reader import ReadOptions
    from kaohe_xl.pipeline import collect, load, locate
    from kaohe_xl.reward import settle
    from kaohe_xl.scoring.assess import assess

    job, found = locate(folder)
    if job is None:
        raise RuntimeError(str(found))
    scheme, found = load(job)
    if scheme is None:
        raise RuntimeError(str(found))
    tidy = collect(job, scheme, ReadOptions()).tidy
    seconds, paid = [], []
    for _ in range(rounds):
        began = time.process_time()
        assessment, _ = assess(scheme, tidy)
        seconds.append(time.process_time() - began)
        began = time.process_time()
        settle(assessment)
        paid.append(time.process_time() - began)
    final = assessment.final
    assert final.score is not None
    clauses = list(final.score.clauses.values())
    if len(clauses) != CLAUSES:
        raise RuntimeError(f"{len(clauses)} clauses")
    rows = range(min(few, len(scheme.units)))
    return {
        "seconds": seconds,
        "settle": paid,
        "units": [_inputs(final.figures, row) for row in rows],
        "points": [[str(abs(clause.points[row] or Fraction(0))) for clause in clauses] for row in rows],
    }


def _inputs(figures: object, row: int) -> dict[str, object]:
    """The values of a unit as pyDMNrules takes them: a percentage as the number before the sign."""
    given: dict[str, object] = {}
    for number, (name, kind, _) in enumerate(items(), 1):
        value = figures.items[name].values[row]  # type: ignore[attr-defined]
        given[f"x{number}"] = value if kind == "是否" else float(value * 100 if kind == "百分比" else value)
    return given


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--units-of", type=int, default=0, dest="few")
    words = parser.parse_args()
    print(json.dumps(score(words.folder, words.rounds, words.few)))


if __name__ == "__main__":
    main()
