"""Points for every case: one figure, a figure for each, or more beyond a number of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.text import narrow
from kaohe_xl.expr import tree as t
from kaohe_xl.rules.declared import Context, FieldError
from kaohe_xl.rules.fields import not_negative, plain_number, points, typed
from kaohe_xl.rules.lists import numbers, position

_ORDINALS = re.compile(
    r"(?:首|续|第[一二两三四五六七八九十\d]+|(?:以后|此后|其后|后续)?每(?:增加|再发生)?(?:一|1)?)?"
    r"(?:例|起|次|件|人|个|宗|篇)(?:各)?(?:扣|扣分)?:?(?P<figure>\d+(?:\.\d+)?)分?"
)


def case_figures(cell: Cell, context: Context) -> tuple[t.Number, ...]:
    """5,6,7,8, or as officials say it: 首例5分，续例3分; 第一起扣5分、第二起扣6分、以后每起扣8分."""
    if cell.is_number:
        return numbers(cell, context)
    parts = [part for part in re.split(r"[,，、;；\s]+", narrow(typed(cell)).strip()) if part]
    found = [_ORDINALS.fullmatch(part) for part in parts]
    return tuple(plain_number(match["figure"] if match else part) for part, match in zip(parts, found, strict=True))


@dataclass(frozen=True)
class CaseRates:
    """Points for every case; other points for what goes beyond a number of cases (rising)."""

    first: t.Number
    beyond: tuple[tuple[t.Number, t.Number], ...] = ()

    @property
    def figures(self) -> tuple[t.Number, ...]:
        return (self.first, *(rate for _, rate in self.beyond))


_WITHIN = re.compile(
    r"(?P<end>\d+(?:\.\d+)?%?)(?P<unit>[^\d\W]{0,3}?)(?:以内|以下|及以内|\(含\)以内)的?"
    r"(?:每\w{1,2})?(?:各)?(?:扣|得|加)?(?P<first>\d+(?:\.\d+)?)分?[;,，；、]"
    r"超(?:过|出)?(?:部分)?的?(?:部分)?(?:每\w{1,2})?(?:各)?(?:扣|得|加)?(?P<then>\d+(?:\.\d+)?)分?"
)


def case_rates(cell: Cell, context: Context) -> CaseRates:
    """0.5, or with other points beyond a number: 0.5; >5:1 — also 5起以内每起0.5分，超过的每起1分."""
    text = re.sub(r"\s+", "", narrow(typed(cell)))
    spoken = _WITHIN.fullmatch(text)
    if spoken:
        text = f"{spoken['first']};>{spoken['end']}:{spoken['then']}"
    first, *rest = [part for part in text.split(";") if part]  # a blank cell never comes here
    if not rest:
        return CaseRates(points(cell, context))
    beyond: list[tuple[t.Number, t.Number]] = []
    for part in rest:
        head, colon, rate = part.partition(":")
        if not colon or not head.startswith(">"):
            raise FieldError(f"“{part}”不是超过部分的分值", "写成 0.5; >5:1（5以内每个0.5分，超过的每个1分）")
        start = position(head[1:].removeprefix("="), context)
        if start.value < 0 or (beyond and start.value <= beyond[-1][0].value) or head.startswith(">="):
            raise FieldError(f"“{cell.text}”的各段没有依次变大", "从小到大写超过几个，例如 0.5; >5:1; >10:2")
        beyond.append((start, not_negative(plain_number(rate), cell)))
    return CaseRates(not_negative(plain_number(first), cell), tuple(beyond))
