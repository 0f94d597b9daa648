"""How a cell of a column is read. What reads them: :mod:`kaohe_xl.scheme.row_fields`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kaohe_xl.rules.declared import Parser


@dataclass(frozen=True)
class AsText:
    """Anything, as typed."""


@dataclass(frozen=True)
class AsList:
    """Several words with 、 between them."""


@dataclass(frozen=True)
class AsNumber:
    """An exact figure; 30% is 0.3."""


@dataclass(frozen=True)
class AsWhole:
    """A whole number."""


@dataclass(frozen=True)
class AsChoice:
    """A member of an Enum, by its word."""

    of: type[Enum]


@dataclass(frozen=True)
class AsDay:
    """A date."""


@dataclass(frozen=True)
class AsYear:
    """2022, also written 2022年 or 2022年度."""


@dataclass(frozen=True)
class AsGroups:
    """Some of the 分组 of 考核对象."""


@dataclass(frozen=True)
class AsGrades:
    """Some of the 等次."""


@dataclass(frozen=True)
class AsPeriods:
    """期次 by name, or by what they are: 月, 季, 半年, 全年."""


@dataclass(frozen=True)
class Parsed:
    """What a parser of the rules makes of it: a condition, a list of shares."""

    by: Parser


@dataclass(frozen=True)
class WithItsRow:
    """What it means other cells of its row decide: the module of its sheet reads it."""


ColumnKind = (
    AsText
    | AsList
    | AsNumber
    | AsWhole
    | AsChoice
    | AsDay
    | AsYear
    | AsGroups
    | AsGrades
    | AsPeriods
    | Parsed
    | WithItsRow
)
