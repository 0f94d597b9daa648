"""考核对象 and 考核线."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from kaohe_xl.base.place import NOWHERE, Place


@dataclass(frozen=True)
class Unit:
    """考核对象: who is assessed."""

    name: str
    aliases: tuple[str, ...] = ()
    group: str = ""
    parent: str = ""
    email: str = ""
    attributes: Mapping[str, Fraction | str | None] = field(default_factory=dict)
    place: Place = NOWHERE


@dataclass(frozen=True)
class Line:
    """考核线: a line of scoring with its own ranking."""

    name: str
    groups: tuple[str, ...] = ()
    full_mark: Fraction | None = None
    weight: Fraction = Fraction(1)
    scorer: str = ""
    reviewer: str = ""
    place: Place = NOWHERE
