"""Forms as they come back: moved, cut, merged, renamed, retyped. Each kind of damage has its expected end."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from kaohe_xl.base.grid import Grid
from kaohe_xl.returns.model import FileState, Received
from tests.support.arrivals import arrived, codes, fingerprint_of, fingerprint_sheet, outcome, returned, values
from tests.support.tables import BOARD, CASES, CHECK, OTHER, RATE, VISITS, book, grid, make_scheme

RUBRIC = grid("| 编号 | 计分方式 | 分值 |\n| 1.1 | 达标得分 | 5 |", "评分细则")
SCHEME = make_scheme((RATE, CASES, BOARD, OTHER, CHECK, VISITS), data=book("方案.xlsx", RUBRIC))
FINGERPRINT = fingerprint_sheet(fingerprint_of(SCHEME, "东风镇"))

HEAD = """
| 2022年镇街考核填报表（上半年） | < | < | < | < |
| 填报单位 | 东风镇 | < | 只填黄色的格子 | < |
| 期次 | 上半年 | < | ^ | < |
| 填报人 | 张三 | < | ^ | < |
| 联系电话 | '13800000000 | < | ^ | < |
| 填报时间 | @2022-07-01 | < | ^ | < |
| 版本号 | 1 | < | ^ | < |
"""
TABLE = """
| 数据项 | 计量单位 | 填报值 | 说明 | 备注 |
| 完成率 | % | 95%% | | |
| 投诉例数 | 例 | 3 | | |
| 设立专栏 | | 是 | | |
| 其他情况 | | 无 | | |
| 单位负责人（签字）： | | | | |
"""
CLEAN = HEAD + TABLE
GOOD = {"完成率": Fraction(95, 100), "投诉例数": 3, "设立专栏": "是", "其他情况": "无"}


@dataclass(frozen=True)
class Damage:
    """One kind of damage: the sheets, and what must become of them."""

    name: str
    sheets: tuple[Grid | str, ...]
    outcome: FileState = FileState.ACCEPTED
    found: tuple[str, ...] = ()
    got: dict[str, object] = field(default_factory=lambda: dict(GOOD))
    file: str = "东风镇_上半年.xlsx"


def changed(old: str, new: str, text: str = CLEAN) -> str:
    assert old in text
    return text.replace(old, new)


def without(*names: str) -> dict[str, object]:
    return {name: value for name, value in GOOD.items() if name not in names}


PARTLY, REFUSED = FileState.PARTLY, FileState.REFUSED
KINDS = [
    Damage("as issued", (CLEAN, FINGERPRINT)),
    Damage("no fingerprint", (CLEAN,)),
    Damage("only the table, no head at all", (TABLE,)),
    Damage("file renamed", (CLEAN, FINGERPRINT), file="新建 Microsoft Excel 工作表.xlsx"),
    Damage("in a folder of its own", (TABLE,), file="上半年/东风镇/报表.xlsx"),
    Damage("sheet renamed", (grid(CLEAN, "Sheet1"), FINGERPRINT)),
    Damage("other sheets beside it", (grid("| 随手记的 | 3 |", "Sheet2"), CLEAN, grid("", "Sheet3"), FINGERPRINT)),
    Damage("cover and rubric as issued", (grid("| 怎样填报 |", "填报说明"), CLEAN, RUBRIC, FINGERPRINT)),
    Damage("table moved right and down", ("\n\n" + CLEAN.replace("\n| ", "\n| | | "), FINGERPRINT)),
    Damage("extra title rows", (changed("\n| 数据项", "\n| （盖章） |\n| 以下由各镇填写 |\n\n| 数据项"), FINGERPRINT)),
    Damage(
        "columns inserted and moved",
        (
            HEAD
            + """
            | 序号 | 填报值 | 去年 | 数据项 | 计量单位 |
            | 1 | 95%% | 90%% | 完成率 | % |
            | 2 | 3 | 5 | 投诉例数 | 例 |
            | 3 | 是 | 是 | 设立专栏 | |
            | 4 | 无 | | 其他情况 | |
            """,
            FINGERPRINT,
        ),
    ),
    Damage(
        "headings spelt otherwise",
        (changed("| 数据项 | 计量单位 | 填报值 |", "| 指标 名称 | 单位 | 完成 情况： |"), FINGERPRINT),
    ),
    Damage("headings with hints", (changed("| 填报值 |", "| 填报值（请填写） |"), FINGERPRINT)),
    Damage(
        "rows in another order",
        (HEAD + "| 数据项 | 填报值 |\n| 投诉例数 | 3 |\n| 其他情况 | 无 |\n| 设立专栏 | 是 |\n| 完成率 | 95% |",),
    ),
    Damage(
        "item names numbered",
        (changed("| 完成率 |", "| 1.完成率 |").replace("| 投诉例数 |", "| （2）投诉例数： |"), FINGERPRINT),
    ),
    Damage(
        "item names with their unit",
        (changed("| 完成率 |", "| 完成率（%） |").replace("| 投诉例数 |", "| 投诉例数(例) |"), FINGERPRINT),
    ),
    Damage("full-width and spaced names", (changed("| 投诉例数 |", "| 投 诉　例 数 |"), FINGERPRINT)),
    Damage(
        "groups merged beside the items",
        (
            changed("| 数据项 |", "| 类别 | 数据项 |")
            .replace("| 完成率", "| 业务 | 完成率")
            .replace("| 投诉例数", "| ^ | 投诉例数")
            .replace("| 设立专栏", "| ^ | 设立专栏")
            .replace("| 其他情况", "| 其它 | 其他情况"),
            FINGERPRINT,
        ),
    ),
    Damage("value merged over two columns", (changed("| 3 | | |", "| 3 | < | |"), FINGERPRINT)),
    Damage(
        "value cell split under a merged heading",
        (
            HEAD + "| 数据项 | 填报值 | < |\n"
            "| 完成率 | | 95%% |\n"
            "| 投诉例数 | 3 | |\n"
            "| 设立专栏 | 是 | |\n"
            "| 其他情况 | | 无 |",
            FINGERPRINT,
        ),
    ),
    Damage(
        "two values under one heading",
        (
            HEAD + "| 数据项 | 填报值 | < |\n"
            "| 完成率 | 95%% | |\n"
            "| 投诉例数 | 3 | 4 |\n"
            "| 设立专栏 | 是 | |\n"
            "| 其他情况 | 无 | |",
            FINGERPRINT,
        ),
        PARTLY,
        ("F208", "F112"),
        without("投诉例数"),
    ),
    Damage(
        "value merged over two items",
        (changed("| 设立专栏 | | 是 |", "| 设立专栏 | | ^ |"), FINGERPRINT),
        PARTLY,
        ("F204", "F210"),
        without("设立专栏"),
    ),
    Damage(
        "repeated header of a page",
        (changed("| 设立专栏", "| 数据项 | 计量单位 | 填报值 | 说明 | 备注 |\n| 设立专栏"), FINGERPRINT),
    ),
    Damage(
        "a row deleted",
        (changed("| 设立专栏 | | 是 | | |\n", ""), FINGERPRINT),
        FileState.ACCEPTED,
        ("F210",),
        without("设立专栏"),
    ),
    Damage(
        "a cell left blank", (changed("| 是 |", "| |"), FINGERPRINT), FileState.ACCEPTED, ("F210",), without("设立专栏")
    ),
    Damage(
        "an item mistyped",
        (changed("| 投诉例数 |", "| 投诉列数 |"), FINGERPRINT),
        PARTLY,
        ("F201", "F210"),
        without("投诉例数"),
    ),
    Damage(
        "an item of their own added",
        (changed("| 设立专栏", "| 特色工作 | 项 | 2 | | |\n| 设立专栏"), FINGERPRINT),
        PARTLY,
        ("F201",),
    ),
    Damage(
        "a value without an item", (changed("| 设立专栏", "| | | 7 | | |\n| 设立专栏"), FINGERPRINT), PARTLY, ("F202",)
    ),
    Damage("an item twice, alike", (changed("| 设立专栏", "| 投诉例数 | 例 | 3例 | | |\n| 设立专栏"), FINGERPRINT)),
    Damage(
        "an item twice, different",
        (changed("| 设立专栏", "| 投诉例数 | 例 | 4 | | |\n| 设立专栏"), FINGERPRINT),
        PARTLY,
        ("F209",),
        without("投诉例数"),
    ),
    Damage(
        "value written among the notes",
        (changed("| 3 | | |", "| | 3例 | |"), FINGERPRINT),
        PARTLY,
        ("F205", "F210"),
        without("投诉例数"),
    ),
    Damage("an error cell", (changed("| 3 |", "| #DIV/0! |"), FINGERPRINT), PARTLY, ("F102",), without("投诉例数")),
    Damage(
        "a formula without a result",
        (changed("| 3 |", "| !公式 |"), FINGERPRINT),
        PARTLY,
        ("F103",),
        without("投诉例数"),
    ),
    Damage(
        "an injected formula as text",
        (changed("| 无 |", "| =cmd\\|' /C calc'!A0 |").replace("\\|", "&"), FINGERPRINT),
        got=GOOD | {"其他情况": "=cmd&' /C calc'!A0"},
    ),
    Damage(
        "an injected formula in a number",
        (changed("| 3 |", "| =1+1 |"), FINGERPRINT),
        PARTLY,
        ("F112",),
        without("投诉例数"),
    ),
    Damage("percent typed bare", (changed("95%%", "95"), FINGERPRINT), FileState.ACCEPTED, ("F121",)),
    Damage("percent typed as a ratio", (changed("95%%", "0.95"), FINGERPRINT), FileState.ACCEPTED, ("F122",)),
    Damage("a figure out of range", (changed("| 3 |", "| 501 |"), FINGERPRINT), PARTLY, ("F105",), without("投诉例数")),
    Damage("full-width and units", (changed("95%%", "９５％").replace("| 3 |", "| 　３ 例 |"), FINGERPRINT)),
    Damage(
        "head in one cell",
        ("| 单位：东风镇　　期次：上半年　　填报人：张三　填报时间：2022年7月1日 |" + TABLE,),
        file="x.xlsx",
    ),
    Damage("单位：万元 above the table", ("| 单位：万元 |" + TABLE,)),
    Damage("unit with its seal", (changed("| 东风镇 |", "| 东风镇（盖章） |"),), file="x.xlsx"),
    Damage("alias as the unit", (changed("| 东风镇 |", "| 东风 |"), FINGERPRINT)),
    Damage("alias only", (changed("| 东风镇 |", "| 东风 |"),), file="x.xlsx"),
    Damage("unit mistyped, file name right", (changed("| 东风镇 |", "| 东凤镇 |"),), FileState.ACCEPTED, ("D537",)),
    Damage(
        "unit mistyped, fingerprint right",
        (changed("| 东风镇 |", "| 东凤镇 |"), FINGERPRINT),
        FileState.ACCEPTED,
        ("D537",),
        file="x.xlsx",
    ),
    Damage("unit mistyped and nothing else", (changed("| 东风镇 |", "| 东凤镇 |"),), REFUSED, ("D511",), {}, "x.xlsx"),
    Damage("nobody's", (TABLE,), REFUSED, ("D512",), {}, "上半年.xlsx"),
    Damage("two units named in the file name", (TABLE,), REFUSED, ("D512",), {}, "东风镇和朝阳镇_上半年.xlsx"),
    Damage("form of another unit", (changed("| 东风镇 |", "| 朝阳镇 |"), FINGERPRINT), REFUSED, ("D513",), {}),
    Damage(
        "file named after another unit", (CLEAN, FINGERPRINT), FileState.ACCEPTED, ("D514",), file="朝阳镇_上半年.xlsx"
    ),
    Damage(
        "fingerprint altered",
        (CLEAN, fingerprint_sheet(fingerprint_of(SCHEME, "东风镇"), change=("填报者", "朝阳镇"))),
        FileState.ACCEPTED,
        ("D516",),
    ),
    Damage(
        "two units in one file", (CLEAN, grid(changed("| 东风镇 |", "| 朝阳镇 |"), "朝阳镇")), REFUSED, ("D531",), {}
    ),
    Damage("period mistyped, file name right", (changed("| 上半年 |", "| 上年 |"),), FileState.ACCEPTED, ("D538",)),
    Damage(
        "period mistyped and nothing else", (changed("| 上半年 |", "| 上年 |"),), REFUSED, ("D518",), {}, "东风镇.xlsx"
    ),
    Damage("no period anywhere", (TABLE,), REFUSED, ("D519",), {}, "东风镇.xlsx"),
    Damage("period that takes no data", (changed("| 上半年 |", "| 全年 |"),), REFUSED, ("F303",), {}),
    Damage("form of the other period", (changed("| 上半年 |", "| 下半年 |"), FINGERPRINT), REFUSED, ("D520",), {}),
    Damage("period spelt with its year", (changed("| 上半年 |", "| 2022年上半年 |"), FINGERPRINT)),
    Damage("no table of ours", ("| 工作总结 |\n| 一年来，我镇…… |", FINGERPRINT), REFUSED, ("D530",), {}),
    Damage(
        "header row deleted",
        (HEAD + "| 完成率 | % | 95%% |\n| 投诉例数 | 例 | 3 |", FINGERPRINT),
        REFUSED,
        ("D530",),
        {},
    ),
    Damage(
        "returned empty",
        (changed("95%%", "").replace("| 3 |", "| |").replace("| 是 |", "| |").replace("| 无 |", "| |"), FINGERPRINT),
        REFUSED,
        ("D532",),
        {},
    ),
    Damage(
        "rubric altered",
        (CLEAN, grid("| 编号 | 计分方式 | 分值 |\n| 1.1 | 达标得分 | 50 |", "评分细则"), FINGERPRINT),
        FileState.ACCEPTED,
        ("D533",),
    ),
    Damage("sheet hidden", (grid(CLEAN, "填报表", hidden=True), FINGERPRINT), FileState.ACCEPTED, ("D535",)),
    Damage(
        "an older copy beside it, hidden", (CLEAN, grid(changed("| 3 |", "| 9 |"), "旧表", hidden=True), FINGERPRINT)
    ),
    Damage(
        "a differing copy beside it",
        (CLEAN, grid(changed("| 3 |", "| 9 |"), "填报表 (2)"), FINGERPRINT),
        PARTLY,
        ("D536",),
    ),
    Damage(
        "two sheets that share the items",
        (
            grid(HEAD + "| 数据项 | 填报值 |\n| 完成率 | 95%% |\n| 投诉例数 | 3 |", "表一"),
            grid("| 数据项 | 填报值 |\n| 设立专栏 | 是 |\n| 其他情况 | 无 |", "表二"),
            FINGERPRINT,
        ),
    ),
    Damage(
        "two sheets that contradict",
        (grid(CLEAN, "表一"), grid(changed("| 3 |", "| 9 |"), "表二"), FINGERPRINT),
        PARTLY,
        ("F209",),
        without("投诉例数"),
    ),
    Damage(
        "an item of a department filled in",
        (changed("| 设立专栏", "| 抽查得分 | 分 | 100 | | |\n| 设立专栏"), FINGERPRINT),
        PARTLY,
        ("F305",),
    ),
    Damage(
        "only items of a department",
        (HEAD + "| 数据项 | 填报值 |\n| 抽查得分 | 100 |", FINGERPRINT),
        REFUSED,
        ("F305",),
        {},
    ),
    Damage(
        "as a list with its own unit",
        (
            "| 单位 | 期次 | 数据项 | 填报值 |\n"
            "| 东风镇 | 上半年 | 完成率 | 95% |\n"
            "| 东风镇 | 上半年 | 投诉例数 | 3 |\n"
            "| 东风镇 | 上半年 | 设立专栏 | 是 |\n"
            "| 东风镇 | 上半年 | 其他情况 | 无 |",
        ),
        file="x.xlsx",
    ),
    Damage(
        "as a matrix of one row",
        ("| 单位名称 | 完成率 | 投诉例数 | 设立专栏 | 其他情况 |\n| 东风镇 | 95% | 3 | 是 | 无 |",),
    ),
    Damage(
        "with another unit's row",
        (
            "| 单位名称 | 完成率 | 投诉例数 | 设立专栏 | 其他情况 |\n"
            "| 东风镇 | 95% | 3 | 是 | 无 |\n"
            "| 朝阳镇 | 10% | 99 | 否 | 无 |",
        ),
        PARTLY,
        ("F306",),
    ),
]


@pytest.mark.parametrize("damage", KINDS, ids=lambda damage: damage.name)
def test_each_kind_of_damage_ends_as_it_should(damage: Damage) -> None:
    found = returned(SCHEME, arrived(damage.file, *damage.sheets))
    assert outcome(found).outcome is damage.outcome, [str(f) for f in found.findings]
    assert sorted(codes(found)) == sorted(damage.found)
    assert values(found) == {("东风镇", item): value for item, value in damage.got.items()}
    assert outcome(found).values == len(damage.got)
    received = {status.filler: status.received for status in found.fillers if status.period == "上半年"}
    assert received["朝阳镇"] is Received.MISSING
    assert (received["东风镇"] is Received.MISSING) == (not damage.got)
    assert len(found.tidy) == 3 * 2 * 6


def test_an_outcome_says_how_much_was_not_taken() -> None:
    found = returned(SCHEME, arrived("东风镇.xlsx", changed("| 3 |", "| #DIV/0! |"), FINGERPRINT))
    assert outcome(found).reason == "1个值无效"


def test_every_damage_names_its_cell_and_says_what_to_do() -> None:
    for damage in KINDS:
        for finding in returned(SCHEME, arrived(damage.file, *damage.sheets)).findings:
            assert finding.text
            assert finding.remedy
            assert finding.place.file == damage.file or finding.code in ("F305", "F306"), (damage.name, str(finding))
