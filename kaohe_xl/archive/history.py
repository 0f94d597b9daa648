"""历次结果: every run's figures, kept small in SQLite: only what differs from the run before."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

NAME = "历次结果.sqlite"
_SCHEMA = """
create table if not exists 评分 (序号 integer primary key, 时间 text, 校验码 text, 版本 text, 阶段性 integer);
create table if not exists 变动 (序号 integer, 数 text, 值 text);
create index if not exists 按数 on 变动 (数);
"""


@dataclass(frozen=True)
class HistoryChange:
    """What one run changed for a unit. ``figures``: name → (before, now); before is None where it is new."""

    number: int
    at: str
    check_code: str
    version: str
    provisional: bool
    figures: Mapping[str, tuple[str | None, str]]


@dataclass(frozen=True)
class History:
    """The runs of one assessment. ``path``: 结果/历次结果.sqlite."""

    path: Path

    def add(self, at: str, code: str, version: str, provisional: bool, figures: Mapping[str, str]) -> int | None:
        """Keep a run; None where nothing differs from the last.

        Raises:
            sqlite3.Error: the file cannot be written, or is no database.
        """
        with closing(sqlite3.connect(self.path)) as base, base:
            base.executescript(_SCHEMA)
            last = self._latest(base)
            changed = {name: value for name, value in figures.items() if last.get(name) != value}
            changed |= {name: "" for name, value in last.items() if name not in figures and value}
            stood = base.execute("select 校验码, 阶段性 from 评分 order by 序号 desc limit 1").fetchone()
            if not changed and stood == (code, int(provisional)):
                return None
            row = (at, code, version, int(provisional))
            number = base.execute("insert into 评分 (时间, 校验码, 版本, 阶段性) values (?, ?, ?, ?)", row).lastrowid
            base.executemany("insert into 变动 values (?, ?, ?)", [(number, *each) for each in changed.items()])
            return number

    @staticmethod
    def _latest(base: sqlite3.Connection) -> dict[str, str]:
        return dict(base.execute("select 数, 值 from 变动 order by 序号"))

    def places(self, period: str) -> Mapping[str, list[str]]:
        """By unit: every place that it had in a period's ranking, oldest first.

        Raises:
            sqlite3.Error: the file is being written, or is no database.
        """
        found: dict[str, list[str]] = {}
        if self.path.is_file():
            head = f"名次/{period}/"
            with closing(sqlite3.connect(f"file:{self.path.as_posix()}?mode=ro", uri=True)) as base:
                for name, value in base.execute("select 数, 值 from 变动 where 数 >= ? order by 序号", (head,)):
                    if name.startswith(head):
                        found.setdefault(name.removeprefix(head), []).append(value)
        return found

    def of(self, unit: str) -> list[HistoryChange]:
        """When and why the unit's figures moved, oldest first."""
        if not self.path.is_file():
            return []
        found: list[HistoryChange] = []
        now: dict[str, str] = {}
        with closing(sqlite3.connect(f"file:{self.path.as_posix()}?mode=ro", uri=True)) as base:
            for number, *run in base.execute(
                "select 序号, 时间, 校验码, 版本, 阶段性 from 评分 order by 序号"
            ).fetchall():
                rows = base.execute("select 数, 值 from 变动 where 序号 = ?", (number,))
                own = {name: value for name, value in rows if unit in name.split("/")}
                figures = {name: (now.get(name) or None, value) for name, value in own.items()}
                now |= own
                if figures:
                    found.append(HistoryChange(number, run[0], run[1], run[2], bool(run[3]), figures))
        return found
