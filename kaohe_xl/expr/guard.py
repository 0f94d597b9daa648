"""When a live formula has a value: the cells that must be filled and the conditions that must hold.

The exact engine knows for every row whether a value exists; a formula has to ask. A :class:`Guard` is that question,
written once for a single row (``COUNT(F5,G5)=2``) and once for whole ranges (``ISNUMBER(F3:F40)*…``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ABSENT = ("缺数据", "未报", "不适用", "无效")
"""What a data sheet writes where there is no value; an empty cell means the same."""

MISSING, DROPPED = ABSENT[0], ABSENT[2]


@dataclass(frozen=True)
class Guard:
    """Cell references that must hold a number, 是/否, or a text, and further conditions as formula texts."""

    numbers: tuple[str, ...] = ()
    yes_no: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.numbers or self.yes_no or self.texts or self.conditions)

    def __and__(self, other: Guard) -> Guard:
        return Guard(*(tuple(dict.fromkeys((*a, *b))) for a, b in zip(self._parts(), other._parts(), strict=True)))

    def beyond(self, other: Guard) -> Guard:
        """What this guard asks for and the other does not."""
        pairs = zip(self._parts(), other._parts(), strict=True)
        return Guard(*(tuple(part for part in a if part not in b) for a, b in pairs))

    def same_as(self, other: Guard) -> bool:
        """Asks for the same, in whatever order."""
        return not self.beyond(other) and not other.beyond(self)

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell that is asked about: whoever shows 不适用 or 未报 instead of a value looks at these."""
        return (*self.numbers, *self.yes_no, *self.texts)

    @property
    def text(self) -> str:
        """The question for one row, without '='; empty when the value always exists."""
        parts: list[str] = []
        if self.numbers:
            parts.append(f"COUNT({','.join(self.numbers)})={len(self.numbers)}")
        parts += [f'OR({cell}="是",{cell}="否")' for cell in self.yes_no]
        if self.texts:
            parts += [f'{cell}<>"{word}"' for cell in self.texts for word in ("", *ABSENT)]
        parts += self.conditions
        return parts[0] if len(parts) == 1 else f"AND({','.join(parts)})" if parts else ""

    @property
    def mask(self) -> str:
        """The question for ranges: a product of 0 and 1 in every row, for the condition of an array IF."""
        parts = [f"ISNUMBER({cells})" for cells in self.numbers]
        parts += [f'(({cells}="是")+({cells}="否")>0)' for cells in self.yes_no]
        parts += [f'({cells}<>"{word}")' for cells in self.texts for word in ("", *ABSENT)]
        parts += [f"({condition})" for condition in self.conditions]
        return "*".join(parts)

    def _parts(self) -> tuple[tuple[str, ...], ...]:
        return self.numbers, self.yes_no, self.texts, self.conditions


def together(guards: Iterable[Guard]) -> Guard:
    """All of them at once."""
    result = Guard()
    for guard in guards:
        result = result & guard
    return result
