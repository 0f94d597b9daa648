"""有下列情形之一的，一票否决：…: what stands below such a head is read as if each item said so itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kaohe_xl.base.text import narrow
from kaohe_xl.drafting.document import Passage
from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name
from kaohe_xl.drafting.said import row

_LEAD = re.compile(
    r"(?:凡)?(?:有|出现|发生|存在|属于)?(?:下列|以下|如下)(?:情形|情况|行为|问题|事项|现象)(?:之一)?(?:者|的)?[,，]?"
    r"(?P<effect>[^：:。]*)[：:。]?(?P<items>.*)",
    re.DOTALL,
)
_TITLE = re.compile(r"(?:实行)?(?P<effect>一票否决)(?:事项|情形|项目|条款|内容|制|范围)*[：:]?(?P<items>.*)", re.DOTALL)
_EFFECT = re.compile(r"一票否决|取消[^,，。]{0,12}(?:资格|评优|评先)|不[得能]评(?:为)?(?:优秀|先进|优|先)")
_NUMBER = re.compile(r"[（(][一二三四五六七八九十\d]{1,2}[）)]|\d{1,2}[、．.](?!\d)|[①-⑳]")
_NO_ITEM = re.compile(r"[:：]|[扣得加减计奖罚]\s*\d|为(?:优秀|良好|合格)|\d分")
_LONGEST = 60  # characters of an item


def read_on(passages: Sequence[Passage]) -> Iterator[tuple[Passage, str]]:
    """The passages, the items of veto lists one by one, each with what follows from it; empty for all others."""
    effect = ""
    for passage in passages:
        lead = _LEAD.fullmatch(passage.text.strip()) or _TITLE.fullmatch(passage.text.strip())
        told = _EFFECT.search(lead["effect"]) if lead is not None else None
        if lead is not None and told is not None:
            effect = told[0]
            inside = [
                part.partition("。")[0].strip(" ；;，,、") for part in _NUMBER.sub("；", lead["items"]).split("；")
            ]
            yield from ((Passage(part, passage.source), effect) for part in inside if part)
            effect = "" if any(inside) else effect
            continue
        item = passage.text.strip(" ；;。")
        if effect and (len(item) > _LONGEST or _NO_ITEM.search(narrow(item))):
            effect = ""
        yield passage, effect


def vetoed(passage: Passage, effect: str) -> DraftRow:
    """The row of an item of such a list."""
    words = re.sub(r"(?:的|者)$", "", passage.text.strip(" ；;。"))
    item = DraftItem(clean_name(words), "", "是否")
    columns = {"否决项": item.name, "条件": f"{item.name}=是", "后果": "取消评优"}
    doubt = "" if effect != "一票否决" else "原文没有写否决的后果，按取消评优草拟"
    found = row(columns, [item], doubt, "有这种情况填“是”；说到几次、几人的，条件改成数", table="一票否决")
    return DraftRow(found.table, found.columns, found.items, found.sure, f"{passage.text}（{effect}）", found.why)
