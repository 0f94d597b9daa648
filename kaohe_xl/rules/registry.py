"""Every rule kind there is. To add one: write its file, add one line here. Dropdowns, docs and tests read this."""

from __future__ import annotations

from kaohe_xl.rules.base import Rule
from kaohe_xl.rules.meet import Meet
from kaohe_xl.rules.shortfall import Shortfall

KINDS: tuple[type[Rule], ...] = (
    Meet,
    Shortfall,
)

BY_NAME: dict[str, type[Rule]] = {kind.name: kind for kind in KINDS}
