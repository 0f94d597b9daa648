"""What a tree is bounded on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray
from kaohe_xl.bounds.span import Span, SpanColumn, TruthSpan
from kaohe_xl.expr.value_columns import AskedSource


class SpanSource(AskedSource[SpanColumn], Protocol):
    """What a tree is bounded on; as :class:`kaohe_xl.expr.value_columns.Source`, with intervals."""

    @property
    def size(self) -> int: ...
    @property
    def groups(self) -> npt.NDArray[Any]: ...
    @property
    def scopes(self) -> npt.NDArray[np.intp]: ...
    @property
    def comparable(self) -> tuple[BoolArray, BoolArray]:
        """Units that may, and those that surely do, count when units are compared."""
        ...

    def blank(self, name: str) -> tuple[BoolArray, BoolArray]:
        """Rows where a form that came back may, and surely does, leave the item blank."""
        ...

    def dropped(self, name: str) -> tuple[BoolArray, BoolArray]:
        """Rows where the item may be, and surely is, 不适用."""
        ...

    def score_of(self, key: str) -> Span: ...
    def veto_of(self, name: str) -> TruthSpan: ...
    def leaf_sources(self) -> tuple[Sequence[SpanSource], int]: ...
    def subordinates(self) -> tuple[SpanSource, Sequence[Sequence[int]]]: ...
