"""What the independent calculations share: types, rounding, ranks, shares and the --write / compare command.

Plain Python and fractions only. The package is never imported here: a slip in it must not be able to repeat itself.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Value = Fraction | dt.date | str | None
UnitData = dict[str, Value]
Data = dict[str, dict[str, UnitData]]  # 期次 → 单位 → 数据项
Result = dict[str, Any]  # the shape is in README.md

ROOT = Path(__file__).resolve().parents[2]
NOT_APPLICABLE = "不适用"


def rnd(x: Fraction | int, places: int = 2) -> Fraction:
    """Half away from zero, as Excel's ROUND."""
    scaled = abs(Fraction(x)) * 10**places
    whole = (scaled + Fraction(1, 2)).__floor__()
    return Fraction(whole if x >= 0 else -whole, 10**places)


def text(x: Fraction | int | None, places: int = 2) -> str | None:
    """A figure as the golden files carry it: exactly `places` decimals."""
    if x is None:
        return None
    cents = int(rnd(x, places) * 10**places)
    sign, digits = ("-" if cents < 0 else ""), str(abs(cents)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def competition_ranks(scores: Mapping[str, Fraction | None]) -> dict[str, int | None]:
    """Largest first, ties share a place and use up the places they fill (1, 1, 3); None has no rank."""
    present = [s for s in scores.values() if s is not None]
    return {unit: None if s is None else 1 + sum(other > s for other in present) for unit, s in scores.items()}


def shares(pool: Fraction, weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The pool cut into cents by weight; cents left go to the largest remainders (tie: larger weight, then order)."""
    total = sum(weights.values(), Fraction(0))
    if total <= 0:
        return dict.fromkeys(weights, Fraction(0))
    exact = {unit: pool * w / total for unit, w in weights.items()}
    cents = {unit: (amount * 100).__floor__() for unit, amount in exact.items()}
    left = int(pool * 100) - sum(cents.values())
    order = list(weights)
    by_remainder = sorted(order, key=lambda u: (-(exact[u] * 100 - cents[u]), -weights[u], order.index(u)))
    for unit in by_remainder[:left]:
        cents[unit] += 1
    return {unit: Fraction(c, 100) for unit, c in cents.items()}


def payment(
    period: str,
    unit: str,
    reward: str,
    amount: Fraction | None,
    to: str = "单位",
    sources: Mapping[str, Fraction] | None = None,
) -> dict[str, Any]:
    split = {name: text(part) for name, part in (sources or {}).items()}
    return {"period": period, "unit": unit, "reward": reward, "to": to, "amount": text(amount), "sources": split}


def differences(expected: Any, actual: Any, path: str = "") -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in [*expected, *(k for k in actual if k not in expected)]:
            if key not in actual:
                yield f"{path}/{key}: 缺少"
            elif key not in expected:
                yield f"{path}/{key}: 多出 {actual[key]!r}"
            else:
                yield from differences(expected[key], actual[key], f"{path}/{key}")
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for i, (e, a) in enumerate(zip(expected, actual, strict=True)):
            yield from differences(e, a, f"{path}[{i}]")
    elif expected != actual:
        yield f"{path}: {expected!r} → {actual!r}"


def main(folder: str, base: Data, calculate: Callable[[Data], Result], argv: Sequence[str] | None = None) -> int:
    """`--write` writes the golden file of the sample folder; without it, compare and say what differs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", help="write 预期结果.json")
    args = parser.parse_args(argv)
    golden = ROOT / "sample_workbooks" / folder / "预期结果.json"
    result = calculate(base)
    if args.write:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return 0
    found = list(differences(json.loads(golden.read_text(encoding="utf-8")), result))
    for line in found:
        sys.stdout.write(line + "\n")
    return 1 if found else 0
