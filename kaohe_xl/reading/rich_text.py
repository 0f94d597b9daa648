"""Text of which parts are struck through or raised: ~~4~~6 is 6, 48² is 48 with a footnote.

A reader collects the parts of a cell here and asks what is left. What was left out travels in place of a number format
(:data:`kaohe_xl.base.number_format.RICH`), since a text has none.
"""

from __future__ import annotations

from kaohe_xl.base.number_format import RICH

STRUCK = "整格划了删除线："


class Runs:
    """The parts of a cell's text."""

    def __init__(self) -> None:
        self._parts: list[tuple[str, bool, bool]] = []  # text, struck, raised

    def add(self, text: str, *, struck: bool = False, raised: bool = False) -> None:
        self._parts.append((text, struck, raised))

    def clear(self) -> None:
        self._parts.clear()

    @property
    def whole(self) -> str:
        """Everything, as if nothing were struck."""
        return "".join(text for text, _, _ in self._parts)

    def result(self) -> tuple[str | None, str, str]:
        """What counts; the pseudo format that tells what was left out; and the problem of a cell that is all struck."""
        whole = self.whole
        altered = [part for part in self._parts if (part[1] or part[2]) and part[0].strip()]
        if not altered:
            return whole, "", ""
        left = "".join(text for text, struck, raised in self._parts if not struck and not raised)
        if left.strip():
            return left.strip(), RICH + shown(self._parts), ""
        if any(struck for _, struck, _ in altered):
            return None, "", STRUCK + whole.strip()
        return whole, "", ""  # all of it raised: somebody's taste, not a footnote


def shown(parts: list[tuple[str, bool, bool]]) -> str:
    """46 with a struck 4: [删:4]6."""
    told = {(True, False): "[删:{}]", (True, True): "[删:{}]", (False, True): "[上标:{}]", (False, False): "{}"}
    return "".join(told[struck, raised].format(text) for text, struck, raised in parts).strip()
