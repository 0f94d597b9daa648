"""The run log in 结果/: what happened when, one line each, kept back while the disk cannot take it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.system import said
from kaohe_xl.base.text import one_line
from kaohe_xl.messages import finding

NAME = "运行记录.log"
_MOST_KEPT = 500  # lines, while they cannot be written


class RunLog:
    """Appends to ``运行记录.log`` in a folder, which is not made: where a drive is away, none must appear."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._waiting: list[str] = []

    def add(self, text: str, at: datetime | None = None, below: Sequence[str] = ()) -> Finding | None:
        """Write a line with the time (now, if ``at`` does not say), and what belongs to it, indented.

        Returns a finding if it cannot be written; it is then tried with the next.
        """
        self._waiting.append(f"{at or datetime.now():%Y-%m-%d %H:%M:%S} {one_line(text)}\n")
        del self._waiting[:-_MOST_KEPT]
        self._waiting += [f"  {one_line(each)}\n" for each in below]
        try:
            with self.path.open("a", encoding="utf-8", errors="backslashreplace") as log:
                log.write("".join(self._waiting))
        except OSError as error:
            problem = said(error)
            return finding("R706", Place(str(self.path)), file=self.path.name, problem=problem)
        self._waiting.clear()
        return None
