"""Ranks: ties, tie-breaks, and shifts that come out the same in whatever order they are looked at."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.scheme.model import Ties
from kaohe_xl.scoring.rank import Moves, rank_units


def ranks(
    scores: list[int | None], moves: dict[int, Moves] | None = None, ties: Ties = Ties.LEAVE_PLACES
) -> list[int | None]:
    keys = {row: None if score is None else (Fraction(score),) for row, score in enumerate(scores)}
    ranking = rank_units("总分", "全体", range(len(scores)), keys, ties, moves)
    return [ranking.ranks[row] for row in range(len(scores))]


def test_ties_share_a_place_and_leave_the_next_free() -> None:
    assert ranks([90, 95, 90, 80, None]) == [2, 1, 2, 4, None]


def test_dense_ties_leave_no_place_free() -> None:
    assert ranks([90, 95, 90, 80], ties=Ties.DENSE) == [2, 1, 2, 3]


def test_a_tie_break_decides_before_a_tie_stays_a_tie() -> None:
    keys = {0: (Fraction(90), Fraction(5)), 1: (Fraction(90), Fraction(7)), 2: (Fraction(90), Fraction(5))}
    ranking = rank_units("总分", "全体", range(3), keys, Ties.LEAVE_PLACES)
    assert [ranking.ranks[row] for row in range(3)] == [2, 1, 2]


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ({0: Moves(shift=2)}, [3, 1, 2, 4, 5]),  # first place falls to third; second and third move up
        ({0: Moves(shift=2), 1: Moves(shift=2)}, [3, 4, 1, 2, 5]),  # both fall exactly two places
        ({0: Moves(shift=4), 2: Moves(shift=2)}, [4, 1, 5, 2, 3]),  # both aim at fifth: the better one stays ahead
        ({4: Moves(shift=2)}, [1, 2, 3, 4, 5]),  # last place cannot fall further
        ({0: Moves(bottom=3)}, [3, 1, 2, 4, 5]),  # into the last three, at its top
        ({3: Moves(bottom=3)}, [1, 2, 3, 4, 5]),  # is there already
        ({0: Moves(bottom=3), 1: Moves(bottom=3)}, [3, 4, 1, 2, 5]),
        ({0: Moves(shift=1, bottom=2)}, [4, 1, 2, 3, 5]),
    ],
)
def test_moved_units(moves: dict[int, Moves], expected: list[int]) -> None:
    assert ranks([100, 90, 80, 70, 60], moves) == expected


def test_places_from_the_bottom_count_units_that_rank_worse() -> None:
    keys = {row: (Fraction(score),) for row, score in enumerate([90, 80, 70, 70])}
    ranking = rank_units("总分", "全体", range(4), keys, Ties.LEAVE_PLACES)
    assert [ranking.from_bottom(row) for row in range(4)] == [4, 3, 1, 1]


moves_of = st.builds(Moves, shift=st.integers(0, 4), bottom=st.integers(0, 4))


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=9),
    st.dictionaries(st.integers(0, 8), moves_of, max_size=4),
    st.randoms(use_true_random=False),
)
def test_the_order_of_units_does_not_matter(scores: list[int], moves: dict[int, Moves], rng: random.Random) -> None:
    moves = {row: move for row, move in moves.items() if row < len(scores)}
    straight = ranks(scores, moves)
    order = list(range(len(scores)))
    rng.shuffle(order)
    shuffled = ranks([scores[row] for row in order], {order.index(row): move for row, move in moves.items()})
    by_unit = [shuffled[order.index(row)] for row in range(len(scores))]
    # units alike in score and in what befell them may swap names, never places
    alike = {row: (scores[row], moves.get(row, Moves())) for row in range(len(scores))}
    assert sorted((str(alike[row]), straight[row]) for row in alike) == sorted(
        (str(alike[row]), by_unit[row]) for row in alike
    )


@given(st.lists(st.integers(0, 6), min_size=1, max_size=9), st.dictionaries(st.integers(0, 8), moves_of, max_size=4))
def test_unmoved_units_keep_their_order(scores: list[int], moves: dict[int, Moves]) -> None:
    moves = {row: move for row, move in moves.items() if row < len(scores)}
    found = ranks(scores, moves)
    still = [row for row in range(len(scores)) if row not in moves or moves[row] == Moves()]
    for one in still:
        for other in still:
            if scores[one] > scores[other]:
                assert (found[one] or 0) < (found[other] or 0)
            if scores[one] == scores[other]:
                assert found[one] == found[other]
