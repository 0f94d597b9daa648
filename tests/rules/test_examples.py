"""Every worked example of every method comes out as it is printed in docs/计分方式.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_xl.rules.base import Effect, Example, Rule
from kaohe_xl.rules.doc import page
from kaohe_xl.rules.illustrate import work_out
from kaohe_xl.rules.registry import BY_NAME, KINDS

CASES = [(kind, example) for kind in KINDS for example in kind.examples]
# fmt: off
METHODS = {
    "达标得分", "比例得分", "首位折算", "末位折算", "均值折算",
    "极差折算", "名次得分", "分档得分", "每例得分", "超额得分",
    "直接评分", "增减得分", "功效系数", "累进得分", "公式得分",
    "每例扣分", "差额扣分", "不达标扣分", "超期扣分", "分档扣分",
    "递增扣分", "偏离扣分", "触发清零", "酌情扣分", "酌情得分",
    "公式扣分", "评定", "评定扣分",
}
# fmt: on


@pytest.mark.parametrize(
    ("kind", "example"), CASES, ids=[f"{kind.name}-{number}" for number, (kind, _) in enumerate(CASES)]
)
def test_example_gives_the_printed_points(kind: type[Rule], example: Example) -> None:
    assert work_out(kind, example).points == example.points


@pytest.mark.parametrize(("kind", "example"), CASES, ids=[f"{kind.name}-{n}" for n, (kind, _) in enumerate(CASES)])
def test_explanation_names_the_value_that_was_filled_in(kind: type[Rule], example: Example) -> None:
    why = work_out(kind, example).why
    shown = [example.x] if isinstance(example.x, str) else list(example.x.values())
    if kind.name.startswith("分档") and isinstance(example.x, dict):
        return  # tiers over several items say which tier, not every item
    assert all(text in why for text in shown), why


def test_every_method_of_the_contract_is_there() -> None:
    assert set(BY_NAME) == METHODS


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_examples_show_more_than_one_outcome(kind: type[Rule]) -> None:
    """At least three examples (four where points come by degrees), with different results."""
    assert len(kind.examples) >= 3
    assert len({example.points for example in kind.examples}) >= 2
    if kind.effect is not Effect.ZEROES:
        assert any(example.note for example in kind.examples)


def test_the_page_of_methods_is_the_generated_one() -> None:
    committed = Path(__file__).parents[2] / "docs" / "计分方式.md"
    assert committed.read_text(encoding="utf-8") == page(), "run: python -m kaohe_xl.rules.doc > docs/计分方式.md"
