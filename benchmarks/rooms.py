"""The rooms of the house, drawn and listed from the source: docs/图/房间.svg and the table of rooms in docs/开发.md.

python -m benchmarks.rooms            # writes both, and prints what each room imports
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kaohe_xl"
PICTURE = ROOT / "docs" / "图" / "房间.svg"
PAGE = ROOT / "docs" / "开发.md"
BEGIN, END = "<!-- python -m benchmarks.rooms -->", "<!-- end -->"

WIDTH, PITCH, LANE, BOX = 1000, 30, 15, 156
COLOURS = ("#4472c4", "#c55a11", "#548235", "#7f6000", "#7030a0", "#008080")


def imports() -> dict[str, set[str]]:
    """Room → the rooms that its modules import."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
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


def layers() -> list[list[str]]:
    """The rooms from the top down, as import-linter holds them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    return [[room.strip() for room in layer.split("|")] for layer in contract["layers"]]


def paragraph(room: str) -> str:
    """What the room says of itself: the first paragraph of its docstring, in one line."""
    path = PACKAGE / room / "__init__.py"
    path = path if path.exists() else PACKAGE / f"{room}.py"
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).replace("``", "`")


def sentence(room: str) -> str:
    return re.split(r"(?<=\.) ", paragraph(room))[0].removesuffix(".").replace("`", "")


def beyond(room: str, arrows: Mapping[str, set[str]]) -> set[str]:
    """All that the room stands on, whether it says so or not."""
    return arrows[room].union(*(beyond(below, arrows) for below in arrows[room]))


def needed(arrows: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Only the arrows that do not follow from others."""
    return {
        room: {at for at in below if not any(at in beyond(other, arrows) for other in below)}
        for room, below in arrows.items()
    }


@dataclass(frozen=True)
class Lines:
    """The arrows as lines at the left of the rooms: one line down to each that is imported, the short ones nearest."""

    arrows: Mapping[str, set[str]]
    order: tuple[str, ...]

    @cached_property
    def spans(self) -> dict[str, tuple[int, int]]:
        """Room → row of the first room that imports it, and its own row."""
        row = {room: number for number, room in enumerate(self.order)}
        users: dict[str, list[int]] = defaultdict(list)
        for room in self.order:
            for below in sorted(self.arrows[room]):
                users[below].append(row[room])
        return {room: (min(rows), row[room]) for room, rows in users.items()}

    @cached_property
    def lanes(self) -> dict[str, int]:
        """Room → how far to the left its line runs."""
        taken: list[list[tuple[int, int]]] = []
        found = {}
        for room, (top, foot) in sorted(self.spans.items(), key=lambda item: (item[1][1] - item[1][0], item[1])):
            free = (n for n, used in enumerate(taken) if all(foot <= start or end <= top for start, end in used))
            lane = next(free, len(taken))
            if lane == len(taken):
                taken.append([])
            taken[lane].append((top, foot))
            found[room] = lane
        return found


def wide(text: str) -> float:
    return sum(13.2 if unicodedata.east_asian_width(letter) in "WF" else 7.0 for letter in text)


def fitting(text: str, space: float) -> str:
    """As much of a sentence as there is space for, up to a comma, colon or semicolon.

    Raises:
        ValueError: there is none to end it at.
    """
    while wide(text) > space:
        shorter = re.sub(r"[,;:] [^,;:]*$", "", text)
        if shorter == text:
            raise ValueError(f"too long for the picture: {text}")
        text = shorter
    return text


def drawing(arrows: Mapping[str, set[str]], floors: list[list[str]], words: Mapping[str, str]) -> str:
    """A row a room, the rooms of a layer on one band."""
    order = tuple(room for floor in floors for room in floor)
    lines = Lines(arrows, order)
    left = LANE * (max(lines.lanes.values()) + 2)
    y = {room: 8 + PITCH * number + PITCH // 2 for number, room in enumerate(order)}
    x = {room: left - LANE * (lane + 1) for room, lane in lines.lanes.items()}
    ink = {room: COLOURS[lane % len(COLOURS)] for room, lane in lines.lanes.items()}
    height = 16 + PITCH * len(order)
    parts = [f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>']
    parts += [
        f'<rect y="{y[floor[0]] - PITCH // 2}" width="{WIDTH}" height="{PITCH * len(floor)}" fill="#f3f6fb"/>'
        for floor in floors[::2]
    ]
    for room in order:
        if arrows[room]:
            far = min(x[below] for below in arrows[room])
            parts.append(f'<path d="M{left} {y[room] + 5}H{far}" stroke="#a6a6a6"/>')
    for room, (top, _) in lines.spans.items():
        start, end = y[order[top]] + 5, y[room] - 5
        parts.append(f'<path d="M{x[room]} {start}V{end}H{left - 6}" stroke="{ink[room]}"/>')
        parts.append(f'<path d="M{left} {end}l-7 -4v8z" fill="{ink[room]}"/>')
    parts += [
        f'<circle cx="{x[below]}" cy="{y[room] + 5}" r="3" fill="{ink[below]}"/>'
        for room in order
        for below in sorted(arrows[room])
    ]
    for room in order:
        parts.append(f'<rect class="room" x="{left}" y="{y[room] - 12}" width="{BOX}" height="24" rx="4"/>')
        parts.append(f'<text class="name" x="{left + 9}" y="{y[room] + 5}">{room}</text>')
        told = fitting(words[room], WIDTH - left - BOX - 12)
        parts.append(f'<text x="{left + BOX + 12}" y="{y[room] + 5}">{escape(told)}</text>')
    style = (
        "path{stroke-width:1.5}path:not([fill]){fill:none}text{font:13px sans-serif;fill:#333}"
        "text.name{font:bold 14px sans-serif;fill:#1f3864}rect.room{fill:#fff;stroke:#4472c4}"
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"><style>{style}</style>'
    return "\n".join([head, *parts, "</svg>\n"])


def picture() -> str:
    floors = layers()
    return drawing(needed(imports()), floors, {room: sentence(room) for floor in floors for room in floor})


def table() -> str:
    rows = [f"| `{room}` | {paragraph(room)} |" for floor in layers() for room in floor]
    return "\n".join(["| room | what it does |", "|---|---|", *rows])


def page(text: str) -> str:
    """The page for developers with the table of rooms as it is now."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.split(END, 1)[1]}"


def main() -> None:
    arrows = imports()
    PICTURE.write_text(picture(), encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    for floor in layers():
        for room in floor:
            sys.stdout.write(f"{room}: {', '.join(sorted(arrows[room])) or '—'}\n")
    total, drawn = sum(map(len, arrows.values())), sum(map(len, needed(arrows).values()))
    sys.stdout.write(f"{len(arrows)} rooms, {total} imports, of which {drawn} do not follow from others\n")


if __name__ == "__main__":
    main()
