"""A value in words: what was used, as shown, what it rests on, and the cells."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.base.place import Place
from kaohe_xl.scheme import model as m


@dataclass(frozen=True)
class ValueWords:
    """A value that a clause used: as shown, why it is there or not, and the cells it came from."""

    item: str
    shown: str
    note: str
    places: tuple[Place, ...]
    approved: m.ApprovedValue | None = None

    @property
    def text(self) -> str:
        return f"{self.item}＝{self.shown}" + (f"（{self.note}）" if self.note else "")

    @property
    def listed(self) -> str:
        """The same inside a sentence, where the note has brackets of its own."""
        return f"{self.item}＝{self.shown}" + (f"：{self.note}" if self.note else "")
