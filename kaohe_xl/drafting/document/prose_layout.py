"""A rubric in prose: articles under numbered headings, marks in the headings (宣传教育（40分）)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from kaohe_xl.base.text import trim
from kaohe_xl.drafting.document.document import Declared, Document, DraftIndicator, Passage
from kaohe_xl.drafting.document.headings import BONUS, TextAndMark, bracketed_mark, heading_mark, numbered

_SHORT = 30  # characters of a heading
_ENDS = ("。", "；", ";", ".")
_LINE_ENDS = "线"  # 党政线（370分） is a 考核线


@dataclass
class NumberedParagraph:
    """A numbered paragraph and what stands below it."""

    depth: int
    title: str
    text: str  # what it says beyond its title
    mark: Fraction | None
    source: str
    children: list[NumberedParagraph] = field(default_factory=list)

    def below(self) -> Iterator[NumberedParagraph]:
        for child in self.children:
            yield child
            yield from child.below()

    @property
    def has_marks_below(self) -> bool:
        return any(node.mark is not None for node in self.below())


def read_prose(document: Document, paragraphs: Sequence[Passage]) -> None:
    """Add what these paragraphs say to the document."""
    root = NumberedParagraph(-1, "", "", None, "")
    stack = [root]
    for paragraph in paragraphs:
        found = numbered(paragraph.text)
        if found.depth < 0:
            if stack[-1] is root or (stack[-1].mark is None and not _inside_marked(stack)):
                document.loose.append(paragraph)
            else:
                stack[-1].children.append(NumberedParagraph(99, "", found.text, None, paragraph.source))
            continue
        while stack[-1].depth >= found.depth:
            stack.pop()
        node = _node(found.depth, found.text, paragraph.source)
        stack[-1].children.append(node)
        stack.append(node)
    for node in root.children:
        _visit(document, node, ())


def _inside_marked(stack: Sequence[NumberedParagraph]) -> bool:
    return any(node.mark is not None for node in stack)


def _node(depth: int, text: str, source: str) -> NumberedParagraph:
    head, rest = _parted(text)
    return NumberedParagraph(depth, trim(head.text), rest, head.mark, source)


def _parted(text: str) -> tuple[TextAndMark, str]:
    """Title with its mark, and the rest: 办证率（4分）。低于85%扣1分 → 办证率, 4, 低于85%扣1分."""
    closing = min((at for sign in "）)" if (at := text.find("分" + sign)) >= 0), default=-1)
    if 0 <= closing <= 2 * _SHORT and (head := bracketed_mark(text[: closing + 2])).mark is not None:
        return head, text[closing + 2 :].lstrip("：:。．.，, \u3000")
    for sign in ("：", ":", "。"):
        title, found, rest = text.partition(sign)
        if found and len(title) <= _SHORT and rest.strip() and not any(word in title for word in ("扣", "得", "奖")):
            mark = heading_mark(title)
            return mark, rest.strip()
    if len(text) <= _SHORT and not text.endswith(_ENDS):
        return heading_mark(text), ""
    return TextAndMark("", None), text


def _visit(document: Document, node: NumberedParagraph, above: tuple[str, ...]) -> None:
    if node.has_marks_below:
        section = node.title or node.text
        if node.mark is not None:
            document.declared.append(Declared(section, node.mark, node.source))
        if node.text and node.title:
            document.loose.append(Passage(node.text, node.source))
        for child in node.children:
            if child.mark is None and not child.has_marks_below and child.text and not BONUS.search(section):
                document.loose += [Passage(each.text or each.title, each.source) for each in (child, *child.below())]
            else:
                _visit(document, child, (*above, section))
        return
    bonus = node.mark is None and bool(BONUS.search(f"{''.join(above)}{node.title}"))
    if node.mark is not None or bonus:
        pieces = [Passage(each.text or each.title, each.source) for each in node.below()]
        own = [Passage(node.text, node.source)] if node.text else []
        document.entries.append(
            DraftIndicator(
                section=above[-1] if above else "",
                title=node.title or node.text[:20],
                mark=node.mark,
                pieces=[*own, *pieces] or [Passage(node.title, node.source)],
                source=node.source,
                bonus=bonus,
                line=above[0] if above and above[0].endswith(_LINE_ENDS) else "",
                parent=above,
            )
        )
        return
    for each in (node, *node.below()):
        text = f"{each.title}：{each.text}" if each.title and each.text else each.title or each.text
        document.loose.append(Passage(text, each.source, each.depth))
