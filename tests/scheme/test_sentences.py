"""评分标准 beside the columns: a wrong figure is told, a right one never — in the words that real rubrics use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.expr.names import ExpressionNames
from kaohe_xl.reading.read import read_book
from kaohe_xl.scheme import blocks
from kaohe_xl.scheme.cells import CellReader
from kaohe_xl.scheme.read import read_scheme
from kaohe_xl.scheme.sentences import disagreements, figures_in
from tests.scheme.text import SMALL
from tests.support import markdown as md

SAMPLES = sorted((Path(__file__).parent.parent.parent / "sample_workbooks").glob("*/方案.xlsx"))
STATED = ("基准", "每", "分值", "上限")


def wrong(sentence: str, full_mark: int | None = None, **cells: str) -> list[str]:
    """Columns whose figures the sentence does not name."""
    given = [(column, Cell(text, NOWHERE)) for column, text in cells.items()]
    mark = Fraction(full_mark) if full_mark is not None else None
    return [found.column for found in disagreements(sentence, given, mark, ExpressionNames())]


@pytest.mark.parametrize("path", SAMPLES, ids=[path.parent.name[:2] for path in SAMPLES])
def test_no_false_alarm_and_no_warning_at_all_on_the_samples(path: Path) -> None:
    scheme, findings = read_scheme(read_book(path))
    assert scheme is not None
    assert [str(found) for found in findings] == []


@cache
def sample_cells() -> tuple[tuple[str, str, str, Fraction | None], ...]:
    """(sentence, column, text, 标准分) of every figure beside a sentence with figures, in all samples."""
    return tuple(entry for path in SAMPLES for entry in _cells_of(path))


def _cells_of(path: Path) -> Iterator[tuple[str, str, str, Fraction | None]]:
    book = read_book(path)
    scheme, _ = read_scheme(book)
    assert scheme is not None
    for block in blocks.read_blocks(book, CellReader()):
        for row in block.rows:
            position = row.columns.get("评分标准")
            sentence = row.grid.merged_from(row.number, position).text if position else ""
            formula = row.text("计分方式").startswith("公式")
            for column in STATED if figures_in(sentence) and not formula and not row["计分方式"].blank else ():
                if re.search(r"\d", row.text(column)):
                    yield sentence, column, row.text(column), scheme.indicators[block.key].full_mark


WORDLESS = 9  # cells of which the words give no figure at all (加20分 beside a 基准 of >=1): nothing contradicts them


@pytest.mark.parametrize(("change", "share"), [("times 2", 0.9), ("a little more", 0.99)])
def test_a_changed_figure_in_a_sample_is_noticed(change: str, share: float) -> None:
    """Doubling may meet another figure of the sentence (每少1次, 不少于2次); hardly anything else does."""
    noticed = 0
    for sentence, column, text, mark in sample_cells():
        digits = next(re.finditer(r"\d+(?:\.\d+)?", text)).group()
        if re.search(r"\d{4}-\d\d-\d\d", text) or float(digits) == 0:
            noticed += 1  # another year, or twice nothing: not what this is about
            continue
        value = float(digits) * 2 if change == "times 2" else float(digits) * 1.3 + 0.37
        cell = Cell(text.replace(digits, f"{value:g}", 1), NOWHERE)
        noticed += bool(list(disagreements(sentence, [(column, cell)], mark, ExpressionNames())))
    assert noticed >= share * (len(sample_cells()) - WORDLESS)


@pytest.mark.parametrize(
    ("sentence", "cells"),
    [
        ("每降一个百分点扣两分", {"每": "1", "分值": "2"}),
        ("百分之九十五以上得十分", {"基准": ">=95%", "分值": "10"}),
        ("完成率达九成五得8分", {"基准": ">=95%", "分值": "8"}),
        ("投资每满二百万元加0.5分", {"每": "200", "分值": "0.5"}),
        ("到账资金每2亿元得3分", {"每": "20000", "分值": "3"}),
        ("奖励５分，最多不超过１０分", {"分值": "5", "上限": "10"}),
        ("国家级、省级、市级分别加10、7、5分", {"分值": "7"}),
        ("12月底前完成得5分", {"基准": "<=2022-12-31", "分值": "5"}),
        ("次月6日前报送，迟一天扣1分", {"基准": "<=2022-05-06", "分值": "1"}),
        ("没有发生得满分，有1例不得分", {"基准": "=0"}),
        ("第一名60分，以下依次递减3分", {"分值": "60,57,54,51", "每": "3"}),
        ("按工作情况评定", {"基准": ">=95%", "分值": "2"}),
    ],
)
def test_sentences_that_say_the_same(sentence: str, cells: dict[str, str]) -> None:
    assert wrong(sentence, **cells) == []


@pytest.mark.parametrize(
    ("sentence", "cells", "columns"),
    [
        ("每降一个百分点扣两分", {"每": "1", "分值": "1.5"}, ["分值"]),
        ("百分之九十五以上得十分", {"基准": ">=90%", "分值": "8"}, ["基准", "分值"]),
        ("10月底前完成得15分，否则0分", {"基准": "<=2022-11-30", "分值": "15"}, ["基准"]),
        ("8月15日前完成得5分", {"基准": "<=2022-08-31", "分值": "5"}, ["基准"]),
        ("每例扣1分，最多扣5分", {"分值": "1", "上限": "3"}, ["上限"]),
        ("每少3次扣1分", {"每": "2", "分值": "1"}, ["每"]),
        ("98%以上3分，95%以上2分", {"基准": ">=98%:3; >=96%:2"}, ["基准"]),
        ("考核组按情况扣5至10分", {"基准": "5~15"}, ["基准"]),
        ("每降1个百分点扣2分", {"分值": "1"}, ["分值"]),
    ],
)
def test_sentences_that_say_something_else(sentence: str, cells: dict[str, str], columns: list[str]) -> None:
    assert wrong(sentence, **cells) == columns


def test_the_finding_names_the_cell_the_figure_and_the_sentence() -> None:
    scheme, findings = md.read(SMALL.replace("每例扣2分", "每例扣1分"))
    assert scheme is not None, "a warning: the columns are what counts"
    assert md.told(findings) == [("S317", "评分细则!J3")]
    assert "“分值”是 2" in findings[0].text
    assert "每例扣1分" in findings[0].text


@given(st.decimals(0, 9999, places=2), st.sampled_from(["", "%", "万", "分", "个百分点"]))
def test_every_written_number_is_found(number: object, unit: str) -> None:
    text = f"{number:f}".rstrip("0").rstrip(".")  # type: ignore[str-bytes-safe]
    assert Fraction(text) in figures_in(f"每达到{text}{unit}的，另行加分")


@given(st.text(alphabet="一二三四五六七八九十百千万亿零两点半成分之每扣得0123456789.%%月日、；", max_size=30))
def test_no_sentence_breaks_it(sentence: str) -> None:
    assert all(isinstance(figure, Fraction) for figure in figures_in(sentence))
    wrong(sentence, 10, 基准=">=95%:10; 2022-10-31", 每="0.5", 分值="15±0.3", 上限="20")


@pytest.mark.parametrize(
    ("content", "sentence", "cells", "columns"),
    [
        ("网上办证率95%以上", "未达到的每低1个百分点扣0.5分", {"基准": ">=95%", "每": "1", "分值": "0.5"}, []),
        ("网上办证率95%以上", "未达到的每低1个百分点扣0.5分", {"基准": ">=90%"}, ["基准"]),
        ("全年活动不少于4次", "每少1次扣0.3分", {"基准": ">=4", "每": "1", "分值": "0.3"}, []),
        ("全年活动不少于4次", "每少1次扣0.3分", {"分值": "0.5"}, ["分值"]),
        ("", "每低1个百分点扣2分", {"基准": ">=95%"}, []),
        ("", "未建立制度的扣2分", {"每": "3"}, []),
        ("", "全年不少于12条，完不成不得分", {"分值": "5"}, []),
        ("培训2次", "缺一次扣1分", {"基准": ">=2", "分值": "1"}, []),
        ("", "发生1例即不得分", {"分值": "4", "基准": "=0"}, []),
        ("到位资金5000万元", "完成得10分", {"基准": ">=5000", "分值": "10"}, []),
    ],
)
def test_what_stands_beside_the_sentence_is_said_too(
    content: str, sentence: str, cells: dict[str, str], columns: list[str]
) -> None:
    given_cells = [(column, Cell(text, NOWHERE)) for column, text in cells.items()]
    found = disagreements(sentence, given_cells, None, ExpressionNames(), content)
    assert [each.column for each in found] == columns
