"""Which forms there are, what each asks, and what its cells may hold."""

from __future__ import annotations

from fractions import Fraction

from kaohe_xl.expr import tree as t
from kaohe_xl.forms.blanks import allowed, blanks, guide
from kaohe_xl.forms.fingerprint import Fingerprint
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.needs import NeededItems
from tests.support.tables import BOARD, CASES, CHECK, ITEMS, OTHER, PLAN, RATE, VISITS, grid, make_scheme


def named(items: tuple[m.DataItem, ...]) -> list[str]:
    return [item.name for item in items]


def test_units_are_asked_for_their_own_items_and_departments_for_theirs() -> None:
    forms = {(blank.filler, blank.period): blank for blank in blanks(make_scheme())}
    assert len(forms) == 2 * (3 + 2)
    assert named(forms["东风镇", "上半年"].items) == [
        "完成率", "投诉例数", "投入经费", "方案印发日期", "设立专栏", "其他情况",
    ]  # fmt: skip
    science = forms["监测科", "下半年"]
    assert named(science.items) == ["抽查得分", "越级信访例数"]
    assert [unit.name for unit in science.units] == ["东风镇", "朝阳镇", "新城街道"]
    assert named(forms["信访科", "上半年"].items) == ["越级信访例数"]


def used_by(item: m.DataItem, **where: object) -> m.Reward:
    return m.Reward("奖", "奖励", item=t.Item(item.name, item.type), **where)  # type: ignore[arg-type]


def test_only_what_is_used_for_the_group_and_period_is_asked() -> None:
    scheme = make_scheme(
        (RATE, CASES, BOARD, OTHER),
        rewards=(used_by(RATE, groups=("镇",)), used_by(CASES, periods=("下半年",)), used_by(BOARD, periods=("全年",))),
    )
    needs = NeededItems(scheme)
    assert named(needs.items("镇", "上半年")) == ["完成率", "设立专栏", "其他情况"]
    assert named(needs.items("街道", "上半年")) == ["设立专栏", "其他情况"]
    assert named(needs.items("街道", "下半年")) == ["投诉例数", "设立专栏", "其他情况"]


def test_inputs_of_derived_items_are_asked_not_the_items_themselves() -> None:
    derived = next(item for item in ITEMS if item.derived)
    scheme = make_scheme(rewards=(used_by(derived),), units=make_scheme().units[:1])
    assert "投入经费" in named(NeededItems(scheme).items("镇", "上半年"))
    assert "人均投入" not in named(NeededItems(scheme).items("镇", "上半年"))


def test_a_matrix_leaves_out_what_does_not_concern_a_unit() -> None:
    scheme = make_scheme((CHECK, VISITS), rewards=(used_by(CHECK, groups=("镇",)), used_by(VISITS)))
    form = next(blank for blank in blanks(scheme) if blank.filler == "监测科")
    assert form.asks("东风镇", "抽查得分")
    assert not form.asks("新城街道", "抽查得分")
    assert form.asks("新城街道", "越级信访例数")


def test_cells_hold_what_the_item_may_be() -> None:
    assert allowed(RATE).formula == 'OR({cell}="不适用",AND(ISNUMBER({cell}),{cell}>=0,{cell}<=1))'
    assert allowed(RATE).number_format == "0.00%"
    assert "0%～100%" in allowed(RATE).prompt
    assert "INT({cell})={cell}" in allowed(CASES).formula
    assert allowed(BOARD).choices == ("是", "否", "不适用")
    assert allowed(PLAN).number_format == "yyyy-mm-dd"
    assert not allowed(OTHER).formula
    third = m.DataItem("比", t.ValueType.NUMBER, low=Fraction(-5, 2))
    assert "{cell}>=-2.5" in allowed(third).formula


def test_the_cover_says_by_when() -> None:
    form = next(blanks(make_scheme()))
    assert any("2022年7月5日" in line for line in guide(form))
    assert any("县考核办" in line for line in guide(form))


def test_a_fingerprint_comes_back_and_tells_a_change() -> None:
    mark = next(blanks(make_scheme())).fingerprint
    sheet = grid("\n".join(f"| {label} | '{text} |" for label, text in mark.rows()), "_指纹")
    assert Fingerprint.read(sheet) == (mark, True)
    forged = grid("\n".join(f"| {a} | '{b.replace('东风镇', '朝阳镇')} |" for a, b in mark.rows()), "_指纹")
    read, sealed = Fingerprint.read(forged)
    assert read is not None
    assert (read.filler, sealed) == ("朝阳镇", False)
    assert Fingerprint.read(grid("| 随便 | 什么 |")) == (None, False)


def test_fingerprints_differ_when_the_question_does() -> None:
    before = next(blanks(make_scheme())).fingerprint
    renamed = m.DataItem("办结率", t.ValueType.PERCENT, "%")
    after = next(blanks(make_scheme((renamed, *ITEMS[1:])))).fingerprint
    assert before.form != after.form
    assert before.rubric == after.rubric
