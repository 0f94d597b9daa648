"""The grammar of expressions, read once for all schemes: the names of a scheme are looked for beside its terminals.

A parser for every set of names would take a twentieth of a second each, and a draft asks for hundreds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedToken

_KNOWN, _SPACE = "KNOWN", re.compile(r"\s*")


@lru_cache(maxsize=1)
def _grammar() -> Lark:
    text = resources.files("kaohe_xl.expr").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", start=["expression", "target"], maybe_placeholders=False)


@lru_cache(maxsize=1)
def _terminals() -> dict[str, re.Pattern[str]]:
    """Patterns by name, the one that is to be tried first in front, as lark's own lexer orders them."""
    ordered = sorted(
        _grammar().terminals, key=lambda each: (-each.priority, -each.pattern.max_width, -len(each.pattern.value))
    )
    return {each.name: re.compile(each.pattern.to_regexp()) for each in ordered}


def parsed(text: str, names: re.Pattern[str], start: str) -> Tree[Token]:
    """The parse tree of an expression. ``names``: what counts as a KNOWN name; ``start``: expression or target.

    Raises:
        lark.UnexpectedInput: the text does not follow the grammar.
    """
    parser: Any = _grammar().parse_interactive(start=start)  # its methods have no types
    for token in _tokens(text, names, parser):
        parser.feed_token(token)
    tree: Tree[Token] = parser.feed_eof()
    return tree


def _tokens(text: str, names: re.Pattern[str], parser: Any) -> Iterator[Token]:
    """Words one by one: of those that the parser may go on with, a known name first, else the first that fits."""
    at = _blank(text, 0)
    while at < len(text):
        wanted = parser.choices()
        found = names.match(text, at) if _KNOWN in wanted else None
        kind = _KNOWN
        if found is None:
            matches = ((name, pattern.match(text, at)) for name, pattern in _terminals().items() if name in wanted)
            kind, found = next(((name, match) for name, match in matches if match), ("", None))
        if found is None:
            raise UnexpectedToken(Token("", text[at], start_pos=at), set(wanted))  # type: ignore[no-untyped-call]
        yield Token(kind, found[0], start_pos=at, end_pos=found.end())
        at = _blank(text, found.end())


def _blank(text: str, at: int) -> int:
    """Where the blanks end that begin here."""
    found = _SPACE.match(text, at)
    return found.end() if found else at
