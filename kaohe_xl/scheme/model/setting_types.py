"""How a row of 考核设置 is declared: its name, how its value is read, what its dropdown offers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


@dataclass(frozen=True)
class TextSetting:
    """Anything, as typed."""


@dataclass(frozen=True)
class YearSetting:
    """2026, 2026年, 2026年度."""


@dataclass(frozen=True)
class NumberSetting:
    """An exact figure."""


@dataclass(frozen=True)
class WholeNumberSetting:
    """A whole number within limits; ``usual`` is the remedy's advice."""

    least: int
    most: int
    usual: int


@dataclass(frozen=True)
class YesNoSetting:
    """是 or 否."""


@dataclass(frozen=True)
class ChoiceSetting:
    """A member of an Enum, by its word."""

    of: type[Enum]


@dataclass(frozen=True)
class WordSetting:
    """One of these words; ``blank``: what happens where none stands."""

    words: tuple[str, ...]
    blank: str


@dataclass(frozen=True)
class NamesSetting:
    """Several names in one cell. ``lines``: of 考核线; ``indicators``: of 编号; ``every``: a word for all of them."""

    lines: bool = True
    indicators: bool = False
    every: str = ""


@dataclass(frozen=True)
class OnDay:
    """A date."""


@dataclass(frozen=True)
class SomeOf:
    """Some of these words, or 无 for none of them."""

    words: tuple[str, ...]


SettingType = (
    TextSetting
    | YearSetting
    | NumberSetting
    | WholeNumberSetting
    | YesNoSetting
    | ChoiceSetting
    | WordSetting
    | NamesSetting
    | OnDay
    | SomeOf
)


@dataclass(frozen=True)
class Setting:
    """The declaration of a row of 考核设置. ``shown``: the value that the starter workbook has."""

    name: str
    kind: SettingType
    help: str = ""
    shown: str | int = ""
    also: tuple[str, ...] = ()  # other spellings that are understood

    @property
    def choices(self) -> tuple[str, ...]:
        """What its dropdown offers; nothing: it has none."""
        if isinstance(self.kind, ChoiceSetting):
            return tuple(str(member.value) for member in self.kind.of)
        if isinstance(self.kind, WordSetting):
            return self.kind.words
        return ("是", "否") if isinstance(self.kind, YesNoSetting) else ()


def setting(
    name: str,
    kind: SettingType,
    default: Any,
    help: str = "",  # noqa: A002
    *,
    shown: str | int = "",
    also: tuple[str, ...] = (),
) -> Any:
    """A field of :class:`Settings` that is a row of the sheet."""
    return field(default=default, metadata={"setting": Setting(name, kind, help, shown, also)})
