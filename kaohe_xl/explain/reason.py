"""A sentence and what it rests on: the nodes of an explanation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe_xl.base.place import Place


@dataclass(frozen=True)
class Reason:
    """A sentence, the cells it rests on, and the sentences that explain it."""

    text: str
    because: tuple[Reason, ...] = ()
    places: tuple[Place, ...] = ()

    def __repr__(self) -> str:
        return f"<Reason {self.text[:40]}，{len(self.because)} 条依据>"

    def lines(self, depth: int = 0) -> Iterator[str]:
        """One line per sentence, two full-width blanks deeper for each level; places after an arrow."""
        source = f"　← {'；'.join(str(place) for place in self.places)}" if self.places else ""
        yield "　　" * depth + self.text + source
        for part in self.because:
            yield from part.lines(depth + 1)
