"""What Excel shows for a number under a number format, exactly; and a format for what was shown."""

from __future__ import annotations

import re
from fractions import Fraction

from kaohe_xl.base.decimals import decimal_text, round_half_up
from kaohe_xl.base.number_format import SHOWN, Section, section_for

_MOST_DECIMALS = 12
_FIGURE = re.compile(  # the only one in a text, and what stands around it
    r'(?P<before>[^"0-9-]*)-?(?P<whole>[0-9][0-9,]*)(?:\.(?P<decimals>[0-9]+))?(?P<after>[^"0-9]*)'
)


def format_of(value: float, shown: str) -> str:
    """A format under which a number is shown so, for files that say what a cell shows but not by which format."""
    number = Fraction(f"{value:.15g}")
    match = _FIGURE.fullmatch(shown)
    if match is None:
        return SHOWN + shown
    whole, decimals = match["whole"], match["decimals"]
    digits = "#,##0" if "," in whole else "0" * (len(whole) if whole.startswith("0") else 1)
    digits += "." + "0" * len(decimals) if decimals else ""
    before, after = (f'"{text}"' if text else "" for text in (match["before"], match["after"]))
    codes = [digits + "%"] if match["after"] == "%" and not before else []
    return next((c for c in (*codes, before + digits + after) if render(number, c) == shown), SHOWN + shown)


def decimals_shown(value: Fraction, code: str) -> Fraction | None:
    """The number that a plain format shows, in the size of the stored one; None: the code says nothing of decimals."""
    part, _ = section_for(value, code)
    if any(kind == "general" for kind, _ in part.tokens):
        return None
    return round_half_up(value * part.scale, part.decimals) / part.scale


def render(value: Fraction, code: str, *, whole: bool = False) -> str | None:
    """The text that a cell shows; ``whole``: with all its decimals. None where the format is of a kind not known here.

    An empty text means that the format hides the number.
    """
    if code.startswith(SHOWN):
        return code.removeprefix(SHOWN)
    part, negative = section_for(value, code)
    if not part.supported:
        return None
    if not part.shows_number:
        return part.words.strip()
    scaled = value * part.scale
    sign = "-" if scaled < 0 and not negative else ""
    if any(kind == "general" for kind, _ in part.tokens):
        figure = decimal_text(abs(scaled), most=_MOST_DECIMALS if whole else 10)
        return sign + "".join(figure if kind == "general" else text for kind, text in part.tokens).strip()
    return (sign + _placed(abs(scaled), part, whole)).strip()


def _placed(value: Fraction, part: Section, whole: bool) -> str:
    """Digits put into their places; literals stay where they stand, also between digits."""
    figure = decimal_text(value, most=_MOST_DECIMALS) if whole and not (part.spread or part.counts) else ""
    if not figure:
        figure = decimal_text(value, part.decimals)
    integer, _, decimals = figure.partition(".")
    point = next((at for at, (kind, _) in enumerate(part.tokens) if kind == "point"), len(part.tokens))
    before = _integer(integer, part.tokens[:point], part.grouped)
    after, at = "", 0
    kept = _optional(decimals, part.tokens[point:]) if not whole else decimals
    last = max((at for at, (kind, _) in enumerate(part.tokens) if kind == "digit"), default=0)
    for position, (kind, text) in enumerate(part.tokens[point:], point):
        if kind == "digit":
            after += kept[at : at + 1] if position < last or not whole else kept[at:]
            at += 1
        elif kind == "point":
            after += "." if kept else ""
        elif kind != "general":
            after += text
    if point == len(part.tokens) and decimals and whole:  # a format without decimals: they stand behind the last digit
        return _with_decimals(before, integer, decimals)
    return before + after


def _with_decimals(before: str, integer: str, decimals: str) -> str:
    end = max((at for at, ch in enumerate(before) if ch.isdigit()), default=-1) + 1
    return f"{before[:end]}.{decimals}{before[end:]}"


def _optional(decimals: str, tokens: tuple[tuple[str, str], ...]) -> str:
    """Decimals without zeros at the end where the places are ``#``."""
    kinds = [text for kind, text in tokens if kind == "digit"]
    while decimals and decimals[-1] == "0" and len(decimals) <= len(kinds) and kinds[len(decimals) - 1] == "#":
        decimals = decimals[:-1]
    return decimals


def _integer(integer: str, tokens: tuple[tuple[str, str], ...], grouped: bool) -> str:
    """From the right; digits that are more than the places stand in the first of them."""
    places = [at for at, (kind, _) in enumerate(tokens) if kind == "digit"]
    needed = next((len(places) - n for n, at in enumerate(places) if tokens[at][1] == "0"), 0)
    digits = ("" if integer == "0" and not needed else integer).rjust(needed, "0")
    if grouped:
        digits = f"{int(digits or 0):,}".rjust(needed, "0") if digits else ""
    if not places:
        return digits + "".join(text for _, text in tokens)
    if grouped:
        first = places[0]
        return "".join(
            digits if at == first else "" if kind == "digit" else text for at, (kind, text) in enumerate(tokens)
        )
    shown = []
    for at in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[at]
        if kind != "digit":
            shown.append(text)
        elif at == places[0]:
            shown.append(digits)
        else:
            shown.append(digits[-1:])
            digits = digits[:-1]
    return "".join(reversed(shown))
