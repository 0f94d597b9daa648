"""A clause read by the grammar: every reading that takes in each of its characters, and the rows that they become."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib import resources
from itertools import islice, product, takewhile

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from kaohe_xl.drafting.drafted import DraftRow
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart
from kaohe_xl.drafting.language.lexing import COMMA, DATE, NUMBER, TEXT, ClauseLexer, tokens
from kaohe_xl.drafting.language.side_by_side import FamilyWords, words_of
from kaohe_xl.drafting.language.words import WORDS
from kaohe_xl.drafting.rows import (
    from_cases,
    from_excess,
    from_factors,
    from_facts,
    from_formulas,
    from_growth,
    from_judged,
    from_limits,
    from_money,
    from_pay,
    from_places,
    from_series,
    from_shares,
    from_targets,
    from_tiers,
    from_totals,
    from_vetoes,
    from_words,
)
from kaohe_xl.drafting.rows.doubts import of_the_whole

Family = Callable[[ClausePart, ClauseContext], Sequence[DraftRow]]
_FILES = ("shared", "cases", "targets", "tiers", "judged", "facts", "formulas", "totals", "money", "pay")
_SIGNS = (COMMA, "COLON", "DUN", "MINUS", "DIV", "TIMES", "EQUALS", "PLUS", "OPEN", "CLOSE")
_MOST_READINGS = 8

# The grammar's families, and what each becomes; of two readings the one that stands first here is written.
FAMILIES: Mapping[str, Family] = {
    name: getattr(module, name)
    for module, names in (
        (from_totals, "grades one_grade quotas toll streak consequence"),
        (from_factors, "factor_bands grade_factors per_lost_mark below_mark docked_steps"),
        (from_pay, "docked loss_bands beyond_loss paid_about_mark wage_swing per_cent_each"),
        (from_shares, "progressive beyond_rate excess_share by_ratio pool_parts prize_classes risen raised"),
        (from_money, "prizes fined share_bands score_bands paid_places paid_awards withheld "
         "paid_within fine_bands paid_per_point paid_each "
         "paid_by_level paid"),
        (from_formulas, "defined equation weighted shared_out efficacy share_of rated_by passed_on best_weighted"),
        (from_growth, "growth level_then"),
        (from_targets, "two_steps kept kept_or_zero short_or_zero kept_within"),
        (from_excess, "both bonus"),
        (from_targets, "shortfall short_of_task surplus least_of_each"),
        (from_limits, "deviation interpolated late"),
        (from_excess, "either_side excess excess_by excess_both"),
        (from_limits, "threshold met met_full ratio times short_ratio"),
        (from_vetoes, "zero_and_docked zero_below zeroing veto met_or_vetoed veto_count k_of_n veto_indicator lowered"),
        (from_facts, "only share_lost"),
        (from_tiers, "tiers tiers_and inside"),
        (from_words, "votes"),
        (from_places, "place_list place_bands place_step last_step places"),
        (from_words, "lesser levels words components"),
        (from_judged, "judged judged_each judged_per judged_freely judged_by left_to left_to_deduct taken_over"),
        (from_cases, "times_capped"),
        (from_series, "first_then ordinals rising none_then"),
        (from_cases, "cases_beyond cases_zero cases cases_when "
         "sampled beyond per_unit unit_levels by_unit either spared doubled"),
        (from_facts, "fact not_done"),
    )
    for name in names.split()
}  # fmt: skip


@lru_cache(maxsize=1)
def grammar() -> Lark:
    """The parser: families from the .lark files, terminals from the table of words."""
    files = resources.files("kaohe_xl.drafting.language") / "grammar"
    terminals = " ".join(sorted({word.name for word in WORDS} | {TEXT, NUMBER, DATE, *_SIGNS}))
    text = "\n".join((files / f"{name}.lark").read_text(encoding="utf-8") for name in _FILES)
    return Lark(
        f"{text}\n%declare {terminals}\n", start=list(FAMILIES), parser="earley", lexer=ClauseLexer,
        ambiguity="explicit", maybe_placeholders=False,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _words() -> Mapping[str, FamilyWords]:
    return words_of(grammar(), FAMILIES)


def _readings(tree: Tree[Token]) -> Iterator[Tree[Token]]:
    """The trees that an ambiguous one stands for."""
    if tree.data == "_ambig":
        for child in tree.children:
            assert isinstance(child, Tree)
            yield from _readings(child)
        return
    choices: list[list[Tree[Token] | Token]] = [
        list(islice(_readings(child), _MOST_READINGS)) if isinstance(child, Tree) else [child]
        for child in tree.children
    ]
    for children in product(*choices):
        yield Tree(tree.data, list(children))


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Tree[Token], ...]:
    there = [token.type for token in tokens(text)]
    found: list[Tree[Token]] = []
    for name, words in _words().items():
        if words.may_take(there):
            with suppress(UnexpectedInput):
                found += islice(_readings(grammar().parse(text, start=name)), _MOST_READINGS)
    return tuple(found)


def read(text: str, about: ClauseContext) -> Sequence[DraftRow]:
    """Rows of a clause in half width; none where no family takes it in. Of two meanings both are told, and it is 中."""
    found: list[tuple[int, Sequence[DraftRow]]] = []
    order, lead = list(FAMILIES), _lead(text)
    for family in _read(text):
        rows = of_the_whole(FAMILIES[family.data](ClausePart(family), about), lead, about.subject)
        if rows and all(rows != known for _, known in found):
            found.append((order.index(family.data), rows))
    if not found:
        return ()
    found.sort(key=lambda each: each[0])
    best = found[0][1]
    if any(cap.has("EVERY") for family in _read(text) for cap in ClausePart(family).all("cap")):
        best = [row.doubted("封顶是按月（季、年）说的，核对期次") for row in best]
    if "除外" in text or "不包括" in text:
        best = [row.doubted("原文有除外的情形，填报时不要算进去") for row in best]
    others = [rows for _, rows in found[1:] if _told(rows) != _told(best)]
    if not others:
        return best
    doubt = f"有两种读法：{_told(best)}；或者 {_told(others[0])}"
    return [row.doubted(doubt) for row in best]


def _lead(text: str) -> str:
    """The words before the first figure, place or “each”."""
    known = takewhile(
        lambda token: token.type not in ("NUM", "EACH", "FIRST", "LAST", "LASTONE", "ORDINAL"), tokens(text)
    )
    return "".join(str(token) for token in known)


def _told(rows: Sequence[DraftRow]) -> str:
    return " / ".join(" ".join(f"{key}={value}" for key, value in row.columns.items()) for row in rows)
