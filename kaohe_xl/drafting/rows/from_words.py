"""Rows from clauses whose marks stand beside words: what is so, how good it is, who said it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name
from kaohe_xl.drafting.language.clause_parts import (
    ClauseContext,
    ClausePart,
    counted,
    limits,
    named,
    number_of,
    row,
    worth,
)
from kaohe_xl.drafting.rows.from_facts import fact_row, zeroed

DraftRows = Sequence[DraftRow]


def votes(said: ClausePart, about: ClauseContext) -> DraftRows:
    """满意、基本满意、不满意分别计100分、80分、30分，不了解的票数不列入计算."""
    marks = said.part("marks")
    assert marks is not None
    points, names = marks.words("NUM"), re.split(r"[、和]", said.topic)
    if len(points) != len(names) or "票" not in said.words("TEXT")[-1]:
        return ()
    items = [counted(f"{name}票数", "票") for name in names]
    parts = "+".join(f"{item.name}×{point}" for item, point in zip(items, points, strict=True))
    total = "+".join(item.name for item in items)
    scale = f"÷{points[0]}×标准分" if about.full is not None and Fraction(points[0]) != about.full else ""
    columns = {"计分方式": "公式得分", "基准": f"({parts})÷({total}){scale}"}
    return [row(columns, items, f"按票数加权平均草拟；{said.words('TEXT')[-1]}")]


_NO_WORD = re.compile(r"每|或|以上|以下|第|最多|最高|一[次例起项]|加分|扣分|满分|总分|其中|附加|^共|率$")
_DEED = re.compile("有|建|设|配|落实|开展|制定")
_DENIED = re.compile(r"^(?:未|没有|没|无|不)(?P<rest>.+)")


def words(said: ClausePart, about: ClauseContext) -> DraftRows:
    """优秀20分，称职16分; 制定方案得2分，未制定不得分; 未发生事故得满分，发生一起不得分; 无计划不得分，未落实扣1分."""
    parts = said.all("word")
    values = [part.part("value") for part in parts]
    if any(value is not None and value.part("loses") is not None for value in values):
        return _zero_or_lose(parts, about)
    last = parts[-1]
    if last.has("EVENT"):
        head = re.fullmatch(r"(?:未|不|没有|无)(?:发生|出现)?(?P<what>.{2,20})", parts[0].topic)
        if len(parts) != 2 or head is None or parts[0].has("zero") or last.word("NUM") != "1":
            return ()
        item = counted(named(head["what"], about.subject, f"{last.word('UNIT')}数"), last.word("UNIT"))
        return [row({"计分方式": "触发清零", "数据项": item.name, "基准": ">0"}, [item])]
    if any(part.has("EVENT") for part in parts):
        return ()
    found = [
        (_said_word(part), "0" if value is None else worth(value, about.full))
        for part, value in zip(parts, values, strict=True)
    ]
    if any(points is None for _, points in found) or any(_NO_WORD.search(word) for word, _ in found):
        return ()
    (good, most), (bad, least) = found[0], found[-1]
    total = sum(Fraction(str(points)) for _, points in found)
    if len(found) > 2 and total == about.full and all(_DEED.match(word) for word, _ in found):
        return _all_of(found, about)  # marks that come to the 标准分 together are parts of it
    denied = _DENIED.match(bad)
    if (
        len(found) == 2
        and least == "0"
        and (bad == "其它" or (denied and (good.startswith(denied["rest"][:2]) or denied["rest"] in good)))
    ):
        positive = re.match(r"(?:未|没有|没|不)(?:发生|出现)(.{2,20})", good)
        if positive:
            item = DraftItem(named(positive[1], about.subject, "起数"), "起", "整数")
            return [row({"计分方式": "触发清零", "数据项": item.name, "基准": ">0"}, [item])]
        item = DraftItem(named(good, about.subject), "", "是否")
        return [row({"计分方式": "达标得分", "数据项": item.name, "基准": "是", "分值": str(most)}, [item])]
    if len(found) < 3 and not all(part.has("GAIN", "ZERO", "FULL") for part in parts):
        return ()
    item = DraftItem(named(about.subject, about.subject, "情况"), "", "文本")
    written = "; ".join(f"{word}:{points}" for word, points in found)
    return [
        row({"计分方式": "分档得分", "数据项": item.name, "基准": written}, [item], "按几档草拟，由填报人选写哪一档")
    ]


def _all_of(found: Sequence[tuple[str, str | None]], about: ClauseContext) -> DraftRows:
    """有场地得2分，有专职人员得2分，有制度上墙得2分, of 6."""
    rows = []
    for word, points in found:
        item = DraftItem(named(word, about.subject), "", "是否")
        columns = {"计分方式": "达标得分", "数据项": item.name, "基准": "是", "分值": str(points)}
        rows.append(row(columns, [item], "几个分加起来正好是标准分，按各做到各得草拟"))
    return rows


def _said_word(part: ClausePart) -> str:
    return "其它" if part.has("OTHERWISE") else re.sub(r"的$", "", part.topic)


def _zero_or_lose(parts: Sequence[ClausePart], about: ClauseContext) -> DraftRows:
    """无计划不得分，未落实扣1分: what empties the indicator, and what costs something."""
    if not all(part.has("zero", "loses") for part in parts) or not any(part.has("zero") for part in parts):
        return ()
    rows: list[DraftRow] = []
    for part in parts:
        if not part.topic or part.has("SEPARATELY"):
            return ()
        rows += [zeroed(part.topic, about)] if part.has("zero") else [fact_row(part.topic, part.points, {}, about)]
    return rows


def components(said: ClausePart, about: ClauseContext) -> DraftRows:
    """有考核制度1分、能实时查看1分、互联互通2分: marks that add up."""
    rows = []
    for part in said.all("part"):
        item = DraftItem(named(part.text().removesuffix(part.text("points")), about.subject), "", "是否")
        columns = {"计分方式": "达标得分", "数据项": item.name, "基准": "是", "分值": part.points}
        rows.append(row(columns, [item], "分项的分按做到就得草拟"))
    return rows


_LESSER = re.compile(r"不(?:完善|规范|健全|到位|齐全|完整|及时)|[^未没无]{2,6}(?:差|不强|不高|不够|较差)")


def lesser(said: ClausePart, about: ClauseContext) -> DraftRows:
    """未建立的扣4分，不完善的扣2分: two grades, of which one holds."""
    first, second = (topic.text().strip("，,的") for topic in said.all("topic")[:2])
    high, low = (part.points for part in said.all("loses")[:2])
    if not re.match(r"未|没有|没|无|不", first) or not _LESSER.fullmatch(second):
        return ()
    thing = re.sub(r"^(?:未|没有|没|无|不)(?:建立|制定|制订|设立|成立)?(?=.{2})", "", first)
    item = DraftItem(named(thing, about.subject, "情况"), "", "文本")
    columns = {"计分方式": "分档扣分", "数据项": item.name, "基准": f"{first}:{high}; {second}:{low}", **limits(said)}
    return [row(columns, [item], "看作一个情况的两档，只扣一档；是两件事的，拆成两行")]


_LEVEL = re.compile(
    r"(?:国家|中央|部|省|市|县|区|镇|乡|街道|村|[一二三]等|[一二三]级|全国|全省|全市|全县)(?:委|级|部)*"
)


def levels(said: ClausePart, about: ClauseContext) -> DraftRows:
    """被中央、省、市、区通报问题的，每例分别扣4分、3分、2分、1分; 满意、基本满意分别得5分、3分."""
    marks, per = said.part("marks"), said.part("per")
    assert marks is not None
    points = marks.words("NUM")
    said_levels = re.split(r"[、和]", said.topic)
    if len(said_levels) != len(points):
        said_levels = _spread(said.topic, len(points))
    if len(said_levels) != len(points):
        return ()
    last = _LEVEL.match(said_levels[-1])
    rest = said_levels[-1][len(last[0]) :] if last else ""
    names = [*said_levels[:-1], said_levels[-1].removesuffix(rest) if rest else said_levels[-1]]
    if per is None and not said.takes and not last:  # 优秀、良好分别得5分、3分
        item = DraftItem(named(about.subject, about.subject, "情况"), "", "文本")
        tiers_ = "; ".join(f"{word}:{mark}" for word, mark in zip(names, points, strict=True))
        return [
            row({"计分方式": "分档得分", "数据项": item.name, "基准": tiers_}, [item], "按几档草拟，由填报人选写哪一档")
        ]
    kind = "每例扣分" if said.takes else "每例得分"
    unit = per.word("UNIT") if per is not None else "次"
    prefix = re.sub(r"(?:国家|中央|全国|省|市)(?:级|部)*$", "", names[0]) if last else ""
    rows, pool = [], f"{clean_name(about.subject)[:8] or '合计'}{'扣分' if said.takes else '加分'}"
    for number, (level, figure) in enumerate(zip(names, points, strict=True)):
        item = number_of(f"{prefix if number else ''}{level}{rest}", about, unit)
        columns = {"计分方式": kind, "数据项": item.name, "分值": figure, **limits(said)}
        if cap := columns.pop("上限", ""):
            columns["合计上限"] = pool if number else f"{pool}:{cap}"
        rows.append(row(columns, [item], "按各级各算一行草拟；同一件事几级都有的，只算一行的，填互斥"))
    return rows


def _spread(topic: str, wanted: int) -> list[str]:
    """国家级省级市级 said without signs between."""
    found = re.findall(r"国家级|省级|市级|县级|区级|镇级", topic)
    return found if len(found) == wanted and "".join(found) == topic else []
