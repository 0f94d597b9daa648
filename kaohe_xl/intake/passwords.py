"""Passwords to open encrypted workbooks with: from the command line, the environment, or a list by unit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

VARIABLE = "KAOHE_PASSWORD"
_MOST = 100  # trying one takes about a tenth of a second


class Passwords(NamedTuple):
    """Passwords for any file, and by the name of the unit whose files they open. Never printed."""

    common: tuple[str, ...] = ()
    by_unit: Mapping[str, str] = MappingProxyType({})

    def __repr__(self) -> str:
        return "Passwords()"

    def in_order(self, name: str) -> list[str]:
        """Those to try on a file of this name: its unit's first, if the name tells, then the common ones, then all."""
        own = [password for unit, password in self.by_unit.items() if unit and unit in name]
        return list(dict.fromkeys((*own, *self.common, *self.by_unit.values())))[:_MOST]

    @classmethod
    def gathered(
        cls, options: tuple[str, ...], environment: Mapping[str, str], by_unit: Mapping[str, str] | None = None
    ) -> Passwords:
        """From options, the environment variable KAOHE_PASSWORD (one a line), and a list by unit."""
        lines = tuple(line for line in environment.get(VARIABLE, "").splitlines() if line)
        return cls((*options, *lines), dict(by_unit or {}))
