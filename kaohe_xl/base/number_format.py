"""Number formats: their grammar, and whether a cell shows what it holds under one. What it shows: rendering.py.

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

GENERAL = "General"
RICH = "rich:"  # in place of a text's format: what follows is the text with the parts that do not count
SHOWN = "shown:"  # a format that a reader made up: what follows is the text that the cell shows
_SIGNS = " ()-+¥￥"  # beside a number, none of them changes it where it belongs
_MINUS = ("-", "(", "−", "–", "（")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<width>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<scientific>[Ee][+-])|(?P<digit>[0#?])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
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
    def before(self) -> str:
        """The literal text before the first digit."""
        digits = (at for at, (kind, _) in enumerate(self.tokens) if kind in ("digit", "general"))
        return "".join(text for kind, text in self.tokens[: next(digits, 0)] if kind == "literal")

    @property
    def signed(self) -> bool:
        """It writes a minus, or brackets, itself."""
        return any(sign in self.before for sign in _MINUS)

    @property
    def spread(self) -> bool:
        """Literals between the digits (0!.0): they are part of how the number reads, so it is shown as it is shown."""
        kinds = [kind for kind, _ in self.tokens]
        digits = [at for at, kind in enumerate(kinds) if kind == "digit"]
        return bool(digits) and any(kind == "literal" for kind in kinds[digits[0] : digits[-1]])

    @property
    def counts(self) -> bool:
        """Digits among its literal text, which read like digits of the number."""
        return any(ch.isdigit() for ch in self.words)

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
            elif text == "@":
                tokens.append(("text", text))
                supported = False
            elif text == "/" or text.lower() in "ymdhs":
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
        for part in parts:
            if part.condition is None or _holds(value, part.condition):
                return part, part.signed  # chosen by its size, not by its sign: a minus is added as anywhere
        return parts[-1], parts[-1].signed
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
            and not part.spread
            and (at == 2 or part.signed is (at == 1))
            for at, part in enumerate(parts[:3])
        )
        and len({part.percents for part in parts[:3]}) == 1
    )


@lru_cache(maxsize=1024)
def in_yuan(code: str) -> bool:
    """Does the format put a ¥ beside the number?"""
    return any(sign in code for sign in "¥￥") and any(set("¥￥") & set(part.words) for part in sections(code)[:2])


@lru_cache(maxsize=1024)
def _for_text(code: str) -> Section | None:
    """The part that shows a text: the fourth, or the last one if it has an @; None: texts are shown as they are."""
    parts = sections(code)
    return parts[-1] if len(parts) == 4 or any(kind == "text" for kind, _ in parts[-1].tokens) else None


@lru_cache(maxsize=1024)
def alters_text(code: str) -> bool:
    """Does a text show otherwise under this format than it is stored (``@"万元"``, ``;;;``)?"""
    if ("@" not in code and code.count(";") < 3) or code.startswith((SHOWN, RICH)):
        return False
    part = _for_text(code)
    return part is not None and (part.words.strip() != "" or sum(kind == "text" for kind, _ in part.tokens) != 1)


def text_shown(text: str, code: str) -> str:
    """What a cell that holds a text shows."""
    part = _for_text(code)
    if part is None:
        return text
    shown = (text if kind == "text" else word for kind, word in part.tokens if kind in ("text", "literal"))
    return "".join(shown).strip()
