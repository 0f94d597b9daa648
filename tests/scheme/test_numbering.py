"""编号: four levels that restart, their parents, and the plain numbers that people type for them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.scheme.numbering import clean, figure_of, parent_of, plain, resolve, spellings

STYLES = (
    ["一、", "二、", "三、", "四、", "十二、", "二十一、"],
    ["（一）", "（二）", "(三)", "㈣"],
    ["1", "2.", "3、", "12."],
    ["⑴", "（2）", "(3)", "⑷"],
    ["①", "②", "③", "⑳"],
)


@st.composite
def outlines(draw: st.DrawFn) -> list[tuple[int, str]]:
    """Numbers of an outline with their levels: a level is entered only below the one above, numbers never repeat."""
    found: list[tuple[int, str]] = []
    used: dict[tuple[str, ...], set[str]] = {}
    path: list[str] = []
    for _ in range(draw(st.integers(1, 14))):
        level = draw(st.integers(0, min(len(path), len(STYLES) - 1)))
        path = path[:level]
        taken = used.setdefault(tuple(path), set())
        free = [number for number in STYLES[level] if number not in taken]
        if not free:
            continue
        number = draw(st.sampled_from(free))
        taken.add(number)
        path = [*path, number]
        found.append((level, number))
    return found


@given(outlines())
def test_each_number_of_an_outline_has_its_own_key_and_its_parent(outline: list[tuple[int, str]]) -> None:
    keys = resolve([number for _, number in outline])
    assert len(set(keys)) == len(keys), "numbers restart under each heading, keys do not"
    if len({level for level, _ in outline}) < 2:
        assert keys == [clean(number) for _, number in outline]
        return
    above: list[str] = []
    for (level, number), key in zip(outline, keys, strict=True):
        above = above[:level]
        assert parent_of(key, keys) == (above[-1] if above else "")
        assert key.endswith(clean(number))
        above.append(key)


@given(outlines())
def test_plain_numbers_mean_one_key_or_none(outline: list[tuple[int, str]]) -> None:
    keys = resolve([number for _, number in outline])
    known = spellings(keys)
    for key in keys:
        assert known[key] == key, "an 编号 always means itself"
        meant = [other for other in keys if plain(other) == plain(key)]
        if len(meant) == 1 and plain(key) not in keys:
            assert known[plain(key)] == key
        elif plain(key) not in keys:
            assert plain(key) not in known, "nobody guesses between two"


def test_figures_of_every_style() -> None:
    said = {
        "一": 1,
        "十": 10,
        "十二": 12,
        "二十一": 21,
        "(三)": 3,
        "㈣": 4,
        "7": 7,
        "⑴": 1,
        "(12)": 12,
        "①": 1,
        "⑳": 20,
    }
    assert {step: figure_of(step) for step in said} == said
    assert figure_of("加1") is None
    assert plain("二.3.⑶.①") == "2.3.3.1"
    assert plain("加1.2") == "加1.2"


def test_numbers_that_are_unique_stay_as_they_are() -> None:
    assert resolve(["1", "1.1", "1.1.1", "1.2", "2"]) == ["1", "1.1", "1.1.1", "1.2", "2"]
    assert resolve(["1、", "2、", "加1"]) == ["1", "2", "加1"]


def test_arabic_alias_does_not_hide_a_real_number() -> None:
    keys = ["一", "一.1", "1.1"]
    assert spellings(keys)["1.1"] == "1.1"
