"""docs/问题代码.md from the catalogue: ``python -m kaohe_xl.messages.doc > docs/问题代码.md``; a test compares them."""

from __future__ import annotations

import re
import sys

from kaohe_xl.base.finding import Audience, Message
from kaohe_xl.messages import CATALOGUE

_INTRO = """\
# 问题代码

本页由程序从问题目录生成。每条问题都有代码、位置（文件!工作表!单元格）和处理办法；“…”处随具体情况而变。

- 错误：方案有错误不评分；填报值有错误，这个值不采用；文件有错误，这份文件拒收。
- 注意：已按写明的办法处理，请人看一眼。
- 说明：只是告知。
"""
_WHO = {
    Audience.AUTHOR: "方案：请编方案的人改",
    Audience.FILLER: "填报：请填报单位核对",
    Audience.FILE: "文件：请交表的单位重报",
    Audience.CLERK: "运行：请经办人留意",
}
_SLOT = re.compile(r"\{(\w+)[^}]*\}")


def page() -> str:
    """The whole page as Markdown, codes in order, one table for each who can fix it."""
    parts = [_INTRO]
    for audience, heading in _WHO.items():
        rows = [_row(CATALOGUE[code]) for code in sorted(CATALOGUE) if CATALOGUE[code].audience is audience]
        parts.append(
            f"\n## {heading}\n\n| 代码 | 程度 | 问题 | 说法 | 处理办法 |\n|---|---|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return "".join(parts)


def _row(message: Message) -> str:
    cells = (message.code, message.severity.value, message.title, _shown(message.text), _shown(message.remedy))
    return "| " + " | ".join(cells) + " |"


def _shown(text: str) -> str:
    """Slots as …, and nothing that breaks a Markdown table."""
    return _SLOT.sub("…", text).replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write(page())
