"""What Excel shows for a number under a number format, and whether that is the number that is stored.

A format may show another number than the cell holds: 87 under ``0"%"`` is 87%, 2.6 under ``0.0"亿元"`` is 2.6亿元,
15000 under ``0!.0,`` is 1.5 (万), and under ``;;;`` nothing is shown at all. What the person saw is what counts.

Format codes as in ECMA-376 part 1, 18.8.31; ``!`` before a character is the ``\\`` of Chinese Excel. Why not a library:
docs/decisions/0008-what-a-cell-shows.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from kaohe_xl.base.decimals import decimal_text, round_half_up

GENERAL = "General"
RICH = "rich:"  # in place of a text's format: what follows is the text with the parts that do not count
SHOWN = "shown:"  # a format that a reader made up: what follows is the text that the cell shows
_MOST_DECIMALS = 12
_SIGNS = " ()-+¥￥"  # beside a number, none of them changes it
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<width>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<scientific>[Ee][+-])|(?P<digit>[0#?])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_FIGURE = re.compile(r"-?[0-9]+(?:\.([0-9]+))?")
_TIME = re.compile(r"(?:h+|m+|s+)", re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """One of the up to four parts of a code. ``places``: digits 0 # ? and literals (in quotes) in their order."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, Fraction] | None
    percents: int
    thousands: int  # commas that divide by a thousand each
    grouped: bool
    decimals: int
    supported: bool  # neither a fraction nor an exponent, a date or a text

    @property
    def shows_number(self) -> bool:
        return any(kind in ("digit", "general") for kind, _ in self.tokens)

    @property
    def scale(self) -> Fraction:
        """What a stored number is multiplied by before it is shown."""
        return Fraction(100) ** self.percents / Fraction(1000) ** self.thousands

    @property
    def words(self) -> str:
        """The literal text, in one piece."""
        return "".join(text for kind, text in self.tokens if kind == "literal")


@lru_cache(maxsize=1024)
def sections(code: str) -> tuple[Section, ...]:
    """The parts of a format code, cut at the semicolons that stand neither in quotes nor behind an escape."""
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(_section(part) for part in parts[:4])


def _section(found: list[re.Match[str]]) -> Section:
    tokens: list[tuple[str, str]] = []
    condition, percents, supported = None, 0, True
    for token in found:
        kind, text = token.lastgroup or "", token[token.lastgroup or 0] or ""
        if kind == "bracket":
            if match := _CONDITION.fullmatch(text.strip()):
                condition = (match[1], Fraction(match[2]))
            elif text.startswith("$"):
                tokens.append(("literal", text[1:].split("-")[0]))
            elif _TIME.fullmatch(text):
                supported = False
        elif kind in ("quoted", "escaped"):
            tokens.append(("literal", text))
        elif kind == "width":
            tokens.append(("literal", " "))
        elif kind in ("digit", "general"):
            tokens.append((kind, text))
        elif kind == "scientific":
            supported = False
        elif kind == "other":
            if text == "%":
                percents += 1
                tokens.append(("percent", "%"))
            elif text in ".,":
                tokens.append(("point" if text == "." else "comma", text))
            elif text == "/" or text == "@" or text.lower() in "ymdhs":
                supported = False
            else:
                tokens.append(("literal", text))
    tokens, thousands, grouped = _commas(tokens)
    point = next((at for at, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    decimals = sum(kind == "digit" for kind, _ in tokens[point:])
    return Section(tuple(tokens), condition, percents, thousands, grouped, decimals, supported)


def _commas(tokens: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], int, bool]:
    """Commas behind the last digit before the point divide by a thousand; one between digits groups them."""
    point = next((at for at, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    whole = [at for at, (kind, _) in enumerate(tokens[:point]) if kind == "digit"]
    digits = [at for at, (kind, _) in enumerate(tokens) if kind == "digit"]
    last = {whole[-1] if whole else -1, digits[-1] if digits else -1}
    thousands = 0
    for end in last - {-1}:
        at = end + 1
        while at < len(tokens) and tokens[at][0] == "comma":
            thousands += 1
            at += 1
    grouped = any(kind == "comma" for kind, _ in tokens[whole[0] : whole[-1]]) if whole else False
    return [token for token in tokens if token[0] != "comma"], thousands, grouped


def section_for(value: Fraction, code: str) -> tuple[Section, bool]:
    """The part that shows a number, and whether the part stands for negative numbers (then no minus is added)."""
    parts = sections(code)
    if any(part.condition for part in parts):
        for at, part in enumerate(parts):
            if part.condition is None or _holds(value, part.condition):
                return part, at > 0 and value < 0
        return parts[-1], False
    if value < 0 and len(parts) > 1:
        return parts[1], True
    if value == 0 and len(parts) > 2:
        return parts[2], False
    return parts[0], False


def _holds(value: Fraction, condition: tuple[str, Fraction]) -> bool:
    sign, limit = condition
    return {
        "<": value < limit, ">": value > limit, "<=": value <= limit, ">=": value >= limit, "=": value == limit,
        "<>": value != limit,
    }[sign]  # fmt: skip


@lru_cache(maxsize=1024)
def is_percent(code: str) -> bool:
    """Does the format multiply by a hundred and show a percent sign?"""
    return not code.startswith((SHOWN, RICH)) and "%" in code and sections(code)[0].percents > 0


@lru_cache(maxsize=1024)
def is_plain(code: str) -> bool:
    """Shows every number as it is stored, or as a percent; at most with fewer decimals."""
    if code.startswith((SHOWN, RICH)):
        return False
    parts = sections(code)
    return (
        all(
            part.supported
            and part.shows_number
            and not part.thousands
            and part.percents <= 1
            and not part.words.strip(_SIGNS)
            and part.condition is None
            for part in parts[:3]
        )
        and len({part.percents for part in parts[:3]}) == 1
    )


def format_of(value: float, shown: str) -> str:
    """A format under which a number is shown so, for files that say what a cell shows but not by which format."""
    percent = shown.endswith(("%", "％"))
    figure = shown.rstrip("%％").strip().replace(",", "")
    match = _FIGURE.fullmatch(figure)
    if match is None:
        return SHOWN + shown
    code = ("0." + "0" * len(match[1]) if match[1] else "0") + ("%" if percent else "")
    number = Fraction(f"{value:.15g}")
    return code if decimals_shown(number, code) == Fraction(figure) / (100 if percent else 1) else SHOWN + shown


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
    figure = decimal_text(value, most=_MOST_DECIMALS) if whole and not _spread(part) else ""
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


def _spread(part: Section) -> bool:
    """Literals between the digits (0!.0): they are part of how the number reads, so it is shown as it is shown."""
    kinds = [kind for kind, _ in part.tokens]
    digits = [at for at, kind in enumerate(kinds) if kind == "digit"]
    return bool(digits) and any(kind == "literal" for kind in kinds[digits[0] : digits[-1]])


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
