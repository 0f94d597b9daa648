"""What the grammar itself says of its families: the words that each needs, and which of them may stand side by side.

Most families need not be tried on a clause: whatever lacks a needed word, or holds two words in a row that the family
never has in a row, cannot be parsed by it. Exact: no clause is lost that the parser would take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from lark import Lark

Words = frozenset[str]
START, END = "^", "$"


@dataclass(frozen=True)
class FamilyWords:
    """Terminals that every sentence of a family has; pairs that may follow each other, START and END among them."""

    needed: Words
    pairs: frozenset[tuple[str, str]]

    def may_take(self, words: Sequence[str]) -> bool:
        """Can a sentence of these terminals belong to the family at all?"""
        return self.needed <= set(words) and all(pair in self.pairs for pair in pairwise((START, *words, END)))


@dataclass(frozen=True)
class _Part:
    """A rule, so far as it is known: what its sentences need, begin and end with; whether they may be empty."""

    needed: Words = frozenset()
    first: Words = frozenset()
    last: Words = frozenset()
    empty: bool = False


Bodies = Mapping[str, Sequence[Sequence[str]]]


def words_of(grammar: Lark, families: Iterable[str]) -> Mapping[str, FamilyWords]:
    """Of each family, found from the rules of the grammar alone."""
    rules: dict[str, list[list[str]]] = {}
    for rule in grammar.rules:
        rules.setdefault(rule.origin.name, []).append([symbol.name for symbol in rule.expansion])
    parts = _parts(rules)
    own = {name: {pair for body in bodies for pair in _pairs(body, parts)} for name, bodies in rules.items()}
    found = {}
    for family in families:
        part = parts[family]
        ends = {(START, word) for word in part.first} | {(word, END) for word in part.last}
        inside = (own[name] for name in _within(family, rules))
        found[family] = FamilyWords(part.needed, frozenset(ends.union(*inside)))
    return found


def _parts(rules: Bodies) -> Mapping[str, _Part]:
    """Rules and terminals by name; what is needed shrinks, the rest grows, until nothing changes."""
    terminals = {name for bodies in rules.values() for body in bodies for name in body} - rules.keys()
    known = {name: _Part(*(frozenset({name}),) * 3) for name in terminals}
    known |= {name: _Part(needed=frozenset(terminals)) for name in rules}
    while True:
        found = known | {name: _either([_sequence(body, known) for body in bodies]) for name, bodies in rules.items()}
        if found == known:
            return known
        known = found


def _sequence(body: Sequence[str], known: Mapping[str, _Part]) -> _Part:
    """The parts of a body, one behind the other."""
    whole = _Part(empty=True)
    for part in (known[name] for name in body):
        whole = _Part(
            needed=whole.needed | part.needed,
            first=whole.first | part.first if whole.empty else whole.first,
            last=whole.last | part.last if part.empty else part.last,
            empty=whole.empty and part.empty,
        )
    return whole


def _either(bodies: Sequence[_Part]) -> _Part:
    return _Part(
        needed=frozenset.intersection(*(body.needed for body in bodies)),
        first=frozenset().union(*(body.first for body in bodies)),
        last=frozenset().union(*(body.last for body in bodies)),
        empty=any(body.empty for body in bodies),
    )


def _pairs(body: Sequence[str], known: Mapping[str, _Part]) -> Iterator[tuple[str, str]]:
    """Words that meet where one part of a body ends and another begins."""
    for at in range(1, len(body)):
        yield from product(_sequence(body[:at], known).last, known[body[at]].first)


def _within(family: str, rules: Bodies) -> set[str]:
    """The family and all rules that it is made of."""
    found, open_ = {family}, [family]
    while open_:
        inside = {name for body in rules[open_.pop()] for name in body if name in rules} - found
        found |= inside
        open_ += inside
    return found
