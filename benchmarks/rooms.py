"""docs/图/房间.svg: which room of the house imports which, drawn from the source.

python -m benchmarks.rooms            # rooms, how many modules, and what each imports, from the bottom up
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1] / "kaohe_xl"


def imports() -> dict[str, set[str]]:
    """Room → the rooms that its modules import."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in ROOT.rglob("*.py"):
        room = path.relative_to(ROOT).parts[0].removesuffix(".py")
        found.setdefault(room, set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module == "kaohe_xl":
                names = [f"kaohe_xl.{alias.name}" for alias in node.names]
            for name in names:
                parts = name.split(".")
                if parts[0] == "kaohe_xl" and len(parts) > 1 and parts[1] != room:
                    found[room].add(parts[1])
    found.pop("__init__", None)
    return {room: {other for other in others if other in found} for room, others in found.items()}


def storeys(arrows: dict[str, set[str]]) -> list[list[str]]:
    """Rooms by how far they stand above those that import nothing.

    Raises:
        ValueError: rooms that import one another in a circle.
    """
    left, built = dict(arrows), []
    while left:
        ready = sorted(room for room, below in left.items() if not below & set(left))
        if not ready:
            raise ValueError(f"a circle among {', '.join(sorted(left))}")
        built.append(ready)
        for room in ready:
            del left[room]
    return built


def drawing(arrows: dict[str, set[str]]) -> str:
    """The rooms as an SVG, storey above storey, with an arrow for each import to the room right below or further."""
    floors = storeys(arrows)
    width, height = 1000, 80 * len(floors) + 20
    at: dict[str, tuple[float, float]] = {}
    for level, rooms in enumerate(floors):
        for number, room in enumerate(rooms):
            at[room] = (width * (number + 1) / (len(rooms) + 1), height - 50 - 80 * level)
    lines = [
        f'<line x1="{at[a][0]:.0f}" y1="{at[a][1] + 16:.0f}" x2="{at[b][0]:.0f}" y2="{at[b][1] - 16:.0f}"/>'
        for a, below in sorted(arrows.items())
        for b in sorted(below)
    ]
    boxes = [
        f'<rect x="{x - 52:.0f}" y="{y - 16:.0f}" width="104" height="32" rx="5"/>'
        f'<text x="{x:.0f}" y="{y + 5:.0f}">{room}</text>'
        for room, (x, y) in at.items()
    ]
    style = "line{stroke:#b8c4d6}rect{fill:#eef3fa;stroke:#4472c4}text{font:15px sans-serif;text-anchor:middle}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><style>{style}</style>'
    return "\n".join([head, *lines, *boxes, "</svg>\n"])


def main() -> None:
    arrows = imports()
    picture = ROOT.parent / "docs" / "图" / "房间.svg"
    picture.write_text(drawing(arrows), encoding="utf-8")
    for level, rooms in enumerate(storeys(arrows)):
        for room in rooms:
            sys.stdout.write(f"{level}  {room}: {', '.join(sorted(arrows[room])) or '—'}\n")
    sys.stdout.write(f"{len(arrows)} rooms, {sum(map(len, arrows.values()))} arrows; {picture}\n")


if __name__ == "__main__":
    main()
