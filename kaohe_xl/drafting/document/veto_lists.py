"""有下列情形之一的，一票否决：…: what stands below such a head is read as if each item said so itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kaohe_xl.base.sheet_names import VETOES
from kaohe_xl.base.text import narrow
from kaohe_xl.drafting.document.document import Passage
from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name
from kaohe_xl.drafting.language.clause_parts import row

_LEAD = re.compile(
    r"(?:凡)?(?:有|出现|发生|存在|属于)?(?:下列|以下|如下)(?:情形|情况|行为|问题|事项|现象)(?:之一)?(?:者|的)?[,，]?"
    r"(?P<effect>[^：:。]*)[：:。]?(?P<items>.*)",
    re.DOTALL,
)
_TITLE = re.compile(r"(?:实行)?(?P<effect>一票否决)(?:事项|情形|项目|条款|内容|制|范围)*[：:]?(?P<items>.*)", re.DOTALL)
_EFFECT = re.compile(r"一票否决|取消[^,，。]{0,12}(?:资格|评优|评先)|不[得能]评(?:为)?(?:优秀|先进|优|先)")
_NUMBER = re.compile(r"[（(][一二三四五六七八九十\d]{1,2}[）)]|\d{1,2}[、．.](?!\d)|[①-⑳]")
_NO_ITEM = re.compile(r"[:：]|[扣得加减计奖罚]\s*\d|为(?:优秀|良好|合格)|\d分")
_PARAGRAPH = re.compile(r"第(\d+)段")
_LONGEST = 60  # characters of an item


def read_on(passages: Sequence[Passage]) -> Iterator[tuple[Passage, str]]:
    """The passages, the items of veto lists one by one, each with what follows from it; empty for all others.

    Items stand in the paragraphs right below the head, numbered alike and below it.
    """
    effect, above, depth = "", passages[0] if passages else Passage("", ""), -1
    for passage in sorted(passages, key=_place):
        lead = _LEAD.fullmatch(passage.text.strip()) or _TITLE.fullmatch(passage.text.strip())
        told = _EFFECT.search(lead["effect"]) if lead is not None else None
        if lead is not None and told is not None:
            items = _NUMBER.sub("；", lead["items"]).split("；")
            inside = [part.partition("。")[0].strip(" ；;，,、") for part in items]
            yield from ((Passage(part, passage.source), told[0]) for part in inside if part)
            effect, above, depth = "" if any(inside) else told[0], passage, -1
            continue
        if effect and not _is_item(passage, above, depth):
            effect = ""
        yield passage, effect
        above, depth = passage, passage.depth


def _place(passage: Passage) -> tuple[bool, int]:
    """Paragraphs in the order of the document, rows of tables behind them as they come."""
    found = _PARAGRAPH.fullmatch(passage.source)
    return (found is None, int(found[1]) if found else 0)


def _is_item(passage: Passage, above: Passage, depth: int) -> bool:
    """Does a paragraph go on with the list? ``depth``: of the item above; -1 below the head, under which it must be."""
    text = passage.text.strip(" ；;。")
    if len(text) > _LONGEST or _NO_ITEM.search(narrow(text)):
        return False
    alike = passage.depth == depth if depth >= 0 else passage.depth > above.depth
    return alike and _place(passage)[1] == _place(above)[1] + 1


def vetoed(passage: Passage, effect: str) -> DraftRow:
    """The row of an item of such a list."""
    words = re.sub(r"(?:的|者)$", "", passage.text.strip(" ；;。"))
    item = DraftItem(clean_name(words), "", "是否")
    columns = {"否决项": item.name, "条件": f"{item.name}=是", "后果": "取消评优"}
    doubt = "" if effect != "一票否决" else "原文没有写否决的后果，按取消评优草拟"
    found = row(columns, [item], doubt, "有这种情况填“是”；说到几次、几人的，条件改成数", table=VETOES)
    return DraftRow(found.table, found.columns, found.items, found.sure, f"{passage.text}（{effect}）", found.why)
