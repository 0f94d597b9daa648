"""Two folders of results, cell by cell: value, formula, number format, note and link."""

from __future__ import annotations

from pathlib import Path

from benchmarks.same_cells import cells


def differences(ours: Path, theirs: Path) -> tuple[int, list[str]]:
    """How many cells the two have, and which differ (with both contents)."""
    one, other = cells(ours), cells(theirs)
    changed = sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))
    return len(one.keys() | other.keys()), [f"{key}: {one.get(key)} / {other.get(key)}" for key in changed]
